//! Files that are replaced whole: whoever reads finds the old one or the new one, also after a power cut. What is in them is not known in here.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

/// Whoever may look into the folder may read it.
const EVERYBODY: u32 = 0o666;
const OWNER_ALONE: u32 = 0o600;

/// Puts a file in place of the one of that name, durably.
pub fn write_file(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    replace(folder, name, bytes, EVERYBODY)
}

/// The same with what only its owner may read.
pub fn write_private_file(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    replace(folder, name, bytes, OWNER_ALONE)
}

/// Makes what was named in a folder durable: a file's name is so only when its folder is.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    let here = folder.as_os_str().is_empty();
    File::open(if here { Path::new(".") } else { folder })?.sync_all()
}

fn replace(folder: &Path, name: &str, bytes: &[u8], mode: u32) -> io::Result<()> {
    let new = folder.join(format!("{name}.new"));
    // One that a crash left behind may be open to others, or lead elsewhere.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut writing = OpenOptions::new().write(true).create_new(true).mode(mode).open(&new)?;
    writing.write_all(bytes)?;
    writing.sync_all()?;
    fs::rename(&new, folder.join(name))?;
    sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_what_a_crash_left_behind_leads_nowhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, elsewhere) = (folder.path().join("note"), folder.path().join("elsewhere"));
        write_file(folder.path(), "note", b"the old one, which is longer").expect("written");
        fs::write(&elsewhere, "untouched").expect("written");
        symlink(&elsewhere, folder.path().join("note.new")).expect("a link");
        write_private_file(folder.path(), "note", b"the new one").expect("written");
        assert_eq!(fs::read(&file).expect("there"), b"the new one");
        assert_eq!(fs::read(&elsewhere).expect("there"), b"untouched");
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
        assert!(!folder.path().join("note.new").exists());
    }
}
