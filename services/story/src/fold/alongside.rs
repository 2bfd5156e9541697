//! Who walks beside the resident, and who did; and the promise to find somebody, when nobody is left (rule 2).

use throughline_proto::v1::{
    Alongside, AlongsideEnded, AlongsideStarted, EndedBecause, Introduced, Introduction, Party, Promise, PromiseKind, PromiseState, Story,
    SupporterAway, SupporterLeft, Yes, YesBasis, party,
};

use super::{Told, whom};

/// How many days may pass between meetings when nothing was agreed.
const MEET_EVERY_DAYS: u32 = 28;

/// Whether it is a yes of the person with these profiles: on which footing, by whom and before whom are said; their own is their own, and for
/// somebody else's a named person says it, with the view of the child, or of those who were asked.
pub(crate) fn is_a_yes<'a>(yes: Option<&Yes>, mut profiles: impl Iterator<Item = &'a str>) -> bool {
    let Some(yes) = yes else { return false };
    let Some(Party { party: Some(given_by) }) = &yes.given_by else { return false };
    let mut is_theirs = |name: &String| profiles.any(|profile| profile == name);
    let on_a_footing = match yes.basis() {
        YesBasis::Unspecified => false,
        YesBasis::Own => matches!(given_by, party::Party::Resident(person) if is_theirs(person)),
        // Somebody else, with what the child says of it, or who was asked.
        YesBasis::Parent => {
            !yes.view.is_empty() && matches!(given_by, party::Party::Resident(parent) if !parent.is_empty() && !is_theirs(parent))
        }
        YesBasis::BestInterests => {
            let by_a_person = match given_by {
                party::Party::Resident(name) => !name.is_empty() && !is_theirs(name),
                party::Party::Supporter(name) => !name.is_empty(),
                party::Party::Agency(_) => false,
            };
            by_a_person && !yes.view.is_empty()
        }
    };
    on_a_footing && !yes.heard_by.is_empty()
}

pub(super) fn introduced(story: &mut Story, told: &Told, it: &Introduced) {
    story.introductions.push(Introduction {
        with_yes: is_a_yes(it.yes.as_ref(), story.profiles.iter().map(|profile| profile.person.as_str())),
        to: it.to.clone(),
        by: it.by.clone(),
        when: told.event.happened.clone(),
        event: told.event.id.clone(),
    });
}

pub(super) fn started(story: &mut Story, told: &Told, it: &AlongsideStarted) {
    let with_yes = is_a_yes(it.yes.as_ref(), story.profiles.iter().map(|profile| profile.person.as_str()));
    if let Some(one) = open(story, &it.supporter) {
        // Told again: a yes that came later counts from now on; one that was given stays.
        if with_yes && !one.with_yes {
            one.with_yes = true;
            one.event.clone_from(&told.event.id);
        }
        if it.meet_every_days > 0 {
            one.meet_every_days = it.meet_every_days;
        }
        return;
    }
    let present = story.alongside.iter().filter(|one| is_open(one)).count();
    let one = Alongside {
        supporter: it.supporter.clone(),
        agency: told.event.agency.clone(),
        since: told.event.happened.clone(),
        event: told.event.id.clone(),
        with_yes,
        meet_every_days: if it.meet_every_days > 0 { it.meet_every_days } else { MEET_EVERY_DAYS },
        ..Default::default()
    };
    story.alongside.insert(present, one);
}

pub(super) fn ended(story: &mut Story, told: &Told, it: &AlongsideEnded) {
    let promised_by = if it.promised_by.is_empty() { &told.event.recorded_by } else { &it.promised_by };
    end(story, told, &it.supporter, it.because(), promised_by);
}

pub(super) fn left(story: &mut Story, told: &Told, it: &SupporterLeft) {
    // Who has left holds no promise.
    let candidates = [&it.promised_by, &told.event.recorded_by];
    let promised_by = candidates.into_iter().find(|name| !name.is_empty() && **name != it.supporter).map_or("", |name| name);
    end(story, told, &it.supporter, EndedBecause::SupporterLeaving, promised_by);
}

pub(super) fn away(story: &mut Story, it: &SupporterAway) {
    if let Some(one) = open(story, &it.supporter) {
        one.away_until.clone_from(&it.until);
        one.covered_by.clone_from(&it.covered_by);
    }
}

fn end(story: &mut Story, told: &Told, supporter: &str, because: EndedBecause, promised_by: &str) {
    let Some(index) = story.alongside.iter().position(|one| is_open(one) && one.supporter == supporter) else { return };
    let mut one = story.alongside.remove(index);
    let with_yes = one.with_yes;
    one.until.clone_from(&told.event.happened);
    one.ended_because = because.into();
    one.ended_event.clone_from(&told.event.id);
    let present = story.alongside.iter().filter(|one| is_open(one)).count();
    story.alongside.insert(present, one);

    // Somebody without a yes does not stand in for somebody with one.
    let somebody_left = story.alongside.iter().any(|one| is_open(one) && (one.with_yes || !with_yes));
    if somebody_left || story.stilled.is_some() {
        return;
    }
    if because == EndedBecause::ResidentChose {
        close_searches(story, told, PromiseState::SaidNo);
    } else {
        promise_to_find(story, told, whom::supporter_or_agency(promised_by, &told.event));
    }
}

/// The agency promises to find somebody they say yes to. One promise an agency: made again, it stands in the new name.
fn promise_to_find(story: &mut Story, told: &Told, whose: Party) {
    let event = &told.event;
    let standing = story.promises.iter_mut().find(|promise| is_open_search(promise) && promise.agency == event.agency);
    if let Some(promise) = standing {
        promise.whose = Some(whose);
        promise.last_event.clone_from(&event.id);
        promise.last_change.clone_from(&event.happened);
        return;
    }
    story.promises.push(Promise {
        event: event.id.clone(),
        kind: PromiseKind::FindSomebody.into(),
        state: PromiseState::Open.into(),
        whose: Some(whose),
        agency: event.agency.clone(),
        since: event.happened.clone(),
        last_event: event.id.clone(),
        last_change: event.happened.clone(),
        ..Default::default()
    });
}

/// They met. If it was with somebody whom they have said yes to since the promise was made, somebody is found. Whoever is alongside with
/// a yes now said so since: when the promise was made, nobody was.
pub(super) fn met_with(story: &mut Story, told: &Told, supporters: &[String]) {
    if !story.promises.iter().any(is_open_search) {
        return;
    }
    let found = story.alongside.iter().any(|one| is_open(one) && one.with_yes && supporters.contains(&one.supporter));
    if found {
        close_searches(story, told, PromiseState::SeenThrough);
    }
}

/// Nobody is looked for any longer.
pub(super) fn close_searches(story: &mut Story, told: &Told, state: PromiseState) {
    for promise in story.promises.iter_mut().filter(|promise| is_open_search(promise)) {
        promise.state = state.into();
        promise.last_event.clone_from(&told.event.id);
        promise.last_change.clone_from(&told.event.happened);
    }
}

fn is_open_search(promise: &Promise) -> bool {
    promise.kind() == PromiseKind::FindSomebody && promise.state() == PromiseState::Open
}

fn is_open(one: &Alongside) -> bool {
    one.ended_event.is_empty()
}

fn open<'a>(story: &'a mut Story, supporter: &str) -> Option<&'a mut Alongside> {
    story.alongside.iter_mut().find(|one| is_open(one) && one.supporter == supporter)
}
