//! The table of sessions: each one Checkout session of a sale.

use std::fmt;
use std::ops::Range;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, named_params};
use sale::{Reference, SessionState, Standing, Transaction};
use serde::{Deserialize, Serialize};

use crate::column::{At, Json, Parsed};
use crate::{Error, SaleId, Tables};

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

/// A session's number in one ledger, counted from 1; not the gateway's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub i64);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A session with its transactions.
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
    /// The attempts to pay, by the gateway's number.
    pub transactions: Vec<Transaction>,
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

/// Sets how a session stands and tells which sale it belongs to.
pub(crate) fn update(
    connection: &Connection,
    id: SessionId,
    state: &SessionState,
) -> Result<SaleId, Error> {
    connection
        .prepare_cached("UPDATE sessions SET state = ? WHERE id = ? RETURNING sale_id")?
        .query_row((Json(state), id.0), |row| row.get(0).map(SaleId))
        .optional()?
        .ok_or(Error::Unknown {
            what: "session",
            id: id.0,
        })
}

pub(crate) fn next_id(connection: &Connection) -> rusqlite::Result<SessionId> {
    let query = "SELECT coalesce(max(id), 0) + 1 FROM sessions";
    connection
        .query_row(query, [], |row| row.get(0))
        .map(SessionId)
}

pub(crate) fn states_of(connection: &Connection, sale: SaleId) -> Result<Vec<SessionState>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT state FROM sessions WHERE sale_id = ? ORDER BY id")?;
    let states = statement.query_map([sale.0], |row| Ok(row.get::<_, Json<_>>(0)?.0))?;
    Ok(states.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<SessionRecord> {
    Ok(SessionRecord {
        id: SessionId(row.get("id")?),
        sale: SaleId(row.get("sale_id")?),
        reference: row.get::<_, Parsed<_>>("reference")?.0,
        created_at: row.get::<_, At>("created_at")?.0,
        expires_at: row.get::<_, At>("expires_at")?.0,
        state: row.get::<_, Json<_>>("state")?.0,
        transactions: Vec::new(),
    })
}

impl Tables<'_> {
    /// One session with its transactions.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is none.
    pub fn session(self, id: SessionId) -> Result<SessionRecord, Error> {
        self.sessions_where("id = ?", [id.0])?
            .pop()
            .ok_or(Error::Unknown {
                what: "session",
                id: id.0,
            })
    }

    /// A sale's sessions, oldest first.
    pub(crate) fn sessions_of(self, sale: SaleId) -> Result<Vec<SessionRecord>, Error> {
        self.sessions_where("sale_id = ?", [sale.0])
    }

    /// The sessions that the gateway has not ended: what the watcher asks about.
    ///
    /// # Errors
    /// The database fails.
    pub fn open_sessions(self) -> Result<Vec<SessionRecord>, Error> {
        self.sessions_where("is_open", [])
    }

    /// The sessions whose request's answer is not recorded: a crash came in between.
    ///
    /// # Errors
    /// The database fails.
    pub fn intended_sessions(self) -> Result<Vec<SessionRecord>, Error> {
        self.sessions_where("is_intended", [])
    }

    /// How many sessions were intended within a span of time; the next one's number follows.
    ///
    /// # Errors
    /// The database fails.
    pub fn sessions_within(self, span: Range<Timestamp>) -> Result<u32, Error> {
        let count = self.0.query_row(
            "SELECT count(*) FROM sessions WHERE created_at >= ? AND created_at < ?",
            (At(span.start), At(span.end)),
            |row| row.get(0),
        )?;
        Ok(count)
    }

    /// A session of this ledger has this reference.
    ///
    /// # Errors
    /// The database fails.
    pub fn is_used(self, reference: &Reference) -> Result<bool, Error> {
        let query = "SELECT EXISTS (SELECT 1 FROM sessions WHERE reference = ?)";
        Ok(self
            .0
            .query_row(query, [reference.as_str()], |row| row.get(0))?)
    }

    fn sessions_where(
        self,
        condition: &str,
        values: impl Params,
    ) -> Result<Vec<SessionRecord>, Error> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT id, sale_id, reference, created_at, expires_at, state
             FROM sessions WHERE {condition} ORDER BY id"
        ))?;
        let rows = statement.query_map(values, read)?;
        let mut sessions = rows.collect::<Result<Vec<_>, _>>()?;
        for session in &mut sessions {
            session.transactions = self.transactions_of(session.id)?;
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
            SessionState::Intended => true,
            SessionState::Unopened { .. } => false,
            SessionState::Opened { standing, .. } => !standing.is_final(),
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
                Standing::Pending { .. } | Standing::Attention { .. } | Standing::Rejected { .. },
            )
            | None => false,
        }
    }
}
