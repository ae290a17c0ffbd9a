//! What is sent to the gateway.

pub(crate) mod action;
mod breakdown;
mod create;
mod document;
mod expiration;
mod field;
mod item;
pub(crate) mod limit;
mod locale;
mod metadata;
mod payment_methods;
mod person;
mod reference;
mod user_agent;

pub use action::Reversal;
pub use breakdown::{Detail, DetailKind, Tax, TaxKind};
pub use create::CreateSession;
pub use document::{Document, DocumentType, Rut};
pub use expiration::Expiration;
pub use field::{DisplayOn, Field};
pub use item::{Category, Item};
pub use limit::{Problem, RequestError};
pub use locale::Locale;
pub use metadata::{EbtDelivery, Initiator, Metadata};
pub use payment_methods::PaymentMethods;
pub use person::{Address, Person};
pub use reference::Reference;
pub use user_agent::UserAgent;
