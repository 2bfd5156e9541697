//! Stories page by page, newest first, through joined profiles.

use throughline_proto::v1::{Entry, Event, GetStoryRequest, ListEntriesRequest, Part, Role};
use throughline_tests::{
    Caller, Place,
    events::{alongside, day, met, noted, on, time},
};

/// One person, known to two agencies, with a story of both; every event and its place in the order of telling.
async fn a_story_of_two() -> (Place, [Caller; 2], [String; 2]) {
    let place = Place::new().await;
    let callers = [place.agency("harmony-house").await, place.agency("care-city").await];
    let amira = callers[0].is_joined_by("Amira").await;
    let profiles = [callers[0].hears_of("Rosa").await, callers[1].hears_of("Rosa B").await];
    let carl = callers[1].is_joined_by("Carl").await;
    callers[1].joins(&[&profiles[1], &profiles[0]], &carl).await;
    callers[0].write(alongside(&profiles[0], &amira)).await;
    for number in 0..40_usize {
        let who = number % 2;
        // Out of order, several on one day, some with a time.
        let date = format!("2025-04-{:02}", 1 + number * 7 % 20);
        let moment = if number % 5 == 0 { time(&format!("{date}T15:30:00+01:00")) } else { day(&date) };
        callers[who].write(on(moment, noted(&profiles[who], &format!("Note {number}.")))).await;
    }
    // One event about both profiles is told once.
    let both: Vec<_> = profiles.iter().map(|person| Part { person: person.clone(), role: Role::About.into() }).collect();
    callers[0].write(Event { people: both, ..on(day("2025-04-10"), met(&profiles[0], &amira)) }).await;
    place.seen().await;
    (place, callers, profiles)
}

async fn pages(caller: &Caller, person: &str, page_size: u32) -> Vec<Entry> {
    let (mut entries, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = GetStoryRequest { person: person.to_owned(), page_size, page_token, ..GetStoryRequest::default() };
        let page = caller.stories().get_story(request).await.expect("a page").into_inner();
        assert!(page.entries.len() <= page_size as usize);
        assert!(!page.entries.is_empty(), "no page is empty");
        entries.extend(page.entries);
        if page.next_page_token.is_empty() {
            return entries;
        }
        page_token = page.next_page_token;
    }
}

fn key(entry: &Entry) -> (i64, u64) {
    let happened = entry.event.as_ref().and_then(|event| event.happened.as_ref()).expect("a moment");
    (throughline_story::happened_key(happened).expect("it reads"), entry.position)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_comes_newest_first_without_gaps_or_doubles_through_its_profiles() {
    let (_place, callers, profiles) = a_story_of_two().await;
    let resident = callers[0].for_resident(&profiles[0]);
    let whole = pages(&resident, &profiles[0], 500).await;
    // 40 notes, two first heard of, the joining, walking alongside, and the meeting of both.
    assert_eq!(whole.len(), 45);
    assert!(whole.iter().map(key).rev().is_sorted_by(|one, next| one < next), "newest first, each once");
    for page_size in [1, 2, 7, 44, 45] {
        assert_eq!(pages(&resident, &profiles[1], page_size).await, whole, "pages of {page_size}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agency_may_not_see_leaves_no_holes_in_its_pages() {
    let (_place, callers, profiles) = a_story_of_two().await;
    // Care City has nobody alongside: it keeps sight of what it wrote, and of the joining.
    let theirs = pages(&callers[1], &profiles[1], 3).await;
    assert_eq!(theirs, pages(&callers[1], &profiles[1], 500).await);
    let written_by_others = theirs.iter().filter(|entry| entry.event.as_ref().is_some_and(|event| event.agency != "care-city"));
    assert_eq!(written_by_others.count(), 0);
    assert_eq!(theirs.len(), 22);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_somebody_pages_moves_nothing() {
    let (place, callers, profiles) = a_story_of_two().await;
    let resident = callers[0].for_resident(&profiles[0]);
    let whole = pages(&resident, &profiles[0], 500).await;
    let mut stories = resident.stories();
    let request = GetStoryRequest { person: profiles[0].clone(), page_size: 10, ..GetStoryRequest::default() };
    let first = stories.get_story(request.clone()).await.expect("a page").into_inner();
    callers[0].write(on(day("2025-05-30"), noted(&profiles[0], "Newer than all."))).await;
    place.seen().await;
    let rest = GetStoryRequest { page_size: 500, page_token: first.next_page_token, ..request };
    let rest = stories.get_story(rest).await.expect("a page").into_inner();
    assert_eq!([first.entries, rest.entries].concat(), whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_are_listed_by_agency_and_by_kind() {
    let (_place, callers, profiles) = a_story_of_two().await;
    let resident = callers[0].for_resident(&profiles[0]);
    let list = async |agencies: &[&str], kinds: &[&str], page_size| {
        let [agencies, kinds] = [agencies, kinds].map(|words| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        let (mut entries, mut page_token) = (Vec::new(), String::new());
        loop {
            let (agencies, kinds) = (agencies.clone(), kinds.clone());
            let request = ListEntriesRequest { person: profiles[0].clone(), page_size, page_token, agencies, kinds, ..Default::default() };
            let page = resident.stories().list_entries(request).await.expect("a page").into_inner();
            entries.extend(page.entries);
            if page.next_page_token.is_empty() {
                return entries;
            }
            page_token = page.next_page_token;
        }
    };
    assert_eq!(list(&["care-city"], &[], 4).await.len(), 22);
    assert_eq!(list(&[], &["met"], 4).await.len(), 1);
    assert_eq!(list(&["care-city"], &["noted"], 4).await.len(), 20);
    assert_eq!(list(&["care-city"], &["met"], 4).await.len(), 0);
    assert_eq!(list(&[], &[], 4).await.len(), 45);
}
