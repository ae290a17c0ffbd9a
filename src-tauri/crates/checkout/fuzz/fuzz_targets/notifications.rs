//! Any bytes as a notification: nothing panics, and nothing is authentic that was not signed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use placetopay_checkout::UnverifiedNotification;

fuzz_target!(|body: &[u8]| {
    if let Ok(unverified) = UnverifiedNotification::parse(body) {
        let secret = "a secret key that no input knows".to_owned().into();
        assert!(unverified.clone().verify(&secret).is_err());
        assert!(unverified.verify_allowing_sha1(&secret).is_err());
    }
});
