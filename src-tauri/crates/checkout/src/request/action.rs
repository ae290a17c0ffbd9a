//! What is done with a transaction: giving money back, confirming, calling off.

use serde::Serialize;

use crate::Amount;
use crate::auth::Auth;
use crate::request::limit::{self, RequestError};

/// How much of a transaction is given back.
///
/// Before the bank has settled the payment only the whole is possible; afterwards a part, as often
/// as the approved amount allows.
///
/// Source: "Refund", `POST /api/transaction`.
///
/// ```
/// use placetopay_checkout::{Amount, Reversal};
///
/// let half = Reversal::part(Amount::clp(6_000))?;
/// assert!(Reversal::part(Amount::clp(0)).is_err());
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reversal(Option<Amount>);

impl Reversal {
    /// All of it.
    pub const WHOLE: Reversal = Reversal(None);

    /// A part, in the transaction's currency.
    ///
    /// # Errors
    /// [`RequestError`] of `amount`: not more than zero.
    pub fn part(amount: Amount) -> Result<Self, RequestError> {
        limit::positive("amount", amount).map(|amount| Reversal(Some(amount)))
    }

    pub(crate) fn amount(self) -> Option<Amount> {
        self.0
    }
}

/// What is asked of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Reverse(Reversal),
    Confirm,
    Cancel,
}

impl Action {
    pub fn word(self) -> &'static str {
        match self {
            Action::Reverse(_) => "reverse",
            Action::Confirm => "confirm",
            Action::Cancel => "cancel",
        }
    }

    pub fn signed(self, internal_reference: i64, auth: Auth) -> impl Serialize {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body {
            auth: Auth,
            internal_reference: i64,
            action: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            amount: Option<Amount>,
        }
        Body {
            auth,
            internal_reference,
            action: self.word(),
            amount: match self {
                Action::Reverse(reversal) => reversal.amount(),
                Action::Confirm | Action::Cancel => None,
            },
        }
    }
}

/// The body of the older `POST /api/reverse`: no action, no amount.
pub(crate) fn older_reverse(internal_reference: i64, auth: Auth) -> impl Serialize {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body {
        auth: Auth,
        internal_reference: i64,
    }
    Body {
        auth,
        internal_reference,
    }
}
