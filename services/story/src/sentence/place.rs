//! What a place has: agencies, supporters, offers to everybody, spaces, groups, rules and keys.

use throughline_proto::v1::{
    AccountConnected, AgencyJoined, ConnectedToGroup, GroupFormed, GroupLeft, InvitationMade, KeyChanged, OfferPublished, OfferWithdrawn,
    PolicyAdopted, SpaceOffered, SpaceUsed, SupporterJoined, SupporterLeft,
};

use super::{
    teller::Teller,
    value::Value::{Count, Name, Text},
};
use crate::authority::{CERTIFICATE_OF_AGENCY, SIGNS_CHECKPOINTS, SPEAKS_FOR_AGENCY, TOKEN_OF_AGENCY};

pub(super) fn connected_to_group(teller: &Teller<'_>, connected: &ConnectedToGroup) -> String {
    teller.say("connected_to_group", &[("who", Name(&teller.who())), ("group", Name(&teller.group(&connected.group)))])
}

pub(super) fn group_left(teller: &Teller<'_>, left: &GroupLeft) -> String {
    let (who, group, why) = (teller.who(), teller.group(&left.group), teller.text(&left.why));
    teller.say("group_left", &[("who", Name(&who)), ("group", Name(&group)), ("why", Text(&why))])
}

pub(super) fn offer_published(teller: &Teller<'_>, offer: &OfferPublished) -> String {
    let agency = teller.agency(&teller.event.agency);
    teller.say("offer_published", &[("agency", Text(&agency)), ("name", Text(&teller.text(&offer.name)))])
}

pub(super) fn offer_withdrawn(teller: &Teller<'_>, withdrawn: &OfferWithdrawn) -> String {
    let agency = teller.agency(&teller.event.agency);
    let (name, why) = (teller.text_or_of("", &withdrawn.offer), teller.text(&withdrawn.why));
    teller.say("offer_withdrawn", &[("agency", Text(&agency)), ("name", Text(&name)), ("why", Text(&why))])
}

pub(super) fn space_offered(teller: &Teller<'_>, space: &SpaceOffered) -> String {
    let agency = teller.agency(&teller.event.agency);
    let (name, location) = (teller.text(&space.name), teller.text(&space.location));
    teller.say("space_offered", &[("agency", Text(&agency)), ("name", Text(&name)), ("location", Text(&location))])
}

pub(super) fn space_used(teller: &Teller<'_>, used: &SpaceUsed) -> String {
    let (space, what) = (teller.group(&used.space), teller.text(&used.what));
    teller.say("space_used", &[("space", Name(&space)), ("what", Text(&what)), ("count", Count(u64::from(used.people)))])
}

pub(super) fn group_formed(teller: &Teller<'_>, group: &GroupFormed) -> String {
    let (name, space) = (teller.text(&group.name), teller.group(&group.space));
    teller.say("group_formed", &[("name", Text(&name)), ("space", Name(&space))])
}

pub(super) fn agency_joined(teller: &Teller<'_>, joined: &AgencyJoined) -> String {
    let name = teller.text(&joined.name);
    let agency = if name.is_empty() { teller.agency(&joined.agency) } else { name.into_owned() };
    teller.say("agency_joined", &[("agency", Text(&agency))])
}

pub(super) fn supporter_joined(teller: &Teller<'_>, joined: &SupporterJoined) -> String {
    let (by, what) = (teller.supporter_of_agency(&joined.supporter), teller.text(&joined.what_they_do));
    teller.say("supporter_joined", &[("by", Name(&by)), ("what", Text(&what))])
}

pub(super) fn supporter_left(teller: &Teller<'_>, left: &SupporterLeft) -> String {
    teller.say("supporter_left", &[("by", Name(&teller.supporter_of_agency(&left.supporter)))])
}

pub(super) fn policy_adopted(teller: &Teller<'_>, policy: &PolicyAdopted) -> String {
    teller.say("policy_adopted", &[("policy", Text(&teller.text(&policy.policy)))])
}

/// Whether it is a supporter or a resident is as much as is told: whoever is invited is named nowhere else.
pub(super) fn invitation_made(teller: &Teller<'_>, made: &InvitationMade) -> String {
    let agency = teller.agency(&teller.event.agency);
    let sentence = match (made.supporter.is_empty(), made.auditor.is_empty()) {
        (false, _) => "invitation_made-supporter",
        (true, true) => "invitation_made-resident",
        (true, false) => "invitation_made-auditor",
    };
    teller.say(sentence, &[("agency", Text(&agency))])
}

pub(super) fn account_connected(teller: &Teller<'_>, connected: &AccountConnected) -> String {
    let sentence = match (connected.ended, connected.sessions_only) {
        (false, _) => "account_connected",
        (true, false) => "account_disconnected",
        (true, true) => "sessions_ended",
    };
    teller.say(sentence, &[])
}

pub(super) fn key_changed(teller: &Teller<'_>, key: &KeyChanged) -> String {
    let sentence = match (key.purpose.as_str(), key.ended, key.serial.is_empty()) {
        (SPEAKS_FOR_AGENCY, true, _) => "authority_ended",
        (SPEAKS_FOR_AGENCY, false, true) => "authority_began",
        (SPEAKS_FOR_AGENCY, false, false) => "certificate_taken_back",
        (CERTIFICATE_OF_AGENCY, ..) => "certificate_made",
        (TOKEN_OF_AGENCY, false, _) => "token_made",
        (TOKEN_OF_AGENCY, true, _) => "token_removed",
        (SIGNS_CHECKPOINTS, false, _) => return teller.say("signing_began", &[]),
        (SIGNS_CHECKPOINTS, true, _) => return teller.say("signing_ended", &[]),
        _ => return teller.say("key_changed", &[("purpose", Text(&teller.text(&key.purpose)))]),
    };
    teller.say(sentence, &[("agency", Text(&teller.agency(&key.agency)))])
}
