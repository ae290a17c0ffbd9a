//! What the till prints, each document for itself.

mod letterhead;
mod means;
mod part_receipt;
mod partial_expired;
mod particulars;
mod qr_slip;
mod refund_receipt;
mod rejection_slip;
mod sale_receipt;
mod shift_close;
mod test_page;

pub use letterhead::{Letterhead, Shop, Training};
pub use part_receipt::PartReceipt;
pub use partial_expired::PartialExpiredReceipt;
pub use particulars::Particulars;
pub use qr_slip::QrSlip;
pub use refund_receipt::RefundReceipt;
pub use rejection_slip::RejectionSlip;
pub use sale_receipt::SaleReceipt;
pub use shift_close::{ShiftClose, ShiftLine, ShiftTotal};
pub use test_page::TestPage;
