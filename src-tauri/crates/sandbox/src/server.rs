//! Starting, serving and stopping.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::auth::Gate;
use crate::book::Book;
use crate::cards::Delays;
use crate::control::{self, ControlError, Glimpse, Outcome};
use crate::draw::Dice;
use crate::faults::{Faults, Rule};
use crate::gateway::{Gateway, Kept, lock};
use crate::interference::interfere;
use crate::journal::{Journal, Notification, Received};
use crate::line::{Exchange, Scissors};
use crate::store::{Store, UnreadableStore, UnwritableStore};
use crate::{Config, Site, api, customer, notifier, page};

/// The largest body that a request may have, in bytes.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;

/// How long requests under way may take when the sandbox stops.
const PATIENCE: Duration = Duration::from_secs(2);

/// A running gateway. Dropping it stops it too, without waiting for that.
pub struct Sandbox {
    gateway: Arc<Gateway>,
    control: Option<SocketAddr>,
    /// The servers run until this is dropped.
    running: watch::Sender<()>,
    servers: Vec<JoinHandle<()>>,
}

/// Why a sandbox doesn't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program has the address, or it isn't this machine's. The control API is served on
    /// loopback addresses only.
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
        let zone = TimeZone::get("America/Santiago").map_err(StartError::TimeZone)?;
        let file = config.store.clone();
        let (book, last_port) = reopen(file.as_deref())?;
        let listener = bind(config.listen, last_port).await?;
        let address = address_of(&listener, config.listen)?;
        let store = file.map(|file| keep(&file, &book, address.port()));
        let control = match config.control {
            Some(listen) => Some(bind_control(listen).await?),
            None => None,
        };
        let (running, closing) = watch::channel(());
        let gateway = Arc::new(Gateway {
            url: format!("http://{address}"),
            delays: delays(&config),
            sites: config.sites,
            clock: config.clock,
            zone,
            closing,
            dice: Dice::new(config.seed),
            faults: Mutex::new(Faults::new(config.faults)),
            journal: Mutex::new(Journal::default()),
            gate: Mutex::new(Gate::default()),
            kept: Mutex::new(Kept {
                book,
                store: store.transpose()?,
            }),
            changed: Notify::new(),
        });
        let control_address = match &control {
            Some(listener) => Some(address_of(listener, config.listen)?),
            None => None,
        };
        Ok(Self {
            control: control_address,
            running,
            servers: serve_all(&gateway, listener, control),
            gateway,
        })
    }

    /// Where it is: `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.gateway.url
    }

    /// Where it is controlled: `http://127.0.0.1:PORT`; `None` where that is off.
    pub fn control_url(&self) -> Option<String> {
        self.control.map(|address| format!("http://{address}"))
    }

    /// The merchants that it knows; the first is the ordinary one.
    pub fn sites(&self) -> &[Site] {
        &self.gateway.sites
    }

    /// The sessions, oldest first.
    pub fn sessions(&self) -> Vec<Glimpse> {
        self.gateway.glimpses()
    }

    /// The newest thousand requests to the API, oldest first.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.gateway.journal).received()
    }

    /// The newest thousand notifications that were sent, oldest first.
    pub fn notified(&self) -> Vec<Notification> {
        lock(&self.gateway.journal).notified()
    }

    /// Decides a payment that is under way, here and now.
    ///
    /// # Errors
    /// [`ControlError`]: there is no such session or payment, or the change can't be kept.
    pub fn settle(
        &self,
        request_id: u64,
        internal_reference: u64,
        outcome: Outcome,
    ) -> Result<(), ControlError> {
        self.gateway
            .settle_payment(request_id, internal_reference, outcome)
    }

    /// Lets a session's time be over now.
    ///
    /// # Errors
    /// [`ControlError`]: there is no such session, or the change can't be kept.
    pub fn expire(&self, request_id: u64) -> Result<(), ControlError> {
        self.gateway.expire_session(request_id)
    }

    /// Lets something go wrong, after the rules that are there already.
    pub fn add_fault(&self, rule: Rule) {
        lock(&self.gateway.faults).add(rule);
    }

    /// Lets nothing go wrong any more.
    pub fn clear_faults(&self) {
        lock(&self.gateway.faults).clear();
    }

    /// Answers what is under way, for two seconds at most, and stops.
    pub async fn stop(self) {
        let Self {
            running, servers, ..
        } = self;
        drop(running);
        for mut server in servers {
            if tokio::time::timeout(PATIENCE, &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("url", &self.gateway.url)
            .field("control", &self.control)
            .finish_non_exhaustive()
    }
}

pub(crate) fn delays(config: &Config) -> Delays {
    let signed = |wait: Duration| SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    Delays {
        pending: signed(config.pending_for),
        slow: signed(config.slow_for),
        challenge: SignedDuration::from_mins(5),
        confirmation: signed(config.confirm_within),
        settlement: signed(config.settles_after),
    }
}

/// What an earlier run kept, if there was one.
fn reopen(file: Option<&Path>) -> Result<(Book, Option<u16>), StartError> {
    let Some(file) = file else {
        return Ok((Book::default(), None));
    };
    match Store::load(file) {
        Ok(Some((book, port))) => Ok((book, Some(port))),
        Ok(None) => Ok((Book::default(), None)),
        Err(source) => Err(StartError::UnreadableStore {
            file: file.to_owned(),
            source,
        }),
    }
}

fn keep(file: &Path, book: &Book, port: u16) -> Result<Store, StartError> {
    Store::create(file, book, port).map_err(|source| StartError::UnwritableStore {
        file: file.to_owned(),
        source,
    })
}

async fn bind(listen: SocketAddr, last_port: Option<u16>) -> Result<TcpListener, StartError> {
    if let (0, Some(port)) = (listen.port(), last_port)
        && let Ok(listener) = TcpListener::bind(SocketAddr::new(listen.ip(), port)).await
    {
        return Ok(listener);
    }
    TcpListener::bind(listen)
        .await
        .map_err(|source| StartError::Listen { listen, source })
}

/// Whoever reaches the control API decides about money that isn't real, but still.
async fn bind_control(listen: SocketAddr) -> Result<TcpListener, StartError> {
    if !listen.ip().is_loopback() {
        let source = io::Error::from(io::ErrorKind::AddrNotAvailable);
        return Err(StartError::Listen { listen, source });
    }
    bind(listen, None).await
}

fn address_of(listener: &TcpListener, listen: SocketAddr) -> Result<SocketAddr, StartError> {
    listener
        .local_addr()
        .map_err(|source| StartError::Listen { listen, source })
}

fn serve_all(
    gateway: &Arc<Gateway>,
    listener: TcpListener,
    control: Option<TcpListener>,
) -> Vec<JoinHandle<()>> {
    let mut servers = vec![
        tokio::spawn(notifier::run(Arc::clone(gateway))),
        tokio::spawn(serve(listener, Arc::clone(gateway))),
    ];
    if let Some(listener) = control {
        let router = control::router(Arc::clone(gateway));
        let closing = closed(gateway);
        let server = axum::serve(listener, router).with_graceful_shutdown(closing);
        servers.push(tokio::spawn(async move { report(server.await) }));
    }
    servers
}

async fn serve(listener: TcpListener, gateway: Arc<Gateway>) {
    let closing = closed(&gateway);
    let service = router(gateway).into_make_service_with_connect_info::<Scissors>();
    let server = axum::serve(Exchange(listener), service).with_graceful_shutdown(closing);
    report(server.await);
}

/// Comes when the sandbox closes.
fn closed(gateway: &Gateway) -> impl Future<Output = ()> + Send + 'static {
    let mut closing = gateway.closing.clone();
    async move {
        let _ = closing.changed().await;
    }
}

fn report(served: io::Result<()>) {
    if let Err(error) = served {
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
        .route("/api/transaction", post(api::transaction))
        .route("/api/reverse", post(api::reverse))
        .route("/session/{id}/{token}", get(customer::show))
        .route(
            "/session/{id}/{token}/pay",
            post(customer::pay).get(customer::back),
        )
        .route(
            "/session/{id}/{token}/code",
            post(customer::enter_code).get(customer::back),
        )
        .route(
            "/session/{id}/{token}/abandon",
            post(customer::abandon).get(customer::back),
        )
        .route("/style.css", get(page::style))
        .route("/countdown.js", get(page::countdown))
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&gateway),
            interfere,
        ))
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
    if !headers.contains_key(header::DATE)
        && let Some(date) = http_date(gateway.clock.now())
    {
        headers.insert(header::DATE, date);
    }
    response
}

/// A time as HTTP writes it. A year with more than four digits has none; then the system's own goes
/// out.
pub(crate) fn http_date(at: Timestamp) -> Option<HeaderValue> {
    let date = DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&at)
        .ok()?;
    HeaderValue::try_from(date).ok()
}
