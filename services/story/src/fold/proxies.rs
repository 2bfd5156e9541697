//! Who was named to read or speak for the person, and what suspends it. Nothing else makes a proxy: not a bond, a home, a circle or a family.

use throughline_proto::v1::{Bond, BondHeld, DisagreementAdded, Proxy, ProxyBasis, ProxyNamed, Story, YesBasis, party};

use super::{Told, alongside::is_a_yes, whom};

/// Named, named again in the place of an earlier naming by the same agency on the same footing, or ended. What ended stays as something that
/// grants nothing: a contest outlives it, and is answered before they are named again.
pub(super) fn named(story: &mut Story, told: &Told, it: &ProxyNamed) {
    if whom::is_ours(story, &it.proxy) {
        return;
    }
    let event = &told.event;
    let is_granted = !it.ended && grants(story, it);
    for held in story.proxies.iter_mut().filter(|held| held.proxy == it.proxy) {
        if held.agency == event.agency {
            held.contested_by.retain(|contest| *contest != it.after_contest);
        }
        held.is_granted &= !(it.ended && held.basis == it.basis);
    }
    let is_earlier = |held: &mut Proxy| held.proxy == it.proxy && held.basis == it.basis && held.agency == event.agency;
    let earlier: Vec<Proxy> = story.proxies.extract_if(.., is_earlier).collect();
    let instead_of = earlier.iter().flat_map(|held| held.instead_of.iter().chain([&held.event])).cloned().collect();
    story.proxies.push(Proxy {
        proxy: it.proxy.clone(),
        basis: it.basis,
        may: it.may,
        until: it.until.clone(),
        event: event.id.clone(),
        agency: event.agency.clone(),
        is_granted,
        contested_by: earlier.into_iter().flat_map(|held| held.contested_by).collect(),
        topics: it.topics.clone(),
        with_details: it.with_details,
        instead_of,
    });
}

/// Disputed by the person, or by somebody else with parental responsibility: whoever was named so grants nothing until they are named again.
pub(super) fn contested(story: &mut Story, told: &Told, it: &DisagreementAdded) {
    let Some(party::Party::Resident(by)) = it.by.as_ref().and_then(|by| by.party.as_ref()) else { return };
    let has_responsibility = whom::is_ours(story, by) || is_responsible(story, by);
    let is_meant = |proxy: &&mut Proxy| proxy.event == it.event || proxy.instead_of.contains(&it.event);
    for proxy in story.proxies.iter_mut().filter(is_meant).filter(|proxy| has_responsibility && proxy.proxy != *by) {
        proxy.contested_by.push(told.event.id.clone());
    }
}

/// Somebody has parental responsibility for the person, by a bond or as a proxy. That lets them object; it lets nobody read.
pub(crate) fn is_responsible(story: &Story, resident: &str) -> bool {
    let by_bond = |held: &BondHeld| held.bond() == Bond::ParentalResponsibility && held.of == resident && whom::is_ours(story, &held.to);
    let by_naming = |proxy: &Proxy| proxy.basis() == ProxyBasis::ParentalResponsibility && proxy.proxy == resident;
    story.bonds.iter().any(by_bond) || story.proxies.iter().any(by_naming)
}

/// All that the footing wants is there.
fn grants(story: &Story, it: &ProxyNamed) -> bool {
    let is_yes = |bases: &[YesBasis]| {
        let theirs = story.profiles.iter().map(|profile| profile.person.as_str());
        it.yes.as_ref().is_some_and(|yes| bases.contains(&yes.basis())) && is_a_yes(it.yes.as_ref(), theirs)
    };
    let is_seen = !it.rests_on.is_empty();
    match it.basis() {
        ProxyBasis::Unspecified => false,
        ProxyBasis::ParentalResponsibility => is_seen && !it.until.is_empty() && is_yes(&[YesBasis::Own, YesBasis::Parent]),
        ProxyBasis::LastingPowerOfAttorney | ProxyBasis::CourtAppointedDeputy => is_seen && !it.decided_by.is_empty(),
        ProxyBasis::OwnWish => is_yes(&[YesBasis::Own]),
        ProxyBasis::BestInterests => is_seen && is_yes(&[YesBasis::BestInterests]),
    }
}
