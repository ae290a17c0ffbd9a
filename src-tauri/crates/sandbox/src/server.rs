//! Starting, serving and stopping.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use jiff::SignedDuration;
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::tz::TimeZone;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::auth::Gate;
use crate::book::Book;
use crate::cards::Delays;
use crate::gateway::Gateway;
use crate::store::{Store, UnreadableStore, UnwritableStore};
use crate::{Config, Site, api, customer, page};

/// The largest body that a request may have, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// How long requests under way may take when the sandbox stops.
const PATIENCE: Duration = Duration::from_secs(2);

/// A running gateway. Dropping it stops it too, without waiting for that.
#[derive(Debug)]
pub struct Sandbox {
    url: String,
    sites: Vec<Site>,
    /// The server runs until this is dropped.
    running: watch::Sender<()>,
    server: JoinHandle<()>,
}

/// Why a sandbox doesn't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program has the address, or it isn't this machine's.
    #[error("can't listen on {listen}")]
    Listen {
        /// The address asked for.
        listen: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The store isn't readable. It is left as it is: move it away or name another.
    #[error("can't open the store {}", file.display())]
    UnreadableStore {
        /// The file named by [`Config::store`].
        file: PathBuf,
        /// What is wrong with it.
        source: UnreadableStore,
    },
    /// The store can't be written.
    #[error("can't keep the store {}", file.display())]
    UnwritableStore {
        /// The file named by [`Config::store`].
        file: PathBuf,
        /// What the system said.
        source: UnwritableStore,
    },
    /// The time zone of Chile isn't known.
    #[error("the time zone America/Santiago is unknown")]
    TimeZone(#[source] jiff::Error),
}

impl Sandbox {
    /// Binds, and serves in the background until it is stopped or dropped.
    ///
    /// # Errors
    /// [`StartError`] says which of address, store and time zone is in the way.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let store = config.store.map(Store::new);
        let (book, last_port) = reopen(store.as_ref())?;
        let listener =
            bind(config.listen, last_port)
                .await
                .map_err(|source| StartError::Listen {
                    listen: config.listen,
                    source,
                })?;
        let address = listener.local_addr().map_err(|source| StartError::Listen {
            listen: config.listen,
            source,
        })?;
        if let Some(store) = &store {
            store
                .save(&book, address.port())
                .map_err(|source| StartError::UnwritableStore {
                    file: store.file().to_owned(),
                    source,
                })?;
        }
        let (running, closing) = watch::channel(());
        let gateway = Arc::new(Gateway {
            url: format!("http://{address}"),
            port: address.port(),
            sites: config.sites,
            clock: config.clock,
            delays: Delays {
                pending: SignedDuration::try_from(config.pending_for)
                    .unwrap_or(SignedDuration::MAX),
                slow: SignedDuration::try_from(config.slow_for).unwrap_or(SignedDuration::MAX),
            },
            zone: TimeZone::get("America/Santiago").map_err(StartError::TimeZone)?,
            closing,
            store,
            gate: Mutex::new(Gate::default()),
            book: Mutex::new(book),
        });
        Ok(Self {
            url: gateway.url.clone(),
            sites: gateway.sites.clone(),
            running,
            server: tokio::spawn(serve(listener, gateway)),
        })
    }

    /// Where it is: `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The merchants that it knows; the first is the ordinary one.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// Answers what is under way, for two seconds at most, and stops.
    pub async fn stop(self) {
        let Self {
            running,
            mut server,
            ..
        } = self;
        drop(running);
        if tokio::time::timeout(PATIENCE, &mut server).await.is_err() {
            server.abort();
        }
    }
}

/// What an earlier run kept, if there was one.
fn reopen(store: Option<&Store>) -> Result<(Book, Option<u16>), StartError> {
    let Some(store) = store else {
        return Ok((Book::default(), None));
    };
    match store.load() {
        Ok(Some((book, port))) => Ok((book, Some(port))),
        Ok(None) => Ok((Book::default(), None)),
        Err(source) => Err(StartError::UnreadableStore {
            file: store.file().to_owned(),
            source,
        }),
    }
}

async fn bind(listen: SocketAddr, last_port: Option<u16>) -> io::Result<TcpListener> {
    if let (0, Some(port)) = (listen.port(), last_port)
        && let Ok(listener) = TcpListener::bind(SocketAddr::new(listen.ip(), port)).await
    {
        return Ok(listener);
    }
    TcpListener::bind(listen).await
}

async fn serve(listener: TcpListener, gateway: Arc<Gateway>) {
    let mut closing = gateway.closing.clone();
    let server = axum::serve(listener, router(gateway)).with_graceful_shutdown(async move {
        let _ = closing.changed().await;
    });
    if let Err(error) = server.await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the sandbox stopped serving"
        );
    }
}

fn router(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/api/session", post(api::create))
        .route("/api/session/{id}", post(api::query))
        .route("/api/session/{id}/cancel", post(api::cancel))
        .route("/session/{id}/{token}", get(customer::show))
        .route(
            "/session/{id}/{token}/pay",
            post(customer::pay).get(customer::back),
        )
        .route(
            "/session/{id}/{token}/abandon",
            post(customer::abandon).get(customer::back),
        )
        .route("/style.css", get(page::style))
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(Arc::clone(&gateway), seal))
        .with_state(gateway)
}

async fn not_found(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        api::not_found(&gateway)
    } else {
        customer::not_found()
    }
}

/// Puts on every answer the gateway's date and what a browser must not do with it.
async fn seal(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await.into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            page::CONTENT_SECURITY_POLICY,
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&gateway.clock.now());
    // A year with more than four digits has no such date; then the system's own goes out.
    if let Some(date) = date.ok().and_then(|date| HeaderValue::try_from(date).ok()) {
        headers.insert(header::DATE, date);
    }
    response
}
