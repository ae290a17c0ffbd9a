//! The table of transactions: each attempt to pay, as the gateway last told it.

use rusqlite::{Connection, params};
use sale::Transaction;

use crate::SessionId;
use crate::column::Json;

pub(crate) const MIGRATION: &str = "
CREATE TABLE transactions (
    session_id         INTEGER NOT NULL REFERENCES sessions (id),
    internal_reference INTEGER NOT NULL,
    told               TEXT    NOT NULL,
    PRIMARY KEY (session_id, internal_reference)
) STRICT, WITHOUT ROWID;
";

/// What people know of a payment when they look for it.
pub(crate) const FOUND_BY: &str = "
ALTER TABLE transactions ADD COLUMN authorization TEXT
    GENERATED ALWAYS AS (json_extract(told, '$.authorization')) VIRTUAL;
ALTER TABLE transactions ADD COLUMN last_digits TEXT
    GENERATED ALWAYS AS (json_extract(told, '$.lastDigits')) VIRTUAL;
CREATE INDEX transactions_by_authorization ON transactions (authorization);
CREATE INDEX transactions_by_last_digits ON transactions (last_digits);
";

pub(crate) fn upsert(
    connection: &Connection,
    session: SessionId,
    transaction: &Transaction,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO transactions (session_id, internal_reference, told) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET told = excluded.told",
        )?
        .execute(params![
            session.0,
            transaction.internal_reference,
            Json(transaction)
        ])?;
    Ok(())
}

/// Drops what earlier answers told and the one that approves does not: a receipt shows what sums
/// up, and nothing else can be given back.
pub(crate) fn keep_only(
    connection: &Connection,
    session: SessionId,
    told: &[Transaction],
) -> rusqlite::Result<()> {
    let told: Vec<_> = told.iter().map(|told| told.internal_reference).collect();
    connection
        .prepare_cached(
            "DELETE FROM transactions
             WHERE session_id = ?1
               AND internal_reference NOT IN (SELECT value FROM json_each(?2))",
        )?
        .execute(params![session.0, Json(told)])?;
    Ok(())
}

/// A session's transactions in any order as one column of its row, a list in JSON.
pub(crate) const TOLD: &str = "(
    SELECT '[' || coalesce(group_concat(told), '') || ']'
    FROM transactions WHERE session_id = sessions.id
)";
