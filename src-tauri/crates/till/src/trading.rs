//! Whether the till can record what happens. While it cannot, it opens nothing and says why.

use std::sync::Arc;

use ledger::{Error, Ledger};

use crate::till::{Shared, UNTIL_THERE_IS_ROOM};

/// Whether the till trades.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trading {
    /// It does.
    #[default]
    Open,
    /// It does not: what happens could not be recorded. Nothing that was recorded is lost.
    Stopped(Standstill),
}

/// Why a till does not trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standstill {
    /// The disk is full. It trades again by itself when there is room.
    DiskFull,
    /// The disk failed. After a failed write nobody knows what the system still holds, so nothing
    /// more is written before the till starts anew.
    DiskFailed {
        /// What failed, for whoever looks into it.
        why: String,
    },
    /// The ledger's file is damaged: a backup has to be restored.
    Damaged {
        /// What is damaged, for whoever looks into it.
        why: String,
    },
}

/// Runs until the till stops: tries whether there is room again while the disk is full. The first
/// change that is recorded opens the till.
pub(crate) async fn resume(shared: Arc<Shared>) {
    loop {
        shared.standstill.notified().await;
        while is_full(&shared) {
            tokio::time::sleep(UNTIL_THERE_IS_ROOM).await;
            if is_full(&shared) {
                shared.write(Ledger::try_writing).await.ok();
            }
        }
    }
}

fn is_full(shared: &Shared) -> bool {
    *shared.trading() == Trading::Stopped(Standstill::DiskFull)
}

impl Standstill {
    /// What a failure of the ledger makes of the till; `None` where it goes on.
    pub(crate) fn after(error: &Error) -> Option<Self> {
        match error {
            Error::DiskFull => Some(Standstill::DiskFull),
            Error::Disk { why } => Some(Standstill::DiskFailed { why: why.clone() }),
            Error::Damaged { why } => Some(Standstill::Damaged { why: why.clone() }),
            Error::ReferenceUsed(_)
            | Error::StillPayable(_)
            | Error::Unsure { .. }
            | Error::Unknown { .. }
            | Error::NotRefundable(_)
            | Error::AlreadySettled(_)
            | Error::NameUsed(_)
            | Error::NoSupervisor
            | Error::NoOpenShift
            | Error::Duplicate(_)
            | Error::Database(_) => None,
        }
    }

    /// Only a new start helps.
    pub(crate) fn is_lasting(&self) -> bool {
        match self {
            Standstill::DiskFull => false,
            Standstill::DiskFailed { .. } | Standstill::Damaged { .. } => true,
        }
    }
}
