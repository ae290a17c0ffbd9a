//! The merchants that the gateway knows.

use std::fmt;

pub use crate::order::Parts;

/// A merchant that the gateway knows.
#[derive(Clone, PartialEq, Eq)]
pub struct Site {
    /// The shop's name, as customers see it.
    pub name: String,
    /// Public identifier, at most 32 characters.
    pub login: String,
    /// What requests prove to know.
    pub secret_key: String,
    /// Whether the gateway lets it in.
    pub standing: SiteStanding,
    /// Whether a session that doesn't say so may be paid in parts.
    pub parts: Parts,
    /// Whether its sessions may ask for a confirmation of each payment.
    pub confirmation: SiteConfirmation,
    /// Where it is notified when a session is over: an http or https address.
    pub notification_url: Option<String>,
    /// How its notifications are signed.
    pub signature: Signature,
}

/// Whether the gateway lets a site in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteStanding {
    /// It may ask.
    Active,
    /// 104: it was switched off.
    Inactive,
    /// 105: its contract is over.
    Expired,
    /// 106: its credentials are too old.
    CredentialsExpired,
}

/// Whether a site's sessions may ask for a confirmation of each payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteConfirmation {
    /// They may.
    Offered,
    /// The gateway has not switched it on.
    NotOffered,
}

/// How a notification is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// As all sites should: SHA-256, with its name in front.
    Sha256,
    /// As older sites still are: SHA-1.
    Sha1,
}

impl Site {
    /// An active site that takes payments at once, without confirmation and without notifications.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        login: impl Into<String>,
        secret_key: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            login: login.into(),
            secret_key: secret_key.into(),
            standing: SiteStanding::Active,
            parts: Parts::WholeOnly,
            confirmation: SiteConfirmation::NotOffered,
            notification_url: None,
            signature: Signature::Sha256,
        }
    }

    /// Those to train and to test with: an ordinary one first, then one whose sessions are payable
    /// in parts unless they say otherwise, one that may confirm each payment, one whose notifications
    /// are still signed with SHA-1, and three that the gateway doesn't let in. Their secret key is
    /// the same.
    #[must_use]
    pub fn for_training() -> Vec<Self> {
        let site = |name: &str, login: &str| Self::new(name, login, "clave-de-entrenamiento");
        vec![
            site("Comercio de práctica", "entrenamiento"),
            Self {
                parts: Parts::Allowed,
                ..site("Comercio con pagos parciales", "parciales")
            },
            Self {
                confirmation: SiteConfirmation::Offered,
                ..site("Comercio que confirma", "confirmaciones")
            },
            Self {
                signature: Signature::Sha1,
                ..site("Comercio con firma antigua", "firma-antigua")
            },
            Self {
                standing: SiteStanding::Inactive,
                ..site("Comercio inactivo", "inactivo")
            },
            Self {
                standing: SiteStanding::Expired,
                ..site("Comercio vencido", "vencido")
            },
            Self {
                standing: SiteStanding::CredentialsExpired,
                ..site("Comercio con llave vencida", "llave-vencida")
            },
        ]
    }
}

/// Leaves the secret key out.
impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site")
            .field("name", &self.name)
            .field("login", &self.login)
            .field("standing", &self.standing)
            .finish_non_exhaustive()
    }
}
