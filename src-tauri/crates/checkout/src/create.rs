//! Opening a session.
//!
//! Source: the gateway's "Create a session", `POST /api/session`.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;
use url::Url;

use crate::auth::{Auth, iso_8601};
use crate::wire::Whole;
use crate::{Amount, EndpointUrl, Error, ProcessUrl, RequestId};

/// A session to open, within the gateway's limits.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateSession {
    locale: &'static str,
    payment: Payment,
    #[serde(serialize_with = "as_iso_8601")]
    expiration: Timestamp,
    return_url: Url,
    ip_address: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Payment {
    reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    amount: Amount,
    allow_partial: bool,
}

impl CreateSession {
    /// The shortest time that the gateway lets a session live.
    pub const SHORTEST: SignedDuration = SignedDuration::from_mins(5);

    /// A session for `amount` that the shop calls `reference` (1 to 32 characters, unique), which
    /// the gateway ends at `expiration` (at least five minutes after `now`; always sent, since
    /// production in Chile demands it), and which leads back to `return_url`.
    ///
    /// # Errors
    /// [`RequestError`] names the field that breaks a limit.
    pub fn new(
        reference: impl Into<String>,
        amount: Amount,
        now: Timestamp,
        expiration: Timestamp,
        return_url: Url,
    ) -> Result<Self, RequestError> {
        let reference = reference.into();
        if !(1..=32).contains(&reference.chars().count()) {
            return Err(RequestError::Reference);
        }
        if amount.minor <= 0 {
            return Err(RequestError::Amount);
        }
        if now.duration_until(expiration) < Self::SHORTEST {
            return Err(RequestError::Expiration);
        }
        if return_url.as_str().len() > 255 {
            return Err(RequestError::ReturnUrl);
        }
        Ok(CreateSession {
            locale: "es_CL",
            payment: Payment {
                reference,
                description: None,
                amount,
                allow_partial: false,
            },
            expiration,
            return_url,
            ip_address: "127.0.0.1",
        })
    }

    /// Says what is sold, in at most 250 characters.
    ///
    /// # Errors
    /// [`RequestError::Description`] where it is longer.
    pub fn description(mut self, description: impl Into<String>) -> Result<Self, RequestError> {
        let description = description.into();
        if description.chars().count() > 250 {
            return Err(RequestError::Description);
        }
        self.payment.description = Some(description);
        Ok(self)
    }

    /// Lets the customer pay in parts. Without this call the session says explicitly that it may
    /// not, since some sites default to yes.
    #[must_use]
    pub fn allow_partial(mut self) -> Self {
        self.payment.allow_partial = true;
        self
    }

    /// The request's body. `corrected_by` is how far the gateway's time turned out to be from what
    /// it was taken for: the expiration moves along, so that the customer gets the time meant.
    pub(crate) fn signed(
        &self,
        auth: Auth,
        user_agent: &str,
        corrected_by: SignedDuration,
    ) -> impl Serialize {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body {
            auth: Auth,
            user_agent: String,
            #[serde(flatten)]
            session: CreateSession,
        }
        let expiration = self.expiration.checked_add(corrected_by);
        Body {
            auth,
            user_agent: user_agent.to_owned(),
            session: CreateSession {
                expiration: expiration.unwrap_or(self.expiration),
                ..self.clone()
            },
        }
    }
}

fn as_iso_8601<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso_8601(*at))
}

/// Which field of a request breaks one of the gateway's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RequestError {
    /// `payment.reference` has no character or more than 32.
    #[error("the reference must have 1 to 32 characters")]
    Reference,
    /// `payment.description` has more than 250 characters.
    #[error("the description must have at most 250 characters")]
    Description,
    /// `payment.amount` is zero or negative.
    #[error("the amount must be positive")]
    Amount,
    /// `expiration` is less than five minutes ahead.
    #[error("the expiration must be at least five minutes ahead")]
    Expiration,
    /// `returnUrl` has more than 255 characters.
    #[error("the return URL must have at most 255 characters")]
    ReturnUrl,
}

/// A session that now exists. Nothing is paid by that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The gateway's number for it.
    pub request_id: RequestId,
    /// Where the customer pays.
    pub process_url: ProcessUrl,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireCreated {
    request_id: Whole,
    process_url: String,
}

impl Created {
    pub(crate) fn parse(body: &[u8], gateway: &EndpointUrl) -> Result<Self, Error> {
        let wire: WireCreated = crate::client::read_json(body)?;
        Ok(Created {
            request_id: RequestId(wire.request_id.0),
            process_url: ProcessUrl::verify(&wire.process_url, gateway)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn session() -> Result<CreateSession, RequestError> {
        with("C1-1", 12_990, 300)
    }

    fn with(reference: &str, minor: i64, seconds: i64) -> Result<CreateSession, RequestError> {
        let now: Timestamp = "2026-11-22T17:05:00Z".parse().unwrap();
        CreateSession::new(
            reference,
            Amount::new(minor, Currency::CLP),
            now,
            now + SignedDuration::from_secs(seconds),
            "https://shop.cl/thanks".parse().unwrap(),
        )
    }

    #[test]
    fn says_all_that_the_gateway_demands() {
        let session = session().unwrap().description("Café").unwrap();
        let body = serde_json::to_value(&session).unwrap();
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
    fn every_limit_names_its_field() {
        assert_eq!(
            with(&"x".repeat(33), 1, 300).unwrap_err(),
            RequestError::Reference
        );
        assert_eq!(with("", 1, 300).unwrap_err(), RequestError::Reference);
        assert_eq!(with("a", 0, 300).unwrap_err(), RequestError::Amount);
        assert_eq!(with("a", 1, 299).unwrap_err(), RequestError::Expiration);
        let long = session().unwrap().description("ñ".repeat(251));
        assert_eq!(long.unwrap_err(), RequestError::Description);
        assert!(session().unwrap().description("ñ".repeat(250)).is_ok());
    }
}
