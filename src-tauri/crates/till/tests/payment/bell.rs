//! What the gateway's notifications ring at.

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::front::read;
use crate::shop::PATIENCE;

pub struct Bell {
    pub url: String,
    rung: watch::Sender<Vec<String>>,
}

impl Bell {
    pub async fn hang() -> Bell {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let bell = Bell {
            url: format!("http://{}/", listener.local_addr().unwrap()),
            rung: watch::Sender::default(),
        };
        let rung = bell.rung.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let body = read(&mut stream).await.unwrap().body;
                let thanks = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
                stream.write_all(thanks.as_bytes()).await.unwrap();
                rung.send_modify(|bodies| bodies.push(body));
            }
        });
        bell
    }

    /// The body of the first notification.
    pub async fn first(&self) -> String {
        let mut rung = self.rung.subscribe();
        let bodies = timeout(PATIENCE, rung.wait_for(|bodies| !bodies.is_empty()));
        bodies.await.expect("nobody rang").unwrap()[0].clone()
    }
}
