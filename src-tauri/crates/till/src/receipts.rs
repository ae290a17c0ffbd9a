//! What the ledger holds of a sale as the documents that are printed of it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{
    Copy, JobState, PrintJob, Receipt, RefundId, SaleRecord, SessionId, SessionRecord,
    newest_receipts,
};
use receipt::{
    Document, Letterhead, PartReceipt, PartialExpiredReceipt, Particulars, Qr, QrSlip,
    RefundReceipt, RejectionSlip, SaleReceipt,
};
use sale::{Amount, Money, Progress, SessionState, Standing, Transaction};

use crate::{Settings, explain};

/// Whose documents they are.
#[must_use]
pub fn letterhead(settings: &Settings, zone: &TimeZone) -> Letterhead {
    Letterhead {
        shop: settings.shop.clone(),
        till: settings.till_code.clone(),
        cashier: None,
        zone: zone.clone(),
        training: settings.environment.training(),
    }
}

/// Whose documents of a sale they are: of who charged it.
#[must_use]
pub fn letterhead_of(sale: &SaleRecord, settings: &Settings, zone: &TimeZone) -> Letterhead {
    Letterhead {
        cashier: sale.cashier.clone().map(String::from),
        ..letterhead(settings, zone)
    }
}

/// The receipt that a sale has now: of all of it, of a part that stayed the only one, or of the last
/// part; `None` where nothing is paid.
#[must_use]
pub fn current_receipt(sale: &SaleRecord, jobs: &[PrintJob]) -> Option<Receipt> {
    if approved(sale).is_some() {
        return Some(Receipt::Sale);
    }
    let of_the_money = sale.sessions.iter().flat_map(SessionRecord::receipts);
    let queued = jobs.iter().map(|job| job.receipt);
    let is_of_a_part = |receipt: &Receipt| {
        matches!(
            receipt,
            Receipt::PartialExpired { .. } | Receipt::Part { .. }
        )
    };
    of_the_money.chain(queued).rfind(is_of_a_part)
}

/// The receipt of a sale's jobs that calls for somebody: the first that did not come out as it should
/// have and was not printed since, or else the last.
#[must_use]
pub fn calling_receipt(jobs: &[PrintJob]) -> Option<&PrintJob> {
    let mut newest = newest_receipts(jobs);
    let failed = newest.find(|job| matches!(job.state, JobState::Failed { .. }));
    failed.or(jobs.last())
}

/// Whether a receipt is the first of its kind on paper after a sale's jobs (`I13`): not where one may
/// have come out, also before a backup that does not know of it took the ledger's place.
#[must_use]
pub fn copy_after(sale: &SaleRecord, receipt: Receipt, jobs: &[PrintJob]) -> Copy {
    let mut of_it = jobs.iter().filter(|job| job.receipt == receipt);
    if sale.restored_at.is_none() && of_it.all(|job| job.state.is_untouched()) {
        Copy::Original
    } else {
        Copy::Reprint
    }
}

/// A receipt as a document; `None` where the ledger no longer holds what it is about.
#[must_use]
pub fn document_of(
    sale: &SaleRecord,
    receipt: Receipt,
    letterhead: Letterhead,
    copy: Option<Timestamp>,
) -> Option<Document> {
    match receipt {
        Receipt::Sale => whole(sale, letterhead, copy),
        Receipt::Part {
            session,
            transaction,
        } => part(sale, session, transaction, letterhead, copy),
        Receipt::PartialExpired { session } => partial_expired(sale, session, letterhead, copy),
        Receipt::Refund { refund } => given_back(sale, refund, letterhead, copy),
    }
}

fn whole(sale: &SaleRecord, letterhead: Letterhead, copy: Option<Timestamp>) -> Option<Document> {
    let session = approved(sale)?;
    let payments = payments_of(session);
    let told_at = payments.iter().filter_map(|payment| payment.at).max();
    let receipt = SaleReceipt {
        particulars: particulars(sale, session, letterhead, copy)?,
        amount: sale.amount,
        approved_at: told_at.or(sale.paid_at)?,
        payments,
    };
    Some(receipt.document())
}

fn part(
    sale: &SaleRecord,
    session: SessionId,
    transaction: i64,
    letterhead: Letterhead,
    copy: Option<Timestamp>,
) -> Option<Document> {
    let session = session_of(sale, session)?;
    let payments = payments_of(session);
    let place = payments
        .iter()
        .position(|paid| paid.internal_reference == transaction)?;
    let payment = payments.get(place)?.clone();
    let paid = sum(sale, payments.get(..=place)?)?;
    let receipt = PartReceipt {
        particulars: particulars(sale, session, letterhead, copy)?,
        amount: sale.amount,
        approved_at: payment.at.unwrap_or(session.created_at),
        part: taken_by(&payment)?,
        paid,
        missing: sale.amount.money().checked_sub(paid)?,
        payment,
    };
    Some(receipt.document())
}

fn partial_expired(
    sale: &SaleRecord,
    session: SessionId,
    letterhead: Letterhead,
    copy: Option<Timestamp>,
) -> Option<Document> {
    let session = session_of(sale, session)?;
    let Some(Standing::PartialExpired { paid }) = session.state.standing() else {
        return None;
    };
    let receipt = PartialExpiredReceipt {
        particulars: particulars(sale, session, letterhead, copy)?,
        amount: sale.amount,
        ended_at: session.ended_at?,
        paid: *paid,
        missing: sale.amount.money().checked_sub(*paid)?,
        payments: payments_of(session),
    };
    Some(receipt.document())
}

fn given_back(
    sale: &SaleRecord,
    refund: RefundId,
    letterhead: Letterhead,
    copy: Option<Timestamp>,
) -> Option<Document> {
    let mut all = sale.sessions.iter().flat_map(|session| {
        let refunds = session.refunds.iter();
        refunds.map(move |refund| (session, refund))
    });
    let (session, refund) = all.find(|(_, record)| record.id == refund)?;
    let authorization = match &refund.state {
        sale::RefundState::Done { authorization } => authorization.clone(),
        _ => None,
    };
    let payment = session
        .transactions
        .iter()
        .find(|paid| paid.internal_reference == refund.transaction)?;
    let receipt = RefundReceipt {
        particulars: particulars(sale, session, letterhead, copy)?,
        number: refund.id.0,
        amount: refund.amount,
        at: refund.settled_at.unwrap_or(refund.asked_at),
        payment: payment.clone(),
        authorization,
        by: refund.by.clone()?,
    };
    Some(receipt.document())
}

/// The slip with the page where a sale can be paid; `None` where it cannot.
pub(crate) fn qr_slip(
    sale: &SaleRecord,
    letterhead: Letterhead,
    now: Timestamp,
) -> Option<Document> {
    let session = sale.sessions.iter().find(|session| session.is_payable())?;
    let SessionState::Opened {
        process_url,
        standing,
        ..
    } = &session.state
    else {
        return None;
    };
    let amount = match standing {
        Standing::Pending {
            progress: Progress::PartlyPaid { paid },
        } => Amount::new(sale.amount.money().checked_sub(*paid)?).ok()?,
        _ => sale.amount,
    };
    let slip = QrSlip {
        letterhead,
        reference: session.reference.clone(),
        amount,
        page: Qr::new(process_url).ok()?,
        expires_at: session.expires_at,
        printed_at: now,
    };
    Some(slip.document())
}

/// The slip for a customer whose payment was rejected; `None` where the sale did not end so.
pub(crate) fn rejection_slip(sale: &SaleRecord, letterhead: Letterhead) -> Option<Document> {
    let sale::SaleState::Rejected { .. } = sale.state else {
        return None;
    };
    let session = sale.newest_session()?;
    let Some(Standing::Rejected { rejection }) = session.state.standing() else {
        return None;
    };
    let slip = RejectionSlip {
        letterhead,
        reference: session.reference.clone(),
        request_id: session.state.request_id()?,
        amount: sale.amount,
        ended_at: session.ended_at?,
        cause: rejection.cause(),
        why: explain::explain_rejection(rejection).es,
        attempts: rejection.attempts,
    };
    Some(slip.document())
}

fn particulars(
    sale: &SaleRecord,
    session: &SessionRecord,
    letterhead: Letterhead,
    copy: Option<Timestamp>,
) -> Option<Particulars> {
    Some(Particulars {
        letterhead,
        reference: session.reference.clone(),
        request_id: session.state.request_id()?,
        description: sale.description.clone(),
        copy,
    })
}

fn payments_of(session: &SessionRecord) -> Vec<Transaction> {
    session.payments().into_iter().cloned().collect()
}

/// The session that is paid; of two, the one whose money was not given back.
fn approved(sale: &SaleRecord) -> Option<&SessionRecord> {
    let is_approved =
        |session: &&SessionRecord| session.state.standing() == Some(&Standing::Approved);
    let mut approved = sale.sessions.iter().filter(is_approved);
    let kept = approved.clone().find(|session| !is_given_back(session));
    kept.or_else(|| approved.next())
}

fn is_given_back(session: &SessionRecord) -> bool {
    let gave_back = session
        .refunds
        .iter()
        .filter(|refund| refund.state.gave_back());
    let given: i64 = gave_back.map(|refund| refund.amount.minor).sum();
    let took = session.payments().into_iter().filter_map(taken_by);
    given > 0 && given >= took.map(|taken| taken.minor).sum()
}

fn session_of(sale: &SaleRecord, id: SessionId) -> Option<&SessionRecord> {
    sale.sessions.iter().find(|session| session.id == id)
}

/// What an attempt counts for: what it took, and what the gateway took off.
fn taken_by(payment: &Transaction) -> Option<Money> {
    match payment.discount {
        Some(discount) => payment.amount?.checked_add(discount),
        None => payment.amount,
    }
}

fn sum(sale: &SaleRecord, payments: &[Transaction]) -> Option<Money> {
    let zero = Money::zero(sale.amount.currency());
    let mut parts = payments.iter().map(taken_by);
    parts.try_fold(zero, |sum, part| sum.checked_add(part?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::{Fault, JobId, Paper, SaleId};
    use sale::{Currency, SaleState, Words};

    fn job(receipt: Receipt, state: JobState) -> PrintJob {
        PrintJob {
            id: JobId(1),
            sale: SaleId(1),
            receipt,
            created_at: Timestamp::UNIX_EPOCH,
            copy: Copy::Original,
            state,
        }
    }

    fn sale() -> SaleRecord {
        SaleRecord {
            id: SaleId(1),
            created_at: Timestamp::UNIX_EPOCH,
            amount: Amount::parse("990", Currency::CLP).unwrap(),
            allow_partial: false,
            description: None,
            cashier: None,
            customer: sale::Customer::default(),
            state: SaleState::Approved,
            paid_at: Some(Timestamp::UNIX_EPOCH),
            restored_at: None,
            sessions: Vec::new(),
        }
    }

    fn fault(paper: Paper) -> Fault {
        let (what, advice) = (Words::default(), Words::default());
        Fault {
            what,
            advice,
            paper,
        }
    }

    #[test]
    fn i9_of_two_payments_the_receipt_is_of_the_one_that_was_kept() {
        let session = |id: i64, given_back: i64| SessionRecord {
            id: SessionId(id),
            sale: SaleId(1),
            reference: format!("C1-{id}").parse().unwrap(),
            created_at: Timestamp::UNIX_EPOCH,
            expires_at: Timestamp::UNIX_EPOCH,
            state: SessionState::Opened {
                request_id: sale::RequestId(id),
                process_url: String::new(),
                standing: Standing::Approved,
            },
            ended_at: None,
            transactions: vec![paid(id)],
            refunds: vec![refund(id, given_back)],
        };
        let told = |first, second| {
            let mut sale = sale();
            sale.sessions = vec![session(1, first), session(2, second)];
            approved(&sale).unwrap().id.0
        };
        assert_eq!(told(990, 100), 2);
        assert_eq!(told(100, 990), 1);
        assert_eq!(told(990, 990), 1);
    }

    fn paid(id: i64) -> Transaction {
        Transaction {
            internal_reference: id,
            status: sale::TransactionStatus::Approved,
            amount: Some(Money::new(990, Currency::CLP)),
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

    fn refund(session: i64, pesos: i64) -> ledger::RefundRecord {
        ledger::RefundRecord {
            id: RefundId(session),
            session: SessionId(session),
            transaction: session,
            amount: Money::new(pesos, Currency::CLP),
            by: Some("Ana".into()),
            asked_at: Timestamp::UNIX_EPOCH,
            state: sale::RefundState::Done {
                authorization: None,
            },
            settled_at: None,
        }
    }

    #[test]
    fn i13_only_what_never_reached_paper_is_printed_as_the_original_again() {
        let mut sale = sale();
        let failed = |paper| JobState::Failed {
            fault: fault(paper),
        };
        let of_sale = |state| job(Receipt::Sale, state);
        let untouched = of_sale(failed(Paper::Untouched));
        let copy = |sale: &SaleRecord, jobs: &[PrintJob]| copy_after(sale, Receipt::Sale, jobs);
        assert_eq!(
            copy(&sale, std::slice::from_ref(&untouched)),
            Copy::Original
        );
        for state in [
            failed(Paper::Unsure),
            JobState::Queued,
            JobState::Delayed {
                fault: fault(Paper::Untouched),
            },
            JobState::Printing,
            JobState::Seen,
            JobState::Printed {
                target: Words::default(),
            },
        ] {
            let jobs = [untouched.clone(), of_sale(state)];
            assert_eq!(copy(&sale, &jobs), Copy::Reprint);
        }
        let refund = Receipt::Refund {
            refund: RefundId(1),
        };
        let of_a_refund = job(refund, JobState::Seen);
        assert_eq!(copy(&sale, &[of_a_refund]), Copy::Original);
        sale.restored_at = Some(Timestamp::UNIX_EPOCH);
        assert_eq!(copy(&sale, &[untouched]), Copy::Reprint);
    }
}
