//! Folders in which a ledger is not safe.
//!
//! # Design
//! What a folder is on comes from the system, not from a guess: the list of mounts on Linux, the
//! flag of the file system on macOS, and on Windows the real path, which names the server even behind
//! a drive letter. What a folder is inside of follows from names and marker files, held against the
//! path as given and against the real one, since a link may lead into such a folder.

use std::path::{Component, Path, PathBuf, Prefix};

use thiserror::Error;

use crate::OpenError;

/// Why a ledger is not safe in a folder.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UnsafeFolder {
    /// It is on another computer, where locks and the memory that a ledger's readers share with its
    /// owner do not work.
    #[error("is on a network file system ({kind})")]
    Network {
        /// The file system's name.
        kind: String,
    },
    /// A program copies its files to and from elsewhere, in the middle of a change too.
    #[error("is kept in step with other computers by {by}")]
    Synced {
        /// The program.
        by: String,
    },
}

/// Refuses a folder in which a ledger is not safe; it may not exist yet.
pub(crate) fn check(folder: &Path) -> Result<(), OpenError> {
    let given = std::path::absolute(folder).map_err(|source| OpenError::at(folder, source))?;
    let real = real(&given);
    let one_drive = ["OneDrive", "OneDriveConsumer", "OneDriveCommercial"];
    let one_drive: Vec<_> = one_drive
        .into_iter()
        .filter_map(std::env::var_os)
        .map(PathBuf::from)
        .collect();
    let network = || network(&real).map(|kind| UnsafeFolder::Network { kind });
    let synced = |path: &Path| {
        let names = names(path);
        let one_drive = one_drive.iter().map(|path| self::names(path));
        by_name(&names)
            .or_else(|| by_one_drive(&names, one_drive))
            .or_else(|| by_marker(path, is_there))
            .map(|by| UnsafeFolder::Synced { by })
    };
    let why = network()
        .or_else(|| synced(&given))
        .or_else(|| synced(&real));
    why.map_or(Ok(()), |why| {
        Err(OpenError::UnsafeFolder {
            folder: folder.to_owned(),
            why,
        })
    })
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        if let Ok(real) = ancestor.canonicalize()
            && let Ok(rest) = path.strip_prefix(ancestor)
        {
            return real.join(rest);
        }
    }
    path.to_owned()
}

/// The network file system that a real path is on.
fn network(real: &Path) -> Option<String> {
    server(real).or_else(|| mounted(real))
}

/// The share that a path of Windows names, behind a drive letter too.
fn server(real: &Path) -> Option<String> {
    let Some(Component::Prefix(prefix)) = real.components().next() else {
        return None;
    };
    match prefix.kind() {
        Prefix::UNC(..) | Prefix::VerbatimUNC(..) => Some("UNC".to_owned()),
        Prefix::Verbatim(_) | Prefix::VerbatimDisk(_) | Prefix::DeviceNS(_) | Prefix::Disk(_) => {
            None
        }
    }
}

#[cfg(target_os = "linux")]
fn mounted(real: &Path) -> Option<String> {
    // without the list, as in some sandboxes, nothing is known against the folder
    let mounts = std::fs::read("/proc/self/mountinfo").ok()?;
    mounts::network(&String::from_utf8_lossy(&mounts), &real.to_string_lossy())
}

#[cfg(target_os = "macos")]
fn mounted(real: &Path) -> Option<String> {
    /// `MNT_LOCAL` of `sys/mount.h`: the file system is stored on this computer.
    const LOCAL: u32 = 0x0000_1000;
    let there = real.ancestors().find(|path| path.exists())?;
    let mount = rustix::fs::statfs(there).ok()?;
    if mount.f_flags & LOCAL != 0 {
        return None;
    }
    let kind = mount.f_fstypename.iter().take_while(|byte| **byte != 0);
    let kind: Vec<u8> = kind.map(|byte| byte.to_ne_bytes()[0]).collect();
    Some(String::from_utf8_lossy(&kind).into_owned())
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn mounted(_real: &Path) -> Option<String> {
    None
}

/// The list of mounts of Linux, `/proc/self/mountinfo`; its form is in `proc(5)`.
#[cfg(any(target_os = "linux", test))]
mod mounts {
    /// File systems of other computers and shared folders of a virtual machine's host. Plain `fuse`
    /// and `fuseblk` are not among them: disks of Windows and cameras come that way.
    const NETWORK: [&str; 35] = [
        "9p",
        "acfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "fuse.ceph-fuse",
        "fuse.curlftpfs",
        "fuse.davfs2",
        "fuse.gcsfuse",
        "fuse.glusterfs",
        "fuse.google-drive-ocamlfuse",
        "fuse.gvfsd-fuse",
        "fuse.juicefs",
        "fuse.kio-fuse",
        "fuse.onedriver",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "fuse.vmhgfs-fuse",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "orangefs",
        "prl_fs",
        "smb3",
        "smbfs",
        "vboxsf",
        "vmhgfs",
    ];

    /// The network file system that a real path is on.
    pub fn network(mountinfo: &str, real: &str) -> Option<String> {
        // of mounts at one place the last one is seen
        let (_, kind, source) = mountinfo
            .lines()
            .filter_map(mount)
            .filter(|(point, _, _)| is_below(real, point))
            .max_by_key(|(point, _, _)| point.len())?;
        let is_remote_fuse = kind.starts_with("fuse") && source.contains("://");
        (NETWORK.contains(&kind) || is_remote_fuse).then(|| kind.to_owned())
    }

    /// Where it is, what kind it is, and of what.
    fn mount(line: &str) -> Option<(String, &str, &str)> {
        let (place, rest) = line.split_once(" - ")?;
        let point = place.split(' ').nth(4)?;
        let mut rest = rest.split(' ');
        Some((unescape(point), rest.next()?, rest.next()?))
    }

    fn is_below(path: &str, point: &str) -> bool {
        let point = point.trim_end_matches('/');
        path.strip_prefix(point)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Undoes how the kernel writes the characters that would break a line up.
    fn unescape(text: &str) -> String {
        let escapes = [
            ("\\040", " "),
            ("\\011", "\t"),
            ("\\012", "\n"),
            ("\\134", "\\"),
        ];
        escapes
            .iter()
            .fold(text.to_owned(), |text, (escape, character)| {
                text.replace(escape, character)
            })
    }
}

/// The names of a path, from the root on, in lower case.
fn names(path: &Path) -> Vec<String> {
    path.components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy().to_lowercase()),
            Component::Prefix(_)
            | Component::RootDir
            | Component::CurDir
            | Component::ParentDir => None,
        })
        .collect()
}

/// What a folder of a program that syncs is called, in lower case.
enum Named {
    Exactly(&'static str),
    /// Accounts, owners and companies follow.
    From(&'static str),
}

const NAMED: [(Named, &str); 35] = [
    (Named::Exactly("onedrive"), "OneDrive"),
    (Named::From("onedrive - "), "OneDrive"),
    (Named::Exactly("skydrive"), "OneDrive"),
    (Named::Exactly("dropbox"), "Dropbox"),
    (Named::From("dropbox ("), "Dropbox"),
    (Named::Exactly("google drive"), "Google Drive"),
    (Named::From("google drive ("), "Google Drive"),
    (Named::From("googledrive"), "Google Drive"),
    (Named::Exactly("my drive"), "Google Drive"),
    (Named::From("my drive ("), "Google Drive"),
    (Named::Exactly("mi unidad"), "Google Drive"),
    (Named::From("mi unidad ("), "Google Drive"),
    (Named::Exactly("mobile documents"), "iCloud Drive"),
    (Named::Exactly("icloud drive"), "iCloud Drive"),
    (Named::From("icloud drive ("), "iCloud Drive"),
    (Named::Exactly("iclouddrive"), "iCloud Drive"),
    (Named::Exactly("nextcloud"), "Nextcloud"),
    (Named::Exactly("owncloud"), "ownCloud"),
    (Named::Exactly("mega"), "MEGA"),
    (Named::Exactly("megasync"), "MEGA"),
    (Named::Exactly("mega downloads"), "MEGA"),
    (Named::Exactly("pcloud drive"), "pCloud"),
    (Named::Exactly("pclouddrive"), "pCloud"),
    (Named::Exactly("pcloud sync"), "pCloud"),
    (Named::Exactly("box"), "Box"),
    (Named::Exactly("box sync"), "Box"),
    (Named::Exactly("proton drive"), "Proton Drive"),
    (Named::Exactly("yandex.disk"), "Yandex Disk"),
    (Named::Exactly("yandexdisk"), "Yandex Disk"),
    (Named::Exactly("synologydrive"), "Synology Drive"),
    (Named::Exactly("amazon drive"), "Amazon Drive"),
    (Named::Exactly("creative cloud files"), "Creative Cloud"),
    (Named::Exactly("jottacloud"), "Jottacloud"),
    (Named::Exactly("seafile"), "Seafile"),
    (Named::Exactly("tresorit drive"), "Tresorit"),
];

/// The program that a path's names tell of.
fn by_name(names: &[String]) -> Option<String> {
    names.iter().enumerate().find_map(|(place, name)| {
        let before = |back: usize| place.checked_sub(back).map(|place| names[place].as_str());
        if matches!(before(1), Some("home" | "users")) {
            // a person's name
            return None;
        }
        if before(1) == Some("cloudstorage") && before(2) == Some("library") {
            // macOS keeps what syncs here, by program and account
            let program = name.split('-').next().unwrap_or(name);
            return Some(known(program).unwrap_or(program).to_owned());
        }
        known(name).map(str::to_owned)
    })
}

fn known(name: &str) -> Option<&'static str> {
    let is = |named: &Named| match named {
        Named::Exactly(known) => name == *known,
        Named::From(begin) => name.starts_with(begin),
    };
    NAMED
        .iter()
        .find_map(|(named, by)| is(named).then_some(*by))
}

/// The path is below a folder that OneDrive told the system of.
fn by_one_drive(
    path: &[String],
    mut one_drive: impl Iterator<Item = Vec<String>>,
) -> Option<String> {
    one_drive
        .any(|folder| !folder.is_empty() && path.starts_with(&folder))
        .then(|| "OneDrive".to_owned())
}

/// What a marker is. Where Dropbox leaves a file in what it syncs, it keeps a folder of the same name
/// in the home of everybody who uses it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    File,
    Folder,
}

const MARKERS: [(&str, Marker, &str); 9] = [
    (".dropbox", Marker::File, "Dropbox"),
    (".dropbox.cache", Marker::Folder, "Dropbox"),
    (".megaignore", Marker::File, "MEGA"),
    (".nextcloudsync.log", Marker::File, "Nextcloud"),
    (".owncloudsync.log", Marker::File, "ownCloud"),
    (".stfolder", Marker::File, "Syncthing"),
    (".stfolder", Marker::Folder, "Syncthing"),
    (
        ".SynologyWorkingDirectory",
        Marker::Folder,
        "Synology Drive",
    ),
    (".tmp.drivedownload", Marker::Folder, "Google Drive"),
];

/// The program that left its marker in the path's folder or one above.
fn by_marker(path: &Path, is_there: impl Fn(&Path, Marker) -> bool) -> Option<String> {
    path.ancestors().find_map(|folder| {
        let found = |(name, marker, by): &(&str, Marker, &str)| {
            is_there(&folder.join(name), *marker).then(|| (*by).to_owned())
        };
        MARKERS.iter().find_map(found)
    })
}

fn is_there(path: &Path, marker: Marker) -> bool {
    match marker {
        Marker::File => path.is_file(),
        Marker::Folder => path.is_dir(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(path: &str) -> Vec<String> {
        let names = path.split(['/', '\\']).filter(|name| !name.is_empty());
        names.map(str::to_lowercase).collect()
    }

    #[test]
    fn folders_that_are_synced_are_known_by_their_names() {
        for (path, by) in [
            (r"C:\Users\ana\OneDrive\Cobro", "OneDrive"),
            (r"C:\Users\ana\OneDrive - Panadería Ñuñoa\Cobro", "OneDrive"),
            (r"d:\ONEDRIVE\cobro", "OneDrive"),
            (r"C:\Users\ana\Dropbox\Cobro", "Dropbox"),
            ("/home/ana/Dropbox (Tienda)/cobro", "Dropbox"),
            (r"G:\Mi unidad\Cobro", "Google Drive"),
            (r"G:\My Drive\Cobro", "Google Drive"),
            ("/Users/ana/Google Drive/cobro", "Google Drive"),
            (
                "/Users/ana/Library/CloudStorage/GoogleDrive-ana@tienda.cl/Mi unidad/cobro",
                "Google Drive",
            ),
            (
                "/Users/ana/Library/CloudStorage/OneDrive-Personal/c",
                "OneDrive",
            ),
            ("/Users/ana/Library/CloudStorage/Box-Box/c", "Box"),
            ("/Users/ana/Library/CloudStorage/Koofr/c", "koofr"),
            (
                "/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/c",
                "iCloud Drive",
            ),
            (r"C:\Users\ana\iCloudDrive\Cobro", "iCloud Drive"),
            ("/home/ana/Nextcloud/cobro", "Nextcloud"),
            ("/home/ana/ownCloud/cobro", "ownCloud"),
            (r"C:\Users\ana\Documents\MEGAsync\Cobro", "MEGA"),
            ("/home/ana/MEGA/cobro", "MEGA"),
            (r"P:\pCloud Drive\Cobro", "pCloud"),
            (r"C:\Users\ana\Box\Cobro", "Box"),
            (r"C:\Users\ana\Box Sync", "Box"),
        ] {
            assert_eq!(by_name(&names_of(path)).as_deref(), Some(by), "{path}");
        }
    }

    #[test]
    fn folders_that_are_merely_named_alike_are_fine() {
        for path in [
            r"C:\Users\ana\Boxes\Cobro",
            r"C:\Users\ana\Box Office\Cobro",
            r"C:\Users\ana\AppData\Roaming\Cobro",
            r"C:\Users\ana\OneDriveway",
            r"C:\Users\ana\OneDrive old backup",
            r"C:\Users\Box\AppData\Cobro",
            "/home/mega/.local/share/cobro",
            "/home/ana/.local/share/cobro",
            "/home/ana/Megafon/cobro",
            "/home/ana/dropboxes/cobro",
            "/home/ana/My Drives/cobro",
            "/home/ana/CloudStorage/cobro",
            "/Users/ana/Library/Application Support/cl.cobro",
            "/",
        ] {
            assert_eq!(by_name(&names_of(path)), None, "{path}");
        }
    }

    #[test]
    fn onedrive_tells_where_its_folders_are() {
        let told = || [names_of(r"D:\Nube"), Vec::new()].into_iter();
        let by = by_one_drive(&names_of(r"D:\nube\Cobro"), told());
        assert_eq!(by.as_deref(), Some("OneDrive"));
        for path in [r"D:\Nubes\Cobro", r"D:\", r"D:\Cobro\Nube"] {
            assert_eq!(by_one_drive(&names_of(path), told()), None, "{path}");
        }
    }

    #[test]
    fn programs_that_sync_leave_markers() {
        let there = |known: &'static str, kind: Marker| {
            move |path: &Path, marker: Marker| path == Path::new(known) && marker == kind
        };
        let folder = Path::new("/datos/tienda/cobro");
        for (marker, kind, by) in [
            (
                "/datos/tienda/cobro/.stfolder",
                Marker::Folder,
                Some("Syncthing"),
            ),
            ("/datos/.stfolder", Marker::File, Some("Syncthing")),
            ("/datos/tienda/.dropbox", Marker::File, Some("Dropbox")),
            ("/datos/tienda/.dropbox", Marker::Folder, None),
            ("/datos/otra/.stfolder", Marker::Folder, None),
        ] {
            let found = by_marker(folder, there(marker, kind));
            assert_eq!(found.as_deref(), by, "{marker}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(check(&folder.path().join("to/come")).is_ok());
        std::fs::create_dir(folder.path().join(".stfolder")).unwrap();
        let refused = check(&folder.path().join("to/come"));
        let Err(OpenError::UnsafeFolder { why, .. }) = refused else {
            panic!("{refused:?}");
        };
        let by = "Syncthing".to_owned();
        assert_eq!(why, UnsafeFolder::Synced { by });
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_hide_where_a_folder_is() {
        let folder = tempfile::tempdir().unwrap();
        let synced = folder.path().join("Dropbox/datos");
        std::fs::create_dir_all(&synced).unwrap();
        let link = folder.path().join("datos");
        std::os::unix::fs::symlink(&synced, &link).unwrap();
        assert!(check(&link.join("cobro")).is_err());
    }

    const MOUNTS: &str = r"22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 27 0:30 / /home/ana/Mis\040cosas rw - cifs //servidor/ana rw
31 27 0:31 / /mnt/c rw,noatime - 9p C:\134 rw
32 27 0:32 / /media/usb rw - fuseblk /dev/sdb1 rw
33 27 0:33 / /media/sd rw - fuse.exfat /dev/sdc1 rw
34 27 0:34 / /srv rw - nfs4 nas:/srv rw
35 34 8:1 / /srv/local rw - xfs /dev/sda1 rw
36 27 0:36 / /web rw - fuse https://nube.cl/dav rw
37 27 0:37 / /casa rw - autofs systemd-1 rw
38 27 0:38 / /casa rw - nfs nas:/casa rw
39 27 0:39 / /far rw - fuse.sshfs ana@nas: rw
a line that means nothing
";

    #[test]
    fn the_mounts_of_linux_tell_network_file_systems() {
        for (path, kind) in [
            ("/", None),
            ("/home/ana/.local/share/cobro", None),
            ("/home/ana/Mis cosas/cobro", Some("cifs")),
            ("/home/ana/Mis cosas", Some("cifs")),
            ("/home/ana/Mis cosas aparte", None),
            ("/mnt/c/Users/ana", Some("9p")),
            ("/media/usb/cobro", None),
            ("/media/sd/cobro", None),
            ("/srv/cobro", Some("nfs4")),
            ("/srv/local/cobro", None),
            ("/srvs/cobro", None),
            ("/web/cobro", Some("fuse")),
            ("/casa/ana", Some("nfs")),
            ("/far", Some("fuse.sshfs")),
        ] {
            let told = mounts::network(MOUNTS, path);
            assert_eq!(told.as_deref(), kind, "{path}");
        }
        assert_eq!(mounts::network("", "/home/ana"), None);
    }

    #[cfg(windows)]
    #[test]
    fn shares_of_windows_are_network_file_systems() {
        assert!(server(Path::new(r"\\nas\tienda\cobro")).is_some());
        assert!(server(Path::new(r"\\?\UNC\nas\tienda\cobro")).is_some());
        assert!(server(Path::new(r"C:\Cobro")).is_none());
        assert!(server(Path::new(r"\\?\C:\Cobro")).is_none());
    }
}
