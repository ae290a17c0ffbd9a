//! Opening a sale: the intent is committed, then the gateway asked, then its answer committed.

use std::time::Duration;

use checkout::{CreateSession, Expiration};
use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, Unit};
use ledger::{NewSale, NewSession, SaleId, SaleRecord, SessionId};
use sale::{Amount, Reference, Unopened};

use crate::error::unopened;
use crate::till::Shared;
use crate::{Contact, Error, Till, money_in};

/// What a cashier charges.
#[derive(Clone, Debug)]
pub struct Charge {
    /// How much.
    pub amount: Amount,
    /// What is sold.
    pub description: Option<String>,
    /// The customer may pay in parts.
    pub allow_partial: bool,
    /// The shop's own reference; the till makes one where there is none.
    pub reference: Option<Reference>,
    /// How long the customer may take; the gateway wants at least five minutes.
    pub expires_in: Duration,
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
    /// [`Error`] where not even the intent was recorded; then nothing left this computer.
    pub async fn charge(&self, mut charge: Charge) -> Result<SaleRecord, Error> {
        self.shared.know_clock().await;
        // the gateway takes no empty one
        charge.description = charge.description.filter(|text| !text.trim().is_empty());
        let reference = self.reference(charge.reference.clone()).await?;
        let (request, session) = self.request(&charge, reference)?;
        let (now, sale) = (
            self.now(),
            NewSale {
                amount: charge.amount,
                allow_partial: charge.allow_partial,
                description: charge.description,
            },
        );
        let intent = move |ledger: &mut ledger::Ledger| ledger.open_sale(now, sale, session);
        let (sale, session) = self.shared.with_ledger(intent).await?;
        self.ask_for(sale, session, request).await
    }

    /// Charges the same sale again, after a session that ended without money or never began.
    ///
    /// # Errors
    /// [`Error::Ledger`] with [`StillPayable`](ledger::Error::StillPayable) while that could charge
    /// twice (`I7`).
    pub async fn charge_again(&self, id: SaleId) -> Result<SaleRecord, Error> {
        self.shared.know_clock().await;
        let sale = self.sale(id).await?;
        let charge = Charge {
            amount: sale.amount,
            description: sale.description,
            allow_partial: sale.allow_partial,
            reference: None,
            expires_in: Charge::USUAL_TIME,
        };
        let reference = self.reference(None).await?;
        let (request, session) = self.request(&charge, reference)?;
        let now = self.now();
        let intent = move |ledger: &mut ledger::Ledger| ledger.open_session(now, id, session);
        let session = self.shared.with_ledger(intent).await?;
        self.ask_for(id, session, request).await
    }

    async fn reference(&self, chosen: Option<Reference>) -> Result<Reference, Error> {
        if let Some(reference) = chosen {
            return Ok(reference);
        }
        let now = self.now();
        let day = sale::day(now, &self.shared.zone);
        let span = money_in::day(now, &self.shared.zone);
        let count = move |ledger: &mut ledger::Ledger| ledger.tables().sessions_within(span);
        let number = self.shared.with_ledger(count).await?.saturating_add(1);
        let till = &self.shared.settings.till_code;
        Ok(Reference::numbered(till, day, number, rand::random()))
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
            wire_amount(charge.amount)?,
            Expiration::at(expires_at, now)?,
            self.shared.settings.return_url.clone(),
        )?;
        if let Some(description) = &charge.description {
            request = request.description(description)?;
        }
        if charge.allow_partial {
            request = request.allow_partial()?;
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
            let outcome = ask(&shared, session, request).await;
            shared.changed(sale);
            shared.watch.notify_one();
            outcome
        });
        asking.await.map_err(|_| Error::Closing)??;
        self.sale(sale).await
    }
}

async fn ask(
    shared: &std::sync::Arc<Shared>,
    session: SessionId,
    request: CreateSession,
) -> Result<(), Error> {
    let answer = shared.client.create_session(&request).await;
    if answer.is_ok() {
        shared.contact_is(Contact::Fine);
    }
    let now = (shared.now)();
    let recorded = shared
        .with_ledger(move |ledger| match answer {
            Ok(created) => {
                let request_id = sale::RequestId(created.request_id.0);
                ledger.session_opened(now, session, request_id, created.process_url.to_string())
            }
            Err(error) => {
                tracing::warn!(session = session.0, %error, "no session was opened");
                ledger.session_unopened(now, session, unopened(error))
            }
        })
        .await;
    if recorded.is_err() {
        forget(shared, session).await;
    }
    recorded
}

/// An answer that could not be recorded is lost: nobody was shown the session's URL. Where that
/// cannot be recorded either, the next start does it.
async fn forget(shared: &std::sync::Arc<Shared>, session: SessionId) {
    let now = (shared.now)();
    let why = Unopened::AnswerLost {
        why: "the answer could not be recorded".to_owned(),
    };
    let forget = move |ledger: &mut ledger::Ledger| ledger.session_unopened(now, session, why);
    shared.with_ledger(forget).await.ok();
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

fn wire_amount(amount: Amount) -> Result<checkout::Amount, Error> {
    let currency = checkout::Currency::from_code(amount.currency().code());
    let amount = currency.map(|currency| checkout::Amount::new(amount.money().minor, currency));
    match amount {
        Some(Ok(amount)) => Ok(amount),
        Some(Err(_)) | None => Err(Error::Currency),
    }
}
