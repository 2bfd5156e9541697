//! The resident's choices about who may see what, who looked, and a supporter's own cup.

use throughline_proto::v1::{
    Looked, ProxyNamed, SharingChosen, SharingLevel, SupporterReflected, Topic, party::Party as Somebody, sharing_scope::Scope,
};

use super::{
    teller::{Teller, yes_or_no},
    value::{
        Named,
        Value::{Count, Name, Text},
    },
};

pub(super) fn sharing_chosen(teller: &Teller<'_>, sharing: &SharingChosen) -> String {
    let (who, until) = (teller.main_person(), teller.date(&sharing.until));
    if !sharing.never_supporters.is_empty() {
        let never = teller.supporters(&sharing.never_supporters);
        return teller.say("sharing_chosen-never", &[("who", Name(&who)), ("never", Name(&never)), ("until", Text(&until))]);
    }
    let agencies: Vec<Option<String>> = sharing.agencies.iter().map(|agency| Some(teller.agency(agency))).collect();
    let readers = if agencies.is_empty() { Named::nobody() } else { teller.list(agencies) };
    let scope = scope_in_words(teller, sharing);
    teller.say(
        "sharing_chosen",
        &[
            ("who", Name(&who)),
            ("readers", Name(&readers)),
            ("level", Text(level(sharing))),
            ("scope", Text(&scope)),
            ("until", Text(&until)),
        ],
    )
}

/// A choice that was not said is told as the narrowest.
fn level(sharing: &SharingChosen) -> &'static str {
    match sharing.level() {
        SharingLevel::Unspecified => SharingLevel::Nothing.as_str_name(),
        level => level.as_str_name(),
    }
}

fn scope_in_words(teller: &Teller<'_>, sharing: &SharingChosen) -> String {
    match sharing.scope.as_ref().and_then(|scope| scope.scope.as_ref()) {
        Some(Scope::Event(event)) => teller.phrase("scope-event", &[("what", Text(&teller.text_or_of("", event)))]),
        Some(Scope::Kind(kind)) => teller.phrase("scope-kind", &[("kind", Text(kind))]),
        Some(Scope::WrittenBy(agency)) => teller.phrase("scope-agency", &[("agency", Text(&teller.agency(agency)))]),
        Some(Scope::Group(group)) => teller.phrase("scope-group", &[("group", Name(&teller.group(group)))]),
        Some(Scope::Topic(topic)) => {
            let topic = Topic::try_from(*topic).unwrap_or_default().as_str_name();
            teller.phrase("scope-topic", &[("topic", Text(topic))])
        }
        Some(Scope::Everything(_)) | None => teller.phrase("scope-everything", &[]),
    }
}

pub(super) fn looked(teller: &Teller<'_>, looked: &Looked) -> String {
    let (who, why) = (teller.who(), teller.text(&looked.purpose));
    let agency = teller.agency(&teller.event.agency);
    let somebody = |message| Named::one(teller.phrase(message, &[("agency", Text(&agency)), ("who", Name(&who))]));
    let is_own = teller.is_about(looked.reader.as_ref());
    let reader = match looked.reader.as_ref().and_then(|reader| reader.party.as_ref()) {
        None => somebody("somebody-at"),
        // A resident reads another's story as their proxy. Which of them it was is not said.
        Some(Somebody::Resident(_)) if !is_own => somebody("proxy-at"),
        Some(_) => teller.party_or_doer(looked.reader.as_ref()),
    };
    let (own, at) = (yes_or_no(is_own), looked.at().as_str_name());
    let (emergency, day) = (yes_or_no(!looked.in_emergency.is_empty()), teller.day(teller.event.happened.as_ref()));
    let of_agency = if looked.of_agency.is_empty() { String::new() } else { teller.agency(&looked.of_agency) };
    let record = |position: u64| if position == 0 { String::new() } else { position.to_string() };
    let (first, last) = (record(looked.from_position), record(looked.to_position));
    let (all, reason) = (yes_or_no(teller.event.people.is_empty()), teller.text(&looked.reason));
    teller.say(
        "looked",
        &[
            ("reader", Name(&reader)),
            ("who", Name(&who)),
            ("own", Text(own)),
            ("why", Text(&why)),
            ("at", Text(at)),
            ("emergency", Text(emergency)),
            ("day", Text(&day)),
            ("by", Text(&agency)),
            ("agency", Text(&of_agency)),
            ("first", Text(&first)),
            ("last", Text(&last)),
            ("all", Text(all)),
            ("reason", Text(&reason)),
        ],
    )
}

pub(super) fn supporter_reflected(teller: &Teller<'_>, reflected: &SupporterReflected) -> String {
    let by = teller.supporter_of_agency(&reflected.supporter);
    teller.say("supporter_reflected", &[("by", Name(&by)), ("cup", Count(u64::from(reflected.cup)))])
}

/// On which footing, and until when; what it rests on is kept beside the sentence.
pub(super) fn proxy_named(teller: &Teller<'_>, named: &ProxyNamed) -> String {
    let (who, proxy, until) = (teller.main_person(), teller.person(&named.proxy), teller.date(&named.until));
    let (basis, may) = (named.basis().as_str_name(), named.may().as_str_name());
    let message = if named.ended { "proxy_named-ended" } else { "proxy_named" };
    let arguments = [("who", Name(&who)), ("proxy", Name(&proxy)), ("basis", Text(basis)), ("may", Text(may)), ("until", Text(&until))];
    teller.say(message, &arguments)
}
