//! Who asks: the check of `auth`, which every request carries.

use std::collections::{HashSet, VecDeque};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::clock::later;
use crate::site::{Site, SiteStanding};

/// How far a seed may be off, either way.
const WINDOW: SignedDuration = SignedDuration::from_mins(5);

/// Why a request isn't believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthFailure {
    Absent,
    UnknownLogin,
    WrongTranKey,
    SeedOff,
    SiteInactive,
    SiteExpired,
    CredentialsExpired,
    /// Also a nonce that was used before. The real gateway's code for that isn't documented; 102
    /// would send a merchant looking for a wrong secret key.
    Malformed,
}

impl AuthFailure {
    /// The number that ends the API's message.
    pub(crate) fn code(self) -> u16 {
        match self {
            Self::Absent => 100,
            Self::UnknownLogin => 101,
            Self::WrongTranKey => 102,
            Self::SeedOff => 103,
            Self::SiteInactive => 104,
            Self::SiteExpired => 105,
            Self::CredentialsExpired => 106,
            Self::Malformed => 107,
        }
    }
}

/// An `auth` as it was sent: well formed, not yet believed.
pub(crate) struct Claim {
    sent: Sent,
    nonce: Vec<u8>,
    seeded: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    login: String,
    tran_key: String,
    nonce: String,
    seed: String,
}

impl Claim {
    /// Reads the `auth` property of a request.
    pub(crate) fn parse(auth: Option<&RawValue>) -> Result<Self, AuthFailure> {
        let auth = auth.map(RawValue::get).filter(|auth| *auth != "null");
        let auth = auth.ok_or(AuthFailure::Absent)?;
        let sent: Sent = serde_json::from_str(auth).map_err(|_| AuthFailure::Malformed)?;
        let limits = [
            (&sent.login, 32),
            (&sent.tran_key, 64),
            (&sent.nonce, 255),
            (&sent.seed, 35),
        ];
        if limits
            .iter()
            .any(|(text, most)| text.is_empty() || text.chars().count() > *most)
        {
            return Err(AuthFailure::Malformed);
        }
        let nonce = BASE64
            .decode(&sent.nonce)
            .map_err(|_| AuthFailure::Malformed)?;
        let seeded = sent.seed.parse().map_err(|_| AuthFailure::Malformed)?;
        Ok(Self {
            sent,
            nonce,
            seeded,
        })
    }

    /// The site that this claim proves to come from.
    pub(crate) fn site<'s>(
        &self,
        sites: &'s [Site],
        now: Timestamp,
    ) -> Result<&'s Site, AuthFailure> {
        let site = sites.iter().find(|site| site.login == self.sent.login);
        let site = site.ok_or(AuthFailure::UnknownLogin)?;
        let digest = Sha256::new()
            .chain_update(&self.nonce)
            .chain_update(&self.sent.seed)
            .chain_update(&site.secret_key)
            .finalize();
        if BASE64.encode(digest) != self.sent.tran_key {
            return Err(AuthFailure::WrongTranKey);
        }
        if self.seeded.duration_since(now).abs() > WINDOW {
            return Err(AuthFailure::SeedOff);
        }
        match site.standing {
            SiteStanding::Active => Ok(site),
            SiteStanding::Inactive => Err(AuthFailure::SiteInactive),
            SiteStanding::Expired => Err(AuthFailure::SiteExpired),
            SiteStanding::CredentialsExpired => Err(AuthFailure::CredentialsExpired),
        }
    }
}

/// Lets each believed claim pass once.
#[derive(Default)]
pub(crate) struct Gate {
    used: HashSet<Used>,
    forgettable: VecDeque<(Timestamp, Used)>,
}

/// A login and the nonce that it used.
type Used = (String, Vec<u8>);

impl Gate {
    /// The site that asks, if its claim holds and its nonce is fresh.
    pub(crate) fn admit<'s>(
        &mut self,
        claim: Claim,
        sites: &'s [Site],
        now: Timestamp,
    ) -> Result<&'s Site, AuthFailure> {
        let site = claim.site(sites, now)?;
        self.forget(now);
        let used = (site.login.clone(), claim.nonce);
        if !self.used.insert(used.clone()) {
            return Err(AuthFailure::Malformed);
        }
        // A seed from the window's far end stays good for twice its length.
        self.forgettable.push_back((later(now, WINDOW * 2), used));
        Ok(site)
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some((_, used)) = self.forgettable.pop_front_if(|(until, _)| *until < now) {
            self.used.remove(&used);
        }
    }
}
