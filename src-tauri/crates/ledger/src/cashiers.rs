//! The table of cashiers: who works at this till, and what each may do.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use sale::{CashierName, Role};
use serde::{Deserialize, Serialize};

use crate::column::{At, Parsed};
use crate::events::Event;
use crate::{Error, Ledger, Stamp, Tables};

pub(crate) const MIGRATION: &str = "
CREATE TABLE cashiers (
    id        INTEGER PRIMARY KEY,
    name      TEXT    NOT NULL,
    role      TEXT    NOT NULL,
    pin       TEXT    NOT NULL,
    works     INTEGER NOT NULL CHECK (works IN (0, 1)),
    misses    INTEGER NOT NULL,
    missed_at TEXT
) STRICT;
";

/// A cashier's number in one ledger, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CashierId(pub i64);

impl fmt::Display for CashierId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A PIN as it is kept: its argon2id hash with salt and parameters, in the PHC string format. The
/// ledger only carries it. `Debug` never shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PinHash(pub String);

impl fmt::Debug for PinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinHash(…)")
    }
}

/// Somebody who works at this till, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashierRecord {
    /// The number.
    pub id: CashierId,
    /// What everybody calls them.
    pub name: CashierName,
    /// What they may do.
    pub role: Role,
    /// Their PIN.
    pub pin: PinHash,
    /// Whether they still work here; who left stays known by what they did.
    pub works: bool,
    /// How many wrong PINs were typed in a row for them, and when the last one was.
    pub misses: Option<Misses>,
}

impl CashierRecord {
    fn values(&self) -> CashierValues {
        CashierValues {
            name: self.name.clone(),
            role: self.role,
            pin: self.pin.clone(),
            works: self.works,
        }
    }
}

/// Wrong PINs in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misses {
    /// How many; at least one.
    pub count: u32,
    /// When the last one was typed.
    pub last: Timestamp,
}

/// What is said of a cashier.
#[derive(Clone, Debug)]
pub struct CashierValues {
    /// What everybody calls them.
    pub name: CashierName,
    /// What they may do.
    pub role: Role,
    /// Their PIN.
    pub pin: PinHash,
    /// Whether they work here.
    pub works: bool,
}

/// Writes what an event says of a cashier, known or not. A new PIN begins without misses.
pub(crate) fn set(
    connection: &Connection,
    id: CashierId,
    values: &CashierValues,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO cashiers (id, name, role, pin, works, misses)
             VALUES (:id, :name, :role, :pin, :works, 0)
             ON CONFLICT DO UPDATE SET name = excluded.name, role = excluded.role,
                 works = excluded.works,
                 misses = iif(pin = excluded.pin, misses, 0),
                 missed_at = iif(pin = excluded.pin, missed_at, NULL),
                 pin = excluded.pin",
        )?
        .execute(named_params! {
            ":id": id.0,
            ":name": values.name.as_str(),
            ":role": values.role.name(),
            ":pin": values.pin.0,
            ":works": values.works,
        })?;
    Ok(())
}

/// Counts a wrong PIN.
pub(crate) fn missed(
    connection: &Connection,
    at: Timestamp,
    id: CashierId,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE cashiers SET misses = misses + 1, missed_at = ? WHERE id = ?")?
        .execute((At(at), id.0))?;
    Ok(())
}

/// Forgets the wrong PINs: the right one came.
pub(crate) fn signed_in(connection: &Connection, id: CashierId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE cashiers SET misses = 0, missed_at = NULL WHERE id = ?")?
        .execute([id.0])?;
    Ok(())
}

const COLUMNS: &str = "id, name, role, pin, works, misses, missed_at";

fn read(row: &Row<'_>) -> rusqlite::Result<CashierRecord> {
    let columns: (
        i64,
        Parsed<CashierName>,
        Parsed<Role>,
        String,
        bool,
        u32,
        Option<At>,
    ) = row.try_into()?;
    let (id, Parsed(name), Parsed(role), pin, works, count, last) = columns;
    Ok(CashierRecord {
        id: CashierId(id),
        name,
        role,
        pin: PinHash(pin),
        works,
        misses: last.map(|At(last)| Misses { count, last }),
    })
}

impl Tables<'_> {
    /// Everybody who works at this till or did, in the order in which they came.
    ///
    /// # Errors
    /// The database fails.
    pub fn cashiers(self) -> Result<Vec<CashierRecord>, Error> {
        let query = format!("SELECT {COLUMNS} FROM cashiers ORDER BY id");
        let mut statement = self.0.prepare_cached(&query)?;
        let cashiers = statement.query_map([], read)?;
        Ok(cashiers.collect::<Result<_, _>>()?)
    }

    /// One cashier.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is none.
    pub fn cashier(self, id: CashierId) -> Result<CashierRecord, Error> {
        let query = format!("SELECT {COLUMNS} FROM cashiers WHERE id = ?");
        let mut statement = self.0.prepare_cached(&query)?;
        let found = statement.query_row([id.0], read).optional()?;
        found.ok_or(Error::Unknown {
            what: "cashier",
            id: id.0,
        })
    }
}

impl Ledger {
    /// Takes somebody on.
    ///
    /// # Errors
    /// [`Error::NameUsed`]; [`Error::NoSupervisor`] where the first one is none.
    pub fn add_cashier(
        &mut self,
        stamp: impl Into<Stamp>,
        values: CashierValues,
    ) -> Result<CashierId, Error> {
        let stamp = stamp.into();
        self.commit(|commit| {
            let all = commit.tables().cashiers()?;
            let next = all.iter().map(|cashier| cashier.id.0).max().unwrap_or(0) + 1;
            let cashier = CashierId(next);
            check(&all, cashier, &values)?;
            commit.record(stamp, None, &set_event(cashier, values))?;
            Ok(cashier)
        })
    }

    /// Changes what is known of a cashier.
    ///
    /// # Errors
    /// [`Error::Unknown`]; [`Error::NameUsed`]; [`Error::NoSupervisor`] where none would be left.
    pub fn change_cashier(
        &mut self,
        stamp: impl Into<Stamp>,
        cashier: CashierId,
        values: CashierValues,
    ) -> Result<(), Error> {
        let stamp = stamp.into();
        self.commit(|commit| {
            commit.tables().cashier(cashier)?;
            check(&commit.tables().cashiers()?, cashier, &values)?;
            commit.record(stamp, None, &set_event(cashier, values))
        })
    }

    /// Has the same people work here as in another ledger, each with the role and PIN from there. Who
    /// is not known there works here no more.
    ///
    /// # Errors
    /// [`Error::NoSupervisor`] where none of them is one.
    pub fn take_over_cashiers(
        &mut self,
        stamp: impl Into<Stamp>,
        from: &[CashierRecord],
    ) -> Result<(), Error> {
        let stamp = stamp.into();
        let working: Vec<_> = from.iter().filter(|cashier| cashier.works).collect();
        if !working
            .iter()
            .any(|cashier| cashier.role == Role::Supervisor)
        {
            return Err(Error::NoSupervisor);
        }
        self.commit(|commit| {
            let all = commit.tables().cashiers()?;
            let called = |name: &CashierName| {
                let like = all.iter().filter(|here| here.name.is_like(name));
                like.max_by_key(|here| here.works)
            };
            let stay: Vec<_> = working
                .iter()
                .filter_map(|one| Some(called(&one.name)?.id))
                .collect();
            let gone = all
                .iter()
                .filter(|here| here.works && !stay.contains(&here.id));
            for here in gone {
                let values = CashierValues {
                    works: false,
                    ..here.values()
                };
                commit.record(stamp, None, &set_event(here.id, values))?;
            }
            let mut newest = all.iter().map(|here| here.id.0).max().unwrap_or(0);
            for one in working {
                let id = called(&one.name).map_or_else(
                    || {
                        newest += 1;
                        CashierId(newest)
                    },
                    |here| here.id,
                );
                commit.record(stamp, None, &set_event(id, one.values()))?;
            }
            Ok(())
        })
    }

    /// Records that somebody typed the right PIN.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn signed_in(&mut self, at: Timestamp, cashier: CashierId) -> Result<(), Error> {
        self.of_a_cashier(at, cashier, &Event::SignedIn { cashier })
    }

    /// Records that the till was locked.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn signed_out(&mut self, at: Timestamp, cashier: CashierId) -> Result<(), Error> {
        self.of_a_cashier(at, cashier, &Event::SignedOut { cashier })
    }

    /// Records that a wrong PIN was typed.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn pin_missed(&mut self, at: Timestamp, cashier: CashierId) -> Result<(), Error> {
        self.of_a_cashier(at, cashier, &Event::PinMissed { cashier })
    }

    fn of_a_cashier(
        &mut self,
        at: Timestamp,
        cashier: CashierId,
        event: &Event,
    ) -> Result<(), Error> {
        self.commit(|commit| {
            commit.tables().cashier(cashier)?;
            let by = Some(cashier);
            commit.record(Stamp { at, by }, None, event)
        })
    }
}

fn set_event(cashier: CashierId, values: CashierValues) -> Event {
    let CashierValues {
        name,
        role,
        pin,
        works,
    } = values;
    Event::CashierSet {
        cashier,
        name,
        role,
        pin,
        works,
    }
}

/// No two are called alike, and one of those who work here can set the till up.
fn check(all: &[CashierRecord], id: CashierId, values: &CashierValues) -> Result<(), Error> {
    let others = || all.iter().filter(|other| other.id != id && other.works);
    if values.works && others().any(|other| other.name.is_like(&values.name)) {
        return Err(Error::NameUsed(values.name.clone()));
    }
    let supervises = |role| role == Role::Supervisor;
    let stays = others().any(|other| supervises(other.role));
    if stays || (values.works && supervises(values.role)) {
        Ok(())
    } else {
        Err(Error::NoSupervisor)
    }
}

/// The name of whoever a column refers to, as it is now.
pub(crate) fn name(
    connection: &Connection,
    id: Option<i64>,
) -> rusqlite::Result<Option<CashierName>> {
    let Some(id) = id else { return Ok(None) };
    let query = "SELECT name FROM cashiers WHERE id = ?";
    let mut statement = connection.prepare_cached(query)?;
    let name: Option<Parsed<CashierName>> =
        statement.query_row([id], |row| row.get(0)).optional()?;
    Ok(name.map(|Parsed(name)| name))
}
