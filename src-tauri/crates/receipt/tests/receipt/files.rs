//! Printing to files and devices.

use std::fs;
use std::path::Path;

use receipt::{
    Columns, FilePrinter, Printer, PrinterError, PrinterTarget, Profile, Timeouts, printer,
};
use tempfile::tempdir;

use crate::samples::receipt;

fn print_to(path: &Path) -> Result<(), PrinterError> {
    let printer = printer(PrinterTarget::File(path.to_owned()));
    assert_eq!(printer.target(), &PrinterTarget::File(path.to_owned()));
    printer.print(&receipt().document(), &Profile::default())
}

#[test]
fn a_text_file_grows_by_a_receipt_and_an_empty_line() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("cinta/2026/Comprobantes.TXT");
    print_to(&path).unwrap();
    print_to(&path).unwrap();
    let once = receipt().document().to_text(Columns::default());
    assert_eq!(
        fs::read_to_string(path).unwrap(),
        format!("{once}\n{once}\n")
    );
}

#[test]
fn any_other_file_gets_the_bytes_of_the_printer() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("cinta.bin");
    print_to(&path).unwrap();
    let bytes = receipt().document().to_escpos(&Profile::default());
    assert_eq!(fs::read(path).unwrap(), bytes);
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempdir().unwrap();
    let error = print_to(folder.path()).unwrap_err();
    assert!(
        matches!(error, PrinterError::FileUnusable { .. }),
        "{error:?}"
    );
    let below_a_file = folder.path().join("a");
    fs::write(&below_a_file, "").unwrap();
    let error = print_to(&below_a_file.join("b.txt")).unwrap_err();
    assert!(
        matches!(error, PrinterError::FileUnusable { .. }),
        "{error:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_a_matter_of_permission() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let path = folder.path().join("cinta.txt");
    if fs::write(&path, "").is_ok() {
        return; // root may write everywhere
    }
    let error = print_to(&path).unwrap_err();
    assert!(
        matches!(error, PrinterError::PermissionDenied { .. }),
        "{error:?}"
    );
}

#[cfg(unix)]
mod devices {
    use std::process::Command;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_missing_device_is_unplugged_and_not_made_up() {
        let path = Path::new("/dev/cobro-no-such-printer");
        let error = print_to(path).unwrap_err();
        assert!(matches!(error, PrinterError::Unplugged { .. }), "{error:?}");
        assert!(!path.exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_with_nothing_behind_it_is_unplugged() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("lp0");
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        let error = print_to(&path).unwrap_err();
        assert!(matches!(error, PrinterError::Unplugged { .. }), "{error:?}");
    }

    #[test]
    fn a_device_takes_the_bytes_without_being_a_file() {
        print_to(Path::new("/dev/null")).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_that_fails_may_have_printed_a_part() {
        let error = print_to(Path::new("/dev/full")).unwrap_err();
        assert!(
            matches!(error, PrinterError::Interrupted { .. }),
            "{error:?}"
        );
    }

    #[test]
    fn a_device_that_blocks_is_given_up() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("lp0");
        assert!(
            Command::new("mkfifo")
                .arg(&path)
                .status()
                .unwrap()
                .success()
        );
        let timeouts = Timeouts {
            write: Duration::from_millis(50),
            ..Timeouts::default()
        };
        let error = FilePrinter::new(path, timeouts)
            .print(&receipt().document(), &Profile::default())
            .unwrap_err();
        assert!(
            matches!(error, PrinterError::Interrupted { .. }),
            "{error:?}"
        );
    }
}
