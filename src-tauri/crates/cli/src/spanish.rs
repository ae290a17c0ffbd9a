//! `cobroctl` speaks Spanish: what scripts read of it stays as it is.

use sale::{Language, Words};
use till::{Event, Explanation, Fault, JobState};

/// An explanation's sentences in a row.
pub fn spanish(told: &Explanation) -> String {
    told.in_language(Language::Spanish)
}

/// Written as one text.
fn alone(words: Words) -> Words {
    Words::alike(words.es)
}

fn fault_alone(fault: Fault) -> Fault {
    Fault {
        what: alone(fault.what),
        advice: alone(fault.advice),
        paper: fault.paper,
    }
}

/// What came of a print job, in Spanish alone.
pub fn job_state(state: JobState) -> JobState {
    match state {
        JobState::Delayed { fault } => JobState::Delayed {
            fault: fault_alone(fault),
        },
        JobState::Printed { target } => JobState::Printed {
            target: alone(target),
        },
        JobState::Failed { fault } => JobState::Failed {
            fault: fault_alone(fault),
        },
        state @ (JobState::Queued | JobState::Printing | JobState::Seen) => state,
    }
}

/// An event, in Spanish alone.
pub fn event(event: Event) -> Event {
    match event {
        Event::ReceiptDelayed { job, fault } => Event::ReceiptDelayed {
            job,
            fault: fault_alone(fault),
        },
        Event::ReceiptPrinted { job, target } => Event::ReceiptPrinted {
            job,
            target: alone(target),
        },
        Event::ReceiptFailed { job, fault } => Event::ReceiptFailed {
            job,
            fault: fault_alone(fault),
        },
        wordless => wordless,
    }
}
