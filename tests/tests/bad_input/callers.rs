//! Who is calling, and for whom: a token that is missing or wrong, somebody who is not theirs to act for, a method that is not there.

use throughline_proto::v1::{
    FindPeopleRequest, GetStoryRequest, ListAgenciesRequest, ListMyPeopleRequest, Reason, ReplayRequest, WatchChangesRequest,
    WatchStoryRequest,
};
use throughline_tests::{Caller, caller::request, events::noted, raw, refused};
use tonic::{Code, Request, metadata::MetadataValue};

use crate::fixture::{Fixture, nobody};

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_refused_by_every_service() {
    let at = Fixture::new().await;
    let stranger = Caller::new(at.house.channel(), "tl_not_a_token");
    at.refuses_from(&stranger, request(vec![noted(&at.rosa, "Fine.")])).await.is(Reason::TokenUnknown);
    let person = || at.rosa.clone();
    refused(stranger.try_story(&at.rosa, 0).await).is(Reason::TokenUnknown);
    let watch = WatchStoryRequest { person: person(), ..Default::default() };
    refused(stranger.stories().watch_story(watch).await).is(Reason::TokenUnknown);
    refused(stranger.stories().watch_changes(WatchChangesRequest::default()).await).is(Reason::TokenUnknown);
    refused(stranger.stories().list_my_people(ListMyPeopleRequest::default()).await).is(Reason::TokenUnknown);
    let find = FindPeopleRequest { name: "Rosa".into(), ..Default::default() };
    refused(stranger.people().find_people(find).await).is(Reason::TokenUnknown);
    refused(stranger.audit().replay(ReplayRequest::default()).await).is(Reason::TokenUnknown);
    refused(stranger.records().record_many(tokio_stream::empty()).await).is(Reason::TokenUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_missing_doubled_or_of_another_scheme_is_refused() {
    let at = Fixture::new().await;
    let mut stories = throughline_proto::v1::story_service_client::StoryServiceClient::new(at.house.channel());
    let token = at.house.token();
    for values in [vec![], vec![token.to_owned()], vec![format!("Basic {token}")], vec![format!("Bearer {token}"); 2]] {
        let mut request = Request::new(GetStoryRequest { person: at.rosa.clone(), ..Default::default() });
        for value in values {
            request.metadata_mut().append("authorization", MetadataValue::try_from(value).expect("it can travel"));
        }
        refused(stories.get_story(request).await).is(Reason::TokenUnknown);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_acts_for_another_agencys_supporter() {
    let at = Fixture::new().await;
    at.place.seen().await;
    let as_amira = at.city.for_supporter(&at.amira);
    let not_there = at.city.for_supporter(&nobody());
    for caller in [as_amira, not_there] {
        let told = at.refuses_from(&caller, request(vec![noted(&at.rosa, "Fine.")])).await;
        told.is(Reason::NotYoursToActFor);
        refused(caller.try_story(&at.rosa, 0).await).is(Reason::NotYoursToActFor);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_acts_only_for_a_resident_whom_it_knows() {
    let at = Fixture::new().await;
    at.place.seen().await;
    let as_rosa = at.city.for_resident(&at.rosa);
    refused(as_rosa.try_story(&at.rosa, 0).await).is(Reason::PersonUnknown);
    // Nor does it write in their name: somebody's id alone makes nobody theirs.
    let told = at.refuses_from(&as_rosa, request(vec![noted(&at.rosa, "In her name.")])).await;
    assert!(["PERSON_UNKNOWN", "NOT_YOURS_TO_ACT_FOR"].contains(&told.reason.as_str()), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_reads_their_own_story_and_no_other() {
    let at = Fixture::new().await;
    let sam = at.house.hears_of("Sam").await;
    at.place.seen().await;
    let as_sam = at.house.for_resident(&sam);
    as_sam.story(&sam, 0).await;
    refused(as_sam.try_story(&at.rosa, 0).await).is(Reason::PersonUnknown);
    refused(as_sam.stories().list_my_people(ListMyPeopleRequest::default()).await).is(Reason::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_one_acts_for_is_said_in_one_way() {
    let at = Fixture::new().await;
    let mut stories = throughline_proto::v1::story_service_client::StoryServiceClient::new(at.house.channel());
    for text in ["", "amira", "supporter/amira", "friend/6f1c0b1e-5a4b-4c39-9a55-0d7a4b0e9b11", "resident/"] {
        let mut request = Request::new(GetStoryRequest { person: at.rosa.clone(), ..Default::default() });
        let authorization = format!("Bearer {}", at.house.token());
        request.metadata_mut().insert("authorization", MetadataValue::try_from(authorization).expect("it can travel"));
        request.metadata_mut().insert(throughline_proto::ACTING_FOR, MetadataValue::try_from(text).expect("it can travel"));
        refused(stories.get_story(request).await).is(Reason::NotYoursToActFor);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_keeper_replays_the_log_and_lists_the_agencies() {
    let at = Fixture::new().await;
    refused(at.house.audit().list_agencies(ListAgenciesRequest::default()).await).is(Reason::NotAllowed);
    refused(at.house.audit().replay(ReplayRequest::default()).await).is(Reason::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_or_a_service_that_is_not_there_is_unimplemented_and_says_so() {
    let at = Fixture::new().await;
    for path in ["/throughline.v1.RecordService/Erase", "/throughline.v1.NoService/Record", "/nothing"] {
        let told = refused(raw::call(at.house.transport(), path, Vec::new()).await);
        assert_eq!(told.code, Code::Unimplemented, "{path}: {told:?}");
    }
}
