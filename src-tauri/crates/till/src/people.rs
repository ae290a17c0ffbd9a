//! Who is at the counter, and on whose word something is done.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use ledger::{CashierId, CashierRecord, CashierValues, Ledger, Misses, PinHash, Stamp};
use sale::{CashierName, Deed, Role, lockout};
use tokio::time::Instant;

use crate::till::Shared;
use crate::{Change, Error, Pin, Till};

/// Who is at the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtCounter {
    /// The till knows no cashiers: whoever stands there may do everything.
    Anybody,
    /// Nobody: whoever comes has to sign in.
    Nobody,
    /// Somebody who typed their PIN.
    Cashier {
        /// Who.
        id: CashierId,
        /// What everybody calls them.
        name: CashierName,
        /// What they may do.
        role: Role,
    },
}

/// On whose word something is done that not everybody may do.
#[derive(Clone, Debug)]
pub enum Authority {
    /// On that of whoever is at the counter.
    AtCounter,
    /// On that of a colleague who types a PIN for this one thing.
    Colleague {
        /// Who.
        cashier: CashierId,
        /// Their PIN.
        pin: Pin,
    },
    /// On that of somebody by name, at a till that knows no cashiers.
    Named(CashierName),
}

/// What is to be known of somebody who works here.
#[derive(Clone, Debug)]
pub struct Person {
    /// What everybody calls them.
    pub name: CashierName,
    /// What they may do.
    pub role: Role,
}

/// What is known of PINs that were typed in this run.
#[derive(Default)]
pub(crate) struct Pins {
    /// When the last wrong one was, for whom.
    missed: HashMap<CashierId, Instant>,
}

/// Somebody who may do something, and when they did.
pub(crate) struct Authorized {
    pub stamp: Stamp,
    /// Their name; none where anybody may and nobody said who it is.
    pub name: Option<CashierName>,
}

impl AtCounter {
    /// Who is there when a till starts.
    pub(crate) fn at_start(ledger: &Ledger) -> Result<Self, ledger::Error> {
        let mut cashiers = ledger.tables().cashiers()?.into_iter();
        Ok(match cashiers.any(|cashier| cashier.works) {
            true => AtCounter::Nobody,
            false => AtCounter::Anybody,
        })
    }

    fn of(cashier: &CashierRecord) -> Self {
        AtCounter::Cashier {
            id: cashier.id,
            name: cashier.name.clone(),
            role: cashier.role,
        }
    }
}

impl Till {
    /// Who is at the counter.
    #[must_use]
    pub fn at_counter(&self) -> AtCounter {
        self.shared.at_counter().clone()
    }

    /// Whether whoever is at the counter may do this.
    ///
    /// # Errors
    /// [`Error::Locked`], [`Error::NotAllowed`].
    pub fn may(&self, deed: Deed) -> Result<(), Error> {
        self.shared.stamp(deed).map(drop)
    }

    /// Everybody who works here, in the order in which they came.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn cashiers(&self) -> Result<Vec<CashierRecord>, Error> {
        let mut all = self.shared.read(|tables| tables.cashiers()).await?;
        all.retain(|cashier| cashier.works);
        Ok(all)
    }

    /// Everybody who ever worked here, for whom a log may name.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn everybody(&self) -> Result<Vec<CashierRecord>, Error> {
        self.shared.read(|tables| tables.cashiers()).await
    }

    /// Lets somebody take the counter who types the right PIN.
    ///
    /// # Errors
    /// [`Error::WrongPin`], [`Error::LockedOut`].
    pub async fn sign_in(&self, cashier: CashierId, pin: Pin) -> Result<(), Error> {
        self.check(cashier, pin).await?;
        let now = self.now();
        let signed_in = move |ledger: &mut Ledger| {
            ledger.signed_in(now, cashier)?;
            ledger.tables().cashier(cashier)
        };
        let record = self.shared.write(signed_in).await?;
        if !record.works {
            return Err(Error::WrongPin { left: None });
        }
        self.shared.seat(|_| Some(AtCounter::of(&record)));
        Ok(())
    }

    /// Locks the till: nothing is done here before somebody signs in. A till that knows no cashiers
    /// stays open. Payments go on being watched.
    ///
    /// # Errors
    /// [`Error::Ledger`]; it is locked all the same.
    pub async fn lock(&self) -> Result<(), Error> {
        let was_there = self.shared.seat(|there| match there {
            AtCounter::Cashier { .. } => Some(AtCounter::Nobody),
            AtCounter::Anybody | AtCounter::Nobody => None,
        });
        let AtCounter::Cashier { id, .. } = was_there else {
            return Ok(());
        };
        let now = self.now();
        self.shared
            .write(move |ledger| ledger.signed_out(now, id))
            .await
    }

    /// Takes somebody on. The first one, who has to be a supervisor, is at the counter then.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::Ledger`] with [`NameUsed`](ledger::Error::NameUsed) or
    /// [`NoSupervisor`](ledger::Error::NoSupervisor).
    pub async fn add_cashier(&self, person: Person, pin: Pin) -> Result<CashierId, Error> {
        let stamp = self.shared.stamp(Deed::SetUp)?;
        let Person { name, role } = person;
        let values = CashierValues {
            name,
            role,
            pin: self.hash(pin).await?,
            works: true,
        };
        let add = move |ledger: &mut Ledger| {
            let cashier = ledger.add_cashier(stamp, values)?;
            ledger.tables().cashier(cashier)
        };
        let added = self.shared.write(add).await?;
        self.shared.seat(|there| match there {
            AtCounter::Anybody => Some(AtCounter::of(&added)),
            AtCounter::Nobody | AtCounter::Cashier { .. } => None,
        });
        self.shared.tell(Change::People);
        Ok(added.id)
    }

    /// Changes what somebody is called and may do, and their PIN where one is given.
    ///
    /// # Errors
    /// As [`add_cashier`](Self::add_cashier).
    pub async fn change_cashier(
        &self,
        cashier: CashierId,
        person: Person,
        pin: Option<Pin>,
    ) -> Result<(), Error> {
        let hash = match pin {
            Some(pin) => Some(self.hash(pin).await?),
            None => None,
        };
        self.change(cashier, move |before| CashierValues {
            name: person.name,
            role: person.role,
            pin: hash.unwrap_or(before.pin),
            works: true,
        })
        .await
    }

    /// Notes that somebody works here no more; what they did stays known.
    ///
    /// # Errors
    /// As [`add_cashier`](Self::add_cashier).
    pub async fn dismiss_cashier(&self, cashier: CashierId) -> Result<(), Error> {
        self.change(cashier, |before| CashierValues {
            name: before.name,
            role: before.role,
            pin: before.pin,
            works: false,
        })
        .await
    }

    async fn change(
        &self,
        cashier: CashierId,
        change: impl FnOnce(CashierRecord) -> CashierValues + Send + 'static,
    ) -> Result<(), Error> {
        let stamp = self.shared.stamp(Deed::SetUp)?;
        let set = move |ledger: &mut Ledger| {
            let values = change(ledger.tables().cashier(cashier)?);
            ledger.change_cashier(stamp, cashier, values)?;
            ledger.tables().cashier(cashier)
        };
        let changed = self.shared.write(set).await?;
        self.shared.seat(|there| match there {
            AtCounter::Cashier { id, .. } if *id == cashier => Some(if changed.works {
                AtCounter::of(&changed)
            } else {
                AtCounter::Nobody
            }),
            AtCounter::Anybody | AtCounter::Nobody | AtCounter::Cashier { .. } => None,
        });
        self.shared.tell(Change::People);
        Ok(())
    }

    /// Who answers for something, once their PIN was checked where one was typed.
    pub(crate) async fn authorize(
        &self,
        deed: Deed,
        authority: Authority,
    ) -> Result<Authorized, Error> {
        match authority {
            Authority::AtCounter => self.shared.authorized(deed),
            Authority::Named(name) => match self.at_counter() {
                AtCounter::Anybody => Ok(Authorized {
                    stamp: self.now().into(),
                    name: Some(name),
                }),
                AtCounter::Nobody => Err(Error::Locked),
                AtCounter::Cashier { .. } => Err(Error::NotAllowed(deed)),
            },
            Authority::Colleague { cashier, pin } => {
                let record = self.check(cashier, pin).await?;
                if !record.role.may(deed) {
                    return Err(Error::NotAllowed(deed));
                }
                let (at, by) = (self.now(), Some(cashier));
                if record.misses.is_some() {
                    let signed_in = move |ledger: &mut Ledger| ledger.signed_in(at, cashier);
                    self.shared.write(signed_in).await?;
                }
                Ok(Authorized {
                    stamp: Stamp { at, by },
                    name: Some(record.name),
                })
            }
        }
    }

    /// Whose PIN it is. One is checked at a time, so that guessing side by side gains nothing.
    async fn check(&self, cashier: CashierId, pin: Pin) -> Result<CashierRecord, Error> {
        let mut pins = self.shared.pins.lock().await;
        let read = self.shared.read(move |tables| tables.cashier(cashier));
        let record = read.await?;
        let left = |misses: Option<Misses>, pins: &Pins| {
            misses.and_then(|misses| self.shared.locked_out(cashier, misses, pins))
        };
        if let Some(left) = left(record.misses, &pins) {
            return Err(Error::LockedOut { left });
        }
        let hash = record.pin.clone();
        let checking = tokio::task::spawn_blocking(move || pin.is(&hash));
        let is_right = checking.await.map_err(|_| Error::Closing)?;
        if is_right && record.works {
            pins.missed.remove(&cashier);
            return Ok(record);
        }
        let now = self.shared.moment();
        let missed = move |ledger: &mut Ledger| {
            ledger.pin_missed(now.wall, cashier)?;
            Ok(ledger.tables().cashier(cashier)?.misses)
        };
        let misses = self.shared.write(missed).await?;
        pins.missed.insert(cashier, now.count);
        Err(Error::WrongPin {
            left: left(misses, &pins),
        })
    }

    async fn hash(&self, pin: Pin) -> Result<PinHash, Error> {
        let chance = &self.shared.world.chance;
        let mut salt = [0; 16];
        for part in salt.chunks_exact_mut(8) {
            part.copy_from_slice(&chance.bits().to_le_bytes());
        }
        let hashing = tokio::task::spawn_blocking(move || pin.hash(salt));
        let hashed = hashing.await.map_err(|_| Error::Closing)?;
        hashed.map_err(|error| Error::Pin(error.to_string()))
    }
}

impl Shared {
    pub fn at_counter(&self) -> MutexGuard<'_, AtCounter> {
        self.at_counter
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Who does something, and when, where whoever is at the counter may do it.
    pub fn stamp(&self, deed: Deed) -> Result<Stamp, Error> {
        Ok(self.authorized(deed)?.stamp)
    }

    fn authorized(&self, deed: Deed) -> Result<Authorized, Error> {
        let at = (self.world.now)();
        let (by, name) = match &*self.at_counter() {
            AtCounter::Anybody => (None, None),
            AtCounter::Nobody => return Err(Error::Locked),
            AtCounter::Cashier { id, role, name } if role.may(deed) => {
                (Some(*id), Some(name.clone()))
            }
            AtCounter::Cashier { .. } => return Err(Error::NotAllowed(deed)),
        };
        let stamp = Stamp { at, by };
        Ok(Authorized { stamp, name })
    }

    /// Puts somebody at the counter, or nobody, unless whoever is there stays; tells who was there.
    fn seat(self: &Arc<Self>, next: impl FnOnce(&AtCounter) -> Option<AtCounter>) -> AtCounter {
        let mut there = self.at_counter();
        let was_there = there.clone();
        if let Some(next) = next(&there) {
            *there = next;
            drop(there);
            self.tell(Change::People);
        }
        was_there
    }

    /// How long nobody may try again: by the clock that nobody sets where the last miss was in this
    /// run; else by the wall's, and by how long this till runs where that was set back since.
    fn locked_out(&self, cashier: CashierId, misses: Misses, pins: &Pins) -> Option<Duration> {
        let now = self.moment();
        let counted = |since: Instant| {
            let passed = now.count.duration_since(since);
            SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX)
        };
        let elapsed = match pins.missed.get(&cashier) {
            Some(missed) => counted(*missed),
            None => match now.wall.duration_since(misses.last) {
                since if since.is_negative() => counted(self.began),
                since => since,
            },
        };
        let left = lockout(misses.count).saturating_sub(elapsed);
        left.is_positive().then(|| left.unsigned_abs())
    }
}
