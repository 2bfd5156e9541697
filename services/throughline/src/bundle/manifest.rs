//! What a bundle says of itself. It is a list of contents and no proof: whoever checks a bundle believes keys and hashes.

use std::{fs, io::Read as _, path::Path};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use super::files;

/// The one format there is.
const FORMAT: &str = "throughline-bundle/1";
const FILE: &str = "manifest.json";
/// It lists no records, so that it stays small.
const LARGEST: u64 = 1 << 20;

/// What a bundle holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    /// The log's name.
    pub log: String,
    /// The keys it says that the log signs with. Compare them with the one you were given.
    pub verifier_keys: Vec<String>,
    /// The witnesses that have cosigned its checkpoint, by their names.
    #[serde(default)]
    pub witnesses: Vec<String>,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// How many records the tree of its checkpoint has.
    pub tree_size: u64,
    /// How many records are in it.
    pub records: u64,
    /// Which.
    pub of: Of,
    /// Of a story: the profiles that it was joined of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// Whose words it holds.
    pub words: Words,
}

/// Which records are in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// All up to its checkpoint.
    Everything,
    /// Those of one story, by a profile.
    Story(String),
    /// Those that one agency wrote.
    Agency(String),
}

/// Whether facts and words can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// As they lie in the log: nobody reads them without the place's keys.
    Sealed,
    /// With the key to each part that could be opened, for this reason.
    Opened {
        /// Why.
        reason: String,
    },
}

impl Manifest {
    /// A manifest of the one format.
    pub fn new(log: String, verifier_keys: Vec<String>, of: Of, words: Words, tree_size: u64) -> Self {
        let made_at = jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default().to_string();
        Self {
            format: FORMAT.to_owned(),
            log,
            verifier_keys,
            witnesses: Vec::new(),
            made_at,
            tree_size,
            records: 0,
            of,
            profiles: Vec::new(),
            words,
        }
    }

    /// Writes it into a bundle's folder: last, so that what was cut off is none.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        fs::write(folder.join(FILE), format!("{text}\n")).context("the manifest cannot be written")
    }

    /// Reads a bundle's.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut text = String::new();
        let file = files::open(folder, FILE).with_context(|| format!("{} is no bundle: it has no manifest.json", folder.display()))?;
        file.take(LARGEST + 1).read_to_string(&mut text).context("the bundle's manifest.json cannot be read")?;
        if text.len() as u64 > LARGEST {
            bail!("the bundle's manifest.json is larger than any is");
        }
        let manifest: Self = serde_json::from_str(&text).context("the bundle's manifest.json is none that this program knows")?;
        if manifest.format != FORMAT {
            bail!("this bundle is of the format {}, and this program reads {FORMAT}", manifest.format);
        }
        Ok(manifest)
    }
}
