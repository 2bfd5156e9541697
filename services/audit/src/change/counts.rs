//! What is counted of each record. Only its kind, its agency and a few words of its facts that name nobody are looked at.

use std::collections::{BTreeMap, HashMap};

use throughline_access::{KEEPER, purpose::PURPOSES};
use throughline_log::{Keys, Lane, Record, Unreadable, open_facts};
use throughline_proto::v1::{
    AgencyWrote, BasisCounted, DescribeChangeResponse, EmergenciesCounted, Event, KindCounted, LooksCounted, event::Kind,
};
use throughline_story::kind_name;
use throughline_views::Directory;

use super::rounded::{are_many, exact, rounded};

/// Kinds about the place and about no person, by their names.
const OF_THE_PLACE: [&str; 8] = [
    "agency_joined",
    "group_formed",
    "key_changed",
    "offer_published",
    "offer_withdrawn",
    "policy_adopted",
    "retention_set",
    "space_offered",
];
const US_A_MINUTE: i64 = 60_000_000;

/// What was counted so far.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// By agency and kind.
    kinds: BTreeMap<String, BTreeMap<&'static str, u64>>,
    /// By agency and purpose.
    looks: BTreeMap<(String, &'static str), u64>,
    erased_since: u64,
    unreadable: u64,
    /// When stories were opened, by the event, and when somebody first looked at that.
    openings: HashMap<String, (i64, Option<i64>)>,
    erasures: BTreeMap<String, u64>,
    /// Begun and ended.
    holds: [u64; 2],
    restrictions: [u64; 2],
}

impl Counts {
    /// One record more, taken in at this moment. Gives whether it was a look.
    pub(crate) fn take(&mut self, record: &Record, moment_us: i64, keys: &Keys) -> bool {
        let agency = &record.header.agency;
        let event = match open_facts(record, keys) {
            Ok(event) => Some(event),
            Err(Unreadable::Erased) => None,
            Err(Unreadable::Damaged(_) | Unreadable::KeysAway(_)) => {
                self.unreadable += 1;
                return record.header.lane() == Lane::Look;
            }
        };
        // A look at everybody's is about nobody, and lies with what is the place's.
        let is_look = record.header.lane() == Lane::Look || event.as_ref().is_some_and(|event| matches!(event.kind, Some(Kind::Looked(_))));
        if is_look {
            let purpose = event.as_ref().map_or("", purpose_of);
            *self.looks.entry((agency.clone(), purpose)).or_default() += 1;
            return true;
        }
        match event.as_ref().and_then(|event| Some((event, event.kind.as_ref()?))) {
            Some((event, kind)) => self.entry(agency, event, kind, moment_us),
            None => self.erased_since += 1,
        }
        false
    }

    fn entry(&mut self, agency: &str, event: &Event, kind: &Kind, moment_us: i64) {
        *self.kinds.entry(agency.to_owned()).or_default().entry(kind_name(kind)).or_default() += 1;
        match kind {
            Kind::EmergencyOpened(_) => drop(self.openings.insert(event.id.clone(), (moment_us, None))),
            Kind::EmergencyReviewed(reviewed) => {
                if let Some((_, first)) = self.openings.get_mut(&reviewed.opening) {
                    first.get_or_insert(moment_us);
                }
            }
            Kind::Erased(erased) => *self.erasures.entry(erased.basis.clone()).or_default() += 1,
            Kind::HoldPlaced(hold) => self.holds[usize::from(hold.ended)] += 1,
            Kind::RestrictionPlaced(placed) => self.restrictions[usize::from(placed.ended.is_some())] += 1,
            _ => {}
        }
    }

    pub(crate) fn told(self, response: DescribeChangeResponse, directory: &Directory) -> DescribeChangeResponse {
        let name =
            |agency: &str| directory.agencies.get(agency).map(|known| known.name.clone()).filter(|_| agency != KEEPER).unwrap_or_default();
        let emergencies = self.emergencies();
        let agency = |(agency, kinds): (String, BTreeMap<&'static str, u64>)| AgencyWrote {
            name: name(&agency),
            agency,
            entries: Some(rounded(kinds.values().sum())),
            kinds: kinds.into_iter().map(kind_counted).collect(),
        };
        let looks = |((agency, purpose), count): ((String, &'static str), u64)| LooksCounted {
            name: name(&agency),
            agency,
            purpose: purpose.to_owned(),
            looks: Some(rounded(count)),
        };
        DescribeChangeResponse {
            agencies: self.kinds.into_iter().map(agency).collect(),
            erased_since: Some(rounded(self.erased_since)),
            unreadable: self.unreadable,
            emergencies: Some(emergencies),
            erasures: by_basis(self.erasures),
            holds_placed: Some(rounded(self.holds[0])),
            holds_ended: Some(rounded(self.holds[1])),
            restrictions_placed: Some(rounded(self.restrictions[0])),
            restrictions_ended: Some(rounded(self.restrictions[1])),
            looks: self.looks.into_iter().map(looks).collect(),
            ..response
        }
    }

    fn emergencies(&self) -> EmergenciesCounted {
        let mut took: Vec<i64> = self.openings.values().filter_map(|(opened, reviewed)| Some(minutes((*reviewed)? - opened))).collect();
        took.sort_unstable();
        let (opened, reviewed) = (self.openings.len() as u64, took.len() as u64);
        // That of a few would be one person's.
        let median = took.get(took.len().saturating_sub(1) / 2).filter(|_| are_many(reviewed)).copied().unwrap_or_default();
        EmergenciesCounted {
            opened: Some(rounded(opened)),
            reviewed: Some(rounded(reviewed)),
            awaiting: Some(rounded(opened - reviewed)),
            median_minutes: median.unsigned_abs(),
        }
    }
}

/// Begun minutes, one at least.
fn minutes(us: i64) -> i64 {
    ((us + US_A_MINUTE - 1) / US_A_MINUTE).max(1)
}

fn kind_counted((kind, count): (&'static str, u64)) -> KindCounted {
    let entries = if OF_THE_PLACE.contains(&kind) { exact(count) } else { rounded(count) };
    KindCounted { kind: kind.to_owned(), entries: Some(entries) }
}

/// One of the purposes that there are: whatever else may stand there is not told.
fn purpose_of(event: &Event) -> &'static str {
    match &event.kind {
        Some(Kind::Looked(looked)) => PURPOSES.into_iter().find(|purpose| *purpose == looked.purpose).unwrap_or_default(),
        _ => "",
    }
}

/// A basis is the keeper's own text: it is told where several erasures rest on it, and otherwise with the others.
fn by_basis(erasures: BTreeMap<String, u64>) -> Vec<BasisCounted> {
    let (many, few): (Vec<_>, Vec<_>) = erasures.into_iter().partition(|(_, count)| are_many(*count));
    let others: u64 = few.iter().map(|(_, count)| count).sum();
    let others = (others > 0).then_some((String::new(), others));
    let told = |(basis, count)| BasisCounted { basis, erasures: Some(rounded(count)) };
    many.into_iter().chain(others).map(told).collect()
}
