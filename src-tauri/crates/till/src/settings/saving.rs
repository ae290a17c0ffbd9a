//! Writing settings in two steps, so that what changes can be recorded in between.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{FILE_NAME, Settings, SettingsError, logo};

/// Settings that are on the disk, but not under their name. Dropped, they leave no trace.
pub(crate) struct Prepared {
    data: PathBuf,
    settings: NamedTempFile,
    logo: logo::Change,
}

impl Settings {
    /// Writes them whole or not at all, in the place of the ones before.
    ///
    /// # Errors
    /// [`SettingsError::Unwritable`].
    pub fn save(&self, before: &Settings, data: &Path) -> Result<(), SettingsError> {
        self.prepare(before, data)?.put()
    }

    /// Does all that may fail for want of room or of a right.
    pub(crate) fn prepare(
        &self,
        before: &Settings,
        data: &Path,
    ) -> Result<Prepared, SettingsError> {
        let prepare = || -> io::Result<Prepared> {
            std::fs::create_dir_all(data)?;
            let (logo, next) = (before.shop.logo.as_ref(), self.shop.logo.as_ref());
            Ok(Prepared {
                settings: written(self.to_json()?.as_bytes(), data)?,
                logo: logo::prepare(logo, next, data)?,
                data: data.to_owned(),
            })
        };
        prepare().map_err(|why| unwritable(data, &why))
    }
}

impl Prepared {
    /// Gives them their name. The logo comes last: a crash before it leaves the one before, on receipts
    /// that say what they should.
    pub(crate) fn put(self) -> Result<(), SettingsError> {
        let Prepared {
            data,
            settings,
            logo,
        } = self;
        let put = settings.persist(data.join(FILE_NAME));
        let put = put.map_err(io::Error::from).and_then(|_| logo.put(&data));
        put.map_err(|why| unwritable(&data, &why))
    }
}

/// A file without a name of its own yet, whose content is durable.
pub(super) fn written(content: &[u8], data: &Path) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(data)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn unwritable(data: &Path, why: &io::Error) -> SettingsError {
    SettingsError::Unwritable {
        path: data.join(FILE_NAME),
        why: why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::logo;
    use super::*;

    fn names(data: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(data).unwrap();
        let name = |entry: io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries.map(|e| name(e).into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_logo_that_could_not_be_read_outlasts_every_other_change() {
        let data = tempfile::tempdir().unwrap();
        let picture = data.path().join("logo.png");
        std::fs::write(&picture, "half a picture").unwrap();
        let mut settings = Settings::training(data.path()).unwrap();
        settings.save(&settings, data.path()).unwrap();
        let before = Settings::load(data.path()).unwrap();
        settings.shop.footer = Some("¡Gracias!".to_owned());
        settings.save(&before, data.path()).unwrap();
        assert_eq!(std::fs::read(&picture).unwrap(), b"half a picture");

        let before = settings.clone();
        settings.shop.logo = Some(logo());
        settings.save(&before, data.path()).unwrap();
        assert_eq!(Settings::load(data.path()).unwrap(), settings);
        before.save(&settings, data.path()).unwrap();
        assert!(!picture.exists(), "nobody wants it any more");
    }

    #[test]
    fn settings_that_cannot_take_their_place_leave_no_trace() {
        let data = tempfile::tempdir().unwrap();
        let before = Settings::training(data.path()).unwrap();
        std::fs::create_dir(data.path().join(FILE_NAME)).unwrap();
        let mut settings = before.clone();
        settings.shop.logo = Some(logo());
        let saved = settings.save(&before, data.path());
        assert!(matches!(saved, Err(SettingsError::Unwritable { .. })));
        assert_eq!(names(data.path()), [FILE_NAME]);
    }
}
