//! What the gateway throws dice for.

use crate::session::Slip;

/// A session's token: 128 bits nobody can guess, in hexadecimal.
pub(crate) fn token() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// A transaction's paper.
pub(crate) fn slip(internal_reference: u64) -> Slip {
    Slip {
        internal_reference,
        receipt: format!("{:012}", rand::random_range(0..1_000_000_000_000_u64)),
        // 000000 means that there is no authorization.
        authorization: format!("{:06}", rand::random_range(1..1_000_000_u32)),
    }
}
