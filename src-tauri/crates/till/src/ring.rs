//! The gateway rings: a notification is a reason to ask, and nothing else.

use checkout::{NotificationError, UnverifiedNotification};
use sale::RequestId;

use crate::Till;

impl Till {
    /// Takes the body of a notification. A genuine one makes its session due now; what it says is
    /// not believed, only asked about.
    ///
    /// # Errors
    /// [`NotificationError`]: it is not from the gateway, or nobody can read it.
    pub fn ring(&self, body: &[u8]) -> Result<(), NotificationError> {
        let notification = UnverifiedNotification::parse(body)?;
        let genuine = self.shared.credentials.verify(notification)?;
        let request_id = RequestId(genuine.request_id.0);
        let now = self.shared.moment();
        self.shared.watched().list.ring(request_id, now);
        self.shared.watch.notify_one();
        Ok(())
    }
}
