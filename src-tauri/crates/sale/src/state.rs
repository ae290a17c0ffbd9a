//! How a sale stands, from its sessions.

use serde::{Deserialize, Serialize};

use crate::{
    Attention, Conflict, Money, Progress, Rejection, SessionState, Standing, Unopened, Unsure,
};

/// How a sale stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum SaleState {
    /// A session is being asked for.
    Opening,
    /// No session became payable; nothing was charged.
    Unopened {
        /// Why not.
        why: Unopened,
    },
    /// The customer can pay.
    Pending {
        /// How far it is.
        progress: Progress,
    },
    /// Open, but a person should look at it.
    Attention {
        /// Why.
        attention: Attention,
    },
    /// Paid in full.
    Approved,
    /// Paid, and given back since, all of it or a part.
    Refunded {
        /// What was given back.
        given_back: Money,
    },
    /// Over without a payment.
    Rejected {
        /// Why.
        rejection: Rejection,
    },
    /// Over with a part paid.
    PartialExpired {
        /// What was paid.
        paid: Money,
    },
    /// Money moved, but not as asked; people must look.
    Conflict {
        /// What does not fit.
        conflict: Conflict,
    },
    /// Nobody knows whether it is paid; people must look.
    Unsure {
        /// Why not.
        why: Unsure,
    },
}

/// Whether the ledger holds all that happened to a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// It does.
    Whole,
    /// It was a backup when the sale was in it already: there may be sessions that it lacks.
    Restored,
}

/// A session, with what its refunds did.
#[derive(Clone, Copy, Debug)]
pub struct SessionMoney<'a> {
    /// How it stands.
    pub state: &'a SessionState,
    /// What its approved transactions took, less what was given back; `None` where nothing was.
    pub refunds: Option<Refunds>,
}

/// What was given back of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refunds {
    /// How much.
    pub given_back: Money,
    /// Whether anything is left.
    pub left: Left,
}

/// Whether a session still holds money after its refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// It does.
    Some,
    /// All of it was given back.
    Nothing,
}

impl SaleState {
    /// How a sale stands whose sessions, oldest first, are these.
    ///
    /// What a session was paid counts, in whole, in part or in conflict, however old it is, until all
    /// of that is given back; otherwise the newest session speaks for the sale. If by that nothing was
    /// paid, what is not known comes first, and nobody is to pay while an earlier one is doubted. Money
    /// in two of them is a conflict (`I9`).
    #[must_use]
    pub fn of<'a>(
        sessions: impl IntoIterator<Item = SessionMoney<'a>>,
        history: History,
    ) -> SaleState {
        let mut newest = SaleState::Opening;
        let (mut money, mut given_back) = (None, None);
        let mut unsure = match history {
            History::Whole => None,
            History::Restored => Some(Unsure::BeforeRestore),
        };
        for session in sessions {
            newest = SaleState::of_session(session);
            match (&newest, session.refunds) {
                (_, Some(refunds)) if refunds.left == Left::Nothing => {
                    given_back = Some(newest.clone());
                }
                (
                    SaleState::Approved
                    | SaleState::Refunded { .. }
                    | SaleState::PartialExpired { .. }
                    | SaleState::Conflict { .. },
                    _,
                ) => {
                    money = Some(both(money, newest.clone()));
                }
                (SaleState::Unsure { why }, _) => unsure = Some(*why),
                _ => {}
            }
        }
        let unpaid = match (newest, unsure) {
            (SaleState::Rejected { .. } | SaleState::Unopened { .. }, Some(why))
            | (
                SaleState::Opening | SaleState::Pending { .. } | SaleState::Attention { .. },
                Some(why @ Unsure::Doubted),
            ) => SaleState::Unsure { why },
            (newest, _) => newest,
        };
        money.or(given_back).unwrap_or(unpaid)
    }

    fn of_session(session: SessionMoney<'_>) -> SaleState {
        let standing = match session.state.clone() {
            SessionState::Intended => return SaleState::Opening,
            SessionState::Unopened { why } => return SaleState::Unopened { why },
            SessionState::Forgotten => {
                let why = Unsure::Forgotten;
                return SaleState::Unsure { why };
            }
            SessionState::Opened { standing, .. } => standing,
        };
        match (standing, session.refunds) {
            (Standing::Approved | Standing::PartialExpired { .. }, Some(refunds))
            | (
                Standing::Conflict { .. },
                Some(
                    refunds @ Refunds {
                        left: Left::Nothing,
                        ..
                    },
                ),
            ) => SaleState::Refunded {
                given_back: refunds.given_back,
            },
            (Standing::Pending { progress }, _) => SaleState::Pending { progress },
            (Standing::Attention { attention }, _) => SaleState::Attention { attention },
            (Standing::Approved, None) => SaleState::Approved,
            (Standing::Rejected { rejection }, _) => SaleState::Rejected { rejection },
            (Standing::Doubted { .. }, _) => SaleState::Unsure {
                why: Unsure::Doubted,
            },
            (Standing::PartialExpired { paid }, None) => SaleState::PartialExpired { paid },
            (Standing::Conflict { conflict }, _) => SaleState::Conflict { conflict },
        }
    }

    /// The state's name in commands, tables and exports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            SaleState::Opening => "opening",
            SaleState::Unopened { .. } => "unopened",
            SaleState::Pending { .. } => "pending",
            SaleState::Attention { .. } => "attention",
            SaleState::Approved => "approved",
            SaleState::Refunded { .. } => "refunded",
            SaleState::Rejected { .. } => "rejected",
            SaleState::PartialExpired { .. } => "partial-expired",
            SaleState::Conflict { .. } => "conflict",
            SaleState::Unsure { .. } => "unsure",
        }
    }

    /// Every name that [`name`](Self::name) gives.
    pub const NAMES: [&'static str; 10] = [
        "opening",
        "unopened",
        "pending",
        "attention",
        "approved",
        "refunded",
        "rejected",
        "partial-expired",
        "conflict",
        "unsure",
    ];

    /// A payment could still come.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            SaleState::Opening | SaleState::Pending { .. } | SaleState::Attention { .. } => true,
            SaleState::Unopened { .. }
            | SaleState::Approved
            | SaleState::Refunded { .. }
            | SaleState::Rejected { .. }
            | SaleState::PartialExpired { .. }
            | SaleState::Conflict { .. }
            | SaleState::Unsure { .. } => false,
        }
    }
}

/// Two sessions of one sale hold money (`I9`).
fn both(earlier: Option<SaleState>, later: SaleState) -> SaleState {
    match (earlier, later) {
        (None, later) => later,
        (Some(_), later @ SaleState::Conflict { .. }) => later,
        (Some(earlier @ SaleState::Conflict { .. }), _) => earlier,
        (Some(_), _) => SaleState::Conflict {
            conflict: Conflict::PaidTwice,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, RequestId};

    fn opened(standing: Standing) -> SessionState {
        SessionState::Opened {
            request_id: RequestId(1),
            process_url: String::new(),
            standing,
        }
    }

    fn of<'a>(sessions: impl IntoIterator<Item = &'a SessionState>) -> SaleState {
        all(sessions.into_iter().map(|state| kept(state)))
    }

    fn all<'a>(sessions: impl IntoIterator<Item = SessionMoney<'a>>) -> SaleState {
        SaleState::of(sessions, History::Whole)
    }

    fn kept(state: &SessionState) -> SessionMoney<'_> {
        SessionMoney {
            state,
            refunds: None,
        }
    }

    const BACK: Money = Money {
        minor: 5_000,
        currency: Currency::CLP,
    };

    fn refunded(state: &SessionState, left: Left) -> SessionMoney<'_> {
        SessionMoney {
            state,
            refunds: Some(Refunds {
                given_back: BACK,
                left,
            }),
        }
    }

    #[test]
    fn the_newest_session_speaks_unless_money_moved() {
        let lost = SessionState::Unopened {
            why: Unopened::AnswerLost { why: String::new() },
        };
        let waiting = opened(Standing::WAITING);
        let approved = opened(Standing::Approved);
        assert_eq!(of([]), SaleState::Opening);
        assert_eq!(of([&lost]).name(), "unopened");
        assert_eq!(of([&lost, &waiting]).name(), "pending");
        assert_eq!(of([&approved, &waiting]).name(), "approved");
    }

    #[test]
    fn i9_two_approvals_raise_an_alarm_until_one_is_given_back() {
        let approved = opened(Standing::Approved);
        let paid_twice = SaleState::Conflict {
            conflict: Conflict::PaidTwice,
        };
        assert_eq!(of([&approved, &approved]), paid_twice);
        let part = refunded(&approved, Left::Some);
        assert_eq!(all([part, kept(&approved)]), paid_twice);
        let whole = refunded(&approved, Left::Nothing);
        assert_eq!(all([whole, kept(&approved)]), SaleState::Approved);
        assert_eq!(all([kept(&approved), whole]), SaleState::Approved);
    }

    #[test]
    fn i6_approved_changes_by_a_refund() {
        let given_back = SaleState::Refunded { given_back: BACK };
        let partly = opened(Standing::PartialExpired { paid: BACK });
        for state in [opened(Standing::Approved), partly] {
            for left in [Left::Some, Left::Nothing] {
                assert_eq!(all([refunded(&state, left)]), given_back);
            }
        }
        let rejected = over(|rejection| Standing::Rejected { rejection });
        let approved = opened(Standing::Approved);
        let whole = refunded(&approved, Left::Nothing);
        assert_eq!(all([whole, kept(&rejected)]), given_back);
    }

    #[test]
    fn i2_a_part_that_came_late_is_not_hidden_by_a_later_session() {
        let part = opened(Standing::PartialExpired { paid: BACK });
        let waiting = opened(Standing::WAITING);
        assert_eq!(of([&part, &waiting]).name(), "partial-expired");
        let approved = opened(Standing::Approved);
        for sessions in [[&part, &approved], [&approved, &part]] {
            let conflict = Conflict::PaidTwice;
            assert_eq!(of(sessions), SaleState::Conflict { conflict });
        }
        let back = refunded(&part, Left::Nothing);
        assert_eq!(all([back, kept(&approved)]), SaleState::Approved);
    }

    fn over(of: impl FnOnce(Rejection) -> Standing) -> SessionState {
        opened(of(Rejection {
            reason: "MC".into(),
            message: String::new(),
            attempts: 0,
        }))
    }

    #[test]
    fn what_nobody_knows_is_told_unless_the_sale_is_paid() {
        let rejected = over(|rejection| Standing::Rejected { rejection });
        let doubted = over(|rejection| Standing::Doubted { rejection });
        let approved = opened(Standing::Approved);
        for (session, why) in [
            (&SessionState::Forgotten, Unsure::Forgotten),
            (&doubted, Unsure::Doubted),
        ] {
            let unsure = SaleState::Unsure { why };
            assert_eq!(of([session]), unsure);
            assert_eq!(of([session, &rejected]), unsure);
            for sessions in [[session, &approved], [&approved, session]] {
                assert_eq!(of(sessions), SaleState::Approved);
            }
        }
    }

    #[test]
    fn i7_nobody_is_to_pay_while_an_earlier_session_is_doubted() {
        let doubted = over(|rejection| Standing::Doubted { rejection });
        let waiting = opened(Standing::WAITING);
        for newest in [&SessionState::Intended, &waiting] {
            let why = Unsure::Doubted;
            assert_eq!(of([&doubted, newest]), SaleState::Unsure { why });
        }
        assert_eq!(of([&SessionState::Forgotten, &waiting]).name(), "pending");
    }

    #[test]
    fn what_seems_unpaid_in_a_restored_ledger_is_not_known() {
        let why = Unopened::AnswerLost { why: String::new() };
        let lost = SessionState::Unopened { why };
        let rejected = over(|rejection| Standing::Rejected { rejection });
        let (waiting, approved) = (opened(Standing::WAITING), opened(Standing::Approved));
        let restored = |state| SaleState::of([kept(state)], History::Restored);
        for seemingly_unpaid in [&lost, &rejected] {
            let why = Unsure::BeforeRestore;
            assert_eq!(restored(seemingly_unpaid), SaleState::Unsure { why });
        }
        assert_eq!(restored(&waiting).name(), "pending");
        assert_eq!(restored(&approved).name(), "approved");
    }

    #[test]
    fn a_conflict_is_over_when_all_of_its_money_is_given_back() {
        let conflict = opened(Standing::Conflict {
            conflict: Conflict::Sum { paid: BACK },
        });
        let part = all([refunded(&conflict, Left::Some)]);
        assert_eq!(part.name(), "conflict");
        let whole = all([refunded(&conflict, Left::Nothing)]);
        assert_eq!(whole.name(), "refunded");
    }
}
