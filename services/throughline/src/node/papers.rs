//! Authorities on the disk: their keys in the data folder, for its owner alone, and beside each what it gave out; and the certificates that are
//! handed over, written into a folder of the asker's. Nothing is ever written over unless that was asked for.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, chown},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, bail};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use throughline_access::certificates::{Authority, Issued, Parsed, Whom, serial_text};
use zeroize::Zeroizing;

use crate::exit::WrongUse;

const CERTIFICATE: &str = "authority.pem";
const KEY: &str = "authority.key";
const GIVEN_OUT: &str = "given-out";
/// An authority that would end sooner than what it gives out is followed by a new one.
pub const LAST_SECONDS: u64 = 90 * 24 * 60 * 60;
/// The servers' authority, as callers are given it.
const SERVER_AUTHORITY: &str = "server-authority.pem";

/// The authorities that a place has made.
pub struct Papers<'a> {
    folder: &'a Path,
}

/// One of them, on the disk.
pub struct Kept {
    folder: PathBuf,
    /// The authority.
    pub authority: Authority,
}

impl<'a> Papers<'a> {
    /// Those of a data folder.
    pub fn of(folder: &'a Path) -> Self {
        Self { folder }
    }

    /// Everything that was made for an agency, the newest last.
    pub fn of_agency(&self, place: &str, agency: &str) -> anyhow::Result<Vec<Kept>> {
        let all = self.folder.join("authorities").join(agency);
        let whom = Whom::Agency { place: place.to_owned(), agency: agency.to_owned() };
        let mut kept = Vec::new();
        for folder in folders(&all)? {
            kept.push(Kept::read(folder, whom.clone())?);
        }
        kept.sort_by_key(|kept| kept.authority.not_after());
        Ok(kept)
    }

    /// Makes another for an agency.
    pub fn make(&self, place: &str, agency: &str) -> anyhow::Result<Kept> {
        let whom = Whom::Agency { place: place.to_owned(), agency: agency.to_owned() };
        let (authority, certificate) = Authority::make(whom, seconds())?;
        let name: String = authority.fingerprint().to_string().chars().take(16).collect();
        keep(self.folder.join("authorities").join(agency).join(name), authority, &certificate)
    }

    /// The one of the place's servers, if there is one.
    pub fn of_servers(&self, place: &str) -> anyhow::Result<Option<Kept>> {
        let folder = self.folder.join("server-authority");
        let whom = Whom::Servers { place: place.to_owned() };
        if folder.join(CERTIFICATE).try_exists()? { Kept::read(folder, whom).map(Some) } else { Ok(None) }
    }

    /// Makes it.
    pub fn make_for_servers(&self, place: &str) -> anyhow::Result<Kept> {
        let (authority, certificate) = Authority::make(Whom::Servers { place: place.to_owned() }, seconds())?;
        keep(self.folder.join("server-authority"), authority, &certificate)
    }

    /// Remembers what was given out, without its key: so that it can be listed, and taken back.
    pub fn remember(&self, kept: &Kept, issued: &Issued) -> anyhow::Result<()> {
        let file = kept.folder.join(GIVEN_OUT).join(format!("{}.pem", serial_text(&issued.serial)));
        write(&file, &issued.certificate, false)
    }
}

impl Kept {
    fn read(folder: PathBuf, whom: Whom) -> anyhow::Result<Self> {
        let told = || format!("the authority in {} cannot be used", folder.display());
        let certificate = read_certificate(&folder.join(CERTIFICATE)).with_context(told)?;
        let key = Zeroizing::new(fs::read_to_string(folder.join(KEY)).with_context(told)?);
        let authority = Authority::read(whom, &certificate, &key).with_context(told)?;
        Ok(Self { folder, authority })
    }

    /// What it gave out, by what each certificate says.
    pub fn given_out(&self) -> anyhow::Result<Vec<Parsed>> {
        let mut given_out = Vec::new();
        for entry in fs::read_dir(self.folder.join(GIVEN_OUT))? {
            given_out.push(Parsed::read(&read_certificate(&entry?.path())?)?);
        }
        given_out.sort_by_key(|says| says.not_after);
        Ok(given_out)
    }

    /// Its own certificate, as PEM.
    pub fn pem(&self) -> anyhow::Result<String> {
        Ok(fs::read_to_string(self.folder.join(CERTIFICATE))?)
    }
}

/// Where a certificate and its key are handed over.
pub struct HandedOver {
    /// The certificate.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
    authority: PathBuf,
    replace: bool,
}

impl HandedOver {
    /// Into this folder, under this name; checked before anything is made.
    pub fn into(folder: &Path, name: &str, replace: bool) -> anyhow::Result<Self> {
        let file = |ending| folder.join(format!("{name}.{ending}"));
        let it = Self { certificate: file("pem"), key: file("key"), authority: folder.join(SERVER_AUTHORITY), replace };
        for file in [&it.certificate, &it.key] {
            if !replace && file.try_exists()? {
                let told = format!("{} is there already; name another folder, or say --replace", file.display());
                return Err(WrongUse::new(told).into());
            }
        }
        make_folder(folder)?;
        Ok(it)
    }

    /// Writes them, and the authority by which the place's servers are known, if there is one.
    pub fn write(&self, issued: &Issued, servers: Option<&Kept>) -> anyhow::Result<()> {
        write(&self.key, &issued.key, self.replace)?;
        write(&self.certificate, &issued.certificate, self.replace)?;
        // It is no secret, and the same each time.
        servers.map_or(Ok(()), |servers| write(&self.authority, &servers.pem()?, true))
    }
}

/// The one certificate of a file, as DER.
pub fn read_certificate(file: &Path) -> anyhow::Result<Vec<u8>> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    match read.with_context(|| format!("{} cannot be read as PEM", file.display()))?.as_slice() {
        [certificate] => Ok(certificate.to_vec()),
        found => bail!("{} holds {} certificates; give the authority's own alone, in PEM", file.display(), found.len()),
    }
}

/// This moment, in seconds since 1970.
pub fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// The key first: a certificate without its key would stand in the way of another start.
fn keep(folder: PathBuf, authority: Authority, certificate: &str) -> anyhow::Result<Kept> {
    let key = authority.key();
    make_folder(&folder.join(GIVEN_OUT))?;
    for (name, text) in [(KEY, key.as_str()), (CERTIFICATE, certificate)] {
        // A key whose certificate never came is nobody's.
        write(&folder.join(name), text, name == KEY)?;
    }
    Ok(Kept { folder, authority })
}

fn folders(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("{} cannot be read", path.display()))?,
    };
    let folders = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    // A crash may have left one without its certificate, which comes last: it never spoke for anybody.
    Ok(folders.into_iter().filter(|folder| folder.join(CERTIFICATE).exists()).collect())
}

fn make_folder(folder: &Path) -> anyhow::Result<()> {
    let told = || format!("the folder {} cannot be made", folder.display());
    let new: Vec<&Path> = folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).collect();
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(told)?;
    new.into_iter().rev().try_for_each(give_to_owner).with_context(told)
}

/// For its owner alone, and durable before anybody hears of it. In the place of another only where that was asked for, and then whole.
fn write(file: &Path, text: &str, replace: bool) -> anyhow::Result<()> {
    let new = if replace { file.with_added_extension("new") } else { file.to_owned() };
    let write = || -> io::Result<()> {
        if replace {
            match fs::remove_file(&new) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        let mut made = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&new)?;
        made.write_all(text.as_bytes())?;
        made.sync_all()?;
        give_to_owner(&new)?;
        if replace {
            fs::rename(&new, file)?;
        }
        File::open(folder_of(file))?.sync_all()
    };
    write().with_context(|| format!("{} cannot be written", file.display()))
}

/// What root makes belongs to whoever owns the folder that it lies in, as with everything in a data folder: the service goes on with it.
fn give_to_owner(path: &Path) -> io::Result<()> {
    let owner = fs::metadata(folder_of(path))?;
    match chown(path, Some(owner.uid()), Some(owner.gid())) {
        // Only root may give anything away.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        done => done,
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
