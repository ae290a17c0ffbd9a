//! Only what the gateway signed is a notification.

use placetopay_checkout::{
    Notification, NotificationError, RequestId, SecretString, Status, UnverifiedNotification,
};
use serde_json::{Value, json};

/// Computed with
/// `printf '733APPROVED2026-11-22T14:05:00-03:00secret key' | openssl dgst -sha256`.
const SHA256: &str = "sha256:82c125ef4001302016b83b948dd1bb0e48651dfaa76fbe8972ff982af895de26";

/// Computed with
/// `printf '733APPROVED2026-11-22T14:05:00-03:00secret key' | openssl dgst -sha1`.
const SHA1: &str = "bac121ff0aea66fdce203a57af055aa452ab2d52";

fn secret() -> SecretString {
    "secret key".to_owned().into()
}

fn body(signature: &str) -> Value {
    json!({
        "status": {
            "status": "APPROVED",
            "reason": "00",
            "message": "Aprobada",
            "date": "2026-11-22T14:05:00-03:00",
        },
        "requestId": 733,
        "reference": "C1-0001",
        "signature": signature,
    })
}

fn parsed(body: &Value) -> Result<UnverifiedNotification, NotificationError> {
    UnverifiedNotification::parse(body.to_string().as_bytes())
}

fn verified(body: &Value) -> Result<Notification, NotificationError> {
    parsed(body)?.verify(&secret())
}

fn verified_allowing_sha1(body: &Value) -> Result<Notification, NotificationError> {
    parsed(body)?.verify_allowing_sha1(&secret())
}

#[test]
fn a_signature_of_openssl_is_authentic() {
    let notification = verified(&body(SHA256)).unwrap();
    assert_eq!(notification.request_id, RequestId(733));
    assert_eq!(notification.report.status, Status::Approved);
    assert_eq!(notification.report.message, "Aprobada");
    assert_eq!(notification.reference.as_deref(), Some("C1-0001"));
    assert_eq!(verified_allowing_sha1(&body(SHA256)), Ok(notification));
}

#[test]
fn sha_1_is_taken_only_where_it_was_switched_on() {
    assert_eq!(verified(&body(SHA1)), Err(NotificationError));
    let notification = verified_allowing_sha1(&body(SHA1)).unwrap();
    assert_eq!(notification.request_id, RequestId(733));
}

/// Computed with Python's `hashlib` over
/// `'1234APPROVED2019-01-01T12:00:00-05:00ñandú €'` in UTF-8.
#[test]
fn a_secret_beyond_ascii_is_signed_as_utf_8() {
    let told = json!({
        "status": { "status": "APPROVED", "date": "2019-01-01T12:00:00-05:00" },
        "requestId": "1234",
        "reference": null,
        "signature": "sha256:5274a519ca2b34e512cbe9423e9f82446448e1268b13bc6ce439ab857129d21b",
    });
    let secret = "ñandú €".to_owned().into();
    let notification = parsed(&told).unwrap().verify(&secret).unwrap();
    assert_eq!(notification.request_id, RequestId(1234));
    assert_eq!(notification.reference, None);
}

#[test]
fn what_the_signature_covers_cannot_be_changed_and_the_rest_is_not_covered() {
    for (pointer, forged) in [
        ("/requestId", json!(734)),
        ("/status/status", json!("REJECTED")),
        ("/status/date", json!("2026-11-22T14:05:01-03:00")),
        // the same instant, but not the text that was signed
        ("/status/date", json!("2026-11-22T17:05:00Z")),
    ] {
        for signature in [SHA256, SHA1] {
            let mut told = body(signature);
            *told.pointer_mut(pointer).unwrap() = forged.clone();
            assert_eq!(
                verified_allowing_sha1(&told),
                Err(NotificationError),
                "{told}"
            );
        }
    }
    let mut told = body(SHA256);
    told["reference"] = json!("C1-9999");
    told["status"]["message"] = json!("otra cosa");
    let notification = verified(&told).unwrap();
    assert_eq!(notification.reference.as_deref(), Some("C1-9999"));
}

#[test]
fn a_signature_has_exactly_one_form_for_each_algorithm() {
    let (_, hex) = SHA256.split_once(':').unwrap();
    for signature in [
        hex.to_owned(),
        format!("sha1:{SHA1}"),
        format!("SHA256:{hex}"),
        format!("sha256:{}", hex.to_uppercase()),
        format!("sha256: {hex}"),
        format!("{SHA256} "),
        format!("{SHA256}00"),
        SHA256[..SHA256.len() - 1].to_owned(),
        SHA1.to_uppercase(),
        format!("{SHA1}00"),
        format!("sha256:{SHA1}"),
        "sha256:".to_owned(),
        String::new(),
    ] {
        let told = verified_allowing_sha1(&body(&signature));
        assert_eq!(told, Err(NotificationError), "{signature}");
    }
}

/// Number, word and date are signed one after the other, so a digit or letter could change sides.
#[test]
fn no_part_can_borrow_characters_of_its_neighbour() {
    for (id, word, date) in [
        (json!(73), "3APPROVED", "2026-11-22T14:05:00-03:00"),
        (json!("0733"), "APPROVED", "2026-11-22T14:05:00-03:00"),
        (json!("+733"), "APPROVED", "2026-11-22T14:05:00-03:00"),
        (json!("733 "), "APPROVED", "2026-11-22T14:05:00-03:00"),
        (json!("733APPROVED"), "", "2026-11-22T14:05:00-03:00"),
        (json!(733), "APPROVED2", "026-11-22T14:05:00-03:00"),
        (json!(733), "APPROVE", "D2026-11-22T14:05:00-03:00"),
        (json!(733.0), "APPROVED", "2026-11-22T14:05:00-03:00"),
        (json!(-733), "APPROVED", "2026-11-22T14:05:00-03:00"),
    ] {
        let mut told = body(SHA256);
        told["requestId"] = id;
        told["status"]["status"] = json!(word);
        told["status"]["date"] = json!(date);
        assert!(parsed(&told).is_err(), "{told}");
    }
}

#[test]
fn what_has_not_the_form_of_a_notification_is_none() {
    for missing in ["status", "requestId", "signature"] {
        let mut told = body(SHA256);
        told.as_object_mut().unwrap().remove(missing);
        assert!(parsed(&told).is_err(), "without {missing}");
    }
    let twice = body(SHA256)
        .to_string()
        .replacen('{', r#"{"requestId":1,"#, 1);
    let padded = format!("{}{}", body(SHA256), " ".repeat(16 * 1024));
    for bytes in [&b""[..], b"[]", b"{", twice.as_bytes(), padded.as_bytes()] {
        assert!(UnverifiedNotification::parse(bytes).is_err());
    }
}

#[test]
fn nothing_tells_why_it_was_refused() {
    assert_eq!(
        NotificationError.to_string(),
        "not an authentic notification"
    );
    let shown = format!("{:?}", parsed(&body(SHA256)).unwrap());
    assert_eq!(shown, "UnverifiedNotification(…)");
}
