//! Opening files of a bundle that somebody else made: only those whose names are known beforehand, only plain ones, and nothing by way of a link.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

/// Fails where the last part of the path is a link (Linux, and as POSIX has it).
const NO_FOLLOW: i32 = rustix::fs::OFlags::NOFOLLOW.bits() as i32;
/// Does not wait where the path is a pipe that nobody writes to.
const NO_WAITING: i32 = rustix::fs::OFlags::NONBLOCK.bits() as i32;

/// What opening a link ends with then.
const LOOP: i32 = rustix::io::Errno::LOOP.raw_os_error();

/// Opens a plain file of a bundle, by a path of this program's own making.
pub fn open(folder: &Path, path: &str) -> io::Result<File> {
    let mut at = folder.to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    // Folders on the way are no links either, or a bundle could show what lies elsewhere.
    for part in parts.iter().take(parts.len().saturating_sub(1)) {
        at.push(part);
        if fs::symlink_metadata(&at)?.file_type().is_symlink() {
            return Err(is_a_link(part));
        }
    }
    let opened = OpenOptions::new().read(true).custom_flags(NO_FOLLOW | NO_WAITING).open(folder.join(path));
    let file = match opened {
        Err(error) if error.raw_os_error() == Some(LOOP) => return Err(is_a_link(path)),
        opened => opened?,
    };
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::new(ErrorKind::InvalidData, "it is no plain file")) }
}

/// A text of a bundle, as far as it is to be read.
pub fn read_text(folder: &Path, path: &str, largest: u64) -> io::Result<String> {
    let mut text = String::new();
    open(folder, path)?.take(largest).read_to_string(&mut text)?;
    Ok(text)
}

fn is_a_link(part: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("{part} is a link, and a bundle has none"))
}

/// Every file and link below a bundle's folder, by its path, in no order; nothing is followed. `each` may end it.
pub fn walk(folder: &Path, each: &mut impl FnMut(&str)) -> io::Result<()> {
    walk_in(folder, "", 0, each)
}

fn walk_in(folder: &Path, beneath: &str, depth: u8, each: &mut impl FnMut(&str)) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let path = format!("{beneath}{}", name.to_string_lossy());
        // A tile's path has nine parts at the most.
        if entry.file_type()?.is_dir() && depth < 12 {
            walk_in(&entry.path(), &format!("{path}/"), depth + 1, each)?;
        } else {
            each(&path);
        }
    }
    Ok(())
}
