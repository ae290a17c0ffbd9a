//! What can be asked on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use jiff::SignedDuration;

const EXIT_STATUS: &str = "\
Exit status: 0 approved (or done, or opened without --wait), 1 failed, 2 usage, 10 rejected,
11 partially paid and expired, 12 still open, 13 conflict, 14 given back, 15 nobody knows whether
it was given back, 20 refused by the gateway, 21 gateway unreachable, 22 another process owns the
ledger, 23 a sale of the same amount is still open, 24 not allowed, or the PIN is wrong.";

/// Takes Banchile Pagos payments without a window.
#[derive(Debug, Parser)]
#[command(name = "cobroctl", version, after_help = EXIT_STATUS)]
pub struct Args {
    /// The folder of the till's data; the platform's own by default.
    #[arg(long, global = true, env = "COBRO_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Who asks, at a till that knows its cashiers. The PIN comes from COBRO_PIN or is asked for.
    #[arg(long = "as", global = true, env = "COBRO_CASHIER", value_name = "NAME")]
    pub cashier: Option<String>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sets the till up.
    ///
    /// The secret key comes from standard input and goes to the system's keychain. For
    /// automation, set COBRO_SECRET_KEY instead, here and for every later command: then the
    /// keychain is not touched and the key is stored nowhere.
    Init(Init),
    /// Charges: opens a sale and prints where to pay it.
    #[command(after_help = EXIT_STATUS)]
    Charge(Charge),
    /// Watches until nothing is open.
    Watch {
        /// Stop after this time even so.
        #[arg(long, value_name = "TIME")]
        timeout: Option<SignedDuration>,
        #[command(flatten)]
        format: Format,
    },
    /// Lists sales, newest first.
    Sales(Sales),
    /// Shows a sale with its sessions, transactions and events.
    Sale {
        /// The sale's number.
        id: i64,
        #[command(flatten)]
        format: Format,
    },
    /// Cancels a sale's open session at the gateway and says what came of it.
    Cancel {
        /// The sale's number.
        id: i64,
        #[command(flatten)]
        format: Format,
    },
    /// Asks the gateway at once how a sale stands: has it been paid or not?
    #[command(after_help = EXIT_STATUS)]
    Ask {
        /// The sale's number.
        id: i64,
        #[command(flatten)]
        format: Format,
    },
    /// Gives money of a paid sale back.
    ///
    /// Where the outcome is not known, it is never asked again by itself: look at the gateway's
    /// portal, and record with `decide-refund` what you found.
    #[command(after_help = EXIT_STATUS)]
    Refund(Refund),
    /// Records what a supervisor found out about a refund that nobody knew about.
    DecideRefund(DecideRefund),
    /// Writes the receipt of an approved sale to standard output.
    Receipt(Receipt),
    /// Prints the receipt of a sale again, the one that did not come out before others.
    ///
    /// It says COPIA, unless none certainly ever came out.
    Reprint {
        /// The sale's number.
        id: i64,
        #[command(flatten)]
        format: Format,
    },
    /// Records that a receipt came out whole of which nobody knew.
    ReceiptSeen {
        /// The sale's number.
        id: i64,
        #[command(flatten)]
        format: Format,
    },
    /// Lists who works at this till.
    Cashiers {
        #[command(flatten)]
        format: Format,
    },
    /// Takes somebody on; the first one has to be a supervisor.
    ///
    /// From then on people sign in: in the window with their PIN, here with `--as`. The new PIN comes
    /// from COBRO_NEW_PIN or is asked for.
    AddCashier(AddCashier),
    /// Notes that somebody works here no more; what they did stays known.
    DismissCashier {
        /// What everybody calls them.
        name: String,
        #[command(flatten)]
        format: Format,
    },
    /// Shows what the open shift comes to so far.
    Shift {
        #[command(flatten)]
        format: Format,
    },
    /// Closes the open shift and shows what it came to.
    CloseShift {
        /// Put it on paper too.
        #[arg(long)]
        print: bool,
        #[command(flatten)]
        format: Format,
    },
    /// Checks that the ledger is whole; exit status 1 when something is wrong.
    Verify {
        #[command(flatten)]
        format: Format,
    },
    /// Backs the ledger up now and prints where to; the till may go on meanwhile.
    Backup {
        /// How many backups to keep, this one included.
        #[arg(long, default_value_t = till::KEPT_BACKUPS, value_name = "N", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
        keep: usize,
        #[command(flatten)]
        format: Format,
    },
    /// Puts a backup in the ledger's place, while no till runs. The ledger from before is kept aside.
    Restore {
        /// The backup.
        file: PathBuf,
        /// Give up what the ledger has and the backup lacks.
        #[arg(long)]
        discard_newer: bool,
        #[command(flatten)]
        format: Format,
    },
    /// Lists the printers that the system knows.
    Printers {
        #[command(flatten)]
        format: Format,
    },
    /// Prints the page that shows which profile is right for a printer, the till's by default.
    TestPage(Printer),
    /// Runs the training gateway alone until interrupted.
    Sandbox(Sandbox),
}

#[derive(Debug, ClapArgs)]
pub struct AddCashier {
    /// What everybody calls them, in at most 30 characters.
    pub name: String,
    /// What they may do.
    #[arg(long, default_value = "cashier")]
    pub role: Role,
    #[command(flatten)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Role {
    /// Charges, and keeps an own shift.
    Cashier,
    /// Gives money back, closes any shift, and sets the till up too.
    Supervisor,
}

#[derive(Debug, ClapArgs)]
pub struct Refund {
    /// The sale's number.
    pub id: i64,
    /// Which of its payments, by the gateway's number; not needed where there is only one.
    #[arg(long, value_name = "NUMBER")]
    pub transaction: Option<i64>,
    /// How much; all that is left by default.
    #[arg(long, allow_hyphen_values = true)]
    pub amount: Option<String>,
    /// Who answers for it; where the till knows its cashiers, one of its supervisors,
    /// whose PIN comes from COBRO_SUPERVISOR_PIN or is asked for.
    #[arg(long, value_name = "NAME")]
    pub supervisor: String,
    #[command(flatten)]
    pub format: Format,
}

#[derive(Debug, ClapArgs)]
pub struct DecideRefund {
    /// The sale's number.
    pub id: i64,
    /// The refund's number, as `sale` shows it.
    pub refund: i64,
    /// What was found out.
    #[arg(value_enum)]
    pub finding: Finding,
    /// Who found it out; where the till knows its cashiers, one of its supervisors,
    /// whose PIN comes from COBRO_SUPERVISOR_PIN or is asked for.
    #[arg(long, value_name = "NAME")]
    pub supervisor: String,
    #[command(flatten)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Finding {
    /// The customer has the money back.
    GivenBack,
    /// The customer does not.
    NotGivenBack,
}

#[derive(Debug, ClapArgs)]
pub struct Sandbox {
    /// Where to serve; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Keep the sessions in this file over restarts.
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Serve the control API on this loopback address; port 0 takes any free one.
    #[arg(long, value_name = "ADDRESS")]
    pub control: Option<SocketAddr>,
    /// Let time run this many times as fast.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub speed: u32,
    /// Throw the same dice each time: tokens, receipts, authorizations, chances.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Notify the merchants at this address when a session is over.
    #[arg(long, value_name = "URL")]
    pub notify: Option<String>,
    /// Let something go wrong, as JSON; may be given several times.
    #[arg(long, value_name = "RULE", value_parser = parse_fault)]
    pub fault: Vec<sandbox::Rule>,
    #[command(flatten)]
    pub format: Format,
}

fn parse_fault(json: &str) -> Result<sandbox::Rule, String> {
    serde_json::from_str(json).map_err(|error| {
        format!(
            r#"{error}; a rule is like {{"on":"query","when":{{"next":1}},"fault":"loseAnswer"}}"#
        )
    })
}

/// How data is written.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub struct Format {
    /// Write JSON lines.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Init {
    /// training, test, uat, production or custom.
    #[arg(long)]
    pub environment: String,
    /// The gateway's address, for a custom environment; http only on a loopback address.
    #[arg(long)]
    pub url: Option<String>,
    /// The site's identifier at the gateway; not needed for training.
    #[arg(long)]
    pub login: Option<String>,
    /// This till's code: 1 to 6 letters or digits.
    #[arg(long, default_value = "C1")]
    pub till_code: String,
    /// Where the customer's browser goes after paying.
    #[arg(long)]
    pub return_url: Option<String>,
    /// The shop's name on receipts.
    #[arg(long)]
    pub shop_name: Option<String>,
    /// The shop's RUT on receipts.
    #[arg(long)]
    pub shop_rut: Option<String>,
    /// The shop's address on receipts.
    #[arg(long)]
    pub shop_address: Option<String>,
    /// What stands at the foot of receipts instead of "No reemplaza la boleta".
    #[arg(long)]
    pub shop_footer: Option<String>,
    #[command(flatten)]
    pub printer: Printer,
    /// Where receipts go while the printer does not print.
    #[arg(long, value_name = "PRINTER", requires = "printer")]
    pub fallback_printer: Option<String>,
    /// What that printer can do.
    #[arg(
        long,
        value_name = "PROFILE",
        default_value = "",
        hide_default_value = true
    )]
    pub fallback_profile: String,
}

#[derive(Debug, ClapArgs)]
pub struct Printer {
    /// Where receipts go: `tcp:HOST[:PORT]`, `queue:NAME` (see `printers`), `serial:PORT[:SPEED]`, or
    /// `file:PATH` (a device, or a file; a `.txt` file gets plain text).
    #[arg(long)]
    pub printer: Option<String>,
    /// What the printer can do, such as `columns=32,letters=pc858,qr=raster` (see `test-page`).
    #[arg(long)]
    pub profile: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Charge {
    /// How much, such as 12990 or 12.990.
    #[arg(long, allow_hyphen_values = true)]
    pub amount: String,
    /// The currency's ISO 4217 code.
    #[arg(long, default_value = "CLP")]
    pub currency: String,
    /// The shop's own reference: at most 32 characters, never used before.
    #[arg(long)]
    pub reference: Option<String>,
    /// What is sold, at most 250 characters.
    #[arg(long)]
    pub description: Option<String>,
    /// Let the customer pay in parts.
    #[arg(long)]
    pub allow_partial: bool,
    /// How long the customer may take, at least 5m.
    #[arg(
        long,
        default_value = "15m",
        value_name = "TIME",
        allow_hyphen_values = true
    )]
    pub expires_in: SignedDuration,
    /// Charge though a sale of the same amount is still open.
    #[arg(long)]
    pub allow_duplicate: bool,
    /// Wait for the outcome and print every change on the way.
    #[arg(long)]
    pub wait: bool,
    /// Stop waiting after this time; the sale stays open.
    #[arg(long, default_value = "10m", value_name = "TIME")]
    pub timeout: SignedDuration,
    #[command(flatten)]
    pub format: Format,
}

#[derive(Debug, ClapArgs)]
pub struct Sales {
    /// Only sales in this state.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(sale::SaleState::NAMES))]
    pub state: Option<String>,
    /// Only sales from this day (2026-11-22) or time (2026-11-22T14:05:00-03:00) on.
    #[arg(long)]
    pub from: Option<String>,
    /// Only sales before the end of this day, or before this time.
    #[arg(long)]
    pub to: Option<String>,
    #[command(flatten)]
    pub format: Format,
}

#[derive(Debug, ClapArgs)]
pub struct Receipt {
    /// The sale's number.
    pub id: i64,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = ReceiptFormat::Text)]
    pub format: ReceiptFormat,
    /// What the printer can do, such as `columns=32,letters=pc858`; as set up by default.
    #[arg(long)]
    pub profile: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ReceiptFormat {
    /// Plain text.
    Text,
    /// What a receipt printer takes.
    Escpos,
    /// A page for a browser.
    Html,
}
