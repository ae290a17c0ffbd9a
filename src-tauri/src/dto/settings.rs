//! How the till is set up.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the window looks, sounds and speaks.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    /// What it speaks.
    pub language: Language,
    /// Its colours.
    pub theme: Theme,
    /// Whether outcomes are heard, too.
    pub sounds: bool,
    /// After how many minutes a till that nobody touches locks itself; `null` for never.
    pub lock_after: Option<u16>,
    /// Whether a second window faces the customer.
    pub customer_display: bool,
}

/// A language that the window speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Spanish, as in Chile.
    Es,
    /// English.
    En,
}

/// The colours of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Those of the system.
    System,
    /// Ink on paper.
    Light,
    /// The other way round.
    Dark,
}

/// How the till is set up, for whoever may look at it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct SettingsScreen {
    /// Where it takes payments.
    pub environment: EnvironmentForm,
    /// As whom; empty in training.
    pub login: String,
    /// Its code.
    pub till_code: String,
    /// Where the customer's browser goes after paying.
    pub return_url: String,
    /// What receipts say of the shop.
    pub shop: ShopForm,
    /// What stands at the foot of receipts where the shop says nothing else.
    pub usual_footer: String,
    /// The sign at the top of receipts.
    pub logo: Option<Picture>,
    /// Where receipts go: to the first of them that is ready.
    pub printers: Vec<PrinterForm>,
    /// How the window looks, sounds and speaks.
    pub preferences: Preferences,
    /// Where everything is kept.
    pub folder: String,
    /// The backups, newest first.
    pub backups: Vec<BackupRow>,
}

/// A gateway, with its address where it is none of Banchile's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EnvironmentForm {
    /// The sandbox inside Cobro.
    Training,
    /// Banchile's test environment.
    Test,
    /// Banchile's user acceptance environment.
    Uat,
    /// Real money.
    Production,
    /// A gateway by its address.
    Custom {
        /// The address.
        url: String,
    },
}

/// What receipts say of the shop, as typed.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct ShopForm {
    /// The name on the sign.
    pub name: String,
    /// The tax number; empty where it is not printed.
    pub rut: String,
    /// Street and place; may be empty.
    pub address: String,
    /// What stands at the foot of receipts; empty for what is usual.
    pub footer: String,
}

/// A printer as settings describe it: each value by its name there.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct PrinterForm {
    /// Where it is, such as `tcp:192.168.1.50:9100` or `queue:EPSON`.
    pub target: String,
    /// Characters on a line: `32`, `42` or `48`.
    pub columns: String,
    /// Dots across the paper: `384`, `512` or `576`.
    pub dots: String,
    /// `windows-1252`, `pc858`, `pc850` or `raster`.
    pub letters: String,
    /// `absent` or `cancelled`.
    pub double_byte: String,
    /// `native` or `raster`.
    pub qr: String,
    /// `full`, `partial` or `none`.
    pub cut: String,
    /// `none`, `pin-2` or `pin-5`.
    pub drawer: String,
}

/// A picture in black dots.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// How many dots it is wide.
    pub width: u32,
    /// How many dots it is high.
    pub height: u32,
    /// The dark dots as an SVG path, one unit a dot.
    pub path: String,
}

/// A backup of the ledger.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct BackupRow {
    /// When it was made, such as `22-11-2026 14:05`.
    pub at: String,
    /// How long it is, such as `1,2 MB`.
    pub size: String,
    /// The file's name.
    pub file: String,
}

/// A change to how the till is set up; where it takes payments is changed by itself.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SettingsChange {
    /// None: the till stays as it is, and is no new one any more.
    AsIs,
    /// What receipts say of the shop.
    Shop {
        /// The shop.
        shop: ShopForm,
    },
    /// The till itself.
    #[serde(rename_all = "camelCase")]
    Till {
        /// Its code.
        till_code: String,
        /// Where the customer's browser goes after paying; empty for Banchile's own site.
        return_url: String,
    },
    /// Where receipts go.
    Printers {
        /// In the order in which they are tried.
        printers: Vec<PrinterForm>,
    },
    /// The receipts lose their sign.
    NoLogo,
    /// How the window looks, sounds and speaks.
    Window {
        /// The preferences.
        preferences: Preferences,
    },
}

/// Where a till is to take payments, and as whom.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct SiteForm {
    /// Which gateway.
    pub environment: EnvironmentForm,
    /// The site's identifier there; empty in training.
    pub login: String,
    /// Where its secret key comes from.
    pub secret: SecretFrom,
}

/// Where a secret key comes from. It never comes through the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum SecretFrom {
    /// From the keychain, where it is kept already.
    Keychain,
    /// From the clipboard, which is emptied then.
    Clipboard,
}
