//! Who may not be erased, by whom, and what is no longer written about whom was.

use throughline_proto::v1::{
    EraseProfilesRequest, Erased, GetErasureRequest, HoldPlaced, JoinProfilesRequest, Reason, Withdrawn, WithdrawnBecause, event::Kind,
};
use throughline_tests::{
    Caller, Place,
    caller::request as to_record,
    events::{day, met, noted, of_nobody, yes},
    refused,
};
use uuid::Uuid;

use crate::scene::{erase, live, met_together, request, send};

async fn hold(keeper: &Caller, people: &[&str], ended: bool) {
    let profiles = people.iter().map(|&person| person.to_owned()).collect();
    let hold = HoldPlaced { profiles, basis: "UK GDPR article 17(3)(e)".into(), until: String::new(), ended };
    keeper.write(of_nobody(Kind::HoldPlaced(hold))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_keeper_erases_and_only_by_the_call_that_is_for_it() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    refused(send(&house, request(&[&people.rosa])).await).is(Reason::NotAllowed);
    let ask = GetErasureRequest { person: people.rosa.clone(), ..GetErasureRequest::default() };
    refused(house.people().get_erasure(ask).await).is(Reason::NotAllowed);
    let erased = Erased { profiles: vec![people.rosa.clone()], basis: "UK GDPR article 17(1)(b)".into() };
    refused(place.keeper().record(vec![of_nobody(Kind::Erased(erased))]).await).is(Reason::NotForRecord);
    assert!(place.keys().has(Uuid::parse_str(&people.rosa).unwrap()).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_stops_an_erasure_and_says_on_which_basis_until_it_has_ended() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    let keeper = place.keeper();
    hold(&keeper, &[&people.rosa], false).await;
    let told = refused(send(&keeper, request(&[&people.rosa])).await);
    assert_eq!(told.is(Reason::UnderHold).metadata["basis"], "UK GDPR article 17(3)(e)");
    hold(&keeper, &[&people.rosa], true).await;
    erase(&keeper, &[&people.rosa]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_joined_with_others_is_erased_with_them_or_not_at_all() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (one, two) = (live(&house).await, live(&house).await);
    house.joins(&[&one.rosa, &two.rosa], &one.amira).await;
    let keeper = place.keeper();
    refused(send(&keeper, request(&[&one.rosa])).await).is(Reason::ProfilesNotAsSaid);
    let whole = EraseProfilesRequest { whole_story: true, validate_only: true, ..request(&[&one.rosa]) };
    let would = send(&keeper, whole.clone()).await.expect("it may be");
    assert_eq!(
        (would.profiles.len(), would.agencies.as_slice(), would.receipt),
        (2, &["harmony-house", "harmony-house"].map(String::from)[..], None)
    );
    assert!(place.keys().has(Uuid::parse_str(&one.rosa).unwrap()).unwrap(), "it was only asked");
    let whole = EraseProfilesRequest { validate_only: false, ..whole };
    send(&keeper, whole.clone()).await.expect("it is taken in");
    let again = send(&keeper, whole).await.expect("the same request again has the same receipt");
    assert!(again.receipt.expect("a receipt").repeated_request);
    refused(send(&keeper, request(&[&two.rosa])).await).is(Reason::PersonErased);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_about_somebody_who_was_erased_and_they_are_joined_with_nobody() {
    let place = Place::new().await;
    let (house, garden) = (place.agency("harmony-house").await, place.agency("kitchen-garden").await);
    let people = live(&house).await;
    erase(&place.keeper(), &[&people.rosa]).await;
    refused(house.record(vec![met(&people.rosa, &people.amira)]).await).is(Reason::PersonErased);
    refused(house.record(vec![met_together(&people.sam, &people.rosa)]).await).is(Reason::PersonErased);
    refused(garden.record(vec![noted(&people.rosa, "Hello.")]).await).is(Reason::PersonUnknown);
    let join = JoinProfilesRequest {
        request_id: Uuid::new_v4().to_string(),
        happened: Some(day("2025-11-01")),
        profiles: vec![people.sam.clone(), people.rosa.clone()],
        yes: Some(yes(&people.sam, &people.amira)),
        ..JoinProfilesRequest::default()
    };
    refused(house.people().join_profiles(join).await).is(Reason::PersonErased);
    refused(send(&place.keeper(), request(&[&Uuid::new_v4().to_string()])).await).is(Reason::PersonUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_another_agency_knew_is_told_apart_from_an_id_that_never_was_neither_erased_nor_alive() {
    let place = Place::new().await;
    let (house, garden) = (place.agency("harmony-house").await, place.agency("kitchen-garden").await);
    let people = live(&house).await;
    let (gardener, own) = (garden.is_joined_by("Bea").await, garden.hears_of("Nia").await);
    erase(&place.keeper(), &[&people.rosa]).await;
    let never = Uuid::new_v4().to_string();
    let told = async |other: &str, heard_by: &str| {
        let join = JoinProfilesRequest {
            request_id: Uuid::new_v4().to_string(),
            happened: Some(day("2025-11-01")),
            profiles: vec![own.clone(), other.to_owned()],
            yes: Some(yes(&own, heard_by)),
            ..JoinProfilesRequest::default()
        };
        let told = refused(garden.people().join_profiles(join).await);
        (told.reason, told.message.replace(other, "X"), told.fields)
    };
    for (heard_by, reason) in [(&never, Reason::SupporterUnknown), (&people.amira, Reason::NotYoursToActFor)] {
        let of_nobody = told(&never, heard_by).await;
        assert_eq!(of_nobody.0, reason.name());
        assert_eq!((told(&people.rosa, heard_by).await, told(&people.sam, heard_by).await), (of_nobody.clone(), of_nobody));
    }
    // With a yes that was heard by one of theirs, the living are joined.
    assert_eq!(told(&people.rosa, &gardener).await, told(&never, &gardener).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_about_others_too_is_still_theirs_to_take_back() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    let both = house.write(met_together(&people.rosa, &people.sam)).await;
    erase(&place.keeper(), &[&people.rosa]).await;
    let withdrawn = Withdrawn { event: both.event, because: WithdrawnBecause::Mistake.into(), why: String::new() };
    let receipt = house.send(to_record(vec![of_nobody(Kind::Withdrawn(withdrawn))])).await.expect("it is theirs");
    assert_eq!(receipt.entries[0].person, people.sam);
}
