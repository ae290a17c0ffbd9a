//! Finding sales by what people know of them, fast among a million.

use std::ops::Range;

use jiff::Timestamp;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use sale::{Money, Rut};

use crate::column::At;
use crate::{Error, SaleId, Tables};

/// For a state without a span of time: a row's number is part of every index, so each state's newest
/// are found without sorting.
pub(crate) const BY_KIND: &str = "CREATE INDEX sales_by_kind ON sales (state_kind);";

/// What somebody looks for among the sales; newest first.
#[derive(Clone, Debug)]
pub struct SaleSearch {
    /// What is known of it: one of these. Nothing where it is empty.
    pub known: Vec<Known>,
    /// In which states it may be, by [`SaleState::name`](sale::SaleState::name). In any where it is
    /// empty.
    pub states: Vec<&'static str>,
    /// When it was charged.
    pub charged: Option<Range<Timestamp>>,
    /// Older than this one: where the page before ended.
    pub before: Option<SaleId>,
    /// At most so many.
    pub limit: u32,
}

/// Something that people know of a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// How much it is about.
    Amount(Money),
    /// What the reference of one of its sessions begins with.
    Reference(String),
    /// The customer's tax number.
    Rut(Rut),
    /// The last digits of a card.
    LastDigits(String),
    /// The bank's authorization of one of its payments.
    Authorization(String),
}

/// A statement in the making, with the values of its parameters.
#[derive(Default)]
struct Statement {
    sql: String,
    values: Vec<Value>,
}

impl Statement {
    fn push(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    /// Between two of several.
    fn join(&mut self, place: usize, word: &str) {
        if place > 0 {
            self.sql.push_str(word);
        }
    }
}

impl SaleSearch {
    fn statement(&self) -> Statement {
        let mut statement = Statement::default();
        if self.known.is_empty() {
            self.by_state(&mut statement);
        } else {
            self.by_what_is_known(&mut statement);
        }
        let limit = Value::Integer(self.limit.into());
        statement.push(" ORDER BY id DESC LIMIT ?", [limit]);
        statement
    }

    fn by_what_is_known(&self, statement: &mut Statement) {
        statement.push("SELECT id FROM sales WHERE id IN (", []);
        for (place, known) in self.known.iter().enumerate() {
            statement.join(place, " UNION ");
            known.push(statement);
        }
        statement.push(")", []);
        self.push_span(statement);
        if !self.states.is_empty() {
            statement.push(" AND state_kind IN (", []);
            for (place, state) in self.states.iter().enumerate() {
                statement.join(place, ", ");
                statement.push("?", [text(state)]);
            }
            statement.push(")", []);
        }
    }

    fn by_state(&self, statement: &mut Statement) {
        if self.states.is_empty() {
            let index = if self.charged.is_some() {
                "INDEXED BY sales_by_time"
            } else {
                ""
            };
            statement.push(&format!("SELECT id FROM sales {index} WHERE TRUE"), []);
            self.push_span(statement);
            return;
        }
        for (place, state) in self.states.iter().enumerate() {
            statement.join(place, " UNION ALL ");
            let index = if self.charged.is_some() {
                "sales_by_state"
            } else {
                "sales_by_kind"
            };
            let newest = format!(
                "SELECT id FROM (SELECT id FROM sales INDEXED BY {index} WHERE state_kind = ?"
            );
            statement.push(&newest, [text(state)]);
            self.push_span(statement);
            let limit = Value::Integer(self.limit.into());
            statement.push(" ORDER BY id DESC LIMIT ?)", [limit]);
        }
    }

    fn push_span(&self, statement: &mut Statement) {
        if let Some(charged) = &self.charged {
            let span = [charged.start, charged.end].map(|at| Value::Text(At(at).text()));
            statement.push(" AND created_at >= ? AND created_at < ?", span);
        }
        if let Some(before) = self.before {
            statement.push(" AND id < ?", [Value::Integer(before.0)]);
        }
    }
}

impl Known {
    fn push(&self, statement: &mut Statement) {
        match self {
            Known::Amount(money) => statement.push(
                "SELECT id FROM sales WHERE amount_minor = ? AND currency = ?",
                [Value::Integer(money.minor), text(money.currency.code())],
            ),
            Known::Reference(begins) => statement.push(
                "SELECT sale_id FROM sessions WHERE reference >= ? AND reference < ?",
                [text(begins), Value::Text(format!("{begins}\u{10FFFF}"))],
            ),
            Known::Rut(rut) => statement.push(
                "SELECT id FROM sales WHERE rut = ?",
                [Value::Text(rut.to_string())],
            ),
            Known::LastDigits(digits) => {
                statement.push(&of_a_payment("last_digits"), [text(digits)]);
            }
            Known::Authorization(code) => {
                statement.push(&of_a_payment("authorization"), [text(code)]);
            }
        }
    }
}

fn of_a_payment(column: &str) -> String {
    format!(
        "SELECT sale_id FROM transactions
         JOIN sessions ON sessions.id = transactions.session_id WHERE {column} = ?"
    )
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

impl Tables<'_> {
    /// The sales that somebody looks for, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn search(self, search: &SaleSearch) -> Result<Vec<SaleId>, Error> {
        let Statement { sql, values } = search.statement();
        let mut statement = self.0.prepare_cached(&sql)?;
        let ids = statement.query_map(params_from_iter(values), |row| row.get(0).map(SaleId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}
