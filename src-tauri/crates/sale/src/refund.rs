//! Giving money of an approved transaction back: how much may be, and what came of it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Currency, Money, Transaction, TransactionStatus};

/// A refund's life in the ledger.
///
/// # Design
/// The gateway has no idempotency, and a query may never show a refund. So an outcome that is not
/// known stays [`Unknown`](Self::Unknown) until a query proves it or a person decides; it is never
/// sent again by itself (`I11`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum RefundState {
    /// The intent is committed; the gateway's answer is not.
    Requested,
    /// The gateway gave the money back.
    Done {
        /// The bank's authorization of it, where it is told.
        authorization: Option<String>,
    },
    /// It was refused or never sent: no money moved.
    NotDone {
        /// Why.
        why: NotRefunded,
    },
    /// Nobody knows whether the money went back.
    Unknown {
        /// What failed, for whoever looks into it.
        why: String,
    },
    /// Nobody knew, and a person found out.
    Decided {
        /// What the person found.
        finding: RefundFinding,
        /// Who.
        by: String,
    },
}

/// Why a refund certainly moved no money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum NotRefunded {
    /// The gateway or the bank refused it.
    Refused {
        /// The gateway's machine word.
        reason: String,
        /// The gateway's words for people.
        message: String,
    },
    /// The request did not reach the gateway.
    Unreachable {
        /// What failed, for whoever looks into it.
        why: String,
    },
}

/// What a person found out about a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefundFinding {
    /// The customer has the money back.
    GivenBack,
    /// The customer does not.
    NotGivenBack,
}

impl RefundState {
    /// The gateway gave the money back, and nothing more is known of it.
    pub const GIVEN_BACK: RefundState = RefundState::Done {
        authorization: None,
    };

    /// The customer has the money back, as far as anybody knows.
    #[must_use]
    pub fn gave_back(&self) -> bool {
        match self {
            RefundState::Done { .. }
            | RefundState::Decided {
                finding: RefundFinding::GivenBack,
                ..
            } => true,
            RefundState::Requested
            | RefundState::NotDone { .. }
            | RefundState::Unknown { .. }
            | RefundState::Decided {
                finding: RefundFinding::NotGivenBack,
                ..
            } => false,
        }
    }

    /// Its outcome is not known: another refund of the transaction could give back too much (`I11`).
    #[must_use]
    pub fn is_in_flight(&self) -> bool {
        match self {
            RefundState::Requested | RefundState::Unknown { .. } => true,
            RefundState::Done { .. }
            | RefundState::NotDone { .. }
            | RefundState::Decided { .. } => false,
        }
    }
}

/// An earlier refund of a transaction, as far as the next one cares.
#[derive(Clone, Copy, Debug)]
pub struct EarlierRefund<'a> {
    /// How much.
    pub amount: Money,
    /// What came of it.
    pub state: &'a RefundState,
}

/// Why no money of a transaction can be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotRefundable {
    /// It took none.
    #[error("the transaction is not approved")]
    NotApproved,
    /// The gateway told what it took in another currency than was asked for: which is right, a person
    /// finds out.
    #[error("it took {told}, which is not what was charged")]
    OtherCurrency {
        /// As the gateway told it.
        told: Money,
    },
    /// The outcome of an earlier refund is not known (`I11`).
    #[error("the outcome of an earlier refund is not known")]
    InFlight,
    /// All of it was given back.
    #[error("all of it was given back already")]
    GivenBack,
    /// Nothing, or less than nothing.
    #[error("a refund is of more than nothing")]
    Nothing,
    /// More than is left, or in another currency.
    #[error("at most {left} can be given back")]
    TooMuch {
        /// What is left to give back.
        left: Money,
    },
}

/// How much of a transaction can still be given back of a sale in a currency.
///
/// # Errors
/// [`NotRefundable`].
pub fn refundable<'a>(
    transaction: &Transaction,
    currency: Currency,
    earlier: impl IntoIterator<Item = EarlierRefund<'a>>,
) -> Result<Money, NotRefundable> {
    let (TransactionStatus::Approved, Some(took)) = (&transaction.status, transaction.amount)
    else {
        return Err(NotRefundable::NotApproved);
    };
    if took.currency != currency {
        return Err(NotRefundable::OtherCurrency { told: took });
    }
    let left = left_after(took, earlier)?;
    if transaction.refunded {
        return Err(NotRefundable::GivenBack);
    }
    Ok(left)
}

/// What is left of what a transaction took, by the refunds that are known here.
fn left_after<'a>(
    took: Money,
    earlier: impl IntoIterator<Item = EarlierRefund<'a>>,
) -> Result<Money, NotRefundable> {
    let mut left = took;
    for refund in earlier {
        if refund.state.is_in_flight() {
            return Err(NotRefundable::InFlight);
        }
        if refund.state.gave_back() {
            let less = left.checked_sub(refund.amount);
            left = less.ok_or(NotRefundable::GivenBack)?;
        }
    }
    match left.minor {
        1.. => Ok(left),
        _ => Err(NotRefundable::GivenBack),
    }
}

/// Holds the amount of a refund against what is left to give back; `None` is all that is left.
///
/// # Errors
/// [`NotRefundable`].
pub fn refund_of<'a>(
    transaction: &Transaction,
    currency: Currency,
    earlier: impl IntoIterator<Item = EarlierRefund<'a>>,
    wanted: Option<Money>,
) -> Result<Money, NotRefundable> {
    let left = refundable(transaction, currency, earlier)?;
    let wanted = wanted.unwrap_or(left);
    if wanted.currency != left.currency || wanted.minor > left.minor {
        return Err(NotRefundable::TooMuch { left });
    }
    if wanted.minor <= 0 {
        return Err(NotRefundable::Nothing);
    }
    Ok(wanted)
}

/// What the gateway's later word on a transaction makes of a refund whose outcome was not known.
///
/// That the transaction counts as refunded proves a refund of all of it; anything else proves
/// nothing, since the documentation contradicts itself on whether a query shows refunds.
#[must_use]
pub fn proven_refund(refund: EarlierRefund<'_>, transaction: &Transaction) -> Option<RefundState> {
    let is_whole = transaction.amount == Some(refund.amount);
    let is_unknown = matches!(refund.state, RefundState::Unknown { .. });
    (is_unknown && is_whole && transaction.refunded).then_some(RefundState::GIVEN_BACK)
}

/// What was given back of a transaction elsewhere, as in the bank's portal: the gateway counts it as
/// refunded, and the refunds that are known here did not give all of it back. While the outcome of
/// one of them is not known, nothing is said.
#[must_use]
pub fn given_back_elsewhere<'a>(
    transaction: &Transaction,
    known: impl IntoIterator<Item = EarlierRefund<'a>>,
) -> Option<Money> {
    let TransactionStatus::Approved = transaction.status else {
        return None;
    };
    let took = transaction.amount.filter(|_| transaction.refunded)?;
    left_after(took, known).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clp(minor: i64) -> Money {
        Money::new(minor, Currency::CLP)
    }

    fn took(minor: i64) -> Transaction {
        Transaction {
            internal_reference: 1,
            status: TransactionStatus::Approved,
            amount: Some(clp(minor)),
            discount: None,
            reason: String::new(),
            message: String::new(),
            at: None,
            method: None,
            issuer: None,
            authorization: None,
            receipt: None,
            last_digits: None,
            instalments: None,
            refunded: false,
        }
    }

    const DONE: RefundState = RefundState::GIVEN_BACK;

    fn unknown() -> RefundState {
        RefundState::Unknown { why: String::new() }
    }

    fn decided(finding: RefundFinding) -> RefundState {
        RefundState::Decided {
            finding,
            by: "Ana".into(),
        }
    }

    fn earlier(amount: i64, state: &RefundState) -> EarlierRefund<'_> {
        EarlierRefund {
            amount: clp(amount),
            state,
        }
    }

    #[test]
    fn i11_refunds_never_exceed_what_was_approved() {
        let paid = took(10_000);
        assert_eq!(refund_of(&paid, Currency::CLP, [], None), Ok(clp(10_000)));
        assert_eq!(
            refund_of(&paid, Currency::CLP, [], Some(clp(10_000))),
            Ok(clp(10_000))
        );
        let left = clp(10_000);
        for wanted in [clp(10_001), Money::new(1, Currency::USD)] {
            let told = refund_of(&paid, Currency::CLP, [], Some(wanted));
            assert_eq!(told, Err(NotRefundable::TooMuch { left }));
        }
        for wanted in [0, -1] {
            let told = refund_of(&paid, Currency::CLP, [], Some(clp(wanted)));
            assert_eq!(told, Err(NotRefundable::Nothing));
        }
        let parts = [earlier(4_000, &DONE), earlier(5_999, &DONE)];
        assert_eq!(refund_of(&paid, Currency::CLP, parts, None), Ok(clp(1)));
        let all = [earlier(4_000, &DONE), earlier(6_000, &DONE)];
        assert_eq!(
            refund_of(&paid, Currency::CLP, all, None),
            Err(NotRefundable::GivenBack)
        );
        let too_much = [earlier(10_001, &DONE)];
        assert_eq!(
            refundable(&paid, Currency::CLP, too_much),
            Err(NotRefundable::GivenBack)
        );
    }

    #[test]
    fn i11_one_refund_of_a_transaction_at_a_time() {
        for state in [RefundState::Requested, unknown()] {
            let told = refundable(&took(10_000), Currency::CLP, [earlier(1, &state)]);
            assert_eq!(told, Err(NotRefundable::InFlight));
        }
        let refused = RefundState::NotDone {
            why: NotRefunded::Unreachable { why: String::new() },
        };
        let found = decided(RefundFinding::NotGivenBack);
        for state in [refused, found] {
            let told = refundable(&took(10_000), Currency::CLP, [earlier(1, &state)]);
            assert_eq!(told, Ok(clp(10_000)));
        }
        let found = decided(RefundFinding::GivenBack);
        let told = refundable(&took(10_000), Currency::CLP, [earlier(1, &found)]);
        assert_eq!(told, Ok(clp(9_999)));
    }

    #[test]
    fn only_money_that_came_in_goes_back() {
        for status in [
            TransactionStatus::Pending,
            TransactionStatus::Rejected,
            TransactionStatus::Unrecognized("?".into()),
        ] {
            let mut other = took(10_000);
            other.status = status;
            assert_eq!(
                refundable(&other, Currency::CLP, []),
                Err(NotRefundable::NotApproved)
            );
        }
        let mut untold = took(10_000);
        untold.amount = None;
        assert_eq!(
            refundable(&untold, Currency::CLP, []),
            Err(NotRefundable::NotApproved)
        );
        let mut dollars = took(10_000);
        let told = Money::new(10_000, Currency::USD);
        dollars.amount = Some(told);
        let other = NotRefundable::OtherCurrency { told };
        assert_eq!(refundable(&dollars, Currency::CLP, []), Err(other));
        let mut refunded = took(10_000);
        refunded.refunded = true;
        assert_eq!(
            refundable(&refunded, Currency::CLP, []),
            Err(NotRefundable::GivenBack)
        );
    }

    #[test]
    fn i11_a_query_proves_the_refund_of_the_whole_and_disproves_nothing() {
        let mut transaction = took(10_000);
        let unknown = unknown();
        assert_eq!(proven_refund(earlier(10_000, &unknown), &transaction), None);
        transaction.refunded = true;
        let proven = proven_refund(earlier(10_000, &unknown), &transaction);
        assert_eq!(proven, Some(DONE));
        assert_eq!(proven_refund(earlier(9_999, &unknown), &transaction), None);
        assert_eq!(proven_refund(earlier(10_000, &DONE), &transaction), None);
    }

    #[test]
    fn what_no_refund_here_explains_was_given_back_elsewhere() {
        let mut transaction = took(10_000);
        assert_eq!(given_back_elsewhere(&transaction, []), None, "no proof");
        transaction.refunded = true;
        assert_eq!(given_back_elsewhere(&transaction, []), Some(clp(10_000)));
        let part = [earlier(4_000, &DONE)];
        assert_eq!(given_back_elsewhere(&transaction, part), Some(clp(6_000)));
        let denied = decided(RefundFinding::NotGivenBack);
        let denied = [earlier(10_000, &denied)];
        assert_eq!(
            given_back_elsewhere(&transaction, denied),
            Some(clp(10_000))
        );
        let whole = [earlier(4_000, &DONE), earlier(6_000, &DONE)];
        assert_eq!(given_back_elsewhere(&transaction, whole), None);
        for in_flight in [RefundState::Requested, unknown()] {
            let known = [earlier(4_000, &in_flight)];
            assert_eq!(given_back_elsewhere(&transaction, known), None);
        }
        transaction.status = TransactionStatus::Rejected;
        assert_eq!(given_back_elsewhere(&transaction, []), None);
    }
}
