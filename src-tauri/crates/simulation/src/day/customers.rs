//! What customers do at the payment page, and what the gateway sends by itself.

use jiff::SignedDuration;
use ledger::SaleRecord;
use sale::Standing;
use sandbox::End;

use super::Day;
use crate::people::{self, Deed};

/// Money comes so long after the end of its session at most.
const LATEST_MONEY: SignedDuration = SignedDuration::from_hours(20);

impl Day {
    /// The customer sees the page of a sale that can be paid.
    pub(super) fn show(&mut self, sale: &SaleRecord) {
        let Some(session) = sale.newest_session() else {
            return;
        };
        let (Some(request_id), Some(Standing::Pending { .. })) =
            (session.state.request_id(), session.state.standing())
        else {
            return;
        };
        let Ok(request_id) = u64::try_from(request_id.0) else {
            return;
        };
        if self.customers.contains_key(&request_id) {
            return;
        }
        self.place
            .net
            .note(|memory| memory.shown.insert(request_id));
        let now = self.place.time.truth();
        let deeds = people::customer(&self.dice, sale.amount.money().minor);
        let deeds = deeds.into_iter().map(|(after, deed)| {
            let after = SignedDuration::try_from(after).unwrap_or_default();
            (now + after, deed)
        });
        self.customers.insert(request_id, deeds.collect());
    }

    pub(super) fn customers_act(&mut self) {
        self.place.net.keep_time();
        let now = self.place.time.truth();
        let model = &self.place.net.model;
        for (session, deeds) in &mut self.customers {
            while let Some((_, deed)) = deeds.pop_front_if(|(at, _)| *at <= now) {
                let done = match deed {
                    Deed::Pay(card) => model.pay(*session, card, None).map(drop),
                    Deed::PayPart(part) => {
                        model.pay(*session, people::APPROVES, Some(part)).map(drop)
                    }
                    Deed::Leave => {
                        model.abandon(*session);
                        Ok(())
                    }
                };
                self.findings
                    .tell(|| format!("{now} session {session}: {deed:?} {done:?}"));
            }
        }
    }

    pub(super) fn notify(&mut self) {
        let sessions: Vec<_> = self.customers.keys().copied().collect();
        let session = self.dice.pick(&sessions).copied();
        let body = session.and_then(|session| self.place.net.notification(session));
        // one that is dropped is none; some come twice
        for body in std::iter::repeat_n(body, 1 + usize::from(self.dice.happens(200))).flatten() {
            let genuine = self
                .running
                .as_ref()
                .map(|running| running.till.ring(&body));
            let is_taken = genuine.is_none_or(|genuine| genuine.is_ok());
            self.findings.demand(is_taken, "notification", || {
                "a genuine one is refused".to_owned()
            });
        }
    }

    pub(super) fn forge(&mut self) {
        let sessions: Vec<_> = self.customers.keys().copied().collect();
        let session = self.dice.pick(&sessions).copied().unwrap_or(1);
        let forged = format!(
            r#"{{"status":{{"status":"APPROVED","date":"2026-11-22T14:05:00-03:00"}},"requestId":{session},"reference":"C1","signature":"sha256:{:064x}"}}"#,
            self.dice.below(u64::MAX)
        );
        if let Some(running) = &self.running {
            let taken = running.till.ring(forged.as_bytes()).is_ok();
            self.findings.demand(!taken, "notification", || {
                "a forged one is taken".to_owned()
            });
        }
    }

    /// Money comes in for a session that was over, or at its very end.
    pub(super) fn late_money(&mut self) {
        self.place.net.keep_time();
        let truths = self.place.net.model.truths();
        let now = self.place.time.truth();
        let over: Vec<_> = truths
            .iter()
            .filter(|truth| truth.paid < truth.asked && truth.given_back == 0)
            .filter(|truth| self.customers.contains_key(&truth.request_id))
            .filter_map(|truth| match truth.end {
                End::Open => None,
                End::Over { since } => Some((truth.request_id, since + LATEST_MONEY)),
            })
            .filter(|(_, latest)| *latest > now)
            .collect();
        if let Some((session, latest)) = self.dice.pick(&over).copied()
            && self.late.insert(session)
        {
            let left = u64::try_from(now.duration_until(latest).as_secs()).unwrap_or(0);
            let left = if self.dice.happens(500) {
                left.min(60)
            } else {
                left
            };
            let after = i64::try_from(self.dice.below(left)).unwrap_or(0);
            self.place
                .net
                .approve_late(session, SignedDuration::from_secs(after));
        }
    }
}
