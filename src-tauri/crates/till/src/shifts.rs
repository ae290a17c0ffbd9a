//! Shifts: opened by whoever charges first, closed by their cashier or a supervisor.

use ledger::{Copy, Ledger, ShiftId, ShiftRecord, ShiftReport, ShiftSale, Stamp, Taking};
use receipt::{Document, ShiftClose, ShiftLine, ShiftTotal};
use sale::{Currency, Deed, Money};

use crate::people::AtCounter;
use crate::{Authority, Error, Till, letterhead};

impl Till {
    /// Opens a shift, unless one is open. Whoever charges while none is opens one by that.
    ///
    /// # Errors
    /// [`Error::Locked`]; [`Error::Ledger`].
    pub async fn open_shift(&self) -> Result<ShiftId, Error> {
        let stamp = self.shared.stamp(Deed::Sell)?;
        self.shared
            .write(move |ledger| ledger.open_shift(stamp))
            .await
    }

    /// The shift that is open with what it comes to so far, if one is.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn open_shift_so_far(&self) -> Result<Option<(ShiftRecord, ShiftReport)>, Error> {
        let read = |tables: ledger::Tables<'_>| {
            let open = tables.open_shift()?;
            let so_far = |shift: ShiftRecord| Ok((shift, tables.shift_so_far()?));
            open.map(so_far).transpose()
        };
        self.shared.read(read).await
    }

    /// The newest shifts, newest first.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn shifts(&self, limit: u32) -> Result<Vec<ShiftRecord>, Error> {
        self.shared.read(move |tables| tables.shifts(limit)).await
    }

    /// What closing the open shift asks for: that of somebody else needs a supervisor.
    #[must_use]
    pub fn deed_of_closing(&self, shift: &ShiftRecord) -> Deed {
        match (&shift.opened_by, self.at_counter()) {
            (Some((owner, _)), AtCounter::Cashier { id, .. }) if *owner == id => Deed::Sell,
            (None, _) => Deed::Sell,
            (Some(_), _) => Deed::CloseForeignShift,
        }
    }

    /// Closes the open shift. What is pending is carried forward.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::Ledger`] with
    /// [`NoOpenShift`](ledger::Error::NoOpenShift), also where another one is open by now.
    pub async fn close_shift(
        &self,
        id: ShiftId,
        authority: Authority,
    ) -> Result<ShiftRecord, Error> {
        let shift = self.shared.read(move |tables| tables.shift(id)).await?;
        let authorized = self
            .authorize(self.deed_of_closing(&shift), authority)
            .await?;
        let stamp = authorized.stamp;
        let close = move |ledger: &mut Ledger| {
            ledger.close_shift(stamp, id)?;
            ledger.tables().shift(id)
        };
        self.shared.write(close).await
    }

    /// Prints the close of a shift, now or not at all; after the first time it says COPIA (`I13`).
    ///
    /// # Errors
    /// [`Error::StillOpen`], [`Error::NotPrinted`].
    pub async fn print_shift(&self, id: ShiftId) -> Result<(), Error> {
        let stamp = self.shared.stamp(Deed::Sell)?;
        // of two at once the second one finds it printed
        let turn = self.shared.printer.lock().await;
        let shift = self.shared.read(move |tables| tables.shift(id)).await?;
        let document = self.shift_document(shift, stamp).ok_or(Error::StillOpen)?;
        let record = move |ledger: &mut Ledger| ledger.shift_printed(stamp, id);
        self.print_after(turn, &document, record).await
    }

    fn shift_document(&self, shift: ShiftRecord, stamp: Stamp) -> Option<Document> {
        let close = shift.close?;
        let mut letterhead = letterhead(&self.shared.settings(), &self.shared.zone);
        let owner = shift.opened_by.map(|(_, name)| name);
        let closed_by = close
            .by
            .clone()
            .filter(|by| owner.as_ref().is_some_and(|owner| owner != by));
        letterhead.cashier = owner.or(close.by).map(String::from);
        let report = close.report;
        let document = ShiftClose {
            letterhead,
            number: u32::try_from(shift.id.0).ok()?,
            opened_at: shift.opened_at,
            closed_at: close.at,
            closed_by: closed_by.map(String::from),
            total: sums(&report.takings.taken),
            taken: report.takings.taken.into_iter().map(total).collect(),
            given_back: given_back(&report.takings.given_back),
            rejected: report.unpaid,
            partial: lines(report.partial),
            pending: lines(report.pending),
            conflicts: lines(report.conflicts),
            earlier_conflicts: report.earlier_conflicts,
            unprinted: lines(report.unprinted),
            copy: (close.copy == Copy::Reprint).then_some(stamp.at),
        };
        Some(document.document())
    }
}

fn total(taking: Taking) -> ShiftTotal {
    let Taking { method, count, sum } = taking;
    ShiftTotal {
        name: if method.is_empty() {
            "Otro".to_owned()
        } else {
            method
        },
        count,
        sum,
    }
}

fn sums(takings: &[Taking]) -> Vec<ShiftTotal> {
    let line = |(count, sum): (i64, Money)| ShiftTotal {
        name: format!("TOTAL {}", sum.currency.code()),
        count,
        sum,
    };
    totals(takings).into_iter().map(line).collect()
}

fn given_back(takings: &[Taking]) -> Vec<ShiftTotal> {
    let line = |(count, sum): (i64, Money)| ShiftTotal {
        name: "Devoluciones".to_owned(),
        count,
        sum: Money::new(sum.minor.saturating_neg(), sum.currency),
    };
    let given = totals(takings).into_iter();
    given
        .filter(|(count, sum)| *count != 0 || sum.minor != 0)
        .map(line)
        .collect()
}

/// How many and how much, one a currency in the order in which they come; none in pesos where there
/// is nothing.
#[must_use]
pub fn totals(takings: &[Taking]) -> Vec<(i64, Money)> {
    let mut totals: Vec<(i64, Money)> = Vec::new();
    for Taking { count, sum, .. } in takings {
        let of_it = totals
            .iter_mut()
            .find(|(_, total)| total.currency == sum.currency);
        match of_it {
            Some((all, total)) => {
                *all += count;
                *total = total.checked_add(*sum).unwrap_or(*total);
            }
            None => totals.push((*count, *sum)),
        }
    }
    if totals.is_empty() {
        totals.push((0, Money::zero(Currency::CLP)));
    }
    totals
}

fn lines(sales: Vec<ShiftSale>) -> Vec<ShiftLine> {
    let line = |sale: ShiftSale| ShiftLine {
        reference: sale.reference,
        amount: sale.amount,
    };
    sales.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taking(count: i64, minor: i64, currency: Currency) -> Taking {
        Taking {
            method: "Visa".to_owned(),
            count,
            sum: Money::new(minor, currency),
        }
    }

    #[test]
    fn money_given_back_is_told_also_where_its_count_nets_to_nothing() {
        let told = given_back(&[
            taking(-1, -9_990, Currency::CLP),
            taking(1, 4_990, Currency::CLP),
            taking(1, -100, Currency::USD),
            taking(-1, 100, Currency::USD),
        ]);
        let [only] = told.as_slice() else {
            panic!("{told:?}");
        };
        assert_eq!(
            (only.count, only.sum),
            (0, Money::new(5_000, Currency::CLP))
        );
        assert!(given_back(&[]).is_empty());
    }
}
