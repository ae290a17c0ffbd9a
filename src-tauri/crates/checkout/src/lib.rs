//! A client of the Checkout API of Banchile Pagos (Evertec's PlacetoPay WebCheckout).
//!
//! It creates, queries and cancels sessions. It is tolerant where the gateway is loose (numbers as
//! strings, `null` lists, unknown fields and statuses) and strict where money is concerned (exact
//! decimals, no rounding, a verified [`ProcessUrl`]).
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use checkout::{Client, Credentials, Endpoint, Options, RequestId};
//!
//! let client = Client::new(
//!     Endpoint::BanchileTest.url()?,
//!     Credentials::new("login", "secret key".to_owned().into()),
//!     Options::default(),
//! )?;
//! let session = client.query_session(RequestId(1)).await?;
//! println!("{:?}", session.status);
//! # Ok(())
//! # }
//! ```
//!
//! # Design
//! Errors are named after what the caller does next. Above all [`Error::OutcomeUnknown`] is apart
//! from every definite refusal: the gateway has no idempotency key, so what may have been
//! processed is never sent again by itself.

mod amount;
mod auth;
mod cancel;
mod client;
mod create;
mod endpoint;
mod error;
mod process_url;
mod session;
mod wire;

pub use amount::{Amount, AmountError};
pub use auth::Credentials;
pub use client::{Client, Now, Options};
pub use create::{CreateSession, Created, RequestError};
pub use endpoint::{Endpoint, EndpointError, EndpointUrl};
pub use error::{AuthFailure, Error};
pub use iso_currency::Currency;
pub use process_url::ProcessUrl;
pub use session::{RequestId, Session, Status, Transaction, TransactionStatus};
