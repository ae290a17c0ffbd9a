//! What the gateway's word on a session's transactions proves of their refunds (`I11`).

use jiff::Timestamp;

use crate::commit::Commit;
use crate::events::Event;
use crate::{Error, RefundRecord, SessionId, SessionRecord, refunds};

/// Records that a refund whose outcome was not known was done, and that money went back which nobody
/// asked for here.
pub(crate) fn record(commit: &Commit<'_>, at: Timestamp, session: SessionId) -> Result<(), Error> {
    let SessionRecord {
        sale,
        transactions,
        refunds,
        ..
    } = commit.tables().session(session)?;
    for transaction in transactions.iter().filter(|told| told.refunded) {
        let of_it = |refund: &&RefundRecord| refund.transaction == transaction.internal_reference;
        let known = || refunds.iter().filter(of_it);
        let proven = known().find_map(|refund| {
            let state = sale::proven_refund(refund.as_earlier(), transaction)?;
            let refund = refund.id;
            Some(Event::RefundSettled { refund, state })
        });
        if let Some(proven) = proven {
            commit.record(at, sale, &proven)?;
            continue;
        }
        let earlier = known().map(RefundRecord::as_earlier);
        if let Some(amount) = sale::given_back_elsewhere(transaction, earlier) {
            let found = Event::RefundFound {
                refund: refunds::next_id(&commit.transaction)?,
                session,
                transaction: transaction.internal_reference,
                amount,
            };
            commit.record(at, sale, &found)?;
        }
    }
    Ok(())
}
