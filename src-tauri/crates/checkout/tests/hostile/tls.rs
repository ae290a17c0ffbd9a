//! Servers that are not who they should be: nothing is told to them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{self, ServerConfig, SupportedProtocolVersion, version};

use crate::calls::{Failure, HONEST, client, client_waiting, failures};
use crate::gateway::{Gateway, MOST_TAKEN, http};

/// A gateway that speaks TLS, and how many bytes it could decrypt.
struct Secure {
    gateway: Gateway,
    decrypted: Arc<AtomicUsize>,
}

impl Secure {
    /// Shows this certificate, and answers honestly whoever is content with it.
    async fn showing(certificate: &Certificate, key: &KeyPair) -> Secure {
        Secure::speaking(rustls::ALL_VERSIONS, certificate, key).await
    }

    async fn speaking(
        versions: &[&'static SupportedProtocolVersion],
        certificate: &Certificate,
        key: &KeyPair,
    ) -> Secure {
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let decrypted = Arc::new(AtomicUsize::new(0));
        let count = decrypted.clone();
        let gateway = Gateway::treating(move |line| {
            let (acceptor, count) = (acceptor.clone(), count.clone());
            async move {
                let Ok(mut stream) = acceptor.accept(line.stream).await else {
                    return;
                };
                let mut request = [0; 4 << 10];
                if let Ok(read) = stream.read(&mut request).await {
                    count.fetch_add(read, Ordering::SeqCst);
                }
                let page = HONEST.replace("127.0.0.1", "localhost");
                let answer = http("200 OK", &[], page.as_bytes());
                stream.write_all(&answer).await.ok();
                stream.shutdown().await.ok();
            }
        })
        .await;
        Secure { gateway, decrypted }
    }

    fn url(&self) -> String {
        secure(&self.gateway.url).replace("127.0.0.1", "localhost")
    }

    /// Checks that every call gives up before it says a word.
    async fn hears_nothing(mut self, trap: &str) {
        let client = client(&self.url());
        Failure::NothingDone.of_every_call(&client, trap).await;
        for _ in 0..4 {
            self.gateway.taken().await;
        }
        assert_eq!(self.decrypted.load(Ordering::SeqCst), 0, "{trap}");
    }
}

fn secure(url: &str) -> String {
    url.replace("http://", "https://")
}

fn named(names: &[&str]) -> CertificateParams {
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    CertificateParams::new(names).unwrap()
}

#[tokio::test]
async fn a_certificate_of_its_own_making_is_not_believed() {
    let key = KeyPair::generate().unwrap();
    let certificate = named(&["localhost", "127.0.0.1"])
        .self_signed(&key)
        .unwrap();
    for versions in [[&version::TLS12], [&version::TLS13]] {
        let server = Secure::speaking(&versions, &certificate, &key).await;
        server.hears_nothing("self-signed").await;
    }
}

/// With an authority that the system trusts, so that nothing but the trap is wrong with a
/// certificate. What the system trusts is told by the environment, which must not change while
/// threads run: so the test runs itself again.
#[cfg(target_os = "linux")]
mod trusting {
    use std::path::Path;
    use std::process::Command;

    use rcgen::{DnType, ExtendedKeyUsagePurpose, date_time_ymd};

    use super::*;
    use crate::calls::{cancel, create, query, reverse};

    const ITSELF: &str =
        "tls::trusting::only_a_certificate_that_is_trusted_valid_and_ours_is_spoken_to";
    const AUTHORITYS_KEY: &str = "HOSTILE_AUTHORITYS_KEY";

    fn authority() -> CertificateParams {
        let mut params = named(&[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(DnType::CommonName, "Authority");
        params
    }

    #[test]
    fn only_a_certificate_that_is_trusted_valid_and_ours_is_spoken_to() {
        if let Ok(key) = std::env::var(AUTHORITYS_KEY) {
            return spoken_to(KeyPair::from_pem(&key).unwrap());
        }
        let key = KeyPair::generate().unwrap();
        let certificate = authority().self_signed(&key).unwrap();
        let file = format!("hostile-authority-{}.pem", std::process::id());
        let trusted = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
        std::fs::write(&trusted, certificate.pem()).unwrap();
        let itself = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", ITSELF])
            .env(AUTHORITYS_KEY, key.serialize_pem())
            .env("SSL_CERT_FILE", &trusted)
            .output()
            .unwrap();
        std::fs::remove_file(trusted).unwrap();
        let told = String::from_utf8_lossy(&itself.stdout);
        assert!(itself.status.success(), "{told}");
        assert!(told.contains("1 passed"), "{told}");
    }

    #[tokio::main(flavor = "current_thread")]
    async fn spoken_to(authoritys_key: KeyPair) {
        let authority = Issuer::new(authority(), authoritys_key);
        let key = KeyPair::generate().unwrap();
        let signed = |params: CertificateParams| params.signed_by(&key, &authority).unwrap();
        let good = signed(named(&["localhost"]));
        for version in [&version::TLS12, &version::TLS13] {
            let server = Secure::speaking(&[version], &good, &key).await;
            let client = client(&server.url());
            query(&client).await.unwrap();
            create(&client).await.unwrap();
            reverse(&client).await.unwrap();
            cancel(&client).await.unwrap();
            assert!(server.decrypted.load(Ordering::SeqCst) > 0);
        }
        for (trap, params) in traps() {
            let server = Secure::showing(&signed(params), &key).await;
            server.hears_nothing(trap).await;
        }
        let server = Secure::showing(&good, &key).await;
        let by_address = client(&secure(&server.gateway.url));
        Failure::NothingDone
            .of_every_call(&by_address, "asked by its address")
            .await;
        assert_eq!(server.decrypted.load(Ordering::SeqCst), 0);
    }

    fn traps() -> Vec<(&'static str, CertificateParams)> {
        let but = |change: fn(&mut CertificateParams)| {
            let mut params = named(&["localhost"]);
            change(&mut params);
            params
        };
        vec![
            ("expired", but(|c| c.not_after = date_time_ymd(2025, 1, 1))),
            ("not yet", but(|c| c.not_before = date_time_ymd(4000, 1, 1))),
            ("another host's", named(&["checkout.example.cl"])),
            ("a longer name's", named(&["localhost.example.cl"])),
            ("anyone's", named(&["*"])),
            (
                "named in its subject alone",
                but(|c| {
                    c.subject_alt_names.clear();
                    c.distinguished_name.push(DnType::CommonName, "localhost");
                }),
            ),
            (
                "a client's",
                but(|c| c.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]),
            ),
            (
                "an authority's",
                but(|c| c.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)),
            ),
        ]
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_hears_nothing() {
    for bytes in [
        http("200 OK", &[], HONEST.as_bytes()),
        b"\x15\x03\x03\x00\x02\x02\x28".to_vec(),
        b"SSH-2.0-OpenSSH_9.6\r\n".to_vec(),
        vec![],
    ] {
        let gateway = Gateway::treating(move |mut line| {
            let bytes = bytes.clone();
            async move {
                line.write(&bytes).await.ok();
                line.stream.shutdown().await.ok();
                line.end().await;
            }
        })
        .await;
        let client = client(&secure(&gateway.url));
        Failure::NothingDone.of_every_call(&client, "no TLS").await;
    }
    let gateway = Gateway::treating(|line| async move {
        line.stream.set_zero_linger().unwrap();
    })
    .await;
    let client = client(&secure(&gateway.url));
    Failure::NothingDone.of_every_call(&client, "a reset").await;
}

#[tokio::test]
async fn a_handshake_without_end_is_given_up() {
    for (trap, piece) in [
        (
            "a message of 16 MiB",
            &b"\x16\x03\x03\0\x04\x02\xff\xff\xff"[..],
        ),
        ("warnings", b"\x15\x03\x03\0\x02\x01\0"),
        ("empty records", b"\x16\x03\x03\0\0"),
    ] {
        let mut gateway = Gateway::treating(move |mut line| async move {
            line.flood(piece).await;
        })
        .await;
        let client = client(&secure(&gateway.url));
        Failure::NothingDone.of_every_call(&client, trap).await;
        for _ in 0..4 {
            let taken = gateway.taken().await;
            assert!(taken < MOST_TAKEN, "{trap}: {taken} bytes");
        }
    }
}

#[tokio::test]
async fn a_handshake_that_stalls_is_given_up_in_time_with_nothing_sent() {
    for drops in [&b""[..], b"\x16\x03\x03\x40\0"] {
        let stalling = Gateway::treating(move |mut line| async move {
            line.drip(drops).await;
        })
        .await;
        let url = secure(&stalling.url);
        let (soon, late) = (Duration::from_millis(300), Duration::from_secs(5));
        let client = client_waiting(&url, soon, late);
        Failure::NothingDone
            .of_every_call(&client, "while connecting")
            .await;
        let client = client_waiting(&url, late, soon);
        for (purpose, error) in failures(&client, "too late").await {
            let harmless = Failure::NothingDone.is(purpose, &error);
            let unanswered = Failure::Unanswered.is(purpose, &error);
            assert!(harmless || unanswered, "{purpose:?}: {error:?}");
        }
    }
}
