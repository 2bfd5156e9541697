//! Page tokens of another story, another caller, another list, or of nobody: none is a way in.

use throughline_proto::v1::{
    FindPeopleRequest, GetStoryRequest, ListEntriesRequest, ListLooksRequest, ListMyPeopleRequest, ListOpenPromisesRequest,
    ListQuietStoriesRequest, Reason,
};
use throughline_tests::{Caller, events::noted, refused};

use crate::fixture::Fixture;

fn page(person: &str, page_token: &str) -> GetStoryRequest {
    GetStoryRequest { person: person.to_owned(), page_size: 1, page_token: page_token.to_owned(), ..Default::default() }
}

async fn token(caller: &Caller, person: &str) -> String {
    let answer = caller.stories().get_story(page(person, "")).await.expect("a page").into_inner();
    assert!(!answer.next_page_token.is_empty());
    answer.next_page_token
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_token_is_good_for_its_own_list_alone() {
    let at = Fixture::new().await;
    let sam = at.house.hears_of("Sam").await;
    for person in [&at.rosa, &sam] {
        at.house.write(noted(person, "One.")).await;
        at.house.write(noted(person, "Two.")).await;
    }
    at.place.seen().await;
    let of_rosa = token(&at.house, &at.rosa).await;
    at.house.stories().get_story(page(&at.rosa, &of_rosa)).await.expect("its own list");

    refused(at.house.stories().get_story(page(&sam, &of_rosa)).await).is(Reason::PageTokenInvalid).at("page_token");
    for other in [at.house.for_supporter(&at.amira), at.house.for_resident(&at.rosa)] {
        refused(other.stories().get_story(page(&at.rosa, &of_rosa)).await).is(Reason::PageTokenInvalid);
    }
    let entries = ListEntriesRequest { person: at.rosa.clone(), page_token: of_rosa, ..Default::default() };
    refused(at.house.stories().list_entries(entries.clone()).await).is(Reason::PageTokenInvalid);
    // A token of one question is none of another.
    let answer = at.house.stories().list_entries(ListEntriesRequest { page_size: 1, page_token: String::new(), ..entries.clone() }).await;
    let page_token = answer.expect("a page").into_inner().next_page_token;
    let narrower = ListEntriesRequest { kinds: vec!["noted".into()], page_token, ..entries };
    refused(at.house.stories().list_entries(narrower).await).is(Reason::PageTokenInvalid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_token_that_was_made_up_is_refused_everywhere() {
    let at = Fixture::new().await;
    at.house.write(noted(&at.rosa, "One.")).await;
    at.place.seen().await;
    let good = token(&at.house, &at.rosa).await;
    let turned: String = good.chars().map(|digit| if digit == '0' { '1' } else { digit }).collect();
    let made_up = ["x", "zz", "ünï", "00", &good[2..], &turned, &format!("{good}00"), &"0".repeat(good.len()), &"f".repeat(10_000)];
    let mut stories = at.house.stories();
    for text in made_up {
        let page_token = text.to_owned();
        refused(stories.get_story(page(&at.rosa, text)).await).is(Reason::PageTokenInvalid).at("page_token");
        let request = ListMyPeopleRequest { page_token: page_token.clone(), ..Default::default() };
        refused(stories.list_my_people(request).await).is(Reason::PageTokenInvalid);
        let request = ListOpenPromisesRequest { page_token: page_token.clone(), ..Default::default() };
        refused(stories.list_open_promises(request).await).is(Reason::PageTokenInvalid);
        let request = ListQuietStoriesRequest { page_token: page_token.clone(), ..Default::default() };
        refused(stories.list_quiet_stories(request).await).is(Reason::PageTokenInvalid);
        let request = FindPeopleRequest { name: "Rosa".into(), page_token, ..Default::default() };
        refused(at.house.people().find_people(request).await).is(Reason::PageTokenInvalid);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_made_up_does_not_tell_whether_somebody_is_there() {
    let at = Fixture::new().await;
    let tom = at.city.hears_of("Tom").await;
    at.place.seen().await;
    for person in [at.rosa.clone(), uuid::Uuid::new_v4().to_string()] {
        refused(at.city.stories().get_story(page(&person, "x")).await).is(Reason::PersonUnknown);
        let request = ListEntriesRequest { person: person.clone(), page_token: "x".into(), ..Default::default() };
        refused(at.city.stories().list_entries(request).await).is(Reason::PersonUnknown);
        let request = ListLooksRequest { person, page_token: "x".into(), ..Default::default() };
        refused(at.city.for_resident(&tom).audit().list_looks(request).await).is(Reason::PersonUnknown);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_is_no_uuid_is_refused() {
    let at = Fixture::new().await;
    refused(at.house.try_story("rosa", 0).await).is(Reason::FieldInvalid).at("person");
    refused(at.house.try_story("", 0).await).is(Reason::FieldInvalid).at("person");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_does_not_come_is_told_in_time() {
    let at = Fixture::new().await;
    let mut request = tonic::Request::new(GetStoryRequest { at_least_position: 1_000_000, ..page(&at.rosa, "") });
    request.set_timeout(std::time::Duration::from_millis(2_000));
    let told = refused(at.house.stories().get_story(request).await);
    assert_eq!(told.is(Reason::ViewBehind).metadata["wanted"], "1000000");
}
