//! What is counted and found while a bundle is read, beside what its hashes tell.

use std::{collections::HashSet, path::Path};

use throughline_log::{Finding, Trouble};
use throughline_proto::v1::BundledRecord;

use super::{files::read_text, holds};

/// More than these are counted and not listed.
const MOST_FINDINGS: usize = 1_000;

/// What was counted and found.
#[derive(Debug, Default)]
pub struct Counted {
    /// Records.
    pub records: u64,
    /// Sealed parts.
    pub parts: u64,
    /// Parts that a header speaks of and that are not there.
    pub absent: u64,
    /// Parts that were opened.
    pub opened: u64,
    /// Keys that came with parts.
    pub keys: u64,
    /// The positions of records that adopted policies.
    pub adopted: HashSet<u64>,
    /// What is not as it was written.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub unlisted: u64,
}

impl Counted {
    /// Something is not as it was written.
    pub fn find(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else {
            self.unlisted += 1;
        }
    }

    /// A file is not what it should be.
    pub fn file(&mut self, expected: impl Into<String>, found: impl Into<String>) {
        self.find(Finding { position: 0, trouble: Trouble::FileUnfit, expected: expected.into(), found: found.into() });
    }

    /// What was counted elsewhere, too.
    pub fn add(&mut self, other: Self) {
        let Self { records, parts, absent, opened, keys, adopted, findings, unlisted } = other;
        self.records += records;
        self.parts += parts;
        self.absent += absent;
        self.opened += opened;
        self.keys += keys;
        self.adopted.extend(adopted);
        self.unlisted += unlisted;
        findings.into_iter().for_each(|finding| self.find(finding));
    }

    /// Looks at what came with a record besides its hashes: keys to its parts, and the policies that it adopted.
    pub fn beside(&mut self, folder: &Path, bundled: &BundledRecord) {
        self.policies(folder, bundled);
        let keys = bundled.content_keys.iter().filter(|key| !key.is_empty()).count() as u64;
        if keys == 0 {
            return;
        }
        self.keys += keys;
        let Some(record) = holds::record(bundled) else { return };
        let (opened, findings) = holds::check_opened(bundled, &record);
        self.opened += opened;
        findings.into_iter().for_each(|finding| self.find(finding));
    }

    fn policies(&mut self, folder: &Path, bundled: &BundledRecord) {
        let Some(text) = holds::policies(bundled) else { return };
        self.adopted.insert(bundled.position);
        let path = policies_path(bundled.position);
        let found = match read_text(folder, &path, text.len() as u64 + 1) {
            Ok(found) if found == text => return,
            Ok(_) => "other policies".to_owned(),
            Err(error) => error.to_string(),
        };
        let expected = format!("{path}: the policies that this record adopted");
        self.find(Finding { position: bundled.position, trouble: Trouble::BesideDiffers, expected, found });
    }
}

/// Where the policies that a record adopted lie.
pub fn policies_path(position: u64) -> String {
    format!("policies/{position}.cedar")
}
