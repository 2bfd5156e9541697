//! What `serve` runs with: a flag counts before the environment, the environment before the TOML file, and the file before the default.
//! Checked as a whole before anything is opened. The defaults of every command live here too.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde::Deserialize;

use crate::{cli::ServeArgs, exit::WrongUse};

/// Where a place is kept unless something else is said.
pub const DATA: &str = "throughline-data";
/// Where a demo is kept unless something else is said.
pub const DEMO_DATA: &str = "throughline-demo";
/// Where gRPC listens unless something else is said.
pub const LISTEN: &str = "127.0.0.1:7400";
/// The same as an address to call.
pub const ADDRESS: &str = "http://127.0.0.1:7400";
/// A place without a word of its own.
pub const PLACE: &str = "place";
const GRPC_PORT: u16 = 7400;
/// A word is part of the log's name, of NATS subjects and of host names.
const LONGEST_WORD: usize = 63;

/// What the file may say; anything else in it is an error, so that a slip of the finger is not passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data: Option<PathBuf>,
    listen: Option<SocketAddr>,
    place: Option<String>,
}

/// What a server runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// Where gRPC listens; always the loopback.
    pub listen: SocketAddr,
    /// The place's own word, if one was given: a folder that has one keeps it.
    pub place: Option<String>,
}

impl Settings {
    /// Puts together what the flags and the environment (both in `args`) and the file say.
    pub fn load(args: &ServeArgs) -> anyhow::Result<Self> {
        let file = args.config.as_deref().map(read).transpose()?.unwrap_or_default();
        let settings = Self {
            data: args.data.clone().or(file.data).unwrap_or_else(|| DATA.into()),
            listen: args.listen.or(file.listen).unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, GRPC_PORT))),
            place: args.place.clone().or(file.place),
        };
        check_listen(settings.listen)?;
        if let Some(place) = settings.place.as_deref().filter(|place| !is_word(place)) {
            let message = format!("\"{place}\" cannot be a place's word: use a to z, 0 to 9 and hyphens, {LONGEST_WORD} at most");
            return Err(WrongUse::new(message).into());
        }
        Ok(settings)
    }
}

/// Without TLS nothing listens where another machine could hear it.
pub fn check_listen(listen: SocketAddr) -> Result<(), WrongUse> {
    if listen.ip().is_loopback() {
        return Ok(());
    }
    Err(WrongUse::new(format!(
        "{listen} can be reached from other machines, and what people say would travel in clear: listen on 127.0.0.1 or [::1]"
    )))
}

/// Whether a text can be an agency's or a place's word: a to z, 0 to 9 and hyphens, beginning and ending with none.
pub fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_WORD
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// The word that a name makes: "Harmony House" becomes "harmony-house". Empty when nothing of it can be kept.
pub fn word_of(name: &str) -> String {
    let mut word = String::new();
    for character in name.to_lowercase().chars().filter(|character| *character != '\'' && *character != '’') {
        if character.is_ascii_alphanumeric() {
            word.push(character);
        } else if !word.is_empty() && !word.ends_with('-') {
            word.push('-');
        }
    }
    word.truncate(LONGEST_WORD);
    word.trim_end_matches('-').to_owned()
}

fn read(path: &Path) -> anyhow::Result<File> {
    let text = fs::read_to_string(path).with_context(|| WrongUse::new(format!("cannot read the configuration {}", path.display())))?;
    toml::from_str(&text).map_err(|error| WrongUse::new(format!("the configuration {} is not right:\n{error}", path.display())).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::{Exit, of_error};

    fn config(text: &str) -> (tempfile::TempDir, ServeArgs) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("throughline.toml");
        fs::write(&path, text).expect("written");
        (folder, ServeArgs { config: Some(path), ..ServeArgs::default() })
    }

    #[test]
    fn a_flag_counts_before_the_file_and_the_file_before_the_default() {
        let (_folder, mut args) = config("place = \"dagenham\"\nlisten = \"127.0.0.1:1\"");
        args.place = Some("barking".to_owned());
        let settings = Settings::load(&args).expect("it loads");
        assert_eq!((settings.place.as_deref(), settings.listen.port(), settings.data), (Some("barking"), 1, PathBuf::from(DATA)));
    }

    #[test]
    fn a_key_that_nobody_knows_is_wrong_use() {
        let (_folder, args) = config("lissten = \"127.0.0.1:1\"");
        let error = Settings::load(&args).expect_err("it does not load");
        assert_eq!(of_error(&error), Exit::WrongUse);
        assert!(error.to_string().contains("lissten"), "{error}");
    }

    #[test]
    fn nothing_listens_beyond_the_loopback() {
        let args = ServeArgs { listen: Some(SocketAddr::from(([0, 0, 0, 0], 7400))), ..ServeArgs::default() };
        assert_eq!(of_error(&Settings::load(&args).expect_err("it does not load")), Exit::WrongUse);
    }

    #[test]
    fn a_name_makes_a_word() {
        assert_eq!(word_of("Harmony House"), "harmony-house");
        assert_eq!(word_of("  St. Mary's – Barking "), "st-marys-barking");
        assert!(is_word(&word_of("Participatory City")));
    }

    #[test]
    fn the_address_to_call_is_where_the_server_listens() {
        assert_eq!(ADDRESS, format!("http://{LISTEN}"));
    }
}
