//! How people are spoken to: what is said, in both languages.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{
    BackupError, Copy, Event, Fault, JobId, OpenError, Paper, Receipt, RefundId, SaleId,
    SaleRecord, SessionId, UnsafeFolder,
};
use receipt::{PrinterError, PrinterTarget, Trouble};
use sale::{
    Amount, AmountError, Attention, Conflict, Currency, Deed, Language, Money, NotRefundable,
    NotRefunded, Progress, RefundFinding, RefundState, Rejection, RequestId, SaleState, Standing,
    Unopened, Unsure, Words, words,
};

use super::paper::{
    fault_of_a_slip, interrupted_print, no_printer, no_receipt, printer_fault, printer_name,
};
use super::*;
use crate::{
    Error, Failure, Field, Inquiry, KeychainError, SetUpError, SettingsError, Standstill,
    StartError,
};

fn spanish(told: &Explanation) -> String {
    told.in_language(Language::Spanish)
}

#[test]
fn wrong_credentials_are_told_apart_with_what_to_do() {
    let told = |reason: &str| {
        let (reason, message) = (reason.to_owned(), String::new());
        explain_unopened(&Unopened::Refused { reason, message })
    };
    assert_eq!(
        spanish(&told("101")),
        "No se cobró nada. Banchile no reconoce el usuario de este comercio (101). \
         Revise las credenciales en Ajustes."
    );
    assert_eq!(
        told("101").in_language(Language::English),
        "Nothing was charged. Banchile does not recognize this shop's user (101). \
         Check the credentials in Settings."
    );
    let all = (100..108).map(|n| spanish(&told(&n.to_string())));
    let all: std::collections::HashSet<_> = all.collect();
    assert_eq!(all.len(), 8, "each is told apart");
}

#[test]
fn voice_has_no_exclamation_and_none_of_the_forbidden_words() {
    let in_spanish = [
        "!",
        "sesión",
        "request",
        "timeout",
        "error inesperado",
        "transacción",
    ];
    let in_english = [
        "!",
        "session",
        "request",
        "timeout",
        "time-out",
        "unexpected error",
        "transaction",
    ];
    for Words { es, en } in everything() {
        let has = |text: &str, words: &[&str]| {
            let text = text.to_lowercase();
            words.iter().any(|word| text.contains(word))
        };
        assert!(!has(&es, &in_spanish), "{es}");
        assert!(!has(&en, &in_english), "{en}");
    }
}

#[test]
fn both_languages_say_something_of_their_own_with_the_same_numbers() {
    for Words { es, en } in everything() {
        assert_ne!(es, en);
        assert!(!es.is_empty() && !en.is_empty(), "{es} {en}");
        assert_eq!(numbers(&es), numbers(&en), "{es} {en}");
    }
}

/// Such as `12.990` and `22-11-2026`, in any order.
fn numbers(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_digit() && !".,:-".contains(c));
    let numbers = words.map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()));
    let mut numbers: Vec<_> = numbers.filter(|number| !number.is_empty()).collect();
    numbers.sort_unstable();
    numbers
}

/// What is said, as far as it differs between the languages.
fn everything() -> Vec<Words> {
    let explanations = [
        of_amounts(),
        of_the_gateway(),
        of_inquiries(),
        of_refunds(),
        of_what_is_not_known(),
        of_what_was_not_done(),
        of_what_the_ledger_refused(),
        of_starting(),
        of_settings(),
        of_setting_up(),
        of_backups(),
    ];
    let sentences = |told: Explanation| [told.money, told.what, told.advice];
    let explained = explanations.into_iter().flatten().flat_map(sentences);
    let of_faults = |fault: Fault| [fault.what, fault.advice];
    explained
        .chain(of_printers().into_iter().flat_map(of_faults))
        .chain(names())
        .chain(events().iter().map(|event| explain_event(event).unwrap()))
        .chain(receipts().map(explain_receipt))
        .chain(["MC", "?C", "EX", "51"].map(|reason| explain_rejection(&rejection(reason))))
        .filter(|words| !words.is_empty())
        .collect()
}

const WHY: &str = "disk I/O error 5";

fn why() -> String {
    WHY.to_owned()
}

fn io_error() -> io::Error {
    io::Error::other(WHY)
}

fn clp(minor: i64) -> Money {
    Money::new(minor, Currency::CLP)
}

fn rejection(reason: &str) -> Rejection {
    Rejection {
        reason: reason.to_owned(),
        message: String::new(),
        attempts: 2,
    }
}

fn of_amounts() -> Vec<Explanation> {
    let most = clp(99_999_999);
    let errors = [
        AmountError::Empty,
        AmountError::NotANumber,
        AmountError::Negative,
        AmountError::Zero,
        AmountError::TooLarge { most },
        AmountError::Decimals {
            currency: Currency::CLP,
        },
        AmountError::Decimals {
            currency: Currency::USD,
        },
    ];
    errors.map(explain_amount).into()
}

fn failures() -> Vec<Failure> {
    let refused = Failure::Refused {
        reason: "X4".to_owned(),
        message: "El monto supera 5.000".to_owned(),
    };
    let unreachable = Failure::Unreachable {
        why: why(),
        retry_after: None,
    };
    vec![
        Failure::Clock,
        Failure::NotFound,
        refused,
        Failure::Unusable { why: why() },
        Failure::Untrusted { why: why() },
        unreachable,
    ]
}

fn of_the_gateway() -> Vec<Explanation> {
    let refused = |reason: &str| Unopened::Refused {
        reason: reason.to_owned(),
        message: "12".to_owned(),
    };
    let mut unopened = vec![
        Unopened::Unreachable { why: why() },
        Unopened::AnswerLost { why: why() },
        Unopened::Untrusted { why: why() },
        refused("401"),
        refused("X4"),
    ];
    unopened.extend((100..108).map(|number| refused(&number.to_string())));
    let mut told: Vec<_> = unopened.iter().map(explain_unopened).collect();
    told.extend(failures().iter().map(explain_failure));
    told.extend(failures().iter().map(explain_contact));
    told.push(explain_not_cancelled());
    told
}

fn of_inquiries() -> Vec<Explanation> {
    let pending = |progress| SaleState::Pending { progress };
    let states = [
        SaleState::Approved,
        SaleState::Refunded {
            given_back: clp(990),
        },
        pending(Progress::Waiting),
        pending(Progress::Validating),
        pending(Progress::PartlyPaid { paid: clp(990) }),
        SaleState::Rejected {
            rejection: rejection("EX"),
        },
        SaleState::PartialExpired { paid: clp(990) },
        SaleState::Opening,
    ];
    let inquiry = Inquiry {
        at: Timestamp::UNIX_EPOCH,
        failure: None,
    };
    let ask = |state| explain_inquiry(&sale(state), &inquiry, &TimeZone::UTC);
    states.map(ask).into()
}

fn sale(state: SaleState) -> SaleRecord {
    SaleRecord {
        id: SaleId(1),
        created_at: Timestamp::UNIX_EPOCH,
        amount: Amount::parse("12990", Currency::CLP).unwrap(),
        allow_partial: true,
        description: None,
        cashier: None,
        customer: sale::Customer::default(),
        state,
        paid_at: None,
        restored_at: None,
        sessions: Vec::new(),
    }
}

fn refund_states() -> Vec<RefundState> {
    let decided = |finding| RefundState::Decided {
        finding,
        by: "Ana".to_owned(),
    };
    let refused = NotRefunded::Refused {
        reason: "X4".to_owned(),
        message: String::new(),
    };
    vec![
        RefundState::Requested,
        RefundState::Done {
            authorization: Some("614761".to_owned()),
        },
        RefundState::NotDone { why: refused },
        RefundState::NotDone {
            why: NotRefunded::Unreachable { why: why() },
        },
        RefundState::Unknown { why: why() },
        decided(RefundFinding::GivenBack),
        decided(RefundFinding::NotGivenBack),
    ]
}

fn of_refunds() -> Vec<Explanation> {
    let refusals = [
        NotRefundable::NotApproved,
        NotRefundable::OtherCurrency {
            told: Money::new(1_250, Currency::USD),
        },
        NotRefundable::InFlight,
        NotRefundable::GivenBack,
        NotRefundable::Nothing,
        NotRefundable::TooMuch { left: clp(990) },
    ];
    let refused = |why| explain_error(&Error::Ledger(ledger::Error::NotRefundable(why)));
    let mut told: Vec<_> = refusals.map(refused).into();
    let states = refund_states();
    told.extend(
        states
            .iter()
            .map(|state| explain_refund(clp(12_990), state)),
    );
    told
}

fn conflicts() -> [Conflict; 10] {
    let told = || Some("C1-7".to_owned());
    [
        Conflict::RequestId { told: RequestId(7) },
        Conflict::Reference { told: told() },
        Conflict::Reference { told: None },
        Conflict::Currency { told: told() },
        Conflict::Currency { told: None },
        Conflict::Sum { paid: clp(990) },
        Conflict::AmountUntold,
        Conflict::Overflow,
        Conflict::PaidThoughRejected { paid: clp(990) },
        Conflict::PaidTwice,
    ]
}

fn attentions() -> [Attention; 5] {
    let status = "HELD_9".to_owned();
    let conflict = Conflict::AmountUntold;
    [
        Attention::UnknownStatus { status },
        Attention::Mismatch { conflict },
        Attention::UnclearSum { paid: clp(0) },
        Attention::UnclearSum { paid: clp(990) },
        Attention::NotFound,
    ]
}

fn of_what_is_not_known() -> Vec<Explanation> {
    let mut told: Vec<_> = conflicts().iter().map(explain_conflict).collect();
    told.extend(attentions().iter().map(explain_attention));
    let unsure = [Unsure::Forgotten, Unsure::BeforeRestore, Unsure::Doubted];
    told.extend(unsure.map(explain_unsure));
    told
}

fn of_what_was_not_done() -> Vec<Explanation> {
    let left = Duration::from_secs;
    let deeds = [
        Deed::Sell,
        Deed::GiveBack,
        Deed::CloseForeignShift,
        Deed::Export,
        Deed::SetUp,
    ];
    let mut errors: Vec<_> = deeds.map(Error::NotAllowed).into();
    errors.extend([
        Error::NoSuchTransaction,
        Error::Nameless,
        Error::StillOpen,
        Error::Locked,
        Error::WrongPin { left: None },
        Error::WrongPin {
            left: Some(left(1)),
        },
        Error::LockedOut { left: left(30) },
        Error::LockedOut { left: left(299) },
        Error::Pin(why()),
        Error::Currency,
        Error::NotOpen,
        Error::NoReceipt,
        Error::NoSlip,
        Error::NotPrinted(no_printer()),
        Error::Closing,
        Error::Stopped(Standstill::DiskFull),
        Error::Stopped(Standstill::DiskFailed { why: why() }),
        Error::Stopped(Standstill::Damaged { why: why() }),
    ]);
    let limits = [
        ("payment.reference", checkout::Problem::Empty),
        (
            "payment.description",
            checkout::Problem::TooLong { most: 250 },
        ),
        ("payment.description", checkout::Problem::Characters),
        ("payment.amount.total", checkout::Problem::NotPositive),
        ("expiration", checkout::Problem::TooSoon),
        ("returnUrl", checkout::Problem::TooLong { most: 255 }),
        ("buyer.name", checkout::Problem::TooLong { most: 60 }),
    ];
    let mut told: Vec<_> = errors.iter().map(explain_error).collect();
    told.extend(limits.map(|(field, problem)| doing::request(field, problem)));
    told
}

fn of_what_the_ledger_refused() -> Vec<Explanation> {
    let (sale, refund) = (SaleId(7), RefundId(8));
    let why = Unsure::Forgotten;
    let (what, id) = ("sale", 7);
    let errors = [
        ledger::Error::ReferenceUsed("C1-7".parse().unwrap()),
        ledger::Error::StillPayable(sale),
        ledger::Error::Unsure { sale, why },
        ledger::Error::Unknown { what, id },
        ledger::Error::Duplicate(sale),
        ledger::Error::AlreadySettled(refund),
        ledger::Error::NameUsed("Ana".parse().unwrap()),
        ledger::Error::NoSupervisor,
        ledger::Error::NoOpenShift,
        ledger::Error::DiskFull,
    ];
    errors
        .map(|error| explain_error(&Error::Ledger(error)))
        .into()
}

fn of_starting() -> Vec<Explanation> {
    let folder = || PathBuf::from("/srv/7");
    let not_safe = |why| OpenError::UnsafeFolder {
        folder: folder(),
        why,
    };
    let ledgers = [
        OpenError::Owned(folder()),
        OpenError::Missing(folder()),
        OpenError::Newer,
        OpenError::Older,
        OpenError::Foreign(folder()),
        not_safe(UnsafeFolder::Network {
            kind: "nfs4".into(),
        }),
        not_safe(UnsafeFolder::Synced {
            by: "OneDrive".into(),
        }),
        OpenError::Damaged {
            findings: vec![why()],
        },
        OpenError::DiskFull,
        OpenError::Disk { why: why() },
    ];
    let others = [
        StartError::Recovery(ledger::Error::DiskFull),
        StartError::Thread(io_error()),
        StartError::Secret(KeychainError::NoSecret),
        StartError::Secret(KeychainError::NotKept),
        StartError::Sandbox(why()),
    ];
    let ledgers = ledgers.into_iter().map(StartError::Ledger);
    let errors = ledgers.chain(others);
    errors.map(|error| explain_start(&error)).collect()
}

fn of_settings() -> Vec<Explanation> {
    let path = || PathBuf::from("/srv/7/till.json");
    let fields = [
        Field::TillCode,
        Field::ReturnUrl,
        Field::ShopRut,
        Field::Printer,
        Field::Profile,
    ];
    let mut errors: Vec<_> = fields.map(SettingsError::Field).into();
    errors.extend([
        SettingsError::Environment("moon".to_owned()),
        SettingsError::AddressMissing,
        SettingsError::AddressFixed,
        SettingsError::Login,
        SettingsError::Logo(why()),
        SettingsError::Unreadable {
            path: path(),
            why: why(),
        },
        SettingsError::Unwritable {
            path: path(),
            why: why(),
        },
    ]);
    errors.iter().map(explain_settings).collect()
}

fn of_setting_up() -> Vec<Explanation> {
    let mut errors = vec![
        SetUpError::Till(Error::Closing),
        SetUpError::Settings(SettingsError::Login),
        SetUpError::Secret(KeychainError::NoSecret),
        SetUpError::Secret(KeychainError::NotKept),
        SetUpError::StillOpen(1),
        SetUpError::StillOpen(2),
    ];
    errors.extend(failures().into_iter().map(SetUpError::NotTaken));
    errors.iter().map(explain_set_up).collect()
}

fn of_backups() -> Vec<Explanation> {
    let damaged = |kept: Option<&str>| BackupError::Damaged {
        kept: kept.map(PathBuf::from),
        findings: vec![why()],
    };
    let errors = [
        BackupError::Ledger(OpenError::Newer),
        damaged(None),
        damaged(Some("/srv/7")),
        BackupError::DiskFull,
        BackupError::Disk { why: why() },
    ];
    errors.iter().map(explain_backup).collect()
}

fn targets() -> [PrinterTarget; 4] {
    [
        "tcp:10.0.0.5:9100",
        "queue:Caja",
        "serial:COM3:9600",
        "file:/srv/7.txt",
    ]
    .map(|target| target.parse().unwrap())
}

fn names() -> Vec<Words> {
    targets().iter().map(printer_name).collect()
}

fn of_printers() -> Vec<Fault> {
    let [target, ..] = targets();
    let (host, port, path) = (|| "10.0.0.5".to_owned(), 9100, || PathBuf::from("/dev/lp0"));
    let queue = || "Caja".parse().unwrap();
    let mut errors = vec![
        PrinterError::UnknownHost {
            host: host(),
            source: io_error(),
        },
        PrinterError::Unreachable {
            host: host(),
            port,
            source: io_error(),
        },
        PrinterError::UnknownQueue { queue: queue() },
        PrinterError::QueueRefused {
            queue: queue(),
            why: why(),
        },
        PrinterError::NoPrintSystem { source: io_error() },
        PrinterError::Interrupted {
            target: target.clone(),
            source: io_error(),
        },
        PrinterError::Unplugged {
            path: path(),
            source: io_error(),
        },
        PrinterError::PermissionDenied {
            path: path(),
            source: io_error(),
        },
        PrinterError::FileUnusable {
            path: path(),
            source: io_error(),
        },
    ];
    let troubles = [
        Trouble::PaperOut,
        Trouble::CoverOpen,
        Trouble::Error,
        Trouble::Offline,
    ];
    for trouble in troubles {
        let at = || target.clone();
        errors.push(PrinterError::Troubled {
            target: at(),
            trouble,
        });
        errors.push(PrinterError::Stopped {
            target: at(),
            trouble,
        });
    }
    let mut faults: Vec<_> = errors.iter().map(printer_fault).collect();
    faults.extend([no_printer(), no_receipt(), interrupted_print()]);
    faults.push(fault_of_a_slip(interrupted_print()));
    faults
}

fn receipts() -> [Receipt; 4] {
    let session = SessionId(7);
    let (transaction, refund) = (70, RefundId(8));
    [
        Receipt::Sale,
        Receipt::Part {
            session,
            transaction,
        },
        Receipt::PartialExpired { session },
        Receipt::Refund { refund },
    ]
}

fn standings() -> Vec<Standing> {
    let pending = |progress| Standing::Pending { progress };
    let [conflict, ..] = conflicts();
    let [attention, ..] = attentions();
    vec![
        pending(Progress::Waiting),
        pending(Progress::AttemptRejected { attempts: 2 }),
        pending(Progress::Validating),
        pending(Progress::PartlyPaid { paid: clp(990) }),
        Standing::Attention { attention },
        Standing::Approved,
        Standing::Rejected {
            rejection: rejection("EX"),
        },
        Standing::PartialExpired { paid: clp(990) },
        Standing::Conflict { conflict },
    ]
}

fn events() -> Vec<Event> {
    let (session, refund, job) = (SessionId(7), RefundId(8), JobId(9));
    let fault = Fault {
        what: words!(
            "La impresora está sin papel.",
            "The printer is out of paper."
        ),
        advice: Words::default(),
        paper: Paper::Untouched,
    };
    let mut events = vec![
        Event::SaleOpened {
            amount: Amount::parse("12990", Currency::CLP).unwrap(),
            allow_partial: false,
            description: None,
            customer: sale::Customer::default(),
        },
        Event::SessionIntended {
            session,
            reference: "C1-7".parse().unwrap(),
            expires_at: Timestamp::UNIX_EPOCH,
        },
        Event::SessionOpened {
            session,
            request_id: RequestId(7),
            process_url: String::new(),
            expires_at: None,
        },
        Event::SessionUnopened {
            session,
            why: Unopened::AnswerLost { why: why() },
        },
        Event::SessionForgotten { session },
        Event::SessionLeft { session },
        Event::CancelAsked { session },
        Event::RefundRequested {
            refund,
            session,
            transaction: 70,
            amount: clp(990),
            by: "Ana".to_owned(),
        },
        Event::RefundFound {
            refund,
            session,
            transaction: 70,
            amount: clp(990),
        },
        Event::ReceiptDelayed {
            job,
            fault: fault.clone(),
        },
        Event::ReceiptPrinted {
            job,
            target: printer_name(&targets()[0]),
        },
        Event::ReceiptFailed { job, fault },
        Event::ReceiptSeen { job },
    ];
    let settled = |state| Event::RefundSettled { refund, state };
    events.extend(refund_states().into_iter().map(settled));
    let contradicted = |told| Event::SessionContradicted {
        session,
        told,
        transactions: Vec::new(),
    };
    events.extend(standings().into_iter().map(contradicted));
    for copy in [Copy::Original, Copy::Reprint] {
        events.extend(receipts().map(|receipt| Event::ReceiptQueued { job, copy, receipt }));
    }
    events
}
