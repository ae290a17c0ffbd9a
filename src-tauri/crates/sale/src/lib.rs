//! What a sale is, and how a gateway's answer settles it.
//!
//! Pure: no input or output, no clock, no randomness. Whoever needs those passes their results in.
//! The words are those of the design: a [sale](SaleState) is what the shop wants paid, a session
//! is one Checkout session for it, a [transaction](Transaction) one attempt inside a session.

mod answer;
mod customer;
mod format;
mod money;
mod people;
mod reference;
mod refund;
mod rut;
mod session;
mod settle;
mod state;
mod words;

pub use answer::{Answer, Status, Transaction, TransactionStatus};
pub use customer::{Customer, CustomerError, CustomerName, Email};
pub use format::{LastDigits, date_time, day, time_of_day};
pub use money::{Amount, AmountError, Currency, CurrencyError, Money};
pub use people::{CashierName, Deed, PersonError, Role, lockout};
pub use reference::{Reference, ReferenceError, TillCode, TillCodeError};
pub use refund::{
    EarlierRefund, NotRefundable, NotRefunded, RefundFinding, RefundState, given_back_elsewhere,
    proven_refund, refund_of, refundable,
};
pub use rut::{Rut, RutError, RutSoFar};
pub use session::{
    Asked, Attention, Conflict, Progress, Rejection, RejectionCause, RequestId, SessionState,
    Standing, Unopened, Unsure,
};
pub use settle::{Settlement, settle};
pub use state::{History, Left, Refunds, SaleState, SessionMoney};
pub use words::{Language, LanguageError, Words};
