//! The way to a gateway over HTTPS: one request, one bounded answer.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_LENGTH, DATE, HeaderMap, RETRY_AFTER};
use reqwest::{redirect, retry, tls};

use crate::answer::json::LARGEST;
use crate::transport::{Exchange, Lost, Request, Response, Transport};
use crate::{Error, Gateway, Now, Options};

/// The longest wait that the gateway is believed to ask for.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// The pooled connections to one gateway.
pub(crate) struct Http {
    http: reqwest::Client,
    gateway: Gateway,
    now: Now,
}

impl Http {
    /// Redirects are never followed, since the body carries credentials; nothing is sent twice;
    /// no compression is asked for; a gateway on this computer is reached without a proxy.
    pub fn new(gateway: Gateway, options: &Options) -> Result<Self, Error> {
        let mut http = reqwest::Client::builder()
            .connect_timeout(options.connect_timeout)
            .timeout(options.total_timeout)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .tls_version_min(tls::Version::TLS_1_2)
            .user_agent(options.user_agent.as_str());
        if gateway.is_loopback() {
            http = http.no_proxy();
        }
        let http = http.build();
        Ok(Http {
            http: http.map_err(|error| Error::unavailable(causes(&error)))?,
            gateway,
            now: options.now.clone(),
        })
    }

    async fn carry(&self, request: Request) -> Result<Response, Lost> {
        let request = match request {
            Request::Post { path, json } => self
                .http
                .post(self.gateway.join(&path))
                .header("content-type", "application/json")
                .header("accept", "application/json")
                .body(json),
            Request::Head => self.http.head(self.gateway.join("/")),
        };
        let response = request.send().await.map_err(Lost::from)?;
        let at = (self.now)();
        Ok(Response {
            status: response.status().as_u16(),
            at,
            date: date(response.headers()),
            retry_after: retry_after(response.headers(), at),
            body: read(response).await,
        })
    }
}

impl Transport for Http {
    fn exchange(&self, request: Request) -> Exchange<'_> {
        Box::pin(self.carry(request))
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("gateway", &self.gateway)
            .finish_non_exhaustive()
    }
}

impl From<reqwest::Error> for Lost {
    fn from(error: reqwest::Error) -> Self {
        let never_sent = error.is_connect() || error.is_builder();
        let why = causes(&error.without_url());
        if never_sent {
            Lost::NeverSent(why)
        } else {
            Lost::OnTheWay(why)
        }
    }
}

/// Reads a body chunk by chunk and gives up as soon as it is larger than any answer.
async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, Lost> {
    let announced = response.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > LARGEST as u64) {
        return Err(Lost::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Lost::from)? {
        if body.len() + chunk.len() > LARGEST {
            return Err(Lost::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

fn http_date(text: &str) -> Option<Timestamp> {
    let time = httpdate::parse_http_date(text.trim()).ok()?;
    Timestamp::try_from(time).ok()
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    http_date(headers.get(DATE)?.to_str().ok()?)
}

/// `Retry-After` in seconds or as a date, compared with the gateway's own clock where it tells it.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
        text.parse().map_or(LONGEST_WAIT, Duration::from_secs)
    } else {
        let until = date(headers)
            .unwrap_or(now)
            .duration_until(http_date(text)?);
        Duration::try_from(until).unwrap_or_default()
    };
    Some(wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(retry_after_says: &str, date_says: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after_says.parse().unwrap());
        if let Some(date_says) = date_says {
            headers.insert(DATE, date_says.parse().unwrap());
        }
        retry_after(&headers, "2026-11-22T17:05:00Z".parse().unwrap())
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let seconds = |count| Some(Duration::from_secs(count));
        let at_ten_past = "Sun, 22 Nov 2026 17:10:00 GMT";
        assert_eq!(wait("0", None), seconds(0));
        assert_eq!(wait(" 120 ", None), seconds(120));
        assert_eq!(wait(at_ten_past, None), seconds(300));
        let gateways = Some("Sun, 22 Nov 2026 17:09:00 GMT");
        assert_eq!(wait(at_ten_past, gateways), seconds(60));
        assert_eq!(
            wait("Sunday, 22-Nov-26 17:10:00 GMT", gateways),
            seconds(60)
        );
        assert_eq!(wait("Sun Nov 22 17:10:00 2026", gateways), seconds(60));
        let past = "Sun, 22 Nov 2026 16:00:00 GMT";
        assert_eq!(wait(past, gateways), seconds(0));
    }

    #[test]
    fn an_absurd_wait_is_a_day_and_nonsense_is_none() {
        for long in [
            "86401",
            "18446744073709551615",
            "99999999999999999999999999",
            "Sun, 22 Nov 2099 17:10:00 GMT",
        ] {
            assert_eq!(wait(long, None), Some(LONGEST_WAIT), "{long}");
        }
        for nonsense in ["", "soon", "-1", "1.5", "+3"] {
            assert_eq!(wait(nonsense, None), None, "{nonsense}");
        }
    }
}
