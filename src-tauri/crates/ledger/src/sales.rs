//! The table of sales: what the shop wants paid.

use std::fmt;
use std::ops::Range;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use sale::{
    Amount, CashierName, Currency, Customer, History, Money, SaleState, SessionMoney, Unsure,
};
use serde::{Deserialize, Serialize};

use crate::column::{At, Json, Parsed};
use crate::{CashierId, Error, SessionRecord, Tables};

pub(crate) const MIGRATION: &str = "
CREATE TABLE sales (
    id            INTEGER PRIMARY KEY,
    created_at    TEXT    NOT NULL,
    amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
    currency      TEXT    NOT NULL,
    allow_partial INTEGER NOT NULL CHECK (allow_partial IN (0, 1)),
    description   TEXT,
    state         TEXT    NOT NULL,
    state_kind    TEXT    NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.kind')) VIRTUAL,
    paid_at       TEXT
) STRICT;
CREATE INDEX sales_by_time ON sales (created_at);
CREATE INDEX sales_by_state ON sales (state_kind, created_at);
CREATE INDEX sales_by_payment ON sales (paid_at) WHERE paid_at IS NOT NULL;
";

/// When a backup took the ledger's place after a sale was charged, told by the log for those before.
pub(crate) const RESTORED: &str = "
ALTER TABLE sales ADD COLUMN restored_at TEXT;
UPDATE sales SET restored_at = (
    SELECT at FROM events
    WHERE sale_id IS NULL
      AND json_extract(body, '$.event') = 'ledger-restored'
      AND number > (SELECT min(number) FROM events AS its WHERE its.sale_id = sales.id)
    ORDER BY number DESC LIMIT 1
);
";

/// Who charged, and who bought.
pub(crate) const SOLD_BY_AND_TO: &str = "
ALTER TABLE sales ADD COLUMN cashier_id INTEGER REFERENCES cashiers (id);
ALTER TABLE sales ADD COLUMN customer TEXT;
ALTER TABLE sales ADD COLUMN rut TEXT
    GENERATED ALWAYS AS (json_extract(customer, '$.rut')) VIRTUAL;
CREATE INDEX sales_by_rut ON sales (rut) WHERE rut IS NOT NULL;
CREATE INDEX sales_by_amount ON sales (amount_minor, currency);
";

/// A sale's number in one ledger, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SaleId(pub i64);

impl fmt::Display for SaleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A sale with its sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleRecord {
    /// Its number.
    pub id: SaleId,
    /// When the cashier charged.
    pub created_at: Timestamp,
    /// What is to be paid.
    pub amount: Amount,
    /// The customer may pay in parts.
    pub allow_partial: bool,
    /// What is sold.
    pub description: Option<String>,
    /// Who charged, by the name of today; nobody where the till knew no cashiers.
    pub cashier: Option<CashierName>,
    /// Who buys.
    pub customer: Customer,
    /// How it stands.
    pub state: SaleState,
    /// When the approval was recorded here.
    pub paid_at: Option<Timestamp>,
    /// When a backup that holds it took the ledger's place: what happened to it in between is not
    /// known here.
    pub restored_at: Option<Timestamp>,
    /// Its sessions, oldest first.
    pub sessions: Vec<SessionRecord>,
}

impl SaleRecord {
    /// The session that counts now.
    #[must_use]
    pub fn newest_session(&self) -> Option<&SessionRecord> {
        self.sessions.last()
    }

    /// Whether another session may be opened for it (`I7`).
    #[must_use]
    pub fn charge_again(&self) -> ChargeAgain {
        let holds = |session: &SessionRecord| session.is_payable() || session.holds_money();
        match self.state {
            SaleState::Unsure { why } => ChargeAgain::Unsure(why),
            _ if self.sessions.iter().any(holds) => ChargeAgain::StillPayable,
            _ => ChargeAgain::Allowed,
        }
    }
}

/// Whether a sale may be charged with another session (`I7`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeAgain {
    /// Nothing was paid, and nothing can be any more.
    Allowed,
    /// A session of it is paid, or could be.
    StillPayable,
    /// Nobody knows whether it is paid.
    Unsure(Unsure),
}

/// Which sales to list.
#[derive(Clone, Debug, Default)]
pub struct SaleFilter {
    /// Only those in this state, by [`SaleState::name`].
    pub state: Option<String>,
    /// Only those charged at or after this time.
    pub from: Option<Timestamp>,
    /// Only those charged before this time.
    pub to: Option<Timestamp>,
    /// At most so many of the newest.
    pub limit: Option<u32>,
}

/// What was taken in a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The sum of the sales that were approved, whether or not money was given back since.
    pub total: Money,
    /// How many there are.
    pub count: u32,
    /// The sum of what was given back, of sales of any time.
    pub given_back: Money,
    /// How many refunds gave it back.
    pub refunds: u32,
}

pub(crate) struct SaleValues<'a> {
    pub id: SaleId,
    pub created_at: Timestamp,
    pub cashier: Option<CashierId>,
    pub amount: Amount,
    pub allow_partial: bool,
    pub description: Option<&'a str>,
    pub customer: &'a Customer,
}

pub(crate) fn insert(connection: &Connection, sale: &SaleValues<'_>) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO sales (id, created_at, cashier_id, amount_minor, currency, allow_partial,
                 description, customer, state)
             VALUES (:id, :created_at, :cashier_id, :amount_minor, :currency, :allow_partial,
                 :description, :customer, :state)",
        )?
        .execute(named_params! {
            ":id": sale.id.0,
            ":created_at": At(sale.created_at),
            ":cashier_id": sale.cashier.map(|cashier| cashier.0),
            ":amount_minor": sale.amount.money().minor,
            ":currency": sale.amount.currency().code(),
            ":allow_partial": sale.allow_partial,
            ":description": sale.description,
            ":customer": (!sale.customer.is_unknown()).then_some(Json(sale.customer)),
            ":state": Json(SaleState::Opening),
        })?;
    Ok(())
}

/// Brings a sale's state in line with its sessions; the first approval sets the time of payment.
pub(crate) fn refresh(connection: &Connection, id: SaleId, at: Timestamp) -> Result<(), Error> {
    let sessions = crate::sessions::money_of(connection, id)?;
    let sessions = sessions.iter().map(|(state, refunds)| SessionMoney {
        state,
        refunds: *refunds,
    });
    let state = SaleState::of(sessions, history(connection, id)?);
    let paid_at = matches!(state, SaleState::Approved).then_some(At(at));
    connection
        .prepare_cached(
            "UPDATE sales SET state = :state, paid_at = coalesce(paid_at, :paid_at) WHERE id = :id",
        )?
        .execute(named_params! { ":id": id.0, ":state": Json(state), ":paid_at": paid_at })?;
    Ok(())
}

fn history(connection: &Connection, id: SaleId) -> rusqlite::Result<History> {
    let is_restored = connection
        .prepare_cached("SELECT restored_at IS NOT NULL FROM sales WHERE id = ?")?
        .query_row([id.0], |row| row.get(0))?;
    Ok(if is_restored {
        History::Restored
    } else {
        History::Whole
    })
}

pub(crate) fn next_id(connection: &Connection) -> rusqlite::Result<SaleId> {
    connection
        .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM sales")?
        .query_row([], |row| row.get(0))
        .map(SaleId)
}

/// Notes that a backup took the ledger's place: what seems unpaid is not known any more.
pub(crate) fn restored(connection: &Connection, at: Timestamp) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE sales SET restored_at = ?")?
        .execute([At(at)])?;
    let query = "SELECT id FROM sales WHERE state_kind IN ('rejected', 'unopened')";
    let mut statement = connection.prepare_cached(query)?;
    let sales = statement.query_map([], |row| row.get(0).map(SaleId))?;
    for sale in sales.collect::<Result<Vec<_>, _>>()? {
        refresh(connection, sale, at)?;
    }
    Ok(())
}

/// The newest sale of an amount that could still be paid, as far as the gateway told.
pub(crate) fn open_of(connection: &Connection, amount: Amount) -> Result<Option<SaleId>, Error> {
    let sale = connection
        .prepare_cached(
            "SELECT max(id) FROM sales
             WHERE (state_kind IN ('opening', 'pending', 'attention')
                    OR (state_kind = 'unsure' AND json_extract(state, '$.why') = 'doubted'))
               AND +amount_minor = ? AND currency = ?",
        )?
        .query_row((amount.money().minor, amount.currency().code()), |row| {
            row.get::<_, Option<i64>>(0)
        })?;
    Ok(sale.map(SaleId))
}

const COLUMNS: &str = "id, created_at, amount_minor, currency, allow_partial, description, state, \
    paid_at, restored_at, customer, (SELECT name FROM cashiers WHERE cashiers.id = cashier_id)";

fn unknown(id: SaleId) -> Error {
    Error::Unknown {
        what: "sale",
        id: id.0,
    }
}

fn amount(minor: i64, currency: Currency) -> rusqlite::Result<Amount> {
    Amount::new(Money::new(minor, currency)).map_err(|error| {
        let column = rusqlite::types::Type::Integer;
        rusqlite::Error::FromSqlConversionFailure(0, column, Box::new(error))
    })
}

type Columns = (
    i64,
    At,
    i64,
    Parsed<Currency>,
    bool,
    Option<String>,
    Json<SaleState>,
    Option<At>,
    Option<At>,
    Option<Json<Customer>>,
    Option<Parsed<CashierName>>,
);

fn read(row: &Row<'_>) -> rusqlite::Result<SaleRecord> {
    let columns: Columns = row.try_into()?;
    let (id, At(created_at), minor, Parsed(currency), allow_partial, ..) = columns;
    let (.., description, Json(state), paid_at, restored_at, customer, cashier) = columns;
    Ok(SaleRecord {
        id: SaleId(id),
        created_at,
        amount: amount(minor, currency)?,
        allow_partial,
        description,
        cashier: cashier.map(|Parsed(name)| name),
        customer: customer.map(|Json(customer)| customer).unwrap_or_default(),
        state,
        paid_at: paid_at.map(|at| at.0),
        restored_at: restored_at.map(|at| at.0),
        sessions: Vec::new(),
    })
}

impl Tables<'_> {
    /// One sale with its sessions.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is none.
    pub fn sale(self, id: SaleId) -> Result<SaleRecord, Error> {
        let mut sale = self
            .0
            .prepare_cached(&format!("SELECT {COLUMNS} FROM sales WHERE id = ?"))?
            .query_row([id.0], read)
            .optional()?
            .ok_or(unknown(id))?;
        sale.sessions = self.sessions_of(id)?;
        Ok(sale)
    }

    /// What is to be paid for a sale.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is none.
    pub fn amount_of(self, id: SaleId) -> Result<Amount, Error> {
        self.0
            .prepare_cached("SELECT amount_minor, currency FROM sales WHERE id = ?")?
            .query_row([id.0], |row| {
                amount(row.get(0)?, row.get::<_, Parsed<_>>(1)?.0)
            })
            .optional()?
            .ok_or(unknown(id))
    }

    /// The sales that pass the filter, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn sales(self, filter: &SaleFilter) -> Result<Vec<SaleRecord>, Error> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM sales
             WHERE (:state IS NULL OR state_kind = :state)
               AND (:from IS NULL OR created_at >= :from)
               AND (:to IS NULL OR created_at < :to)
             ORDER BY id DESC LIMIT :limit"
        ))?;
        let rows = statement.query_map(
            named_params! {
                ":state": filter.state,
                ":from": filter.from.map(At),
                ":to": filter.to.map(At),
                ":limit": filter.limit.map_or(-1, i64::from),
            },
            read,
        )?;
        let mut sales = rows.collect::<Result<Vec<_>, _>>()?;
        for sale in &mut sales {
            sale.sessions = self.sessions_of(sale.id)?;
        }
        Ok(sales)
    }

    /// What was paid and given back in a currency within a span of time. A sale counts where it was
    /// approved as a whole, at the time of its approval; a refund counts when it was settled.
    ///
    /// # Errors
    /// The database fails.
    pub fn taken(self, span: Range<Timestamp>, currency: Currency) -> Result<Taken, Error> {
        let (given_back, refunds) = self.given_back(&span, currency)?;
        let taken = self
            .0
            .prepare_cached(
                "SELECT coalesce(sum(amount_minor), 0), count(*) FROM sales
                 WHERE paid_at >= ? AND paid_at < ?
                   AND state_kind IN ('approved', 'refunded') AND currency = ?",
            )?
            .query_row((At(span.start), At(span.end), currency.code()), |row| {
                Ok(Taken {
                    total: Money::new(row.get(0)?, currency),
                    count: row.get(1)?,
                    given_back,
                    refunds,
                })
            })?;
        Ok(taken)
    }
}
