//! Which authorities speak for which agency, as the log says. Whether a certificate is one of theirs is for `access`: nothing in here reads
//! certificates.

use std::{collections::BTreeSet, sync::Arc};

use throughline_proto::v1::KeyChanged;

/// An authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityKnown {
    /// The agency for which it speaks.
    pub agency: String,
    /// Its own certificate, as DER.
    pub certificate: Vec<u8>,
    /// It no longer speaks.
    pub ended: bool,
    /// The serial numbers that were taken back in its name. They hold for every authority of the agency with the same key, also when this one has
    /// ended; which have the same is for `access`.
    pub taken_back: BTreeSet<Vec<u8>>,
}

/// All that ever spoke, in the order in which they began.
#[derive(Debug, Clone, Default)]
pub struct Authorities {
    known: Arc<Vec<AuthorityKnown>>,
    changed: u64,
}

impl Authorities {
    /// The position of the record that changed them last.
    pub fn changed(&self) -> u64 {
        self.changed
    }

    /// Each of them, also those that have ended.
    pub fn iter(&self) -> impl Iterator<Item = &AuthorityKnown> {
        self.known.iter()
    }

    /// Takes in what was recorded at a position. What is said last counts, but a certificate that was taken back stays so.
    pub(crate) fn learn(&mut self, key: &KeyChanged, position: u64) {
        self.changed = position;
        let known = Arc::make_mut(&mut self.known);
        let index = known.iter().position(|known| known.agency == key.agency && known.certificate == key.certificate);
        let index = index.unwrap_or_else(|| {
            known.push(AuthorityKnown {
                agency: key.agency.clone(),
                certificate: key.certificate.clone(),
                // Somebody who takes back a certificate of an authority that nobody knows brings none in by that.
                ended: !key.serial.is_empty(),
                taken_back: BTreeSet::new(),
            });
            known.len() - 1
        });
        if key.serial.is_empty() {
            known[index].ended = key.ended;
        } else {
            known[index].taken_back.insert(key.serial.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(certificate: u8, serial: &[u8], ended: bool) -> KeyChanged {
        KeyChanged { agency: "care-city".into(), certificate: vec![certificate], serial: serial.to_vec(), ended, ..KeyChanged::default() }
    }

    fn after(keys: &[KeyChanged]) -> Vec<AuthorityKnown> {
        let mut authorities = Authorities::default();
        keys.iter().for_each(|key| authorities.learn(key, 1));
        authorities.iter().cloned().collect()
    }

    #[test]
    fn what_is_said_last_of_an_authority_counts() {
        assert!(after(&[key(1, &[], false), key(1, &[], true)])[0].ended);
        assert!(!after(&[key(1, &[], true), key(1, &[], false)])[0].ended);
        assert_eq!(after(&[key(1, &[], false), key(2, &[], false)]).len(), 2);
    }

    #[test]
    fn a_certificate_that_was_taken_back_stays_so_and_brings_no_authority_in() {
        let told = after(&[key(1, &[7], false), key(2, &[], false), key(2, &[8], false), key(2, &[], true), key(2, &[], false)]);
        assert!(told[0].ended && told[0].taken_back.contains([7].as_slice()));
        assert!(!told[1].ended && told[1].taken_back.contains([8].as_slice()));
    }
}
