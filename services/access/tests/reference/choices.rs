//! The reference for the resident's choices: "the newest choice about the same thing and the same reader counts".

use throughline_access::{ActingFor, Sight};
use throughline_proto::v1::{Event, SharingChosen, SharingLevel, Story, event::Kind, sharing_scope::Scope};
use throughline_story::kind_name;

use crate::{model::topics, situation::Asking};

/// What the resident says about an event.
pub enum Say {
    Level(Sight),
}

/// "Supporters who may see nothing of the story."
pub fn excludes(story: &Story, asking: &Asking) -> bool {
    let ActingFor::Supporter(supporter) = &asking.caller.acting_for else { return false };
    in_force(story, asking).any(|choice| choice.never_supporters.contains(supporter))
}

/// Whether a choice opens something to the agency by name.
pub fn names(story: &Story, asking: &Asking) -> bool {
    in_force(story, asking).any(|choice| choice.level() > SharingLevel::Nothing && choice.agencies.contains(&asking.caller.agency))
}

/// The narrowest choice about the event for this reader; among those, one for the agency by name before one for everybody alongside.
pub fn about(story: &Story, event: &Event, kind: &Kind, asking: &Asking, alongside: bool) -> Option<Say> {
    let closed = !topics(event, kind).is_empty();
    let mut best: Option<(usize, bool, &SharingChosen)> = None;
    for choice in in_force(story, asking).filter(|choice| choice.never_supporters.is_empty()) {
        let by_name = choice.agencies.contains(&asking.caller.agency);
        let for_this_reader = by_name || (choice.agencies.is_empty() && alongside);
        let Some(narrow) = narrowness(choice, event, kind) else { continue };
        // What starts closed is opened by a choice about it, and by no wider one.
        let opens = choice.level() > SharingLevel::Nothing;
        if !for_this_reader || (closed && opens && narrow < 3) {
            continue;
        }
        if best.is_none_or(|(other, name, _)| (narrow, by_name) >= (other, name)) {
            best = Some((narrow, by_name, choice));
        }
    }
    best.map(|(_, _, choice)| Say::Level(level(choice)))
}

fn level(choice: &SharingChosen) -> Sight {
    match choice.level() {
        SharingLevel::Words => Sight::Words,
        SharingLevel::Sentence => Sight::Sentence,
        SharingLevel::Nothing | SharingLevel::Unspecified => Sight::Nothing,
    }
}

/// "Until which date; open when empty." The day itself is still in it.
fn in_force<'a>(story: &'a Story, asking: &'a Asking) -> impl Iterator<Item = &'a SharingChosen> {
    let choices = story.sharing.iter().filter_map(|held| held.choice.as_ref());
    choices.filter(|choice| choice.until.is_empty() || choice.until >= asking.today)
}

fn narrowness(choice: &SharingChosen, event: &Event, kind: &Kind) -> Option<usize> {
    match choice.scope.as_ref()?.scope.as_ref()? {
        Scope::Event(id) => (*id == event.id).then_some(4),
        Scope::Topic(topic) => topics(event, kind).iter().any(|one| i32::from(*one) == *topic).then_some(3),
        Scope::Kind(name) => (name == kind_name(kind)).then_some(2),
        Scope::WrittenBy(agency) => (*agency == event.agency).then_some(1),
        Scope::Everything(_) => Some(0),
    }
}
