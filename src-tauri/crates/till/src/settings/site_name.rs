//! What a site is called where its records and its key are kept.

use sha2::{Digest as _, Sha256};

use super::Environment;

/// With it and a backup's name below a user's folder, a path is still short enough for Windows.
const LONGEST: usize = 120;

/// Tells a login at a gateway from every other one, also where case counts for nothing, in a name that
/// every file system takes: the environment's, which no system reserves, begins it. A hash stands for
/// what is too long.
pub(super) fn site_name(environment: &Environment, login: &str) -> String {
    let name = environment.name();
    let site = match environment {
        Environment::Training => return name.to_owned(),
        Environment::Test | Environment::Uat | Environment::Production => plain(login),
        Environment::Custom(gateway) => format!("{}-{}", plain(&gateway.to_string()), plain(login)),
    };
    if site.len() <= LONGEST {
        format!("{name}-{site}")
    } else {
        format!("{name}-{:x}", Sha256::digest(site))
    }
}

/// Small letters and digits as they are, any other byte as its number.
fn plain(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
        other => format!("_{other:02x}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn at(url: &str) -> Environment {
        Environment::new("custom", Some(url)).unwrap()
    }

    #[test]
    fn a_usual_login_can_be_read_in_it() {
        assert_eq!(site_name(&Environment::Training, ""), "training");
        let usual = "6dd490faf9cb87a9862245da41170ff2";
        let name = site_name(&Environment::Production, usual);
        assert_eq!(name, format!("production-{usual}"));
        let own = site_name(&at("http://127.0.0.1:8090/"), "Ñ");
        assert_eq!(own, "custom-http_3a_2f_2f127_2e0_2e0_2e1_3a8090-_c3_91");
    }

    #[test]
    fn every_site_has_a_name_of_its_own_that_every_file_system_takes() {
        let long = "😀".repeat(32);
        let other = format!("{}😁", "😀".repeat(31));
        let logins = [
            "con", "CON", "Con", "a", "A", "_41", "a.", "a ", "a-b", "a/b", "..", "ñ", "Ñ", &long,
            &other,
        ];
        let gateways = [
            Environment::Test,
            Environment::Uat,
            Environment::Production,
            at("https://x.cl"),
            at("https://x.cl:8443"),
            at("https://x.cl/a"),
            at("https://x.cl/A"),
            at("http://127.0.0.1"),
            at("https://127.0.0.1"),
        ];
        let mut names = BTreeSet::new();
        for gateway in &gateways {
            for login in logins {
                let name = site_name(gateway, login);
                let is_plain =
                    |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
                assert!(name.chars().all(is_plain) && name.len() < 132, "{name}");
                assert!(names.insert(name), "{login} at {gateway:?}");
            }
        }
    }
}
