//! How long things are kept: the settings, and whose time is over, for somebody to decide about. Nothing is erased here.
//!
//! A person is erased whole, so that a story is due when everything in it has been kept for as long as was set. What nothing was set about is kept.

use throughline_access::{
    Caller,
    pages::{List, page_size},
};
use throughline_proto::{
    Refusal,
    v1::{DueStory, KeptAfter, ListDueRequest, ListDueResponse, Reason, RetentionSet, RetentionSetting},
};
use throughline_story::{date_to_day, day_of_key, day_to_date, happened_day, happened_key, kind_name};
use throughline_views::{Directory, RetentionKnown, Snapshot, StoryRead};

const USUAL_PAGE: usize = 50;
const LARGEST_PAGE: usize = 500;
/// How many stories are looked at for one page.
const LOOKED_AT: usize = 2_000;
const EVERYTHING: &str = "everything";

/// The settings in force.
pub(crate) fn settings(directory: &Directory) -> Vec<RetentionSetting> {
    let told =
        |known: &RetentionKnown| RetentionSetting { set: Some(known.set.clone()), event: known.event.clone(), position: known.position };
    directory.retention.iter().map(told).collect()
}

/// A page of the stories whose time is over.
pub(crate) fn due(
    snapshot: &Snapshot<'_>,
    caller: &Caller,
    directory: &Directory,
    today: &str,
    request: &ListDueRequest,
) -> Result<ListDueResponse, Refusal> {
    let on = if request.on.is_empty() { today } else { request.on.as_str() };
    let day = date_to_day(on).map_err(|error| Refusal::field(Reason::FieldInvalid, "on", error.to_string()))?;
    let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
    let list = List { mac: &mac, caller, method: "ListDue", question: on };
    let mut after = list.place::<8>(&request.page_token)?.map_or(0, i64::from_be_bytes);
    let limit = page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE);
    let mut response = ListDueResponse::default();
    if directory.retention.is_empty() {
        return Ok(response);
    }
    let (stories, last) = snapshot.stories_since(after, LOOKED_AT, quiet_since(&directory.retention, day))?;
    for read in stories {
        if response.stories.len() == limit {
            response.next_page_token = list.token(after.to_be_bytes());
            return Ok(response);
        }
        after = read.number();
        let Some(story) = due_story(&read, &directory.retention, day)? else { continue };
        let holds = &read.story().holds;
        if holds.iter().any(|hold| hold.until.is_empty() || hold.until.as_str() >= today) {
            response.held += 1;
        } else {
            response.stories.push(story);
        }
    }
    response.next_page_token = last.map_or_else(String::new, |last| list.token(last.to_be_bytes()));
    Ok(response)
}

/// Nothing that happened after this moment can be due yet: the shortest setting says so, unless days are counted from elsewhere.
fn quiet_since(retention: &[RetentionKnown], day: i64) -> i64 {
    let all_after_last = retention.iter().all(|known| known.set.after() == KeptAfter::LastHappened);
    let shortest = retention.iter().map(|known| known.set.keep_for_days).min().unwrap_or_default();
    let newest = all_after_last.then(|| day_to_date(day - i64::from(shortest) + 1)).flatten();
    newest
        .and_then(|date| {
            happened_key(&throughline_proto::v1::Happened { moment: Some(throughline_proto::v1::happened::Moment::Date(date)) }).ok()
        })
        .unwrap_or(i64::MAX)
}

fn due_story(read: &StoryRead<'_>, retention: &[RetentionKnown], today: i64) -> Result<Option<DueStory>, Refusal> {
    let story = read.story();
    if story.profiles.iter().all(|profile| !profile.erased_event.is_empty()) {
        return Ok(None);
    }
    let entries = read.since(0)?;
    let last = entries.iter().filter_map(|entry| happened_key(entry.event.happened.as_ref()?).ok()).map(day_of_key).max();
    let stilled = story.stilled.as_ref().and_then(|stilled| happened_day(stilled.when.as_ref()?).ok());
    let Some(last) = last else { return Ok(None) };
    let (mut due, mut bases) = (i64::MIN, Vec::new());
    for entry in &entries {
        let kind = entry.event.kind.as_ref().map_or("", kind_name);
        let Some(set) = setting_for(retention, kind, &entry.event.agency) else { return Ok(None) };
        let from = match set.after() {
            KeptAfter::Stilled => stilled,
            KeptAfter::LastHappened | KeptAfter::Unspecified => Some(last),
        };
        let Some(from) = from else { return Ok(None) };
        due = due.max(from + i64::from(set.keep_for_days));
        if !bases.contains(&set.basis) {
            bases.push(set.basis.clone());
        }
    }
    let date = |day| day_to_date(day).unwrap_or_default();
    Ok((due <= today).then(|| DueStory {
        profiles: story.profiles.iter().map(|profile| profile.person.clone()).collect(),
        agencies: story.profiles.iter().map(|profile| profile.agency.clone()).collect(),
        last_happened: date(last),
        due_since: date(due),
        bases,
        stilled: stilled.is_some(),
    }))
}

/// The narrowest setting: for the kind before everything, and for the agency before all.
fn setting_for<'a>(retention: &'a [RetentionKnown], kind: &str, agency: &str) -> Option<&'a RetentionSet> {
    let find = |kind: &str, agency: &str| retention.iter().map(|known| &known.set).find(|set| set.kind == kind && set.agency == agency);
    find(kind, agency).or_else(|| find(kind, "")).or_else(|| find(EVERYTHING, agency)).or_else(|| find(EVERYTHING, ""))
}
