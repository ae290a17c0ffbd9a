//! Who a session was for, as the gateway tells it.

use std::fmt;

use serde::Deserialize;

use crate::answer::loose::Text;

/// A person as the gateway knows them: what the shop sent or what was typed on the payment page,
/// not held to any limit. `Debug` never shows personal data.
///
/// Source: "Person".
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Customer {
    /// The code of the document's kind, such as `CLRUT`.
    pub document_type: Option<String>,
    /// The document's number.
    pub document: Option<String>,
    /// The first name, or a company's.
    pub name: Option<String>,
    /// The last name.
    pub surname: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The telephone number.
    pub mobile: Option<String>,
}

/// Personal data stays out of logs.
impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Customer(…)")
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct WireCustomer {
    document_type: Text,
    document: Text,
    name: Text,
    surname: Text,
    company: Text,
    email: Text,
    mobile: Text,
}

impl From<WireCustomer> for Customer {
    fn from(wire: WireCustomer) -> Self {
        Customer {
            document_type: wire.document_type.filled(),
            document: wire.document.filled(),
            name: wire.name.filled(),
            surname: wire.surname.filled(),
            company: wire.company.filled(),
            email: wire.email.filled(),
            mobile: wire.mobile.filled(),
        }
    }
}
