//! A folded story as one reader may see it: every item stands or falls with the events that it rests on.
//!
//! What cannot be told item by item (counts, the newest position, the span) is left out: it would tell of what is hidden.
//! Whoever lists the entries that the reader sees can count those.

use throughline_proto::v1::{Alongside, Change, ChangeKind, Choice, Concern, Opening, Promise, Proxy, Story, WithdrawnBecause};

use super::{Reader, Sight, taken_back::Hidden};

impl Reader<'_> {
    /// A copy of the story with only what this reader may see. `sight_of` is [`Reader::sight`] of the event with that id, and
    /// [`Sight::Nothing`] for an id that it does not know.
    pub fn shown(&self, sight_of: impl Fn(&str) -> Sight) -> Story {
        let sees_told = |event: &str| sight_of(event) > Sight::Nothing;
        let sees = |event: &str| sees_told(event) && put_right_by(self.story, event).all(sees_told);
        // What ended it, or changed it last; there may be nothing of the kind.
        let sees_if_any = |event: &str| event.is_empty() || sees(event);
        let story = self.story;
        let resident = self.is_the_person();
        Story {
            profiles: kept(&story.profiles, |profile| sees(&profile.event) || self.knows(std::slice::from_ref(&profile.person))),
            alongside: kept(&story.alongside, |item: &Alongside| sees(&item.event) && sees_if_any(&item.ended_event)),
            promises: kept(&story.promises, |item: &Promise| sees(&item.event) && sees_if_any(&item.last_event)),
            said_no: kept(&story.said_no, |item| sees(&item.event) && sees_if_any(&item.offer)),
            strengths: kept(&story.strengths, |item| sees(&item.event)),
            hopes: kept(&story.hopes, |item| sees(&item.event)),
            choices: story.choices.iter().filter(|item| sees(&item.event)).map(|item| choice(item, &sees)).collect(),
            life_map_then: story.life_map_then.clone().filter(|map| sees(&map.event)),
            life_map_now: story.life_map_now.clone().filter(|map| sees(&map.event)),
            bonds: kept(&story.bonds, |item| sees(&item.event)),
            // These name no event: they are the resident's, and others read the entries that told them.
            home: if resident { story.home.clone() } else { Vec::new() },
            circle: if resident { story.circle.clone() } else { Vec::new() },
            family: if resident { story.family.clone() } else { Vec::new() },
            groups: kept(&story.groups, |item| sees(&item.event) && sees_if_any(&item.ended_event)),
            sharing: kept(&story.sharing, |item| sees(&item.event)),
            rest: story.rest.clone().filter(|rest| sees(&rest.event)),
            stilled: story.stilled.clone().filter(|stilled| sees(&stilled.event)),
            last_met: story.last_met.clone().filter(|met| sees(&met.event)),
            planned: kept(&story.planned, |item| sees(&item.event)),
            changes: self.changes(&sees_told),
            events: 0,
            newest_position: 0,
            introductions: kept(&story.introductions, |item| sees(&item.event)),
            concerns: kept(&story.concerns, |item: &Concern| sees(&item.event) && sees_if_any(&item.answered_by)),
            holds: kept(&story.holds, |item| sees(&item.event)),
            proxies: story.proxies.iter().filter(|item| sees(&item.event)).map(|item| proxy(item, &sees_told)).collect(),
            restrictions: kept(&story.restrictions, |item| sees(&item.event)),
            openings: story.openings.iter().filter(|item| sees(&item.event)).map(|item| opening(item, &sees)).collect(),
            releases: kept(&story.releases, |item| sees(&item.event)),
            since: None,
            until: None,
        }
    }
}

impl Reader<'_> {
    /// What stands beside events that are seen. That something was not safe to show is itself not told.
    fn changes(&self, sees: &impl Fn(&str) -> bool) -> Vec<Change> {
        let mut changes = kept(&self.story.changes, |item: &Change| sees(&item.event) && sees(&item.by_event));
        let is_unsafe = |event: &str| self.hidden.iter().any(|(hidden, why)| *hidden == event && *why == Hidden::Unsafe);
        for change in changes.iter_mut().filter(|change| is_unsafe(&change.event)) {
            change.because = WithdrawnBecause::Unspecified.into();
        }
        changes
    }
}

/// An item is folded as it was put right, so it also rests on what put it right.
fn put_right_by<'a>(story: &'a Story, event: &'a str) -> impl Iterator<Item = &'a str> {
    let corrections = story.changes.iter().filter(|change| change.kind == ChangeKind::Corrected as i32);
    corrections.filter(move |change| change.event == event).map(|change| change.by_event.as_str())
}

fn kept<T: Clone>(items: &[T], sees: impl Fn(&T) -> bool) -> Vec<T> {
    items.iter().filter(|item| sees(item)).cloned().collect()
}

fn choice(item: &Choice, sees: &impl Fn(&str) -> bool) -> Choice {
    Choice { steps: kept(&item.steps, |step| sees(&step.event)), ..item.clone() }
}

/// Who else disagrees, or was named before, is told only where that is seen.
fn proxy(item: &Proxy, sees: &impl Fn(&str) -> bool) -> Proxy {
    let seen = |events: &[String]| events.iter().filter(|event| sees(event)).cloned().collect();
    Proxy { contested_by: seen(&item.contested_by), instead_of: seen(&item.instead_of), ..item.clone() }
}

fn opening(item: &Opening, sees: &impl Fn(&str) -> bool) -> Opening {
    Opening { reviews: kept(&item.reviews, |review| sees(&review.event)), ..item.clone() }
}
