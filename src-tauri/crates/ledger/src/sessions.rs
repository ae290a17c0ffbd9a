//! The table of sessions: each one Checkout session of a sale.

use std::fmt;
use std::ops::Range;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, named_params};
use sale::{
    Currency, Money, NotRefundable, Reference, Refunds, RequestId, SessionState, Standing,
    Transaction,
};
use serde::{Deserialize, Serialize};

use crate::column::{At, Json, Parsed};
use crate::transactions::TOLD;
use crate::{Error, RefundRecord, SaleId, Tables, refunds};

pub(crate) const MIGRATION: &str = "
CREATE TABLE sessions (
    id         INTEGER PRIMARY KEY,
    sale_id    INTEGER NOT NULL REFERENCES sales (id),
    reference  TEXT    NOT NULL UNIQUE,
    created_at TEXT    NOT NULL,
    expires_at TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    is_open    INTEGER NOT NULL GENERATED ALWAYS AS (
        coalesce(json_extract(state, '$.standing.kind') IN ('pending', 'attention'), 0)
    ) VIRTUAL,
    is_intended INTEGER NOT NULL GENERATED ALWAYS AS (
        json_extract(state, '$.kind') = 'intended'
    ) VIRTUAL
) STRICT;
CREATE INDEX sessions_intended ON sessions (id) WHERE is_intended;
CREATE INDEX sessions_by_sale ON sessions (sale_id);
CREATE INDEX sessions_by_time ON sessions (created_at);
CREATE INDEX sessions_open ON sessions (id) WHERE is_open;
";

/// When sessions came to the end that they stand at, told by the log for those that had by then, and
/// when the gateway was asked about them for the last time.
pub(crate) const ENDS: &str = "
ALTER TABLE sessions ADD COLUMN ended_at TEXT;
UPDATE sessions SET ended_at = (
    SELECT at FROM (
        SELECT number, at,
            json_extract(body, '$.standing') AS standing,
            lag(json_extract(body, '$.standing')) OVER (ORDER BY number) AS before
        FROM events
        WHERE events.sale_id = sessions.sale_id
          AND json_extract(body, '$.event') = 'session-settled'
          AND json_extract(body, '$.session') = sessions.id
    )
    WHERE standing IS NOT before
      AND json_extract(standing, '$.kind')
          IN ('approved', 'rejected', 'partial-expired', 'conflict')
    ORDER BY number DESC LIMIT 1
);
ALTER TABLE sessions ADD COLUMN lacks_money INTEGER NOT NULL GENERATED ALWAYS AS (
    coalesce(
        json_extract(state, '$.standing.kind') IN ('rejected', 'partial-expired', 'conflict'), 0
    )
) VIRTUAL;
ALTER TABLE sessions ADD COLUMN left_at TEXT;
CREATE INDEX sessions_lacking_money ON sessions (ended_at) WHERE lacks_money AND left_at IS NULL;
";

/// Counts sessions whose end is in doubt among those that may be open.
pub(crate) const DOUBTS: &str = "
DROP INDEX sessions_open;
ALTER TABLE sessions DROP COLUMN is_open;
ALTER TABLE sessions ADD COLUMN is_open INTEGER NOT NULL GENERATED ALWAYS AS (
    coalesce(json_extract(state, '$.standing.kind') IN ('pending', 'attention', 'doubted'), 0)
) VIRTUAL;
CREATE INDEX sessions_open ON sessions (id) WHERE is_open;
";

/// A session's number in one ledger, counted from 1; not the gateway's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub i64);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A session with its transactions and refunds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its number here.
    pub id: SessionId,
    /// The sale that it is for.
    pub sale: SaleId,
    /// The shop's name for it.
    pub reference: Reference,
    /// When it was intended.
    pub created_at: Timestamp,
    /// When the gateway ends it.
    pub expires_at: Timestamp,
    /// How it stands.
    pub state: SessionState,
    /// When it came to the end that it stands at.
    pub ended_at: Option<Timestamp>,
    /// The attempts to pay, by the gateway's number.
    pub transactions: Vec<Transaction>,
    /// The refunds of those, oldest first.
    pub refunds: Vec<RefundRecord>,
}

/// What it takes to ask the gateway about a session, and to know when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionToAsk {
    /// Its number here.
    pub id: SessionId,
    /// The sale that it is for.
    pub sale: SaleId,
    /// The gateway's number of it.
    pub request_id: RequestId,
    /// When it was intended.
    pub created_at: Timestamp,
    /// When the gateway ends it.
    pub expires_at: Timestamp,
    /// When it ended; `None` while it is open.
    pub ended_at: Option<Timestamp>,
}

pub(crate) struct SessionValues<'a> {
    pub id: SessionId,
    pub sale: SaleId,
    pub reference: &'a Reference,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

pub(crate) fn insert(connection: &Connection, session: &SessionValues<'_>) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state)
             VALUES (:id, :sale_id, :reference, :created_at, :expires_at, :state)",
        )?
        .execute(named_params! {
            ":id": session.id.0,
            ":sale_id": session.sale.0,
            ":reference": session.reference.as_str(),
            ":created_at": At(session.created_at),
            ":expires_at": At(session.expires_at),
            ":state": Json(SessionState::Intended),
        })?;
    Ok(())
}

/// What an event changes of a session.
pub(crate) struct SessionChange {
    /// How it stands now.
    pub state: SessionState,
    /// When the gateway ends it, where that is told anew.
    pub expires_at: Option<Timestamp>,
    /// When it ended, if it did: now, where that is news.
    pub ended_at: Option<Timestamp>,
}

/// Changes a session and tells which sale it belongs to. A new end is looked after anew.
pub(crate) fn update(
    connection: &Connection,
    id: SessionId,
    change: &SessionChange,
) -> Result<SaleId, Error> {
    connection
        .prepare_cached(
            "UPDATE sessions
             SET state = :state,
                 expires_at = coalesce(:expires_at, expires_at),
                 ended_at = iif(state = :state, ended_at, coalesce(:ended_at, ended_at)),
                 left_at = iif(state = :state, left_at, NULL)
             WHERE id = :id RETURNING sale_id",
        )?
        .query_row(
            named_params! {
                ":id": id.0,
                ":state": Json(&change.state),
                ":expires_at": change.expires_at.map(At),
                ":ended_at": change.ended_at.map(At),
            },
            |row| row.get(0).map(SaleId),
        )
        .optional()?
        .ok_or(unknown(id))
}

/// The sale that a session belongs to.
pub(crate) fn sale_of(connection: &Connection, id: SessionId) -> Result<SaleId, Error> {
    connection
        .prepare_cached("SELECT sale_id FROM sessions WHERE id = ?")?
        .query_row([id.0], |row| row.get(0).map(SaleId))
        .optional()?
        .ok_or(unknown(id))
}

/// Notes that the gateway is asked no more about a session.
pub(crate) fn leave(connection: &Connection, at: Timestamp, id: SessionId) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE sessions SET left_at = ? WHERE id = ?")?
        .execute((At(at), id.0))?;
    Ok(())
}

pub(crate) fn next_id(connection: &Connection) -> rusqlite::Result<SessionId> {
    connection
        .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM sessions")?
        .query_row([], |row| row.get(0))
        .map(SessionId)
}

/// How a sale's sessions stand, oldest first, with what was given back of each.
pub(crate) fn money_of(
    connection: &Connection,
    sale: SaleId,
) -> Result<Vec<(SessionState, Option<Refunds>)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, state,
             EXISTS (SELECT 1 FROM refunds WHERE session_id = sessions.id AND gave_back)
         FROM sessions WHERE sale_id = ? ORDER BY id",
    )?;
    let mut rows = statement.query([sale.0])?;
    let tables = Tables(connection);
    let mut sessions = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, Json(state), gave_back): (i64, Json<SessionState>, bool) = row.try_into()?;
        let refunds = if gave_back {
            let session = tables.session(SessionId(id))?;
            refunds::given_back(&session.refunds, &session.transactions)
        } else {
            None
        };
        sessions.push((state, refunds));
    }
    Ok(sessions)
}

fn unknown(id: SessionId) -> Error {
    Error::Unknown {
        what: "session",
        id: id.0,
    }
}

const COLUMNS: &str = "id, sale_id, reference, created_at, expires_at, state, ended_at";

/// [`COLUMNS`], what the gateway told of its transactions, and whether it has refunds.
type Columns = (
    i64,
    i64,
    Parsed<Reference>,
    At,
    At,
    Json<SessionState>,
    Option<At>,
    Json<Vec<Transaction>>,
    bool,
);

/// Reads a session without its refunds, and whether it has any.
fn read(row: &Row<'_>) -> rusqlite::Result<(SessionRecord, bool)> {
    let columns: Columns = row.try_into()?;
    let (id, sale, Parsed(reference), At(created_at), At(expires_at), ..) = columns;
    let (.., Json(state), ended_at, Json(mut transactions), has_refunds) = columns;
    transactions.sort_unstable_by_key(|told| told.internal_reference);
    let session = SessionRecord {
        id: SessionId(id),
        sale: SaleId(sale),
        reference,
        created_at,
        expires_at,
        state,
        ended_at: ended_at.map(|at| at.0),
        transactions,
        refunds: Vec::new(),
    };
    Ok((session, has_refunds))
}

impl Tables<'_> {
    /// One session with its transactions and refunds.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is none.
    pub fn session(self, id: SessionId) -> Result<SessionRecord, Error> {
        self.sessions_where("id = ?", [id.0])?
            .pop()
            .ok_or(unknown(id))
    }

    /// A sale's sessions, oldest first.
    pub(crate) fn sessions_of(self, sale: SaleId) -> Result<Vec<SessionRecord>, Error> {
        self.sessions_where("sale_id = ?", [sale.0])
    }

    /// The sessions that the gateway has not ended, or not for good, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn open_sessions(self) -> Result<Vec<SessionRecord>, Error> {
        self.sessions_where("is_open", [])
    }

    /// The sessions whose request's answer is not recorded: a crash or a restore came in between.
    ///
    /// # Errors
    /// The database fails.
    pub fn intended_sessions(self) -> Result<Vec<SessionRecord>, Error> {
        self.sessions_where("is_intended", [])
    }

    /// The sessions that the gateway is asked about: those that may be open, and those that ended in
    /// anything but an approval and were not left yet, since money that comes late would be theirs
    /// (`I2`).
    ///
    /// # Errors
    /// The database fails.
    pub fn sessions_to_ask(self) -> Result<Vec<SessionToAsk>, Error> {
        let columns = "id, sale_id, json_extract(state, '$.requestId'), created_at, expires_at";
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {columns}, NULL FROM sessions WHERE is_open
             UNION ALL
             SELECT {columns}, ended_at FROM sessions WHERE lacks_money AND left_at IS NULL"
        ))?;
        let sessions = statement.query_map([], |row| {
            let columns: (i64, i64, i64, At, At, Option<At>) = row.try_into()?;
            let (id, sale, request_id, At(created_at), At(expires_at), ended_at) = columns;
            Ok(SessionToAsk {
                id: SessionId(id),
                sale: SaleId(sale),
                request_id: RequestId(request_id),
                created_at,
                expires_at,
                ended_at: ended_at.map(|at| at.0),
            })
        })?;
        Ok(sessions.collect::<Result<_, _>>()?)
    }

    /// How many sessions were intended within a span of time; the next one's number follows.
    ///
    /// # Errors
    /// The database fails.
    pub fn sessions_within(self, span: Range<Timestamp>) -> Result<u32, Error> {
        let query = "SELECT count(*) FROM sessions WHERE created_at >= ? AND created_at < ?";
        let count = self
            .0
            .prepare_cached(query)?
            .query_row((At(span.start), At(span.end)), |row| row.get(0))?;
        Ok(count)
    }

    /// A session of this ledger has this reference.
    ///
    /// # Errors
    /// The database fails.
    pub fn is_used(self, reference: &Reference) -> Result<bool, Error> {
        let query = "SELECT EXISTS (SELECT 1 FROM sessions WHERE reference = ?)";
        let is_used = self
            .0
            .prepare_cached(query)?
            .query_row([reference.as_str()], |row| row.get(0))?;
        Ok(is_used)
    }

    fn sessions_where(
        self,
        condition: &str,
        values: impl Params,
    ) -> Result<Vec<SessionRecord>, Error> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS}, {TOLD},
                 EXISTS (SELECT 1 FROM refunds WHERE session_id = sessions.id)
             FROM sessions WHERE {condition} ORDER BY id"
        ))?;
        let rows = statement.query_map(values, read)?;
        let mut sessions = Vec::new();
        for row in rows {
            let (mut session, has_refunds) = row?;
            if has_refunds {
                session.refunds = self.refunds_of(session.id)?;
            }
            sessions.push(session);
        }
        Ok(sessions)
    }
}

impl SessionRecord {
    /// The customer could pay it, or the gateway may already say so: no second one may be opened
    /// beside it (`I7`).
    #[must_use]
    pub fn is_payable(&self) -> bool {
        match &self.state {
            SessionState::Intended | SessionState::Forgotten => true,
            SessionState::Unopened { .. } => false,
            SessionState::Opened { standing, .. } => standing.may_be_open(),
        }
    }

    /// It is paid, in whole or in part, or in conflict.
    #[must_use]
    pub fn holds_money(&self) -> bool {
        match self.state.standing() {
            Some(
                Standing::Approved | Standing::PartialExpired { .. } | Standing::Conflict { .. },
            ) => true,
            Some(
                Standing::Pending { .. }
                | Standing::Attention { .. }
                | Standing::Rejected { .. }
                | Standing::Doubted { .. },
            )
            | None => false,
        }
    }

    /// How much of one of its transactions can still be given back of a sale in a currency (`I11`).
    ///
    /// # Errors
    /// [`NotRefundable`].
    pub fn refundable(
        &self,
        transaction: &Transaction,
        currency: Currency,
    ) -> Result<Money, NotRefundable> {
        let refunds = self.refunds.iter();
        let of_it = refunds.filter(|it| it.transaction == transaction.internal_reference);
        sale::refundable(transaction, currency, of_it.map(RefundRecord::as_earlier))
    }
}
