//! The calls that every trap is tried on, and how a call that fails has to fail.

use std::sync::Arc;
use std::time::Duration;

use placetopay_checkout::{
    ActionAnswer, Amount, Cancelled, Client, CreateSession, Created, Credentials, Error,
    Expiration, InternalReference, Options, RequestId, Reversal, Session,
};
use tokio::time::timeout;

use crate::gateway::{ENDLESS, Gateway, http};

/// What makes each call succeed: number 1, on a page that any gateway on 127.0.0.1 may show.
pub const HONEST: &str = r#"{"status":{"status":"OK","reason":"00","message":"bien"},"requestId":1,"processUrl":"https://127.0.0.1/session/1/abc"}"#;

/// [`HONEST`] with one more member.
pub fn honest_but(member: &str) -> String {
    HONEST.replacen('{', &format!("{{{member},"), 1)
}

/// A client for a gateway that is not expected to keep it waiting.
pub fn client(url: &str) -> Client {
    client_waiting(url, Duration::from_secs(10), Duration::from_secs(20))
}

/// A client that has to lose its patience.
pub fn impatient(url: &str) -> Client {
    client_waiting(url, Duration::from_secs(1), Duration::from_secs(1))
}

pub fn client_waiting(url: &str, connect_timeout: Duration, total_timeout: Duration) -> Client {
    let options = Options {
        now: Arc::new(|| "2026-11-22T17:05:00Z".parse().unwrap()),
        connect_timeout,
        total_timeout,
        user_agent: "test/1".parse().unwrap(),
    };
    let credentials =
        Credentials::new("sitio-de-prueba", "llave-muy-secreta".to_owned().into()).unwrap();
    Client::new(
        url.parse::<placetopay_checkout::Gateway>().unwrap(),
        credentials,
        options,
    )
    .unwrap()
}

/// 12 990 pesos within a quarter of an hour.
pub fn order() -> CreateSession {
    let now = "2026-11-22T17:05:00Z".parse().unwrap();
    CreateSession::new(
        "C1-261122-0001-7KQF".parse().unwrap(),
        Amount::clp(12_990),
        Expiration::at("2026-11-22T17:20:00Z".parse().unwrap(), now).unwrap(),
        "https://shop.cl/gracias".parse().unwrap(),
    )
    .unwrap()
}

pub async fn query(client: &Client) -> Result<Session, Error> {
    in_time(client.query_session(RequestId(1))).await
}

pub async fn create(client: &Client) -> Result<Created, Error> {
    in_time(client.create_session(&order())).await
}

pub async fn reverse(client: &Client) -> Result<ActionAnswer, Error> {
    in_time(client.reverse(InternalReference(98), Reversal::WHOLE)).await
}

pub async fn cancel(client: &Client) -> Result<Cancelled, Error> {
    in_time(client.cancel_session(RequestId(1))).await
}

pub async fn confirm(client: &Client) -> Result<ActionAnswer, Error> {
    in_time(client.confirm_transaction(InternalReference(98))).await
}

async fn in_time<T>(call: impl Future<Output = T>) -> T {
    let call = timeout(ENDLESS, call);
    call.await.expect("every call ends in time")
}

/// A call by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Query,
    Create,
    Reverse,
    Cancel,
}

/// How the calls fail in this trap, each on a connection of its own, all at the same time.
pub async fn failures(client: &Client, trap: &str) -> [(Purpose, Error); 4] {
    let (query, create, reverse, cancel) = tokio::join!(
        query(client),
        create(client),
        reverse(client),
        cancel(client)
    );
    [
        (Purpose::Query, query.expect_err(trap)),
        (Purpose::Create, create.expect_err(trap)),
        (Purpose::Reverse, reverse.expect_err(trap)),
        (Purpose::Cancel, cancel.expect_err(trap)),
    ]
}

/// How a call that fails has to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nothing was sent, or nothing was done: `Unavailable` for every call.
    NothingDone,
    /// It was sent and not answered: `Unavailable` for a query, `OutcomeUnknown` for what acts.
    Unanswered,
    /// The answer cannot be read.
    Unusable,
    /// The answer leads elsewhere or exhausts its reader.
    Hostile,
}

impl Failure {
    pub fn is(self, purpose: Purpose, error: &Error) -> bool {
        match self {
            Failure::NothingDone => matches!(error, Error::Unavailable { .. }),
            Failure::Unanswered if purpose == Purpose::Query => {
                matches!(error, Error::Unavailable { .. })
            }
            Failure::Unanswered => matches!(error, Error::OutcomeUnknown { .. }),
            Failure::Unusable => matches!(error, Error::UnusableAnswer { .. }),
            Failure::Hostile => matches!(error, Error::HostileAnswer { .. }),
        }
    }

    /// Checks that every call fails so.
    pub async fn of_every_call(self, client: &Client, trap: &str) {
        for (purpose, error) in failures(client, trap).await {
            assert!(
                self.is(purpose, &error),
                "{trap}: {purpose:?} is to be {self:?}: {error:?}"
            );
        }
    }
}

/// A gateway whose next answer is laid out, and the client that gets it.
pub struct Trap {
    pub gateway: Gateway,
    pub client: Client,
}

impl Trap {
    pub async fn new() -> Trap {
        let gateway = Gateway::answering("").await;
        let client = client(&gateway.url);
        Trap { gateway, client }
    }

    /// 200 with this body from now on.
    pub fn tells(&self, body: impl AsRef<[u8]>) {
        self.gateway.answer(http("200 OK", &[], body.as_ref()));
    }

    /// Checks that every call that is answered with these bytes fails so.
    pub async fn fails(&self, failure: Failure, bytes: impl Into<Vec<u8>>, trap: &str) {
        let sent = self.gateway.requests().len();
        self.gateway.answer(bytes);
        failure.of_every_call(&self.client, trap).await;
        let sent = self.gateway.requests().len() - sent;
        assert_eq!(sent, 4, "{trap}: each is sent once");
    }
}

#[tokio::test]
async fn every_call_succeeds_where_nobody_means_harm() {
    let trap = Trap::new().await;
    trap.tells(HONEST);
    query(&trap.client).await.unwrap();
    create(&trap.client).await.unwrap();
    reverse(&trap.client).await.unwrap();
    cancel(&trap.client).await.unwrap();
}
