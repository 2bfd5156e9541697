//! Before choosing, a resident sees their story as an agency would be told it, and as it would be if they chose.

use throughline_proto::v1::{
    Event, GetStoryRequest, GetStoryResponse, Introduced, ListLooksRequest, Party, ProxyBasis, ProxyMay, ProxyNamed, Reason,
    SafetyConcernShared, SharingChosen, SharingLevel, SharingScope, event::Kind, party, sharing_scope::Scope,
};
use throughline_tests::{
    Caller, Place,
    events::{about, alongside, met, noted, with_words, yes},
    refused,
};
use tonic::Status;

async fn preview(caller: &Caller, person: &str, as_agency: &str, if_chosen: Option<SharingChosen>) -> Result<GetStoryResponse, Status> {
    let request = GetStoryRequest { person: person.to_owned(), as_agency: as_agency.to_owned(), if_chosen, ..GetStoryRequest::default() };
    Ok(caller.stories().get_story(request).await?.into_inner())
}

fn everything(level: SharingLevel) -> SharingChosen {
    SharingChosen {
        scope: Some(SharingScope { scope: Some(Scope::Everything(true)) }),
        agencies: vec!["care-city".into()],
        level: level.into(),
        ..SharingChosen::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_what_the_agency_would_be_told_and_what_it_would_be_after_a_choice() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, hers) = (house.hears_of("Rosa").await, city.hears_of("Rosa").await);
    house.joins(&[&rosa, &hers], house.reader()).await;
    house.write(alongside(&rosa, house.reader())).await;
    city.write(alongside(&hers, city.reader())).await;
    house.write(met(&rosa, house.reader())).await;
    house.write(with_words(noted(&rosa, "Keeps bees."), &rosa, "In the yard.")).await;
    let head = place.seen().await;
    let her = house.for_resident(&rosa);
    let as_it_is = preview(&her, &rosa, "care-city", None).await.expect("it is hers");
    let theirs = city.reading_for("planning").story(&rosa, head).await;
    assert_eq!((as_it_is.entries, as_it_is.story), (theirs.entries, theirs.story));
    let opened = preview(&her, &rosa, "care-city", Some(everything(SharingLevel::Words))).await.expect("hers");
    assert!(format!("{opened:?}").contains("In the yard."));
    let closed = preview(&her, &rosa, "care-city", Some(everything(SharingLevel::Nothing))).await.expect("hers");
    let is_left = |event: &Event| event.agency == "care-city" || matches!(event.kind, Some(Kind::ProfilesJoined(_)));
    assert!(closed.entries.iter().all(|entry| entry.event.as_ref().is_some_and(is_left)), "{closed:?}");
    // Nothing was chosen by looking, and it is no look.
    assert!(!format!("{:?}", city.story(&rosa, head).await).contains("In the yard."));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_shows_the_resident_nothing_that_they_may_not_see_and_nobody_else_anything() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, hers) = (house.hears_of("Rosa").await, city.hears_of("Rosa").await);
    house.joins(&[&rosa, &hers], house.reader()).await;
    city.write(alongside(&hers, city.reader())).await;
    let concern = SafetyConcernShared {
        to_roles: vec!["care-city/lead".into()],
        lawful_basis: "vital interests".into(),
        why_not_told: "it would put her at risk".into(),
        ..SafetyConcernShared::default()
    };
    house.write(with_words(about(&rosa, Kind::SafetyConcernShared(concern.clone())), &rosa, "Bruises again.")).await;
    let head = place.seen().await;
    assert!(format!("{:?}", city.story(&rosa, head).await).contains("Bruises again."));
    let her = house.for_resident(&rosa);
    let shown = preview(&her, &rosa, "care-city", None).await.expect("it is hers");
    assert!(!format!("{shown:?}").contains("Bruises") && shown.story.is_some_and(|story| story.concerns.is_empty()));
    // Nor by which agency opens the story, and which does not.
    place.agency("humourisk").await;
    place.agency("council").await;
    let to_council = SafetyConcernShared { to_roles: vec!["council/lead".into()], ..concern };
    house.write(about(&rosa, Kind::SafetyConcernShared(to_council))).await;
    place.seen().await;
    let [named, not_named] = ["council", "humourisk"].map(|agency| preview(&her, &rosa, agency, None));
    let (named, not_named) = (named.await.expect("hers"), not_named.await.expect("hers"));
    assert_eq!((named.entries, named.story, named.details), (not_named.entries, not_named.story, not_named.details));
    refused(preview(&house, &rosa, "care-city", None).await).is(Reason::PersonUnknown);
    refused(preview(&city, &rosa, "harmony-house", None).await).is(Reason::PersonUnknown);
    refused(preview(&her, &rosa, "nobodys", None).await).is(Reason::AgencyUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_a_look_by_a_proxy_who_speaks_for_the_resident_and_by_a_system_that_says_it_is_them() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, anna) = (house.hears_of("Rosa").await, house.hears_of("Anna").await);
    let attorney = ProxyNamed {
        proxy: anna.clone(),
        basis: ProxyBasis::LastingPowerOfAttorney.into(),
        rests_on: "lasting power of attorney, seen".into(),
        may: ProxyMay::ReadAndSpeak.into(),
        decided_by: house.reader().to_owned(),
        ..ProxyNamed::default()
    };
    house.write(about(&rosa, Kind::ProxyNamed(attorney))).await;
    let before = place.seen().await;
    let her = house.for_resident(&rosa);
    preview(&her, &rosa, "harmony-house", None).await.expect("it is hers");
    assert_eq!(place.head(), before + 1);
    preview(&house.for_resident(&anna), &rosa, "harmony-house", None).await.expect("she speaks for her");
    let request = ListLooksRequest { person: rosa.clone(), at_least_position: place.seen().await, ..ListLooksRequest::default() };
    let looks = her.audit().list_looks(request).await.expect("hers").into_inner().looks;
    assert_eq!((looks.len(), looks[0].position), (2, before + 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_somebody_at_the_agency_reads_by_an_introduction_it_is_what_they_read() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, sam) = (house.hears_of("Rosa").await, city.is_joined_by("Sam").await);
    house.write(met(&rosa, house.reader())).await;
    let her = house.for_resident(&rosa);
    assert!(preview(&her, &rosa, "care-city", None).await.expect("hers").entries.is_empty());
    let to = Some(Party { party: Some(party::Party::Supporter(sam.clone())) });
    let introduced = Introduced { to, yes: Some(yes(&rosa, house.reader())), ..Introduced::default() };
    let head = house.write(about(&rosa, Kind::Introduced(introduced))).await.position;
    let read = city.for_supporter(&sam).reading_for("planning").story(&rosa, head).await;
    let shown = preview(&her, &rosa, "care-city", None).await.expect("hers");
    assert!(!read.entries.is_empty() && (shown.entries == read.entries), "{shown:?}");
    let shut_out = SharingChosen { never_supporters: vec![sam], ..SharingChosen::default() };
    assert!(preview(&her, &rosa, "care-city", Some(shut_out)).await.expect("hers").entries.is_empty());
}
