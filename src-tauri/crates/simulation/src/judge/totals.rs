//! What all sales and shifts come to (`I16`).

use jiff::Timestamp;
use ledger::{SaleRecord, SessionRecord, Taking};
use sale::{Currency, Money, Progress, SaleState, Standing};

use super::Judge;
use crate::people;

impl Judge {
    pub(super) fn judge_total(&self) {
        for currency in people::CURRENCIES {
            self.judge_total_in(currency);
        }
    }

    pub(super) fn judge_total_in(&self, currency: Currency) {
        let ever = Timestamp::MIN..Timestamp::MAX;
        let paid = self.seen.values().filter(|sale| {
            sale.amount.currency() == currency
                && sale.paid_at.is_some()
                && matches!(sale.state, SaleState::Approved | SaleState::Refunded { .. })
        });
        let sum: i64 = paid.map(|sale| sale.amount.money().minor).sum();
        let taken = self.read(|tables| tables.taken(ever, currency));
        let total = taken.map_or(-1, |taken| taken.total.minor);
        self.findings.demand(total == sum, "I16", || {
            format!("the total is {total} {currency}, the sales sum to {sum}")
        });
        self.judge_shifts_in(currency);
    }

    /// What all shifts came to, with what came since the last close, is what the sales hold.
    pub(super) fn judge_shifts_in(&self, currency: Currency) {
        let reports = self.read(|tables| {
            let shifts = tables.shifts(u32::MAX)?.into_iter();
            let closed = shifts.filter_map(|shift| Some(shift.close?.report));
            let mut reports: Vec<_> = closed.collect();
            reports.push(tables.shift_so_far()?);
            Ok(reports)
        });
        let in_it = |takings: &[Taking]| -> i64 {
            let takings = takings.iter().filter(|t| t.sum.currency == currency);
            takings.map(|taking| taking.sum.minor).sum()
        };
        let reports = reports.unwrap_or_default();
        let takings = reports.iter().map(|report| &report.takings);
        let told: i64 = takings
            .map(|takings| in_it(&takings.taken) - in_it(&takings.given_back))
            .sum();
        let sales = self.seen.values();
        let held: i64 = sales
            .flat_map(|sale| sale.sessions.iter().map(move |session| (sale, session)))
            .map(|(sale, session)| counted_left(sale, session, currency))
            .sum();
        self.findings.demand(told == held, "I16", || {
            format!("the shifts come to {told} {currency}, the sales hold {held}")
        });
    }
}

/// What the shifts count of a session in a currency, in minor units: a conflict's money is not
/// counted, nor what is given back of it. A gateway that lied may have told of a refund in another
/// currency than the sale's.
fn counted_left(sale: &SaleRecord, session: &SessionRecord, currency: Currency) -> i64 {
    let took = match session.state.standing() {
        Some(Standing::Approved) => sale.amount.money(),
        Some(
            Standing::PartialExpired { paid }
            | Standing::Pending {
                progress: Progress::PartlyPaid { paid },
            },
        ) => *paid,
        Some(
            Standing::Pending { .. }
            | Standing::Attention { .. }
            | Standing::Rejected { .. }
            | Standing::Doubted { .. }
            | Standing::Conflict { .. },
        )
        | None => return 0,
    };
    let in_it = |money: &Money| money.currency == currency;
    let gave_back = session.refunds.iter().filter(|r| r.state.gave_back());
    let back = gave_back.map(|refund| refund.amount).filter(in_it);
    let took = Some(took).filter(in_it).map_or(0, |took| took.minor);
    took - back.map(|back| back.minor).sum::<i64>()
}
