//! From the gateway's answer to what changes here. Total and pure.

use crate::{
    Answer, Asked, Attention, Conflict, Money, Progress, Rejection, Standing, Status,
    TransactionStatus,
};

/// What an answer does to a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It says what is known.
    Unchanged,
    /// The session now stands so.
    Changed(Standing),
    /// It contradicts a final state, which stays; a person should know.
    Contradicted(Standing),
}

/// Holds an answer against what was asked and against how the session stands.
///
/// # Design
/// Approved never regresses (`I6`). Another final state gives way only to money: what moved must be
/// shown even when it comes late (`I2`). What contradicts an end without money puts it in
/// [doubt](Standing::Doubted), which any end resolves.
#[must_use]
pub fn settle(asked: &Asked, standing: &Standing, answer: &Answer) -> Settlement {
    let told = told(asked, answer);
    if told == *standing {
        return Settlement::Unchanged;
    }
    let gives_way = match standing {
        Standing::Pending { .. } | Standing::Attention { .. } => true,
        Standing::Doubted { .. } => told.is_final(),
        Standing::Approved => false,
        Standing::Conflict { .. } => {
            matches!(told, Standing::Approved | Standing::Conflict { .. })
                && !told.is_about_another()
        }
        Standing::PartialExpired { .. } | Standing::Rejected { .. } => told.moves_money(),
    };
    if gives_way {
        Settlement::Changed(told)
    } else {
        Settlement::Contradicted(told)
    }
}

/// How the session stands by this answer alone.
fn told(asked: &Asked, answer: &Answer) -> Standing {
    let paid = match paid(asked, answer) {
        Ok(paid) => paid,
        Err(conflict) => return Standing::Conflict { conflict },
    };
    if let Err(conflict) = identity(asked, answer) {
        return mismatched(answer, conflict);
    }
    match &answer.status {
        Status::Approved if paid == asked.amount.money() => Standing::Approved,
        Status::Approved if answer.is_unpaid() => Standing::Attention {
            attention: Attention::UnclearSum { paid },
        },
        Status::Approved => Standing::Conflict {
            conflict: Conflict::Sum { paid },
        },
        Status::PartialExpired if is_part(paid, asked) => Standing::PartialExpired { paid },
        Status::PartialExpired => Standing::Conflict {
            conflict: Conflict::Sum { paid },
        },
        Status::Rejected if answer.is_unpaid() => {
            undecided(answer).unwrap_or_else(|| Standing::Rejected {
                rejection: rejection(answer),
            })
        }
        Status::Rejected => Standing::Conflict {
            conflict: Conflict::PaidThoughRejected { paid },
        },
        Status::ApprovedPartial if is_part(paid, asked) => Standing::Pending {
            progress: Progress::PartlyPaid { paid },
        },
        Status::ApprovedPartial => Standing::Attention {
            attention: Attention::UnclearSum { paid },
        },
        Status::Pending => pending(answer, paid),
        Status::Unrecognized(status) => unknown(status),
    }
}

/// The sum of the approved transactions, a discount added back (`I3`).
fn paid(asked: &Asked, answer: &Answer) -> Result<Money, Conflict> {
    let currency = asked.amount.currency();
    if answer
        .approved()
        .any(|transaction| transaction.amount.is_none())
    {
        return Err(Conflict::AmountUntold);
    }
    answer
        .approved()
        .flat_map(|transaction| [transaction.amount, transaction.discount])
        .flatten()
        .try_fold(Money::zero(currency), |sum, part| {
            if part.currency != currency {
                let told = Some(part.currency.code().to_owned());
                return Err(Conflict::Currency { told });
            }
            sum.checked_add(part).ok_or(Conflict::Overflow)
        })
}

/// How a session stands that is over though one of its transactions may still take money, or has in
/// a way that is not known (`I5`).
fn undecided(answer: &Answer) -> Option<Standing> {
    let mut transactions = answer.transactions.iter();
    transactions.find_map(|transaction| match &transaction.status {
        TransactionStatus::Unrecognized(status) => Some(unknown(status)),
        TransactionStatus::Pending => Some(Standing::Pending {
            progress: Progress::Validating,
        }),
        TransactionStatus::Approved | TransactionStatus::Rejected => None,
    })
}

fn identity(asked: &Asked, answer: &Answer) -> Result<(), Conflict> {
    if answer.request_id != asked.request_id {
        return Err(Conflict::RequestId {
            told: answer.request_id,
        });
    }
    if answer.reference.as_deref() != Some(asked.reference.as_str()) {
        return Err(Conflict::Reference {
            told: answer.reference.clone(),
        });
    }
    if answer.currency != Some(asked.amount.currency()) {
        let told = answer.currency.map(|currency| currency.code().to_owned());
        return Err(Conflict::Currency { told });
    }
    Ok(())
}

/// An answer about something else ends nothing, unless it says that money moved.
fn mismatched(answer: &Answer, conflict: Conflict) -> Standing {
    let claims_money = match answer.status {
        Status::Approved | Status::ApprovedPartial | Status::PartialExpired => true,
        Status::Pending | Status::Rejected | Status::Unrecognized(_) => !answer.is_unpaid(),
    };
    if claims_money {
        Standing::Conflict { conflict }
    } else {
        Standing::Attention {
            attention: Attention::Mismatch { conflict },
        }
    }
}

fn is_part(paid: Money, asked: &Asked) -> bool {
    paid.minor > 0 && paid.minor < asked.amount.money().minor
}

fn pending(answer: &Answer, paid: Money) -> Standing {
    let mut validating = false;
    for transaction in &answer.transactions {
        match &transaction.status {
            TransactionStatus::Pending => validating = true,
            TransactionStatus::Unrecognized(status) => return unknown(status),
            TransactionStatus::Approved | TransactionStatus::Rejected => {}
        }
    }
    let attempts = rejected(answer);
    let progress = match (validating, paid.minor, attempts) {
        (true, _, _) => Progress::Validating,
        (false, 0, 0) => Progress::Waiting,
        (false, 0, attempts) => Progress::AttemptRejected { attempts },
        (false, _, _) => Progress::PartlyPaid { paid },
    };
    Standing::Pending { progress }
}

fn unknown(status: &str) -> Standing {
    Standing::Attention {
        attention: Attention::UnknownStatus {
            status: status.to_owned(),
        },
    }
}

fn rejection(answer: &Answer) -> Rejection {
    Rejection {
        reason: answer.reason.clone(),
        message: answer.message.clone(),
        attempts: rejected(answer),
    }
}

fn rejected(answer: &Answer) -> u32 {
    let count = answer
        .transactions
        .iter()
        .filter(|transaction| transaction.status == TransactionStatus::Rejected)
        .count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Amount, Currency, RequestId, Transaction};

    fn asked() -> Asked {
        Asked {
            request_id: RequestId(7),
            reference: "C1-1".parse().unwrap(),
            amount: Amount::parse("12990", Currency::CLP).unwrap(),
        }
    }

    fn attempt(status: TransactionStatus, minor: i64) -> Transaction {
        Transaction {
            internal_reference: 1,
            status,
            amount: Some(Money::new(minor, Currency::CLP)),
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

    fn answer(status: Status, transactions: Vec<Transaction>) -> Answer {
        Answer {
            request_id: RequestId(7),
            reference: Some("C1-1".into()),
            currency: Some(Currency::CLP),
            status,
            reason: "00".into(),
            message: "Aprobada".into(),
            transactions,
        }
    }

    fn after(answer: &Answer) -> Standing {
        match settle(
            &asked(),
            &Standing::Attention {
                attention: Attention::NotFound,
            },
            answer,
        ) {
            Settlement::Changed(standing) => standing,
            other => panic!("{other:?}"),
        }
    }

    fn conflict(answer: &Answer) -> Conflict {
        match after(answer) {
            Standing::Conflict { conflict } => conflict,
            other => panic!("{other:?}"),
        }
    }

    use TransactionStatus::{Approved, Pending, Rejected};

    #[test]
    fn i3_approved_means_the_exact_sum() {
        let whole = answer(
            Status::Approved,
            vec![attempt(Rejected, 12_990), attempt(Approved, 12_990)],
        );
        assert_eq!(after(&whole), Standing::Approved);
        let parts = answer(
            Status::Approved,
            vec![attempt(Approved, 6_000), attempt(Approved, 6_990)],
        );
        assert_eq!(after(&parts), Standing::Approved);
        for paid in [12_989, 12_991, 0] {
            let other = answer(Status::Approved, vec![attempt(Approved, paid)]);
            let paid = Money::new(paid, Currency::CLP);
            assert_eq!(conflict(&other), Conflict::Sum { paid });
        }
    }

    #[test]
    fn i3_approved_without_a_transaction_waits_for_one() {
        let none = answer(Status::Approved, vec![]);
        assert!(!after(&none).is_final());
        let exact = answer(Status::Approved, vec![attempt(Approved, 12_990)]);
        assert_eq!(
            settle(&asked(), &after(&none), &exact),
            Settlement::Changed(Standing::Approved)
        );
    }

    #[test]
    fn i2_approved_without_a_transaction_is_not_the_last_word() {
        let rejected = attempt(Rejected, 12_990);
        for transactions in [vec![], vec![rejected]] {
            assert!(answer(Status::Approved, transactions).is_open());
        }
        let mut untold = attempt(Approved, 0);
        untold.amount = None;
        assert!(answer(Status::Approved, vec![untold]).is_open());
        let exact = answer(Status::Approved, vec![attempt(Approved, 12_990)]);
        assert!(!exact.is_open());
        assert!(!answer(Status::Rejected, vec![]).is_open());
    }

    #[test]
    fn i3_an_approved_transaction_without_its_amount_is_never_nothing() {
        let mut untold = attempt(Approved, 0);
        untold.amount = None;
        for status in [Status::Rejected, Status::Pending, Status::Approved] {
            let told = answer(status, vec![untold.clone()]);
            assert_eq!(conflict(&told), Conflict::AmountUntold);
        }
        let zero = answer(Status::Rejected, vec![attempt(Approved, 0)]);
        assert!(matches!(
            conflict(&zero),
            Conflict::PaidThoughRejected { .. }
        ));
    }

    #[test]
    fn i5_a_session_that_is_over_but_not_decided_stays_open() {
        let rejected = vec![attempt(Rejected, 12_990), attempt(Rejected, 12_990)];
        assert!(after(&answer(Status::Rejected, rejected)).is_final());
        let odd = TransactionStatus::Unrecognized("APPROVED_PARTIAL".into());
        for undecided in [odd, Pending] {
            let transactions = vec![attempt(Rejected, 12_990), attempt(undecided, 12_990)];
            let standing = after(&answer(Status::Rejected, transactions));
            assert!(!standing.is_final(), "{standing:?}");
        }
    }

    #[test]
    fn i3_a_gateway_discount_counts_as_paid() {
        let mut discounted = attempt(Approved, 11_990);
        discounted.discount = Some(Money::new(1_000, Currency::CLP));
        assert_eq!(
            after(&answer(Status::Approved, vec![discounted])),
            Standing::Approved
        );
    }

    #[test]
    fn i3_an_approval_of_something_else_is_a_conflict() {
        let approved = answer(Status::Approved, vec![attempt(Approved, 12_990)]);
        let mut other = approved.clone();
        other.request_id = RequestId(8);
        assert_eq!(conflict(&other), Conflict::RequestId { told: RequestId(8) });
        let mut other = approved.clone();
        other.reference = None;
        assert_eq!(conflict(&other), Conflict::Reference { told: None });
        let mut other = approved.clone();
        other.currency = Some(Currency::USD);
        assert_eq!(
            conflict(&other),
            Conflict::Currency {
                told: Some("USD".into())
            }
        );
        let mut other = approved;
        other.transactions[0].amount = Some(Money::new(12_990, Currency::USD));
        assert_eq!(
            conflict(&other),
            Conflict::Currency {
                told: Some("USD".into())
            }
        );
    }

    #[test]
    fn an_answer_about_something_else_that_moves_no_money_ends_nothing() {
        for status in [Status::Rejected, Status::Pending] {
            let mut other = answer(status, vec![]);
            other.reference = Some("C1-2".into());
            let conflict = Conflict::Reference {
                told: Some("C1-2".into()),
            };
            assert_eq!(
                after(&other),
                Standing::Attention {
                    attention: Attention::Mismatch { conflict }
                }
            );
        }
    }

    #[test]
    fn the_three_kinds_of_pending() {
        let progress = |transactions| match after(&answer(Status::Pending, transactions)) {
            Standing::Pending { progress } => progress,
            other => panic!("{other:?}"),
        };
        assert_eq!(progress(vec![]), Progress::Waiting);
        assert_eq!(
            progress(vec![attempt(Rejected, 1), attempt(Rejected, 1)]),
            Progress::AttemptRejected { attempts: 2 }
        );
        assert_eq!(
            progress(vec![attempt(Rejected, 1), attempt(Pending, 1)]),
            Progress::Validating
        );
    }

    #[test]
    fn partial_payments_and_their_end() {
        let paid = Money::new(6_000, Currency::CLP);
        let part = vec![attempt(Approved, 6_000)];
        assert_eq!(
            after(&answer(Status::ApprovedPartial, part.clone())),
            Standing::Pending {
                progress: Progress::PartlyPaid { paid }
            }
        );
        assert_eq!(
            after(&answer(Status::PartialExpired, part.clone())),
            Standing::PartialExpired { paid }
        );
        assert_eq!(
            conflict(&answer(Status::Rejected, part)),
            Conflict::PaidThoughRejected { paid }
        );
        assert!(matches!(
            after(&answer(Status::ApprovedPartial, vec![])),
            Standing::Attention {
                attention: Attention::UnclearSum { .. }
            }
        ));
        assert!(matches!(
            conflict(&answer(Status::PartialExpired, vec![])),
            Conflict::Sum { .. }
        ));
    }

    #[test]
    fn i5_an_unknown_status_keeps_the_sale_open_and_calls_for_attention() {
        let odd = answer(
            Status::Unrecognized("ON_HOLD".into()),
            vec![attempt(Approved, 12_990)],
        );
        let standing = after(&odd);
        assert!(!standing.is_final());
        assert_eq!(
            standing,
            Standing::Attention {
                attention: Attention::UnknownStatus {
                    status: "ON_HOLD".into()
                }
            }
        );
        let odd = attempt(TransactionStatus::Unrecognized("LIMBO".into()), 1);
        assert!(!after(&answer(Status::Pending, vec![odd])).is_final());
    }

    #[test]
    fn i6_approved_never_regresses() {
        let approved = Standing::Approved;
        for status in [
            Status::Pending,
            Status::Rejected,
            Status::Unrecognized("X".into()),
        ] {
            let settlement = settle(&asked(), &approved, &answer(status, vec![]));
            assert!(
                matches!(settlement, Settlement::Contradicted(_)),
                "{settlement:?}"
            );
        }
        let again = answer(Status::Approved, vec![attempt(Approved, 12_990)]);
        assert_eq!(settle(&asked(), &approved, &again), Settlement::Unchanged);
    }

    #[test]
    fn i2_a_late_approval_is_shown_after_a_rejection() {
        let rejected = after(&answer(Status::Rejected, vec![]));
        let late = answer(Status::Approved, vec![attempt(Approved, 12_990)]);
        assert_eq!(
            settle(&asked(), &rejected, &late),
            Settlement::Changed(Standing::Approved)
        );
        let part = answer(Status::PartialExpired, vec![attempt(Approved, 6_000)]);
        let Settlement::Changed(partly) = settle(&asked(), &rejected, &part) else {
            panic!("a late part is shown too");
        };
        assert!(matches!(partly, Standing::PartialExpired { .. }));
        let pending = answer(Status::Pending, vec![]);
        for ended in [rejected, partly] {
            let told = settle(&asked(), &ended, &pending);
            assert!(matches!(told, Settlement::Contradicted(_)), "{told:?}");
        }
    }

    #[test]
    fn i7_a_rejection_that_is_contradicted_is_doubted_until_an_end_is_told() {
        let rejected = after(&answer(Status::Rejected, vec![]));
        let unpaid = [
            answer(Status::Pending, vec![]),
            answer(Status::Approved, vec![]),
        ];
        for open in unpaid {
            let Settlement::Contradicted(told) = settle(&asked(), &rejected, &open) else {
                panic!("{open:?}");
            };
            let doubted = rejected.clone().contradicted_by(&told);
            assert!(matches!(doubted, Standing::Doubted { .. }), "{doubted:?}");
            let again = settle(&asked(), &doubted, &open);
            assert_eq!(again, Settlement::Contradicted(told.clone()));
            assert_eq!(doubted.clone().contradicted_by(&told), doubted);
            for (status, paid) in [(Status::Rejected, vec![]), whole()] {
                let end = answer(status, paid);
                let settled = settle(&asked(), &doubted, &end);
                assert_eq!(settled, Settlement::Changed(after(&end)));
            }
        }
        let other = Standing::Approved.contradicted_by(&rejected);
        assert_eq!(other, Standing::Approved);
        let worded = rejected.clone().contradicted_by(&rejected);
        assert_eq!(worded, rejected);
        let mut misdirected = answer(Status::Pending, vec![]);
        misdirected.request_id = RequestId(8);
        let about_another = after(&misdirected);
        assert_eq!(rejected.clone().contradicted_by(&about_another), rejected);
    }

    fn whole() -> (Status, Vec<Transaction>) {
        (Status::Approved, vec![attempt(Approved, 12_990)])
    }

    #[test]
    fn i2_a_conflict_gives_way_to_an_exact_approval_and_to_what_is_newly_in_conflict() {
        let other = after(&answer(Status::Approved, vec![attempt(Approved, 12_989)]));
        let exact = answer(Status::Approved, vec![attempt(Approved, 12_990)]);
        assert_eq!(
            settle(&asked(), &other, &exact),
            Settlement::Changed(Standing::Approved)
        );
        let more = answer(Status::Approved, vec![attempt(Approved, 12_991)]);
        let newer = Settlement::Changed(after(&more));
        assert_eq!(settle(&asked(), &other, &more), newer);
        let rejected = answer(Status::Rejected, vec![]);
        let mut misdirected = more;
        misdirected.request_id = RequestId(8);
        for told in [rejected, misdirected] {
            let settled = settle(&asked(), &other, &told);
            assert!(
                matches!(settled, Settlement::Contradicted(_)),
                "{settled:?}"
            );
        }
    }

    #[test]
    fn sums_that_fit_no_number_are_a_conflict() {
        let huge = answer(
            Status::Approved,
            vec![attempt(Approved, i64::MAX), attempt(Approved, 1)],
        );
        assert_eq!(conflict(&huge), Conflict::Overflow);
    }
}
