//! Where the log and the keys lie, as the command line says it. A password in an address is never shown: not in a message, a log or a panic.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::exit::WrongUse;

/// The log's file in a data folder.
pub const LOG_FILE: &str = "log.sqlite";

/// Where a log lies.
#[derive(Clone, PartialEq, Eq)]
pub enum LogAddress {
    /// In one SQLite file.
    Sqlite(PathBuf),
    /// In a Postgres database, by its whole address.
    Postgres(String),
}

/// Where the keys lie.
#[derive(Clone, PartialEq, Eq)]
pub enum KeysAddress {
    /// In the data folder.
    Folder,
    /// In a Postgres database of their own, by its whole address; the data folder holds a copy.
    Postgres(String),
}

/// Where a node's truth lies: what [`Opened::open`](crate::node::Opened::open) opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stores {
    /// The log.
    pub log: LogAddress,
    /// The keys.
    pub keys: KeysAddress,
    /// The file with the master key, if it is not in the data folder.
    pub master_key: Option<PathBuf>,
}

impl Stores {
    /// Everything in a data folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self { log: LogAddress::Sqlite(folder.join(LOG_FILE)), keys: KeysAddress::Folder, master_key: None }
    }

    /// As the command line says; what it leaves out is in the data folder.
    pub fn of(folder: &Path, log: Option<&str>, keys: Option<&str>, master_key: Option<PathBuf>) -> Result<Self, WrongUse> {
        let in_folder = Self::in_folder(folder);
        Ok(Self {
            log: log.map_or(Ok(in_folder.log), |text| LogAddress::parse("--log", text))?,
            keys: keys.map_or(Ok(in_folder.keys), KeysAddress::parse)?,
            master_key,
        })
    }
}

impl LogAddress {
    /// Reads `sqlite:PATH` or `postgres://…`, as an option of that name has it.
    pub fn parse(option: &str, text: &str) -> Result<Self, WrongUse> {
        if let Some(path) = text.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            return Ok(Self::Sqlite(path.into()));
        }
        // What was given may hold a password, and is not repeated.
        postgres(text).map(Self::Postgres).ok_or_else(|| {
            WrongUse::new(format!("{option} is no address of a log; one looks like sqlite:PATH, or like postgres://USER@HOST/DATABASE"))
        })
    }
}

impl KeysAddress {
    /// Reads `postgres://…`.
    pub fn parse(text: &str) -> Result<Self, WrongUse> {
        let told =
            "--keys is no address of a database; one looks like postgres://USER@HOST/DATABASE. Left out, keys lie in the data folder";
        postgres(text).map(Self::Postgres).ok_or_else(|| WrongUse::new(told))
    }
}

fn postgres(text: &str) -> Option<String> {
    ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)).then(|| text.to_owned())
}

impl fmt::Display for LogAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(formatter, "sqlite:{}", path.display()),
            Self::Postgres(address) => formatter.write_str(&without_password(address)),
        }
    }
}

impl fmt::Debug for LogAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Debug for KeysAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder => formatter.write_str("the data folder"),
            Self::Postgres(address) => formatter.write_str(&without_password(address)),
        }
    }
}

/// An address as it may be shown: whatever could be a password is left out.
pub fn without_password(address: &str) -> String {
    let (place, query) = address.split_once('?').map_or((address, None), |(place, query)| (place, Some(query)));
    let place = match (place.split_once("://"), place.rsplit_once('@')) {
        (Some((scheme, _)), Some((before, host))) => {
            let who = before.get(scheme.len() + 3..).unwrap_or_default();
            match who.split_once(':') {
                Some((user, _)) => format!("{scheme}://{user}:***@{host}"),
                None => format!("{scheme}://{who}@{host}"),
            }
        }
        _ => place.to_owned(),
    };
    let Some(query) = query else { return place };
    let shown = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if name.to_lowercase().contains("pass") => format!("{name}=***"),
        _ => pair.to_owned(),
    });
    format!("{place}?{}", shown.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (address, shown) in [
            ("postgres://writer:s3:cr@t@db.example:5432/log", "postgres://writer:***@db.example:5432/log"),
            ("postgres://writer@db.example/log", "postgres://writer@db.example/log"),
            ("nats://one:secret@a:4222", "nats://one:***@a:4222"),
            ("postgres://db/log?user=w&password=secret&sslmode=require", "postgres://db/log?user=w&password=***&sslmode=require"),
            ("nats://a:4222", "nats://a:4222"),
        ] {
            assert_eq!(without_password(address), shown);
            assert!(!format!("{:?}", LogAddress::Postgres(address.to_owned())).contains("secret"));
        }
    }

    #[test]
    fn what_is_no_address_is_not_repeated() {
        for text in ["postgre://writer:secret@db/log", "sqlite:", "host=db password=secret", "log.sqlite"] {
            let told = LogAddress::parse("--to", text).expect_err("it is none").to_string();
            assert!(!told.contains("secret") && told.starts_with("--to ") && told.contains("sqlite:PATH"), "{told}");
        }
        assert_eq!(LogAddress::parse("--log", "sqlite:a/b.sqlite"), Ok(LogAddress::Sqlite("a/b.sqlite".into())));
        assert!(KeysAddress::parse("sqlite:keys").is_err());
    }
}
