//! Any bytes as any answer: nothing panics, nothing exhausts memory.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| placetopay_checkout::fuzzing::answers(body));
