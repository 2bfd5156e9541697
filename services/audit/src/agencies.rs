//! Who takes part, and which authorities speak for each: what the view knows of the control records. No tokens: those lie with the nodes.

use std::collections::BTreeMap;

use throughline_proto::v1::{ListedAgency, ListedAuthority};
use throughline_views::Directory;

/// Everybody, by their words; the keeper too, once an authority speaks for it.
pub(crate) fn listed(directory: &Directory) -> Vec<ListedAgency> {
    let known = directory.agencies.iter().map(|(agency, known)| (agency.as_str(), (known.name.clone(), Vec::new())));
    let mut agencies: BTreeMap<&str, (String, Vec<ListedAuthority>)> = known.collect();
    for authority in directory.authorities.iter() {
        agencies.entry(&authority.agency).or_default().1.push(ListedAuthority {
            certificate: authority.certificate.clone(),
            ended: authority.ended,
            taken_back: authority.taken_back.iter().cloned().collect(),
        });
    }
    agencies.into_iter().map(|(agency, (name, authorities))| ListedAgency { agency: agency.to_owned(), name, authorities }).collect()
}
