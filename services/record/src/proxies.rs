//! What a decision about proxies rests on besides the stories, and what the server writes down where one speaks: who, and what lets them.
//! Whether they may is for the rules.

use throughline_access::{ActingFor, Caller};
use throughline_proto::{
    Refusal,
    v1::{Event, Party, Story, event::Kind, party},
};
use throughline_story::{Now, Surroundings, day_to_date, proxying};
use throughline_views::Snapshot;
use uuid::Uuid;

/// The dates of birth of those who are given a proxy, as far as the caller's agency wrote them down itself, earlier or in this request: a
/// refusal must not tell it what another agency knows.
pub(crate) fn look_up_births(
    snapshot: &Snapshot<'_>,
    caller: &Caller,
    events: &[Event],
    surroundings: &mut Surroundings,
) -> Result<(), Refusal> {
    let named = events.iter().filter(|event| matches!(event.kind, Some(Kind::ProxyNamed(_))));
    let people: Vec<String> = named.flat_map(throughline_story::concerned).map(str::to_owned).collect();
    if people.is_empty() {
        return Ok(());
    }
    for person in people.iter().filter_map(|person| Uuid::parse_str(person).ok()) {
        let Some(read) = snapshot.story(person)? else { continue };
        for (entry, profile, details) in read.details()? {
            if entry.event.agency == caller.agency {
                surroundings.born.push((profile.to_string(), details.born));
            }
        }
    }
    for words in events.iter().flat_map(|event| &event.words) {
        surroundings.born.extend(words.details.as_ref().map(|details| (words.person.clone(), details.born.clone())));
    }
    surroundings.born.retain(|(_, born)| !born.is_empty());
    Ok(())
}

/// Where a resident speaks for another as their proxy, the event says so; and who disagrees is called as the story knows them.
pub(crate) fn say_who_speaks(events: &mut [Event], caller: &Caller, surroundings: &Surroundings, now: Now) {
    let today = day_to_date(now.day()).unwrap_or_default();
    for event in events {
        let stories: Vec<&Story> = throughline_story::concerned(event).filter_map(|person| story_of(surroundings, person)).collect();
        if let Some(Kind::DisagreementAdded(it)) = &mut event.kind {
            as_the_story_knows_them(&mut it.by, &stories, surroundings);
        }
        let ActingFor::Resident(resident) = &caller.acting_for else { continue };
        let as_proxy = stories.iter().filter_map(|story| proxying(story, &surroundings.writer_is, &today)).find(|proxy| proxy.may_speak);
        if let Some(as_proxy) = as_proxy {
            as_proxy.event.clone_into(&mut event.by_proxy);
            event.told_by.get_or_insert_with(|| Party { party: Some(party::Party::Resident(resident.clone())) });
        }
    }
}

/// By the profile under which they have to do with the person, if they have one such: a story is folded without knowing who is who elsewhere.
fn as_the_story_knows_them(by: &mut Option<Party>, stories: &[&Story], surroundings: &Surroundings) {
    let Some(Party { party: Some(party::Party::Resident(by)) }) = by else { return };
    let Some(theirs) = story_of(surroundings, by).map(|story| &story.profiles) else { return };
    let proxies = stories.iter().flat_map(|story| &story.proxies).map(|proxy| &proxy.proxy);
    let mut known = proxies.chain(stories.iter().flat_map(|story| &story.bonds).map(|bond| &bond.of));
    if let Some(known) = known.find(|known| theirs.iter().any(|profile| profile.person == **known)) {
        by.clone_from(known);
    }
}

fn story_of<'a>(surroundings: &'a Surroundings, person: &str) -> Option<&'a Story> {
    let is_theirs = |story: &&std::sync::Arc<Story>| story.profiles.iter().any(|profile| profile.person == person);
    surroundings.stories.iter().find(is_theirs).map(|story| &**story)
}
