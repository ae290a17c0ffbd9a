//! A sale becomes a printable document, and a document becomes ESC/POS, text or HTML; the
//! printers stand behind one trait.
//!
//! What is printed passes through [`PaperText`] first, so every output shows the same words and
//! no name or description can command the printer.
//!
//! ```
//! use receipt::{Block, Columns, Document, PaperText, Style};
//!
//! let document = Document::from_iter([
//!     Block::text("Almacén Ñuñoa", Style::CENTRED.bold()),
//!     Block::pair("Caja", "C1"),
//! ]);
//! assert_eq!(
//!     document.to_text(Columns::Narrow32),
//!     "         Almacén Ñuñoa\nCaja                          C1\n"
//! );
//! assert_eq!(PaperText::new("50\u{202e} €").as_str(), "50 EUR");
//! ```

mod code_page;
mod columns;
mod conversation;
mod document;
mod documents;
mod layout;
mod logo;
mod paper_text;
mod print_to_device;
mod print_to_file;
mod print_to_network;
mod print_to_queue;
mod print_to_serial;
mod printer;
mod profile;
mod qr;
mod raster;
mod status;
mod target;
mod to_escpos;
mod to_html;
mod to_text;

pub use columns::{Columns, ColumnsError};
pub use document::{Align, Block, Document, Size, Style, Weight};
pub use documents::{
    Letterhead, PartReceipt, PartialExpiredReceipt, Particulars, QrSlip, RefundReceipt,
    RejectionSlip, SaleReceipt, ShiftClose, ShiftLine, ShiftTotal, Shop, TestPage, Training,
};
pub use logo::{Logo, LogoError};
pub use paper_text::PaperText;
pub use print_to_file::FilePrinter;
pub use print_to_network::NetworkPrinter;
pub use print_to_queue::{QueuePrinter, system_printers};
pub use print_to_serial::{SerialPrinter, serial_ports};
pub use printer::{OpenPrinter, Printer, PrinterError, Timeouts, printer};
pub use profile::{Cut, Dots, DoubleByte, Drawer, Letters, Profile, ProfileError, QrBy};
pub use qr::{Qr, QrError};
pub use status::Trouble;
pub use target::{PrinterTarget, PrinterTargetError, QueueName};
