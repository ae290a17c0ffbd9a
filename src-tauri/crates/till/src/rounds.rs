//! The rounds of the printer's worker: in each it takes up everything that waits.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, watch};

/// Calls for rounds, and tells which are over.
#[derive(Debug)]
pub(crate) struct Rounds {
    call: Notify,
    begun: AtomicU64,
    over: watch::Sender<u64>,
}

impl Rounds {
    pub fn new() -> Self {
        Rounds {
            call: Notify::new(),
            begun: AtomicU64::new(0),
            over: watch::Sender::new(0),
        }
    }

    /// Has a round begin now, or after the one that goes on.
    pub fn call(&self) {
        self.call.notify_one();
    }

    /// Calls for a round and waits until it is over: what waits now was taken up then.
    pub async fn take(&self) {
        let mut over = self.over.subscribe();
        let next = self.begun.load(Ordering::SeqCst) + 1;
        self.call();
        // it never fails: this holds the sender
        over.wait_for(|round| *round >= next).await.ok();
    }

    /// The worker waits until somebody calls.
    pub async fn called(&self) {
        self.call.notified().await;
    }

    /// The worker does the work of one round.
    pub async fn round<T>(&self, work: impl Future<Output = T>) -> T {
        let round = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let done = work.await;
        self.over.send_replace(round);
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn who_comes_during_a_round_waits_for_the_next() {
        let rounds = Arc::new(Rounds::new());
        let comes = rounds.clone();
        let mut waits = None;
        let round = async {
            waits = Some(tokio::spawn(async move { comes.take().await }));
            rounds.called().await;
        };
        rounds.round(round).await;
        let waits = waits.unwrap();
        tokio::task::yield_now().await;
        assert!(!waits.is_finished(), "it may have been passed over");
        rounds.round(async {}).await;
        waits.await.unwrap();
    }
}
