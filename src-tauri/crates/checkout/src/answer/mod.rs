//! What comes from the gateway.

pub(crate) mod action;
mod cancelled;
mod created;
mod customer;
mod field;
pub(crate) mod json;
pub(crate) mod loose;
#[cfg(test)]
mod properties;
mod session;
pub(crate) mod status;
mod subscription;
mod transaction;

pub use action::{ActionAnswer, ActionOutcome};
pub use cancelled::Cancelled;
pub use created::Created;
pub use customer::Customer;
pub use field::{FieldValue, ToldField};
pub use session::{Asked, RequestId, Session};
pub use status::{Report, Status};
pub use subscription::{Subscription, SubscriptionKind, Token};
pub use transaction::{Conversion, Discount, InternalReference, Share, Transaction};
