//! From whose side a story is told: which events enter it, and who "we" are in them.

use throughline_proto::v1::{Event, Party, Story, event::Kind, party};

use crate::kind::{about, concerned};

/// Whether somebody is the person of this story.
pub(super) fn is_ours(story: &Story, person: &str) -> bool {
    story.profiles.iter().any(|profile| profile.person == person)
}

/// Whether an event enters the story: it concerns one of its profiles, and not by a mention alone. What is about a supporter, or about
/// another event, is delivered to the stories it belongs to by whoever knows them.
pub(super) fn enters(story: &Story, event: &Event) -> bool {
    match &event.kind {
        Some(Kind::Looked(_) | Kind::SupporterJoined(_) | Kind::SupporterReflected(_) | Kind::RoleHeld(_)) => false,
        Some(Kind::SupporterLeft(_) | Kind::SupporterAway(_) | Kind::Corrected(_) | Kind::Withdrawn(_) | Kind::DisagreementAdded(_)) => {
            true
        }
        _ => concerned(event).any(|person| is_ours(story, person)),
    }
}

/// Whether an event is about the person of this story; to have been there is less.
pub(super) fn is_about_us(story: &Story, event: &Event) -> bool {
    about(event).any(|person| is_ours(story, person))
}

/// The one named; the recorder when nobody is, or else the agency.
pub(super) fn named_or_recorder(named: Option<&Party>, event: &Event) -> Party {
    match named {
        Some(Party { party: Some(party) }) => Party { party: Some(party.clone()) },
        None | Some(Party { party: None }) => supporter_or_agency(&event.recorded_by, event),
    }
}

/// The supporter, or else the agency.
pub(super) fn supporter_or_agency(supporter: &str, event: &Event) -> Party {
    let party =
        if supporter.is_empty() { party::Party::Agency(event.agency.clone()) } else { party::Party::Supporter(supporter.to_owned()) };
    Party { party: Some(party) }
}
