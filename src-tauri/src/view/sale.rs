//! A sale in the list and on its own screen.

use jiff::SignedDuration;
use sale::{
    Money, Progress, RejectionCause, SaleState, SessionState, Transaction, TransactionStatus,
    date_time, day, time_of_day, words,
};
use till::{
    JobState, PrintJob, SaleInFull, SaleRecord, calling_receipt, current_receipt,
    explain_attention, explain_conflict, explain_rejection, explain_unopened, explain_unsure,
};

use super::Scene;
use crate::dto::{
    Attempt, AttemptOutcome, PayLink, Payment, PaymentState, Printable, ReceiptState, RowState,
    SaleRow,
};
use crate::language::spoken;
use crate::qr::qr;

/// A sale's line in the list.
pub fn row(scene: &Scene<'_>, in_full: &SaleInFull) -> SaleRow {
    let SaleInFull { sale, jobs, as_of } = in_full;
    let is_today = day(sale.created_at, scene.zone) == day(scene.now, scene.zone);
    let at = if is_today { time_of_day } else { date_time };
    SaleRow {
        id: sale.id.0,
        as_of: *as_of,
        at: at(sale.created_at, scene.zone),
        amount: sale.amount.to_string(),
        reference: reference(sale),
        state: row_state(sale),
        lacks_receipt: calling_receipt(jobs).is_some_and(is_lacking),
    }
}

/// It waits for the printer's fault to end, or for a person.
fn is_lacking(receipt: &PrintJob) -> bool {
    matches!(
        receipt.state,
        JobState::Delayed { .. } | JobState::Failed { .. }
    )
}

fn row_state(sale: &SaleRecord) -> RowState {
    match &sale.state {
        SaleState::Opening => RowState::Opening,
        SaleState::Unopened { .. } => RowState::Unopened,
        SaleState::Pending {
            progress: Progress::Waiting | Progress::AttemptRejected { .. },
        } => RowState::Waiting,
        SaleState::Pending {
            progress: Progress::Validating,
        } => RowState::Validating,
        SaleState::Pending {
            progress: Progress::PartlyPaid { .. },
        } => RowState::PartlyPaid,
        SaleState::Attention { .. } => RowState::Attention,
        SaleState::Approved => RowState::Approved,
        SaleState::Refunded { .. } => match kept(sale) {
            Some(_) => RowState::PartlyRefunded,
            None => RowState::Refunded,
        },
        SaleState::Rejected { rejection } => match rejection.cause() {
            RejectionCause::Declined => RowState::Rejected,
            RejectionCause::Cancelled => RowState::Cancelled,
            RejectionCause::Expired => RowState::Expired,
        },
        SaleState::PartialExpired { .. } => RowState::PartialExpired,
        SaleState::Conflict { .. } | SaleState::Unsure { .. } => RowState::Conflict,
    }
}

/// A sale's own screen.
pub fn payment(scene: &Scene<'_>, in_full: &SaleInFull) -> Payment {
    let SaleInFull { sale, jobs, as_of } = in_full;
    Payment {
        sale_id: sale.id.0,
        as_of: *as_of,
        amount: sale.amount.to_string(),
        reference: reference(sale),
        description: sale.description.clone(),
        state: state(scene, sale),
        link: link(scene, sale),
        attempts: attempts(scene, sale),
        clock_minutes_ahead: clock_minutes_ahead(scene.clock_offset),
        receipt: calling_receipt(jobs).map(receipt),
        printable: printable(scene, sale, jobs),
    }
}

fn printable(scene: &Scene<'_>, sale: &SaleRecord, jobs: &[PrintJob]) -> Option<Printable> {
    match &sale.state {
        SaleState::Rejected { .. } => Some(Printable::RejectionSlip),
        _ if link(scene, sale).is_some() => Some(Printable::QrSlip),
        _ => current_receipt(sale, jobs).map(|_| Printable::Receipt),
    }
}

fn reference(sale: &SaleRecord) -> String {
    sale.newest_session()
        .map(|session| session.reference.to_string())
        .unwrap_or_default()
}

fn state(scene: &Scene<'_>, sale: &SaleRecord) -> PaymentState {
    match &sale.state {
        SaleState::Opening => PaymentState::Opening,
        SaleState::Unopened { why } => PaymentState::Unopened {
            problem: explain_unopened(why).into(),
        },
        SaleState::Pending { progress } => pending(progress, sale),
        SaleState::Attention { attention } => PaymentState::Attention {
            problem: explain_attention(attention).into(),
        },
        SaleState::Approved => PaymentState::Approved {
            how: how_paid(scene, sale),
        },
        SaleState::Refunded { given_back } => refunded(scene, sale, *given_back),
        SaleState::Rejected { rejection } => {
            let why = spoken(&explain_rejection(rejection));
            match rejection.cause() {
                RejectionCause::Declined => PaymentState::Rejected { why },
                RejectionCause::Cancelled => PaymentState::Cancelled { why },
                RejectionCause::Expired => PaymentState::Expired { why },
            }
        }
        SaleState::PartialExpired { paid } => PaymentState::PartialExpired {
            paid: paid.to_string(),
            missing: missing(sale, *paid).to_string(),
            missing_digits: missing(sale, *paid).digits(),
        },
        SaleState::Conflict { conflict } => PaymentState::Conflict {
            problem: explain_conflict(conflict).into(),
        },
        SaleState::Unsure { why } => PaymentState::Conflict {
            problem: explain_unsure(*why).into(),
        },
    }
}

fn pending(progress: &Progress, sale: &SaleRecord) -> PaymentState {
    match progress {
        Progress::Waiting => PaymentState::Waiting,
        Progress::AttemptRejected { attempts } => PaymentState::AttemptRejected {
            attempts: *attempts,
        },
        Progress::Validating => PaymentState::Validating,
        Progress::PartlyPaid { paid } => PaymentState::PartlyPaid {
            paid: paid.to_string(),
            missing: missing(sale, *paid).to_string(),
            percent: percent(*paid, sale.amount.money()),
        },
    }
}

fn refunded(scene: &Scene<'_>, sale: &SaleRecord, given_back: Money) -> PaymentState {
    let how = how_paid(scene, sale);
    match kept(sale) {
        Some(kept) => PaymentState::PartlyRefunded {
            given_back: given_back.to_string(),
            kept: kept.to_string(),
            how,
        },
        None => PaymentState::Refunded {
            given_back: given_back.to_string(),
            how,
        },
    }
}

/// What the shop keeps of the sale's payments after its refunds; `None` where that is nothing.
fn kept(sale: &SaleRecord) -> Option<Money> {
    let none = Money::zero(sale.amount.currency());
    let told = sale.sessions.iter().flat_map(|s| &s.transactions);
    let approved = told.filter(|told| told.status == TransactionStatus::Approved);
    let paid = approved
        .filter_map(|told| told.amount)
        .try_fold(none, Money::checked_add)?;
    let refunds = sale.sessions.iter().flat_map(|s| &s.refunds);
    let given_back = refunds
        .filter(|refund| refund.state.gave_back())
        .map(|refund| refund.amount)
        .try_fold(none, Money::checked_add)?;
    paid.checked_sub(given_back).filter(|kept| kept.minor > 0)
}

fn missing(sale: &SaleRecord, paid: Money) -> Money {
    let whole = sale.amount.money();
    whole.checked_sub(paid).unwrap_or(whole)
}

fn percent(part: Money, whole: Money) -> u8 {
    let percent = part.minor.saturating_mul(100) / whole.minor.max(1);
    u8::try_from(percent.clamp(0, 100)).unwrap_or(100)
}

/// Such as `Visa ···· 1111 · autorización 614761 · 14:07`.
fn how_paid(scene: &Scene<'_>, sale: &SaleRecord) -> String {
    let sessions = sale
        .sessions
        .iter()
        .flat_map(|session| &session.transactions);
    let approved = |t: &&Transaction| t.status == TransactionStatus::Approved;
    let Some(paid) = sessions.filter(approved).max_by_key(|t| t.at) else {
        return String::new();
    };
    let at = paid
        .at
        .or(sale.paid_at)
        .map(|at| time_of_day(at, scene.zone));
    let authorization = paid
        .authorization
        .as_ref()
        .map(|code| spoken(&words!("autorización {code}", "authorization {code}")));
    let parts = [Some(card(paid)), authorization, at];
    parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Such as `Visa ···· 1111`.
pub(super) fn card(transaction: &Transaction) -> String {
    let digits = transaction.last_digits.as_ref().map(ToString::to_string);
    let parts = [transaction.method.clone(), digits];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// How the customer pays, while the sale is open.
fn link(scene: &Scene<'_>, sale: &SaleRecord) -> Option<PayLink> {
    if !sale.state.is_open() {
        return None;
    }
    let session = sale.newest_session()?;
    let SessionState::Opened {
        process_url,
        standing,
        ..
    } = &session.state
    else {
        return None;
    };
    if standing.is_final() {
        return None;
    }
    let here = session
        .expires_at
        .checked_sub(scene.clock_offset)
        .unwrap_or(session.expires_at);
    Some(PayLink {
        url: process_url.clone(),
        qr: qr(process_url)?,
        expires_at: here.as_millisecond(),
        opened_at: session.created_at.as_millisecond(),
    })
}

fn attempts(scene: &Scene<'_>, sale: &SaleRecord) -> Vec<Attempt> {
    let sessions = sale
        .sessions
        .iter()
        .flat_map(|session| &session.transactions);
    let mut transactions: Vec<_> = sessions.collect();
    transactions.sort_by_key(|transaction| (transaction.at, transaction.internal_reference));
    transactions
        .into_iter()
        .map(|transaction| attempt(scene, transaction))
        .collect()
}

fn attempt(scene: &Scene<'_>, transaction: &Transaction) -> Attempt {
    Attempt {
        at: transaction
            .at
            .map(|at| time_of_day(at, scene.zone))
            .unwrap_or_default(),
        how: card(transaction),
        outcome: attempt_outcome(&transaction.status),
        reason: transaction.message.clone(),
    }
}

pub(super) fn attempt_outcome(status: &TransactionStatus) -> AttemptOutcome {
    match status {
        TransactionStatus::Approved => AttemptOutcome::Approved,
        TransactionStatus::Rejected => AttemptOutcome::Rejected,
        TransactionStatus::Pending => AttemptOutcome::Pending,
        TransactionStatus::Unrecognized(_) => AttemptOutcome::Unknown,
    }
}

/// Minutes that this computer's clock is ahead, where it is wrong by a minute or more (`I10`).
fn clock_minutes_ahead(offset: SignedDuration) -> Option<i32> {
    let ahead = i32::try_from(-offset.as_mins()).ok()?;
    (ahead != 0).then_some(ahead)
}

pub(super) fn receipt(job: &PrintJob) -> ReceiptState {
    match &job.state {
        JobState::Queued | JobState::Printing => ReceiptState::Printing,
        JobState::Delayed { fault } => ReceiptState::Waiting {
            problem: fault.into(),
        },
        JobState::Printed { target } => ReceiptState::Printed {
            target: spoken(target),
        },
        JobState::Seen => ReceiptState::Seen,
        JobState::Failed { fault } if job.state.is_unsure() => ReceiptState::Unsure {
            job_id: job.id.0,
            problem: fault.into(),
        },
        JobState::Failed { fault } => ReceiptState::Failed {
            job_id: job.id.0,
            problem: fault.into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use jiff::tz::TimeZone;
    use ledger::{Duplicates, Ledger, NewSale, NewSession, SessionId};
    use sale::{
        Amount, Currency, History, LastDigits, RefundState, Rejection, RequestId, SessionMoney,
        Standing, Words,
    };
    use till::{JobId, SaleId};

    const URL: &str = "http://127.0.0.1:8090/session/7/abc";

    fn at(minute: i64) -> Timestamp {
        let noon: Timestamp = "2026-11-22T15:00:00Z".parse().unwrap();
        noon + SignedDuration::from_mins(minute)
    }

    fn scene(zone: &TimeZone, minute: i64) -> Scene<'_> {
        Scene {
            now: at(minute),
            zone,
            clock_offset: SignedDuration::ZERO,
        }
    }

    fn santiago() -> TimeZone {
        TimeZone::get("America/Santiago").unwrap()
    }

    fn attempt(status: TransactionStatus, minor: i64) -> Transaction {
        Transaction {
            internal_reference: minor,
            status,
            amount: Some(Money::new(minor, Currency::CLP)),
            discount: None,
            reason: "00".into(),
            message: "Aprobada".into(),
            at: Some(at(7)),
            method: Some("Visa".into()),
            issuer: None,
            authorization: Some("614761".into()),
            receipt: None,
            last_digits: LastDigits::new("1111"),
            instalments: None,
            refunded: false,
        }
    }

    /// A sale of $12.990 that stands so.
    fn sale(standing: Standing, transactions: Vec<Transaction>) -> SaleRecord {
        sale_with(standing, transactions, |_, _| {})
    }

    /// The same, after something else happened to its session.
    fn sale_with(
        standing: Standing,
        transactions: Vec<Transaction>,
        after: impl FnOnce(&mut Ledger, SessionId),
    ) -> SaleRecord {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path()).unwrap();
        let amount = Amount::parse("12990", Currency::CLP).unwrap();
        let new = NewSale {
            amount,
            allow_partial: true,
            description: None,
            customer: sale::Customer::default(),
        };
        let session = NewSession {
            reference: "C1-1".parse().unwrap(),
            expires_at: at(15),
        };
        let (sale, session) = ledger
            .open_sale(at(0), new, session, Duplicates::Refused)
            .unwrap();
        ledger
            .session_opened(at(0), session, RequestId(7), URL.into(), at(15))
            .unwrap();
        if standing != Standing::WAITING {
            ledger
                .session_settled(at(8), session, standing, transactions)
                .unwrap();
        }
        after(&mut ledger, session);
        ledger.tables().sale(sale).unwrap()
    }

    fn with_jobs(sale: &SaleRecord, jobs: &[PrintJob]) -> SaleInFull {
        SaleInFull {
            sale: sale.clone(),
            jobs: jobs.to_vec(),
            as_of: 1,
        }
    }

    fn in_full(sale: &SaleRecord) -> SaleInFull {
        with_jobs(sale, &[])
    }

    fn shown(scene: &Scene<'_>, sale: &SaleRecord) -> Payment {
        payment(scene, &in_full(sale))
    }

    #[test]
    fn a_receipt_that_failed_calls_until_it_is_printed_again() {
        let job = |id, receipt, state| PrintJob {
            id: JobId(id),
            sale: SaleId(1),
            receipt,
            created_at: at(0),
            copy: till::Copy::Original,
            state,
        };
        let part = |transaction| till::Receipt::Part {
            session: SessionId(1),
            transaction,
        };
        let printed = || JobState::Printed {
            target: Words::default(),
        };
        let failed = || JobState::Failed {
            fault: till::Fault {
                what: Words::default(),
                advice: Words::default(),
                paper: till::Paper::Unsure,
            },
        };
        let (zone, paid) = (santiago(), sale(Standing::Approved, vec![]));
        let told = |jobs: &[PrintJob]| {
            let calling = calling_receipt(jobs).map(|job| job.id.0);
            let row = row(&scene(&zone, 9), &with_jobs(&paid, jobs));
            (calling, row.lacks_receipt)
        };
        let mut jobs = vec![job(1, part(70), failed()), job(2, part(71), printed())];
        assert_eq!(told(&jobs), (Some(1), true));
        jobs.push(job(3, part(70), JobState::Printing));
        assert_eq!(told(&jobs), (Some(3), false));
        assert_eq!(told(&[]), (None, false));
    }

    #[test]
    fn what_is_given_back_is_told_whole_or_in_part() {
        let zone = santiago();
        let given_back = |pesos: i64| {
            let paid = vec![attempt(TransactionStatus::Approved, 12_990)];
            sale_with(Standing::Approved, paid, |ledger, session| {
                let part = Some(Money::new(pesos, Currency::CLP));
                let by = "Ana".to_owned();
                let refund = ledger
                    .request_refund(at(9), session, 12_990, part, by)
                    .unwrap();
                let authorization = None;
                let done = RefundState::Done { authorization };
                ledger.refund_settled(at(9), refund.id, done).unwrap();
            })
        };
        let how = "Visa ···· 1111 · autorización 614761 · 12:07".to_owned();
        let whole = given_back(12_990);
        assert_eq!(
            row(&scene(&zone, 10), &in_full(&whole)).state,
            RowState::Refunded
        );
        let told = PaymentState::Refunded {
            given_back: "$12.990".to_owned(),
            how: how.clone(),
        };
        assert_eq!(shown(&scene(&zone, 10), &whole).state, told);
        let part = given_back(6_000);
        assert_eq!(
            row(&scene(&zone, 10), &in_full(&part)).state,
            RowState::PartlyRefunded
        );
        let told = PaymentState::PartlyRefunded {
            given_back: "$6.000".to_owned(),
            kept: "$6.990".to_owned(),
            how,
        };
        assert_eq!(shown(&scene(&zone, 10), &part).state, told);
    }

    #[test]
    fn a_list_tells_the_hour_today_and_the_day_before() {
        let (zone, sale) = (santiago(), sale(Standing::WAITING, vec![]));
        assert_eq!(row(&scene(&zone, 60), &in_full(&sale)).at, "12:00");
        assert_eq!(
            row(&scene(&zone, 24 * 60), &in_full(&sale)).at,
            "22-11-2026 12:00"
        );
    }

    #[test]
    fn what_can_be_paid_has_a_link_and_what_is_over_has_none() {
        let zone = santiago();
        let open = shown(&scene(&zone, 1), &sale(Standing::WAITING, vec![]));
        let link = open.link.unwrap();
        assert_eq!(
            (open.state, link.url.as_str()),
            (PaymentState::Waiting, URL)
        );
        assert_eq!(link.expires_at - link.opened_at, 15 * 60 * 1_000);

        let paid = sale(
            Standing::Approved,
            vec![attempt(TransactionStatus::Approved, 12_990)],
        );
        let paid = shown(&scene(&zone, 9), &paid);
        let how = "Visa ···· 1111 · autorización 614761 · 12:07".to_owned();
        assert_eq!(paid.state, PaymentState::Approved { how });
        assert!(paid.link.is_none());
    }

    #[test]
    fn a_part_tells_what_is_paid_and_what_is_missing() {
        let zone = santiago();
        let paid = Money::new(6_000, Currency::CLP);
        let progress = Progress::PartlyPaid { paid };
        let part = vec![attempt(TransactionStatus::Approved, 6_000)];
        let open = shown(
            &scene(&zone, 9),
            &sale(Standing::Pending { progress }, part.clone()),
        );
        let (paid_text, missing) = ("$6.000".to_owned(), "$6.990".to_owned());
        let partly = PaymentState::PartlyPaid {
            paid: paid_text.clone(),
            missing: missing.clone(),
            percent: 46,
        };
        assert_eq!(open.state, partly);
        let over = shown(
            &scene(&zone, 9),
            &sale(Standing::PartialExpired { paid }, part),
        );
        let expired = PaymentState::PartialExpired {
            paid: paid_text,
            missing,
            missing_digits: "6990".to_owned(),
        };
        assert_eq!(over.state, expired);
    }

    #[test]
    fn i7_what_seems_unpaid_in_a_restored_ledger_is_not_known() {
        let zone = santiago();
        let rejection = Rejection {
            reason: "51".to_owned(),
            message: String::new(),
            attempts: 1,
        };
        let mut over = sale(Standing::Rejected { rejection }, vec![]);
        let state = &over.sessions[0].state;
        let session = SessionMoney {
            state,
            refunds: None,
        };
        over.state = SaleState::of([session], History::Restored);
        assert_eq!(
            row(&scene(&zone, 9), &in_full(&over)).state,
            RowState::Conflict
        );
        let PaymentState::Conflict { problem } = shown(&scene(&zone, 9), &over).state else {
            panic!("{over:?}");
        };
        assert!(problem.what.contains("respaldo"), "{problem:?}");
    }

    #[test]
    fn cancelled_and_expired_are_told_from_rejected() {
        let zone = santiago();
        let state = |reason: &str| {
            let (reason, message) = (reason.to_owned(), "Rechazada".to_owned());
            let rejection = Rejection {
                reason,
                message,
                attempts: 0,
            };
            row(
                &scene(&zone, 9),
                &in_full(&sale(Standing::Rejected { rejection }, vec![])),
            )
            .state
        };
        assert_eq!(state("MC"), RowState::Cancelled);
        assert_eq!(state("EX"), RowState::Expired);
        assert_eq!(state("51"), RowState::Rejected);
    }

    #[test]
    fn i10_a_wrong_clock_is_told_and_the_countdown_is_right_all_the_same() {
        let zone = santiago();
        let mut ahead = scene(&zone, 1);
        ahead.clock_offset = SignedDuration::from_mins(-12);
        let open = shown(&ahead, &sale(Standing::WAITING, vec![]));
        assert_eq!(open.clock_minutes_ahead, Some(12));
        assert_eq!(open.link.unwrap().expires_at, at(15 + 12).as_millisecond());
        let right = shown(&scene(&zone, 1), &sale(Standing::WAITING, vec![]));
        assert_eq!(right.clock_minutes_ahead, None);
    }
}
