//! Two people side by side: how far they agree in each field. What that is worth is in the weights.

use throughline_proto::v1::Evidence;

use crate::{
    alike::is_one_slip,
    level::{Field, Level},
    name::{Alike, Name},
    traits::Traits,
};

/// How far two people agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    levels: [Level; Field::ALL.len()],
    /// How many carry the names, given and family, that they agree in: 0 for names that are not known to be common.
    shares: [f64; 2],
    /// Given and family name are compared the other way round.
    crossed: bool,
    /// At least one of them was born on a first of January.
    new_year: bool,
}

impl Agreement {
    /// Lays two people side by side. The same whichever comes first.
    pub fn between(one: &Traits, other: &Traits) -> Self {
        let ([given, family], crossed) = names(one, other);
        let born = one.born.as_ref().zip(other.born.as_ref());
        let levels = Field::ALL.map(|field| match field {
            Field::Given => given.level,
            Field::Family => family.level,
            Field::Born => born.map_or(Level::Unknown, |(mine, theirs)| mine.compare(theirs)),
            Field::House => one.address.compare_numbers(&other.address),
            Field::Street => one.address.compare_words(&other.address),
            Field::Postcode => one.address.compare_postcodes(&other.address),
            Field::NhsNumber => nhs_numbers(one, other),
            Field::Reach => reaches(one, other),
        });
        let new_year = born.is_some_and(|(mine, theirs)| mine.is_new_year() || theirs.is_new_year());
        Self { levels, shares: [given.share, family.share], crossed, new_year }
    }

    /// How far they agree in a field.
    pub fn level(&self, field: Field) -> Level {
        self.levels.get(field as usize).copied().unwrap_or(Level::Unknown)
    }

    /// What in it points to the same person, for a `ProfilesMayMatch` or a `ProfilesJoined`.
    pub fn evidence(&self) -> Vec<Evidence> {
        let clear = |field| self.level(field).is_clear();
        let at_home = self.level(Field::Street).is_clear() && !matches!(self.level(Field::House), Level::Other);
        let found = [
            (Evidence::Name, clear(Field::Given) && clear(Field::Family)),
            (Evidence::Born, clear(Field::Born)),
            (Evidence::Address, at_home || (clear(Field::Postcode) && self.level(Field::House) == Level::Same)),
            (Evidence::NhsNumber, clear(Field::NhsNumber)),
        ];
        found.into_iter().filter_map(|(evidence, holds)| holds.then_some(evidence)).collect()
    }

    /// The share of people who carry the name in this field; 0 for a rare name, and for a field that is no name.
    pub(crate) fn share(&self, field: Field) -> f64 {
        match field {
            Field::Given => self.shares[0],
            Field::Family => self.shares[1],
            _ => 0.0,
        }
    }

    /// Whether the names fit only the other way round.
    pub(crate) fn is_crossed(&self) -> bool {
        self.crossed
    }

    /// Whether the day of birth says little.
    pub(crate) fn is_of_new_year(&self) -> bool {
        self.new_year
    }
}

const UNNAMED: Alike = Alike { level: Level::Unknown, share: 0.0 };

/// Given and family name, and whether they are compared the other way round because that fits better. In many places the family's name comes
/// first, or there is none, and a clerk puts the parts somewhere. The other way round, the name that fits better stands for the family's: if
/// only one fits, it is the one that a whole family has. Of two that fit as well, the rarer does, so that nobody gains by it.
fn names(one: &Traits, other: &Traits) -> ([Alike; 2], bool) {
    let straight = [best(&one.given, &other.given, one, other), best(&one.family, &other.family, one, other)];
    // Another name helps where the names stand as they should: here it would be a second way to agree by chance.
    let mut crossed = [better(UNNAMED, &one.given, &other.family), better(UNNAMED, &one.family, &other.given)];
    let whole = undivided(one, other).filter(|whole| rank(whole) > rank(&straight).max(rank(&crossed)).max(0));
    if let Some(whole) = whole {
        return (whole, false);
    }
    if rank(&crossed) <= rank(&straight) {
        return (straight, false);
    }
    crossed.sort_by(|mine, theirs| mine.level.rank().cmp(&theirs.level.rank()).then(theirs.share.total_cmp(&mine.share)));
    (crossed, true)
}

fn rank(names: &[Alike; 2]) -> i8 {
    names.iter().map(|alike| alike.level.rank()).sum()
}

/// As if nobody had a family name that was only taken for one: "Abdul Karim" may be all of a given name.
fn undivided(one: &Traits, other: &Traits) -> Option<[Alike; 2]> {
    let is_undivided = !one.undivided.is_empty() || !other.undivided.is_empty();
    is_undivided.then(|| [best(one.all_given(), other.all_given(), one, other), UNNAMED])
}

/// The best that two lists of names have in common. Where they differ, another name that somebody goes by may help.
fn best(mine: &[Name], theirs: &[Name], one: &Traits, other: &Traits) -> Alike {
    let named = better(UNNAMED, mine, theirs);
    if named.level != Level::Other {
        return named;
    }
    better(better(named, &one.others, theirs), mine, &other.others)
}

/// The better of what is known and of each pair; of two that are as good, the one with the rarer name.
fn better(known: Alike, mine: &[Name], theirs: &[Name]) -> Alike {
    let pairs = mine.iter().flat_map(|mine| theirs.iter().map(move |theirs| (mine, theirs)));
    pairs.fold(known, |known, (mine, theirs)| {
        let found = mine.compare(theirs);
        let (rank, before) = (found.level.rank(), known.level.rank());
        let is_better = known.level == Level::Unknown || rank > before || (rank == before && found.share < known.share);
        if is_better { found } else { known }
    })
}

fn nhs_numbers(one: &Traits, other: &Traits) -> Level {
    match (&one.nhs_number, &other.nhs_number) {
        (Some(mine), Some(theirs)) if mine == theirs => Level::Same,
        (Some(_), Some(_)) => Level::Other,
        _ => Level::Unknown,
    }
}

fn reaches(one: &Traits, other: &Traits) -> Level {
    if one.reaches.is_empty() || other.reaches.is_empty() {
        return Level::Unknown;
    }
    if one.reaches.iter().any(|reach| other.reaches.contains(reach)) {
        return Level::Same;
    }
    let slip = one.reaches.iter().any(|mine| other.reaches.iter().any(|theirs| mine.len() >= 7 && is_one_slip(mine, theirs)));
    if slip { Level::Slip } else { Level::Other }
}
