//! DescribeProcessing: the record of processing, as far as the log and the settings know it. Numbers of people below ten are never told.

use throughline_access::{Access, policies, purpose::PURPOSES};
use throughline_proto::v1::{DescribeProcessingResponse, ProcessingAgency, ProcessingCategory, ProcessingPurpose};
use throughline_views::{Directory, Surveyed};

use crate::retention::settings;

/// Fewer than these might be told apart.
const FEWEST: u64 = 10;

/// The record.
pub(crate) fn describe(place: &str, surveyed: &Surveyed, directory: &Directory, access: &Access) -> DescribeProcessingResponse {
    let agency = |(word, known): (&String, &throughline_views::AgencyKnown)| ProcessingAgency {
        agency: word.clone(),
        name: known.name.clone(),
        people: told(surveyed.profiles.get(word).copied().unwrap_or_default()),
        supporters: told(directory.supporters.values().filter(|supporter| supporter.agency == *word && !supporter.left).count() as u64),
        certificates: directory.authorities.iter().any(|authority| authority.agency == *word && !authority.ended),
    };
    let mut agencies: Vec<ProcessingAgency> = directory.agencies.iter().map(agency).collect();
    agencies.sort_by(|one, other| one.agency.cmp(&other.agency));
    let category = |name: &str, count: u64| ProcessingCategory { name: name.to_owned(), count: told(count) };
    let text = directory.adopted.as_ref().map_or(policies::EMBEDDED, |(_, text)| text);
    let words: Vec<&str> = directory.agencies.keys().map(String::as_str).collect();
    let barred = |purpose: &str| access.is_barred(purpose, &words);
    DescribeProcessingResponse {
        place: place.to_owned(),
        agencies,
        purposes: PURPOSES.map(|purpose| ProcessingPurpose { purpose: purpose.to_owned(), barred: barred(purpose) }).to_vec(),
        people: vec![
            category("residents", surveyed.profiles.values().sum()),
            category("supporters", directory.supporters.values().filter(|supporter| !supporter.left).count() as u64),
        ],
        data: surveyed.kinds.iter().map(|(kind, count)| category(kind, *count)).collect(),
        retention: settings(directory),
        policies_adopted_at: access.adopted_at(),
        policies_digest: policies::digest(text).to_vec(),
        erased: told(surveyed.erased),
        as_of: None,
    }
}

fn told(count: u64) -> u64 {
    if count < FEWEST { 0 } else { count }
}
