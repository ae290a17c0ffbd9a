//! Opening a session.

use std::net::{IpAddr, Ipv4Addr};

use jiff::SignedDuration;
use serde::Serialize;
use url::Url;

use crate::auth::Auth;
use crate::request::limit::{self, Problem, RequestError};
use crate::{
    Amount, Detail, Expiration, Field, Item, Locale, Metadata, PaymentMethods, Person, Reference,
    Tax, UserAgent,
};

/// A session to open, within the gateway's limits.
///
/// What the gateway demands is demanded by [`CreateSession::new`]; each further part is checked
/// where it is added, and the error names its field.
///
/// Source: "Create a session", `POST /api/session`.
///
/// ```
/// use jiff::SignedDuration;
/// use placetopay_checkout::{
///     Amount, Client, CreateSession, Credentials, Environment, Expiration, Options, Person,
/// };
///
/// # let credentials = Credentials::new("login", "secret key".to_owned().into())?;
/// let client = Client::new(Environment::BanchileTest, credentials, Options::default())?;
/// let session = CreateSession::new(
///     "C1-0001".parse()?,
///     Amount::clp(12_990),
///     Expiration::after(SignedDuration::from_mins(15), client.gateway_now())?,
///     "https://tienda.example.cl/gracias".parse()?,
/// )?
/// .description("Pan y queso")?
/// .buyer(Person::new().name("Ana")?)
/// .skip_result();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateSession {
    locale: Locale,
    payment: Payment,
    expiration: Expiration,
    return_url: Url,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_url: Option<Url>,
    ip_address: IpAddr,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<UserAgent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buyer: Option<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<Person>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Field>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method: Option<PaymentMethods>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    skip_result: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    no_buyer_fill: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Payment {
    reference: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    amount: Asked,
    allow_partial: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<Item>,
}

#[derive(Clone, Debug, Serialize)]
struct Asked {
    #[serde(flatten)]
    total: Amount,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taxes: Vec<Tax>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Detail>,
}

impl CreateSession {
    /// A session for `amount`, which the shop calls `reference`, which the gateway ends at
    /// `expiration`, and whose page leads back to `return_url` (at most 255 characters).
    ///
    /// It is in Spanish of Chile, not payable in parts, and for a customer whose own address is
    /// not known (`127.0.0.1`), unless said otherwise.
    ///
    /// # Errors
    /// [`RequestError`] of `payment.amount.total` or `returnUrl`.
    pub fn new(
        reference: Reference,
        amount: Amount,
        expiration: Expiration,
        return_url: Url,
    ) -> Result<Self, RequestError> {
        Ok(CreateSession {
            locale: Locale::ES_CL,
            payment: Payment {
                reference,
                description: None,
                amount: Asked {
                    total: limit::positive("payment.amount.total", amount)?,
                    taxes: Vec::new(),
                    details: Vec::new(),
                },
                allow_partial: false,
                items: Vec::new(),
            },
            expiration,
            return_url: limit::address("returnUrl", return_url)?,
            cancel_url: None,
            ip_address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            user_agent: None,
            buyer: None,
            payer: None,
            fields: Vec::new(),
            payment_method: None,
            skip_result: false,
            no_buyer_fill: false,
            metadata: None,
        })
    }

    /// Says what is sold, in 1 to 250 characters.
    ///
    /// # Errors
    /// [`RequestError`] of `payment.description`.
    pub fn description(mut self, description: impl Into<String>) -> Result<Self, RequestError> {
        let description = limit::text("payment.description", description, 250)?;
        self.payment.description = Some(description);
        Ok(self)
    }

    /// Lets the customer pay in parts. Without this call the session says explicitly that it may
    /// not, since some sites default to yes.
    ///
    /// # Errors
    /// [`RequestError`] of `payment.allowPartial`, where the session has taxes or details or
    /// awaits confirmation: the gateway cannot split those.
    pub fn allow_partial(mut self) -> Result<Self, RequestError> {
        self.payment.allow_partial = true;
        self.splittable("payment.allowPartial")
    }

    /// Says which taxes the amount contains.
    ///
    /// # Errors
    /// [`RequestError`] of `payment.amount.taxes`: in another currency, or with
    /// [`Self::allow_partial`].
    pub fn taxes(mut self, taxes: Vec<Tax>) -> Result<Self, RequestError> {
        const FIELD: &str = "payment.amount.taxes";
        self.same_currency(FIELD, taxes.iter().map(|tax| tax.amount.0))?;
        self.payment.amount.taxes = taxes;
        self.splittable(FIELD)
    }

    /// Says what the amount is made of.
    ///
    /// # Errors
    /// [`RequestError`] of `payment.amount.details`: in another currency, or with
    /// [`Self::allow_partial`].
    pub fn details(mut self, details: Vec<Detail>) -> Result<Self, RequestError> {
        const FIELD: &str = "payment.amount.details";
        self.same_currency(FIELD, details.iter().map(|detail| detail.amount.0))?;
        self.payment.amount.details = details;
        self.splittable(FIELD)
    }

    /// Lists what is sold, in at most 50 items.
    ///
    /// # Errors
    /// [`RequestError`] of `payment.items`: too many, or in another currency.
    pub fn items(mut self, items: Vec<Item>) -> Result<Self, RequestError> {
        const FIELD: &str = "payment.items";
        let amounts = items.iter().flat_map(|item| [Some(item.price), item.tax]);
        self.same_currency(FIELD, amounts.flatten().map(|amount| amount.0))?;
        self.payment.items = limit::list(FIELD, items, 50)?;
        Ok(self)
    }

    /// Who buys: fills the payment page in advance, where the customer may change it.
    #[must_use]
    pub fn buyer(mut self, buyer: Person) -> Self {
        self.buyer = Some(buyer);
        self
    }

    /// Who pays: forced, the customer cannot change it.
    #[must_use]
    pub fn payer(mut self, payer: Person) -> Self {
        self.payer = Some(payer);
        self
    }

    /// Sends data of the shop's own along, in at most 50 fields.
    ///
    /// # Errors
    /// [`RequestError`] of `fields`.
    pub fn fields(mut self, fields: Vec<Field>) -> Result<Self, RequestError> {
        self.fields = limit::list("fields", fields, 50)?;
        Ok(self)
    }

    /// Changes how the gateway handles the session.
    ///
    /// # Errors
    /// [`RequestError`] of `metadata`, where it awaits confirmation and is payable in parts.
    pub fn metadata(mut self, metadata: Metadata) -> Result<Self, RequestError> {
        self.metadata = Some(metadata);
        self.splittable("metadata")
    }

    /// Where "I don't want to continue" leads (at most 255 characters).
    ///
    /// # Errors
    /// [`RequestError`] of `cancelUrl`.
    pub fn cancel_url(mut self, cancel_url: Url) -> Result<Self, RequestError> {
        self.cancel_url = Some(limit::address("cancelUrl", cancel_url)?);
        Ok(self)
    }

    /// Limits what the customer can pay with.
    #[must_use]
    pub fn payment_methods(mut self, methods: PaymentMethods) -> Self {
        self.payment_method = Some(methods);
        self
    }

    /// Leads straight back to the return address, without the gateway's page of the result.
    #[must_use]
    pub fn skip_result(mut self) -> Self {
        self.skip_result = true;
        self
    }

    /// Leaves the payment page empty though the buyer is known.
    #[must_use]
    pub fn no_buyer_fill(mut self) -> Self {
        self.no_buyer_fill = true;
        self
    }

    /// The language of the page and of the gateway's messages.
    #[must_use]
    pub fn locale(mut self, locale: Locale) -> Self {
        self.locale = locale;
        self
    }

    /// The address of the customer's own device, where it is known.
    #[must_use]
    pub fn ip_address(mut self, address: IpAddr) -> Self {
        self.ip_address = address;
        self
    }

    /// What the customer's own browser calls itself; the client's
    /// [`Options::user_agent`](crate::Options::user_agent) unless it is known.
    #[must_use]
    pub fn user_agent(mut self, user_agent: UserAgent) -> Self {
        self.user_agent = Some(user_agent);
        self
    }

    /// Taxes, details and a confirmation cannot be divided over several payments.
    fn splittable(self, field: &'static str) -> Result<Self, RequestError> {
        let asked = &self.payment.amount;
        let confirmed = self.metadata.as_ref();
        let whole_only = !asked.taxes.is_empty()
            || !asked.details.is_empty()
            || confirmed.is_some_and(Metadata::awaits_confirmation);
        if self.payment.allow_partial && whole_only {
            return Err(RequestError::new(field, Problem::NotWithPartial));
        }
        Ok(self)
    }

    fn same_currency(
        &self,
        field: &'static str,
        mut amounts: impl Iterator<Item = Amount>,
    ) -> Result<(), RequestError> {
        let currency = self.payment.amount.total.currency();
        if amounts.any(|amount| amount.currency() != currency) {
            return Err(RequestError::new(field, Problem::AnotherCurrency));
        }
        Ok(())
    }

    /// The session as it is sent: `corrected_by` is how far the gateway's time turned out to be
    /// from what it was taken for, and `user_agent` stands in where the customer's is not known.
    pub(crate) fn corrected(&self, corrected_by: SignedDuration, user_agent: &UserAgent) -> Self {
        let own = self.user_agent.clone();
        CreateSession {
            expiration: self.expiration.moved(corrected_by),
            user_agent: Some(own.unwrap_or_else(|| user_agent.clone())),
            ..self.clone()
        }
    }

    pub(crate) fn expiration(&self) -> Expiration {
        self.expiration
    }

    pub(crate) fn signed(&self, auth: Auth) -> impl Serialize {
        #[derive(Serialize)]
        struct Body<'a> {
            auth: Auth,
            #[serde(flatten)]
            session: &'a CreateSession,
        }
        Body {
            auth,
            session: self,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{Currency, DetailKind, TaxKind};

    fn session() -> CreateSession {
        let now: Timestamp = "2026-11-22T17:05:00Z".parse().unwrap();
        CreateSession::new(
            "C1-1".parse().unwrap(),
            Amount::clp(12_990),
            Expiration::after(Expiration::SHORTEST, now).unwrap(),
            "https://shop.cl/thanks".parse().unwrap(),
        )
        .unwrap()
    }

    fn refusal(result: Result<CreateSession, RequestError>) -> (&'static str, Problem) {
        let error = result.unwrap_err();
        (error.field(), error.problem())
    }

    fn tax(amount: Amount) -> Vec<Tax> {
        vec![Tax::new(TaxKind::ValueAddedTax, amount).unwrap()]
    }

    #[test]
    fn says_all_that_the_gateway_demands_and_nothing_else() {
        let body = serde_json::to_value(session().description("Café").unwrap()).unwrap();
        let expected = serde_json::json!({
            "locale": "es_CL",
            "payment": {
                "reference": "C1-1",
                "description": "Café",
                "amount": { "currency": "CLP", "total": 12990 },
                "allowPartial": false,
            },
            "expiration": "2026-11-22T17:10:00+00:00",
            "returnUrl": "https://shop.cl/thanks",
            "ipAddress": "127.0.0.1",
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn what_cannot_be_split_does_not_go_with_parts_in_either_order() {
        let details = || vec![Detail::new(DetailKind::Tip, Amount::clp(1)).unwrap()];
        let confirmed = || Metadata::new().requires_confirmation();
        let partial = || session().allow_partial().unwrap();
        for (refused, field) in [
            (partial().taxes(tax(Amount::clp(1))), "payment.amount.taxes"),
            (partial().details(details()), "payment.amount.details"),
            (partial().metadata(confirmed()), "metadata"),
            (
                session()
                    .taxes(tax(Amount::clp(1)))
                    .unwrap()
                    .allow_partial(),
                "payment.allowPartial",
            ),
            (
                session().details(details()).unwrap().allow_partial(),
                "payment.allowPartial",
            ),
            (
                session().metadata(confirmed()).unwrap().allow_partial(),
                "payment.allowPartial",
            ),
        ] {
            assert_eq!(refusal(refused), (field, Problem::NotWithPartial));
        }
        assert!(partial().metadata(Metadata::new()).is_ok());
        assert!(partial().taxes(vec![]).is_ok());
    }

    #[test]
    fn every_part_is_in_the_currency_of_the_whole() {
        let dollars = Amount::new(100, Currency::USD).unwrap();
        let item = |price| Item::new("1", "Pan", price).unwrap();
        let taxed = item(Amount::clp(1)).tax(dollars).unwrap();
        let detail = Detail::new(DetailKind::Tip, dollars).unwrap();
        for (refused, field) in [
            (session().taxes(tax(dollars)), "payment.amount.taxes"),
            (session().details(vec![detail]), "payment.amount.details"),
            (session().items(vec![item(dollars)]), "payment.items"),
            (session().items(vec![taxed]), "payment.items"),
        ] {
            assert_eq!(refusal(refused), (field, Problem::AnotherCurrency));
        }
    }

    #[test]
    fn every_limit_names_its_field() {
        let url = |length: usize| {
            let path = "a".repeat(length - "https://shop.cl/".len());
            format!("https://shop.cl/{path}").parse::<Url>().unwrap()
        };
        let field = || Field::new("Pedido", "1").unwrap();
        let item = || Item::new("1", "Pan", Amount::clp(1)).unwrap();
        for (refused, expected) in [
            (
                session().description("ñ".repeat(251)),
                ("payment.description", Problem::TooLong { most: 250 }),
            ),
            (
                session().description(""),
                ("payment.description", Problem::Empty),
            ),
            (
                session().cancel_url(url(256)),
                ("cancelUrl", Problem::TooLong { most: 255 }),
            ),
            (
                session().cancel_url("javascript:alert(1)".parse().unwrap()),
                (
                    "cancelUrl",
                    Problem::Form {
                        expected: "an http or https address",
                    },
                ),
            ),
            (
                session().fields(vec![field(); 51]),
                ("fields", Problem::TooMany { most: 50 }),
            ),
            (
                session().items(vec![item(); 51]),
                ("payment.items", Problem::TooMany { most: 50 }),
            ),
        ] {
            assert_eq!(refusal(refused), expected);
        }
        assert!(session().description("ñ".repeat(250)).is_ok());
        assert!(session().cancel_url(url(255)).is_ok());
        assert!(session().fields(vec![field(); 50]).is_ok());
        assert!(session().items(vec![item(); 50]).is_ok());
        let nothing = CreateSession::new(
            "C1-1".parse().unwrap(),
            Amount::clp(0),
            session().expiration(),
            url(30),
        );
        assert_eq!(
            refusal(nothing),
            ("payment.amount.total", Problem::NotPositive)
        );
        let far = CreateSession::new(
            "C1-1".parse().unwrap(),
            Amount::clp(1),
            session().expiration(),
            url(256),
        );
        assert_eq!(refusal(far), ("returnUrl", Problem::TooLong { most: 255 }));
    }
}
