//! What only a process of its own can show: whom the operating system trusts, and its proxy.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::server::{Server, ok};
use crate::{asking, told};

/// A gateway on `https://localhost` whose certificate an authority of its own has signed. It gives
/// one answer, twelve minutes ahead of anybody's clock.
async fn gateway() -> (String, String, JoinHandle<Option<String>>) {
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = server.signed_by(&key, &authority).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let answered = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = TlsAcceptor::from(Arc::new(config))
            .accept(stream)
            .await
            .ok()?;
        let mut request = vec![0; 64 * 1024];
        let length = stream.read(&mut request).await.ok()?;
        let body = json!({ "requestId": 1, "status": { "status": "PENDING" } }).to_string();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).await.ok()?;
        stream.shutdown().await.ok();
        Some(String::from_utf8_lossy(&request[..length]).into_owned())
    });
    (url, authority.pem(), answered)
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_operating_systems_authorities_are_trusted_and_no_others() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let trusted = std::path::Path::new(folder).join("authority.pem");
    let (url, authority, answered) = gateway().await;
    std::fs::write(&trusted, authority).unwrap();
    let mut query = asking("query", &url);
    let output = query
        .arg("1")
        .env("SSL_CERT_FILE", &trusted)
        .output()
        .await
        .unwrap();
    let (printed, complaint) = told(&output);
    assert!(printed.starts_with("1: PENDING"), "{complaint}");
    assert!(
        answered
            .await
            .unwrap()
            .unwrap()
            .starts_with("POST /api/session/1 ")
    );

    let (url, _, answered) = gateway().await;
    let mut query = asking("query", &url);
    let output = query
        .arg("1")
        .env("SSL_CERT_FILE", &trusted)
        .output()
        .await
        .unwrap();
    let (_, complaint) = told(&output);
    assert!(
        complaint.contains("Unavailable"),
        "another authority: {complaint}"
    );
    assert_eq!(answered.await.unwrap(), None, "the request was sent");
}

#[tokio::test]
async fn the_systems_proxy_is_used_and_sees_no_credentials() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            assert_ne!(stream.read_buf(&mut asked).await.unwrap(), 0);
        }
        stream
            .write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
            .await
            .unwrap();
        stream.shutdown().await.ok();
        stream.read_to_end(&mut asked).await.ok();
        String::from_utf8_lossy(&asked).into_owned()
    });
    let mut query = asking("query", "https://checkout.example.test");
    let output = query
        .arg("1")
        .env("HTTPS_PROXY", proxy)
        .output()
        .await
        .unwrap();
    let (_, complaint) = told(&output);
    assert!(complaint.contains("Unavailable"), "{complaint}");
    let asked = asked.await.unwrap();
    assert!(
        asked.starts_with("CONNECT checkout.example.test:443 HTTP/1.1"),
        "{asked}"
    );
    assert!(!asked.contains("auth"), "{asked}");
}

#[tokio::test]
async fn a_gateway_on_this_computer_is_reached_without_the_proxy() {
    let pending = json!({ "requestId": 1, "status": { "status": "PENDING" } });
    let server = Server::answering([ok(&pending)]).await;
    let mut query = asking("query", &server.url);
    let nowhere = "http://127.0.0.1:9";
    query
        .arg("1")
        .env("HTTP_PROXY", nowhere)
        .env("http_proxy", nowhere);
    let (printed, complaint) = told(&query.output().await.unwrap());
    assert!(printed.starts_with("1: PENDING"), "{complaint}");
}
