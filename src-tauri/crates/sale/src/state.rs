//! How a sale stands, from its sessions.

use serde::{Deserialize, Serialize};

use crate::{Attention, Conflict, Money, Progress, Rejection, SessionState, Standing, Unopened};

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
}

impl SaleState {
    /// How a sale stands whose sessions, oldest first, are these.
    ///
    /// Any approval or conflict counts, however old its session; otherwise the newest session
    /// speaks for the sale. Two approvals are a conflict (`I9`).
    #[must_use]
    pub fn of<'a>(sessions: impl IntoIterator<Item = &'a SessionState>) -> SaleState {
        let mut newest = SaleState::Opening;
        let mut money: Option<SaleState> = None;
        for session in sessions {
            newest = SaleState::of_session(session);
            match (&newest, &money) {
                (SaleState::Approved, Some(SaleState::Approved)) => {
                    money = Some(SaleState::Conflict {
                        conflict: Conflict::PaidTwice,
                    });
                }
                (SaleState::Conflict { .. }, _) | (SaleState::Approved, None) => {
                    money = Some(newest.clone());
                }
                _ => {}
            }
        }
        money.unwrap_or(newest)
    }

    fn of_session(session: &SessionState) -> SaleState {
        match session.clone() {
            SessionState::Intended => SaleState::Opening,
            SessionState::Unopened { why } => SaleState::Unopened { why },
            SessionState::Opened { standing, .. } => match standing {
                Standing::Pending { progress } => SaleState::Pending { progress },
                Standing::Attention { attention } => SaleState::Attention { attention },
                Standing::Approved => SaleState::Approved,
                Standing::Rejected { rejection } => SaleState::Rejected { rejection },
                Standing::PartialExpired { paid } => SaleState::PartialExpired { paid },
                Standing::Conflict { conflict } => SaleState::Conflict { conflict },
            },
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
            SaleState::Rejected { .. } => "rejected",
            SaleState::PartialExpired { .. } => "partial-expired",
            SaleState::Conflict { .. } => "conflict",
        }
    }

    /// Every name that [`name`](Self::name) gives.
    pub const NAMES: [&'static str; 8] = [
        "opening",
        "unopened",
        "pending",
        "attention",
        "approved",
        "rejected",
        "partial-expired",
        "conflict",
    ];

    /// A payment could still come.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            SaleState::Opening | SaleState::Pending { .. } | SaleState::Attention { .. } => true,
            SaleState::Unopened { .. }
            | SaleState::Approved
            | SaleState::Rejected { .. }
            | SaleState::PartialExpired { .. }
            | SaleState::Conflict { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RequestId;

    fn opened(standing: Standing) -> SessionState {
        SessionState::Opened {
            request_id: RequestId(1),
            process_url: String::new(),
            standing,
        }
    }

    #[test]
    fn the_newest_session_speaks_unless_money_moved() {
        let lost = SessionState::Unopened {
            why: Unopened::AnswerLost { why: String::new() },
        };
        let waiting = opened(Standing::WAITING);
        let approved = opened(Standing::Approved);
        assert_eq!(SaleState::of([]), SaleState::Opening);
        assert_eq!(SaleState::of([&lost]).name(), "unopened");
        assert_eq!(SaleState::of([&lost, &waiting]).name(), "pending");
        assert_eq!(SaleState::of([&approved, &waiting]).name(), "approved");
    }

    #[test]
    fn i9_two_approvals_raise_an_alarm() {
        let approved = opened(Standing::Approved);
        assert_eq!(
            SaleState::of([&approved, &approved]),
            SaleState::Conflict {
                conflict: Conflict::PaidTwice
            }
        );
    }
}
