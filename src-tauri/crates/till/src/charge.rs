//! Opening a sale: the intent is committed, then the gateway asked, then its answer committed.

use std::time::Duration;

use checkout::{CreateSession, Document, DocumentType, Expiration, Person};
use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, Unit};
use ledger::{Duplicates, Ledger, NewSale, NewSession, SaleId, SaleRecord, SessionId, Stamp};
use sale::{Amount, Customer, Deed, Money, Reference};

use crate::error::unopened;
use crate::till::Shared;
use crate::{Error, Failure, Till, money_in};

/// What a cashier charges.
#[derive(Clone, Debug)]
pub struct Charge {
    /// How much.
    pub amount: Amount,
    /// What is sold.
    pub description: Option<String>,
    /// Who buys, where the shop asked.
    pub customer: Customer,
    /// The customer may pay in parts.
    pub allow_partial: bool,
    /// The shop's own reference; the till makes one where there is none.
    pub reference: Option<Reference>,
    /// How long the customer may take; the gateway wants at least five minutes.
    pub expires_in: Duration,
    /// What to do about another sale of the same amount that is still open.
    pub duplicates: Duplicates,
}

impl Charge {
    /// How long a customer may take unless said otherwise.
    pub const USUAL_TIME: Duration = Duration::from_mins(15);
}

impl Till {
    /// Charges: opens a sale with a session.
    ///
    /// The sale that comes back can be paid, or stands as
    /// [`Unopened`](sale::SaleState::Unopened) with the reason; either way it is in the ledger.
    ///
    /// # Errors
    /// [`Error`] where not even the intent was recorded; then nothing left this computer. Where
    /// another sale of the same amount is open and duplicates are refused, [`Error::Ledger`] with
    /// [`Duplicate`](ledger::Error::Duplicate): ask the cashier, then allow it.
    pub async fn charge(&self, mut charge: Charge) -> Result<SaleRecord, Error> {
        self.may(Deed::Sell)?;
        self.shared.know_clock().await;
        // the gateway takes no empty one
        charge.description = charge.description.filter(|text| !text.trim().is_empty());
        let reference = self.reference(charge.reference.clone()).await?;
        let (request, session) = self.request(&charge, reference)?;
        let stamp = self.shared.stamp(Deed::Sell)?;
        let sale = NewSale {
            amount: charge.amount,
            allow_partial: charge.allow_partial,
            description: charge.description,
            customer: charge.customer,
        };
        let duplicates = charge.duplicates;
        let intent = move |ledger: &mut Ledger| {
            begin_shift(ledger, stamp)?;
            ledger.open_sale(stamp, sale, session, duplicates)
        };
        let (sale, session) = self.shared.intend(intent).await?;
        self.ask_for(sale, session, request).await
    }

    /// Charges the same sale again, after a session that ended without money or never began.
    ///
    /// # Errors
    /// [`Error::Ledger`] with [`StillPayable`](ledger::Error::StillPayable) while that could charge
    /// twice (`I7`), or with [`Unsure`](ledger::Error::Unsure) where nobody knows.
    pub async fn charge_again(&self, id: SaleId) -> Result<SaleRecord, Error> {
        self.may(Deed::Sell)?;
        self.shared.know_clock().await;
        let sale = self.sale(id).await?;
        let charge = Charge {
            amount: sale.amount,
            description: sale.description,
            customer: sale.customer,
            allow_partial: sale.allow_partial,
            reference: None,
            expires_in: Charge::USUAL_TIME,
            duplicates: Duplicates::Allowed,
        };
        let reference = self.reference(None).await?;
        let (request, session) = self.request(&charge, reference)?;
        let stamp = self.shared.stamp(Deed::Sell)?;
        let intent = move |ledger: &mut Ledger| {
            begin_shift(ledger, stamp)?;
            ledger.open_session(stamp, id, session)
        };
        let session = self.shared.intend(intent).await?;
        self.ask_for(id, session, request).await
    }

    async fn reference(&self, chosen: Option<Reference>) -> Result<Reference, Error> {
        if let Some(reference) = chosen {
            return Ok(reference);
        }
        let now = self.now();
        let day = sale::day(now, &self.shared.zone);
        let span = money_in::day(now, &self.shared.zone);
        let count = move |tables: ledger::Tables<'_>| tables.sessions_within(span);
        let number = self.shared.read(count).await?.saturating_add(1);
        let till = &self.shared.settings().till_code;
        let random = self.shared.world.chance.bits();
        Ok(Reference::numbered(till, day, number, random))
    }

    /// The request and the intent, both held to the gateway's limits before anything is recorded.
    fn request(
        &self,
        charge: &Charge,
        reference: Reference,
    ) -> Result<(CreateSession, NewSession), Error> {
        let now = self.shared.client.gateway_now();
        let expires_at = expiration(now, charge.expires_in);
        let mut request = CreateSession::new(
            checkout::Reference::new(reference.as_str())?,
            wire_money(charge.amount.money())?,
            Expiration::at(expires_at, now)?,
            self.shared.settings().return_url.clone(),
        )?;
        if let Some(description) = &charge.description {
            request = request.description(description)?;
        }
        if charge.allow_partial {
            request = request.allow_partial()?;
        }
        if !charge.customer.is_unknown() {
            request = request.buyer(buyer(&charge.customer)?);
        }
        Ok((
            request,
            NewSession {
                reference,
                expires_at,
            },
        ))
    }

    /// Asks the gateway on a task of its own: whoever charged may leave, the answer is kept.
    async fn ask_for(
        &self,
        sale: SaleId,
        session: SessionId,
        request: CreateSession,
    ) -> Result<SaleRecord, Error> {
        self.shared.changed(sale);
        let shared = self.shared.clone();
        let asking = tokio::spawn(async move {
            let outcome = ask(&shared, sale, session, request).await;
            shared.changed(sale);
            outcome
        });
        asking.await.map_err(|_| Error::Closing)??;
        self.sale(sale).await
    }
}

async fn ask(
    shared: &std::sync::Arc<Shared>,
    sale: SaleId,
    session: SessionId,
    request: CreateSession,
) -> Result<(), Error> {
    shared.spend();
    let answer = shared.client.create_session(&request).await;
    let failure = answer.as_ref().err().cloned().map(Failure::from);
    let says_nothing_of_contact = matches!(failure, Some(Failure::Refused { .. }));
    if !says_nothing_of_contact {
        shared.heard(failure.as_ref());
    }
    let now = (shared.world.now)();
    let answer = match answer {
        Ok(created) => Ok((
            sale::RequestId(created.request_id.0),
            created.process_url.to_string(),
            created.expiration.timestamp(),
        )),
        Err(error) => {
            tracing::warn!(session = session.0, %error, "no session was opened");
            Err(unopened(error))
        }
    };
    let record = move |ledger: &mut Ledger| match answer.clone() {
        Ok((request_id, page, expires_at)) => {
            ledger.session_opened(now, session, request_id, page, expires_at)
        }
        Err(why) => ledger.session_unopened(now, session, why),
    };
    shared.record(sale, record).await
}

/// Whoever charges first begins a shift.
fn begin_shift(ledger: &mut Ledger, stamp: Stamp) -> Result<(), ledger::Error> {
    match ledger.tables().open_shift()? {
        Some(_) => Ok(()),
        None => ledger.open_shift(stamp).map(drop),
    }
}

/// Fills the customer's part of the payment page in advance.
fn buyer(customer: &Customer) -> Result<Person, Error> {
    let mut person = Person::new();
    if let Some(name) = &customer.name {
        person = person.name(name.as_str())?;
    }
    if let Some(rut) = customer.rut {
        person = person.document(Document::new(DocumentType::ClRut, rut.to_string())?);
    }
    if let Some(email) = &customer.email {
        person = person.email(email.as_str())?;
    }
    Ok(person)
}

/// A whole second, as the gateway is told. The shortest time that the gateway takes is a little
/// longer here: the request is on its way for a moment, and the gateway's clock is known to the
/// second only.
fn expiration(now: Timestamp, expires_in: Duration) -> Timestamp {
    const ON_THE_WAY: SignedDuration = SignedDuration::from_secs(10);
    let mut expires_in = SignedDuration::try_from(expires_in).unwrap_or(SignedDuration::MAX);
    if expires_in >= Expiration::SHORTEST {
        expires_in = expires_in.max(Expiration::SHORTEST + ON_THE_WAY);
    }
    let at = now.saturating_add(expires_in).unwrap_or(now);
    let whole = TimestampRound::new()
        .smallest(Unit::Second)
        .mode(RoundMode::Ceil);
    at.round(whole).unwrap_or(at)
}

pub(crate) fn wire_money(money: Money) -> Result<checkout::Amount, Error> {
    let currency = checkout::Currency::from_code(money.currency.code());
    let amount = currency.map(|currency| checkout::Amount::new(money.minor, currency));
    match amount {
        Some(Ok(amount)) => Ok(amount),
        Some(Err(_)) | None => Err(Error::Currency),
    }
}
