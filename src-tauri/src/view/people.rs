//! Who is at the counter, and who could be.

use till::{AtCounter as There, CashierRecord};

use crate::dto::{AtCounter, Cashier, People, Role};

/// Who is at the counter, and everybody who works here.
pub fn people(there: &There, cashiers: &[CashierRecord]) -> People {
    People {
        at_counter: match there {
            There::Anybody => AtCounter::Anybody,
            There::Nobody => AtCounter::Nobody,
            There::Cashier { id, name, role } => AtCounter::Cashier {
                cashier: Cashier {
                    id: id.0,
                    name: name.to_string(),
                    role: Role::from(*role),
                },
            },
        },
        cashiers: cashiers.iter().map(cashier).collect(),
    }
}

fn cashier(record: &CashierRecord) -> Cashier {
    Cashier {
        id: record.id.0,
        name: record.name.to_string(),
        role: record.role.into(),
    }
}

impl From<sale::Role> for Role {
    fn from(role: sale::Role) -> Self {
        match role {
            sale::Role::Cashier => Role::Cashier,
            sale::Role::Supervisor => Role::Supervisor,
        }
    }
}

impl From<Role> for sale::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Cashier => sale::Role::Cashier,
            Role::Supervisor => sale::Role::Supervisor,
        }
    }
}
