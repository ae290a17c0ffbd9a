//! What is written to standard output, as JSON lines or as words.

use std::io::{self, Write as _};

use jiff::Timestamp;
use sale::{Attention, Money, Progress, RefundState, SaleState, SessionState, Standing};
use serde::Serialize;
use till::{
    Copy, Explanation, JobId, JobState, Paper, PrintJob, Receipt, RefundRecord, SaleId, SaleRecord,
    SessionRecord, explain_attention, explain_conflict, explain_rejection, explain_unopened,
    explain_unsure,
};

use crate::args::Format;
use crate::spanish::{self, spanish};

/// Writes one piece of data: as JSON, or in the words given.
pub fn write(format: Format, data: &impl Serialize, words: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if format.json {
        serde_json::to_writer(&mut out, data)?;
        out.write_all(b"\n")?;
    } else {
        writeln!(out, "{words}")?;
    }
    out.flush()
}

/// Something that happened to a sale while `charge` or `watch` looks on.
#[derive(Debug, Serialize)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Happening {
    /// It can be paid.
    Opened {
        sale_id: i64,
        reference: String,
        request_id: i64,
        process_url: String,
        expiration: Timestamp,
    },
    /// It never became payable; nothing was charged.
    Unopened {
        sale_id: i64,
        reference: String,
        #[serde(flatten)]
        state: State,
    },
    /// It stands differently.
    State {
        sale_id: i64,
        #[serde(flatten)]
        state: State,
    },
    /// It is over.
    Final {
        sale_id: i64,
        reference: String,
        amount: Money,
        #[serde(flatten)]
        state: State,
    },
    /// The waiting is over, the sale is not.
    Timeout {
        sale_id: i64,
        #[serde(flatten)]
        state: State,
    },
}

/// What came of one receipt.
#[derive(Serialize)]
pub struct ReceiptLine {
    job: JobId,
    about: Receipt,
    copy: Copy,
    #[serde(flatten)]
    state: JobState,
}

impl From<PrintJob> for ReceiptLine {
    fn from(job: PrintJob) -> Self {
        ReceiptLine {
            job: job.id,
            about: job.receipt,
            copy: job.copy,
            state: spanish::job_state(job.state),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReceiptTold {
    event: &'static str,
    sale_id: i64,
    #[serde(flatten)]
    receipt: ReceiptLine,
}

/// Writes what came of a receipt.
pub fn write_receipt(format: Format, sale: SaleId, job: PrintJob) -> io::Result<()> {
    let words = receipt_words(&job.state);
    let told = ReceiptTold {
        event: "receipt",
        sale_id: sale.0,
        receipt: ReceiptLine::from(job),
    };
    write(format, &told, &words)
}

/// What came of a receipt, in words; what is wrong with the printer is not among them.
pub fn receipt_words(state: &JobState) -> String {
    match state {
        JobState::Queued | JobState::Printing => "Imprimiendo el comprobante.".to_owned(),
        JobState::Delayed { .. } => "El comprobante espera a la impresora.".to_owned(),
        JobState::Printed { target } => format!("Comprobante impreso en {}.", target.es),
        JobState::Seen => "Comprobante impreso.".to_owned(),
        JobState::Failed { fault } => match fault.paper {
            Paper::Untouched => "El comprobante no se imprimió.".to_owned(),
            Paper::Unsure => "No se sabe si el comprobante salió completo.".to_owned(),
        },
    }
}

/// A sale's state by name, with what a program may want to know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_back: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl From<&SaleState> for State {
    fn from(sale: &SaleState) -> Self {
        let mut state = State {
            state: sale.name(),
            progress: None,
            attempts: None,
            paid: None,
            given_back: None,
            message: None,
        };
        match sale {
            SaleState::Opening | SaleState::Approved => {}
            SaleState::Refunded { given_back } => state.given_back = Some(*given_back),
            SaleState::Unopened { why } => state.message = Some(spanish(&explain_unopened(why))),
            SaleState::Pending { progress } => {
                (state.progress, state.attempts, state.paid) = progress_of(progress);
            }
            SaleState::Attention { attention } => {
                state.message = Some(spanish(&explain_attention(attention)));
                if let Attention::UnclearSum { paid } = attention {
                    state.paid = Some(*paid);
                }
            }
            SaleState::Rejected { rejection } => {
                state.message = Some(explain_rejection(rejection).es);
                state.attempts = Some(rejection.attempts);
            }
            SaleState::PartialExpired { paid } => state.paid = Some(*paid),
            SaleState::Conflict { conflict } => {
                state.message = Some(spanish(&explain_conflict(conflict)));
            }
            SaleState::Unsure { why } => state.message = Some(spanish(&explain_unsure(*why))),
        }
        state
    }
}

fn progress_of(progress: &Progress) -> (Option<&'static str>, Option<u32>, Option<Money>) {
    match progress {
        Progress::Waiting => (Some("waiting"), None, None),
        Progress::AttemptRejected { attempts } => (Some("attempt-rejected"), Some(*attempts), None),
        Progress::Validating => (Some("validating"), None, None),
        Progress::PartlyPaid { paid } => (Some("partly-paid"), None, Some(*paid)),
    }
}

/// A sale's state in words.
pub fn words(sale: &SaleRecord) -> String {
    match &sale.state {
        SaleState::Opening => "Abriendo el cobro".to_owned(),
        SaleState::Unopened { why } => spanish(&explain_unopened(why)),
        SaleState::Pending {
            progress: Progress::Waiting,
        } => "Esperando el pago".to_owned(),
        SaleState::Pending {
            progress: Progress::AttemptRejected { attempts },
        } => {
            format!("Tarjeta rechazada, el cliente puede reintentar ({attempts})")
        }
        SaleState::Pending {
            progress: Progress::Validating,
        } => "El banco está validando; no cobre de nuevo".to_owned(),
        SaleState::Pending {
            progress: Progress::PartlyPaid { paid },
        } => {
            format!("Pagado en parte: {paid} de {}", sale.amount)
        }
        SaleState::Attention { attention } => spanish(&explain_attention(attention)),
        SaleState::Approved => format!("PAGADO {}", sale.amount),
        SaleState::Refunded { given_back } => {
            format!("DEVUELTO {given_back} de {}", sale.amount)
        }
        SaleState::Rejected { rejection } => {
            format!("RECHAZADO. {}", explain_rejection(rejection).es)
        }
        SaleState::PartialExpired { paid } => {
            format!("PARCIAL: se pagaron {paid} de {}", sale.amount)
        }
        SaleState::Conflict { conflict } => unconfirmed(&explain_conflict(conflict)),
        SaleState::Unsure { why } => unconfirmed(&explain_unsure(*why)),
    }
}

fn unconfirmed(why: &Explanation) -> String {
    format!("SIN CONFIRMAR. {}", spanish(why))
}

/// A sale as `sales` lists it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SaleLine {
    sale_id: i64,
    #[serde(flatten)]
    state: State,
    amount: Money,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    sessions: Vec<SessionLine>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionLine {
    reference: String,
    request_id: Option<i64>,
    status: &'static str,
}

impl From<&SaleRecord> for SaleLine {
    fn from(sale: &SaleRecord) -> Self {
        SaleLine {
            sale_id: sale.id.0,
            state: (&sale.state).into(),
            amount: sale.amount.money(),
            created_at: sale.created_at,
            description: sale.description.clone(),
            sessions: sale.sessions.iter().map(session_line).collect(),
        }
    }
}

fn session_line(session: &SessionRecord) -> SessionLine {
    let (request_id, status) = match &session.state {
        SessionState::Intended => (None, "intended"),
        SessionState::Unopened { .. } => (None, "unopened"),
        SessionState::Forgotten => (None, "forgotten"),
        SessionState::Opened {
            request_id,
            standing,
            ..
        } => (Some(request_id.0), standing_name(standing)),
    };
    SessionLine {
        reference: session.reference.to_string(),
        request_id,
        status,
    }
}

fn standing_name(standing: &Standing) -> &'static str {
    match standing {
        Standing::Pending { .. } => "pending",
        Standing::Attention { .. } => "attention",
        Standing::Approved => "approved",
        Standing::Rejected { .. } => "rejected",
        Standing::Doubted { .. } => "doubted",
        Standing::PartialExpired { .. } => "partial-expired",
        Standing::Conflict { .. } => "conflict",
    }
}

/// A refund as `refund` and `sale` tell it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RefundLine {
    refund_id: i64,
    transaction: i64,
    amount: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    asked_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_at: Option<Timestamp>,
    #[serde(flatten)]
    state: RefundState,
}

impl From<&RefundRecord> for RefundLine {
    fn from(refund: &RefundRecord) -> Self {
        RefundLine {
            refund_id: refund.id.0,
            transaction: refund.transaction,
            amount: refund.amount,
            by: refund.by.clone(),
            asked_at: refund.asked_at,
            settled_at: refund.settled_at,
            state: refund.state.clone(),
        }
    }
}
