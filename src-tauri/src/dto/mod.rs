//! What crosses to the window: made for the screen, formatted already, generated as TypeScript
//! into `ui/src/dto.ts`.

mod book;
mod customer;
mod payment;
mod people;
mod settings;
mod shift;

pub use book::*;
pub use customer::*;
pub use payment::*;
pub use people::*;
pub use settings::*;
pub use shift::*;

use serde::Serialize;
use ts_rs::TS;

/// What the window needs to begin with.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Home {
    /// The till's code, such as `C1`.
    pub till: String,
    /// Nobody has set this till up yet, nor chosen to train.
    pub is_new: bool,
    /// The shop's name; empty when none is set.
    pub shop: String,
    /// Which gateway the till takes payments at.
    pub mode: Mode,
    /// The currency of new sales, by its ISO 4217 code.
    pub currency: String,
    /// The last sales, newest first; none while the till is locked.
    pub sales: Vec<SaleRow>,
    /// What was taken today; none while the till is locked.
    pub today: Option<Today>,
    /// What has no end yet; known also while the till is locked.
    pub waiting: Waiting,
    /// How the till fares.
    pub condition: Condition,
    /// Who is at the counter, and who could be.
    pub people: People,
    /// A sale that was pending when the window last closed, to be shown at once.
    pub unfinished: Option<Payment>,
}

/// Which gateway a till takes payments at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The sandbox inside Cobro: no money moves.
    Training,
    /// The gateway's test environments: no money moves.
    Test,
    /// Real money.
    Live,
}

/// How many sales have no end yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Waiting {
    /// Those that the gateway is being asked about and nobody need look into.
    pub pending: u32,
    /// Those that people must look into.
    pub attention: u32,
}

/// What was taken today.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Today {
    /// The sum of what was paid, such as `$184.970`.
    pub total: String,
    /// How many sales were paid.
    pub count: u32,
    /// The sum of what was given back, such as `$12.990`, where anything was.
    pub given_back: Option<String>,
}

/// How the till fares. Sent to the window whenever it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// Whether the gateway answers.
    pub contact: Contact,
    /// Whether the till trades.
    pub trading: Trading,
}

/// Whether the gateway answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Contact {
    /// It answers, or has not been asked yet.
    Fine,
    /// Nobody answers; the till goes on asking.
    Unreachable {
        /// What happened and what to do, as far as a payment is open.
        problem: Problem,
    },
    /// It answers, but in a way that helps nobody, or that cannot be trusted; the till goes on
    /// asking.
    Unusable {
        /// What happened and what to do.
        problem: Problem,
    },
    /// It refuses this shop's credentials; the till hardly asks any more.
    Refused {
        /// What happened and what to do.
        problem: Problem,
    },
}

/// Whether the till trades.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Trading {
    /// It does.
    Open,
    /// It could not record what happens, so it charges nothing.
    Stopped {
        /// What happened and what to do.
        problem: Problem,
    },
}

/// What a person must know when something went wrong, in the order in which they ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Whether money moved.
    pub money: String,
    /// What happened.
    pub what: String,
    /// What to do now.
    pub advice: String,
    /// What of it can be done here, where there is no till.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub remedy: Option<Remedy>,
}

/// What somebody can do about a till that does not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// Start it once more.
    StartAgain,
    /// Give it the secret key that it lacks.
    PasteSecret,
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// `COBRO_UPDATE=1 cargo test -p cobro dto` renews the file.
    #[test]
    fn the_windows_types_are_those_of_rust() {
        let folder = tempfile::tempdir().unwrap();
        let config = ts_rs::Config::default().with_out_dir(folder.path());
        Home::export_all(&config).unwrap();
        TypedAmount::export_all(&config).unwrap();
        TypedRut::export_all(&config).unwrap();
        CustomerDisplay::export_all(&config).unwrap();
        NewSale::export_all(&config).unwrap();
        CancelOutcome::export_all(&config).unwrap();
        SaleChanged::export_all(&config).unwrap();
        People::export_all(&config).unwrap();
        Person::export_all(&config).unwrap();
        Authority::export_all(&config).unwrap();
        ShiftScreen::export_all(&config).unwrap();
        Lookup::export_all(&config).unwrap();
        Found::export_all(&config).unwrap();
        SaleDetail::export_all(&config).unwrap();
        RefundOrder::export_all(&config).unwrap();
        RefundAnswer::export_all(&config).unwrap();
        RefundFinding::export_all(&config).unwrap();
        ExportFormat::export_all(&config).unwrap();
        Exported::export_all(&config).unwrap();
        Opened::export_all(&config).unwrap();
        Asked::export_all(&config).unwrap();
        Preferences::export_all(&config).unwrap();
        SettingsScreen::export_all(&config).unwrap();
        SettingsChange::export_all(&config).unwrap();
        SiteForm::export_all(&config).unwrap();
        Picture::export_all(&config).unwrap();
        SecretFrom::export_all(&config).unwrap();
        let made = std::fs::read_to_string(folder.path().join("dto.ts")).unwrap();

        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/dto.ts");
        if std::env::var_os("COBRO_UPDATE").is_some() {
            std::fs::write(&kept, &made).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(&kept).unwrap(),
            made,
            "ui/src/dto.ts is stale"
        );
    }
}
