//! Who may read and speak for somebody else, as the story has it. What a proxy sees is for `access`, and never for here.

use throughline_proto::v1::{Proxy, ProxyBasis, ProxyMay, Story};

use crate::order::date_to_day;

/// At this age nobody has parental responsibility for somebody any longer.
const OF_AGE_YEARS: u16 = 18;

/// What somebody may do as a proxy, on all footings together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxying<'a> {
    /// They speak for the person, too.
    pub may_speak: bool,
    /// They have parental responsibility, and were named for it.
    pub is_parent: bool,
    /// What starts closed and is open to them.
    pub topics: Vec<i32>,
    /// The agencies whose names and ways to be reached they see.
    pub details_of: Vec<&'a str>,
    /// The naming that lets them speak, or else read.
    pub event: &'a str,
}

/// What the resident with these profiles may do in this story as a proxy on this day; nothing if they are none, if somebody contests it, or
/// if the story is their own. It ends with the person's death.
pub fn proxying<'a>(story: &'a Story, is: &[String], today: &str) -> Option<Proxying<'a>> {
    let is_own = story.profiles.iter().any(|profile| is.contains(&profile.person));
    if is_own || story.stilled.as_ref().is_some_and(|stilled| stilled.died) {
        return None;
    }
    let named = || story.proxies.iter().filter(|proxy| is.contains(&proxy.proxy));
    // One contest suspends whoever it is about, on whatever footing they were named besides.
    if named().any(|proxy| !proxy.contested_by.is_empty()) {
        return None;
    }
    let in_force: Vec<&Proxy> = named().filter(|proxy| is_in_force(proxy, today)).collect();
    let speaks = |proxy: &&&Proxy| proxy.may() == ProxyMay::ReadAndSpeak;
    let first = in_force.iter().find(speaks).or_else(|| in_force.first())?;
    Some(Proxying {
        may_speak: speaks(&first),
        is_parent: in_force.iter().any(|proxy| proxy.basis() == ProxyBasis::ParentalResponsibility),
        topics: in_force.iter().flat_map(|proxy| &proxy.topics).copied().collect(),
        details_of: in_force.iter().filter(|proxy| proxy.with_details).map(|proxy| proxy.agency.as_str()).collect(),
        event: &first.event,
    })
}

/// The day on which somebody with this date of birth is 18. Whoever was born on a 29 February is so on the 28th: the earlier day ends the
/// reading of others.
pub fn eighteenth_birthday(born: &str) -> Option<String> {
    date_to_day(born).ok()?;
    let (year, day) = born.split_once('-')?;
    let day = if day == "02-29" { "02-28" } else { day };
    Some(format!("{:04}-{day}", year.parse::<u16>().ok()?.checked_add(OF_AGE_YEARS)?))
}

/// Dates of this form compare as texts.
fn is_in_force(proxy: &Proxy, today: &str) -> bool {
    proxy.is_granted && (proxy.until.is_empty() || today < proxy.until.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_eighteen_on_their_birthday_and_a_day_early_if_it_is_in_no_such_year() {
        assert_eq!(eighteenth_birthday("2010-06-15").as_deref(), Some("2028-06-15"));
        assert_eq!(eighteenth_birthday("2008-02-29").as_deref(), Some("2026-02-28"));
        assert_eq!(eighteenth_birthday("2010-02-30"), None);
        assert_eq!(eighteenth_birthday(""), None);
    }
}
