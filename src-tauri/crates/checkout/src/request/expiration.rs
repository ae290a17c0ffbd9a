//! Until when a session can be paid.

use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, Serializer};

use crate::auth::iso_8601;
use crate::request::limit::{Problem, RequestError};

/// Until when a session can be paid: a whole second, at least five minutes ahead.
///
/// It is always sent: PlacetoPay gives a session without one 30 minutes, but production in Chile
/// demands it. The gateway compares it with its own clock; a [`Client`](crate::Client) that learns
/// that clock late moves the expiration along with it, so that the customer gets the time meant.
///
/// Source: "Create a session", `expiration`.
///
/// ```
/// use jiff::{SignedDuration, Timestamp};
/// use placetopay_checkout::Expiration;
///
/// // what `Client::gateway_now` told
/// let now: Timestamp = "2026-11-22T17:05:00Z".parse()?;
/// assert!(Expiration::after(SignedDuration::from_mins(15), now).is_ok());
/// assert!(Expiration::after(SignedDuration::from_mins(4), now).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Expiration(Timestamp);

impl Expiration {
    /// The shortest time that the gateway lets a session live, from when the request reaches it: add
    /// some seconds for the way.
    pub const SHORTEST: SignedDuration = SignedDuration::from_mins(5);

    /// Expires at a time; fractions of a second are dropped. `now` is the time at the gateway, as
    /// [`Client::gateway_now`](crate::Client::gateway_now) tells it.
    ///
    /// # Errors
    /// [`RequestError`] of `expiration`: less than [`Self::SHORTEST`] after `now`.
    pub fn at(at: Timestamp, now: Timestamp) -> Result<Self, RequestError> {
        let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
        if now.duration_until(at) < Self::SHORTEST {
            return Err(RequestError::new("expiration", Problem::TooSoon));
        }
        Ok(Expiration(at))
    }

    /// Expires a time after `now`, at the next whole second. `now` is the time at the gateway, as
    /// [`Client::gateway_now`](crate::Client::gateway_now) tells it: with a clock of one's own that
    /// is wrong, the customer gets less time or more.
    ///
    /// # Errors
    /// [`RequestError`] of `expiration`: less than [`Self::SHORTEST`], or beyond the calendar.
    pub fn after(lifetime: SignedDuration, now: Timestamp) -> Result<Self, RequestError> {
        let beyond = RequestError::new(
            "expiration",
            Problem::Form {
                expected: "a time of this calendar",
            },
        );
        let at = now.checked_add(lifetime).map_err(|_| beyond)?;
        let second = match at.subsec_nanosecond() {
            1.. => at
                .checked_add(SignedDuration::from_secs(1))
                .map_err(|_| beyond)?,
            _ => at,
        };
        Expiration::at(second, now)
    }

    /// The time.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        self.0
    }

    /// Moved along where the gateway's clock turned out to differ from what it was taken for.
    pub(crate) fn moved(self, by: SignedDuration) -> Self {
        Expiration(self.0.checked_add(by).unwrap_or(self.0))
    }
}

impl Serialize for Expiration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&iso_8601(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn is_a_whole_second_at_least_five_minutes_ahead() {
        let now = time("2026-11-22T17:05:00.5Z");
        let at = |text| Expiration::at(time(text), now).map(|e| e.timestamp().to_string());
        assert_eq!(
            at("2026-11-22T17:10:01.9Z"),
            Ok("2026-11-22T17:10:01Z".into())
        );
        let soon = RequestError::new("expiration", Problem::TooSoon);
        assert_eq!(at("2026-11-22T17:10:00.9Z"), Err(soon));
        assert_eq!(at("2026-11-22T17:04:00Z"), Err(soon));
        let five = Expiration::after(Expiration::SHORTEST, now).unwrap();
        assert_eq!(five.timestamp(), time("2026-11-22T17:10:01Z"));
        assert!(Expiration::after(SignedDuration::MAX, now).is_err());
    }
}
