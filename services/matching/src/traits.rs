//! What of a person's details tells who they are, made ready to be compared. What cannot be read is left out, as if nobody had said it.

use std::fmt;

use throughline_proto::v1::Details;

use crate::{address::Address, born::Born, name::Name, number};

/// More is not looked at: whoever has more says nothing new with it.
const MOST_OTHER_NAMES: usize = 8;
const MOST_REACHES: usize = 8;

/// A person as they are compared. It holds what must only be stored sealed: keep it in memory, and not for long.
#[derive(Clone)]
pub struct Traits {
    /// The given name and what they like to be called.
    pub(crate) given: Vec<Name>,
    pub(crate) family: Vec<Name>,
    /// Other names, which stand for either.
    pub(crate) others: Vec<Name>,
    pub(crate) born: Option<Born>,
    pub(crate) address: Address,
    pub(crate) nhs_number: Option<String>,
    /// Telephone numbers and e-mail addresses.
    pub(crate) reaches: Vec<String>,
}

impl Traits {
    /// The traits in somebody's details.
    pub fn of(details: &Details) -> Self {
        let mut given: Vec<Name> = [&details.given_name, &details.known_as].into_iter().filter_map(|name| Name::of(name)).collect();
        let mut others: Vec<Name> = details.other_names.iter().take(MOST_OTHER_NAMES).filter_map(|name| Name::of(name)).collect();
        if given.is_empty() {
            given = std::mem::take(&mut others);
        }
        let mut reaches: Vec<String> = details.reach.iter().take(MOST_REACHES).filter_map(|reach| number::reach(&reach.at)).collect();
        reaches.sort_unstable();
        reaches.dedup();
        Self {
            given,
            family: Name::of(&details.family_name).into_iter().collect(),
            others,
            born: Born::of(&details.born),
            address: Address::of(&details.address, &details.postcode),
            nhs_number: number::nhs_number(&details.nhs_number),
            reaches,
        }
    }
}

/// Says nothing of the person: what is printed ends up in logs.
impl fmt::Debug for Traits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Traits").finish_non_exhaustive()
    }
}
