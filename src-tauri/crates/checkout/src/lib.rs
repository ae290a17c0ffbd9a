#![doc = include_str!("../README.md")]

mod amount;
mod answer;
mod auth;
mod client;
mod environment;
mod error;
mod http;
mod notification;
mod process_url;
mod request;
mod transport;

pub use amount::{Amount, AmountError};
pub use answer::{
    ActionAnswer, ActionOutcome, Asked, Cancelled, Conversion, Created, Customer, Discount,
    FieldValue, InternalReference, Report, RequestId, Session, Share, Status, Subscription,
    SubscriptionKind, Token, ToldField, Transaction,
};
pub use auth::Credentials;
pub use client::{Client, Now, Options, Turn};
pub use environment::{Environment, Gateway, GatewayError};
pub use error::{AuthFailure, Error};
pub use iso_currency::Currency;
pub use notification::{Notification, NotificationError, UnverifiedNotification};
pub use process_url::ProcessUrl;
pub use request::{
    Address, Category, CreateSession, Detail, DetailKind, DisplayOn, Document, DocumentType,
    EbtDelivery, Expiration, Field, Initiator, Item, Locale, Metadata, PaymentMethods, Person,
    Problem, Reference, RequestError, Reversal, Rut, Tax, TaxKind, UserAgent,
};
pub use rust_decimal::Decimal;
pub use secrecy::SecretString;
pub use transport::{Exchange, Lost, Request, Response, Transport};
pub use url::{Host, Url};

/// What a fuzzer feeds: every reader of a stranger's bytes.
#[cfg(fuzzing)]
pub mod fuzzing {
    use crate::request::action::Action;
    use crate::{
        ActionAnswer, Cancelled, Created, Environment, Expiration, InternalReference, RequestId,
        Reversal, Session,
    };

    /// Reads bytes as each kind of answer.
    pub fn answers(body: &[u8]) {
        let expiration = Expiration::after(Expiration::SHORTEST, jiff::Timestamp::UNIX_EPOCH);
        if let Ok(expiration) = expiration {
            let gateway = Environment::BanchileTest.into();
            drop(Created::parse(body, &gateway, expiration));
        }
        for action in [
            Action::Reverse(Reversal::WHOLE),
            Action::Confirm,
            Action::Cancel,
        ] {
            drop(ActionAnswer::parse(body, action, InternalReference(640)));
        }
        drop(Cancelled::parse(body, RequestId(28)));
        drop(Session::parse(body));
    }
}
