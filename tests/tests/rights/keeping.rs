//! What is held about somebody, for how long, and the record of processing.

use throughline_access::policies::{EMBEDDED, digest};
use throughline_proto::v1::{
    DescribeProcessingRequest, DisagreementAdded, Event, HoldPlaced, KeptAfter, ListDueRequest, ListDueResponse, ListRetentionRequest,
    ListWordsHeldRequest, ListWordsHeldResponse, Part, Party, PolicyAdopted, Reason, RetentionSet, Role, SafetyConcernShared, Withdrawn,
    WithdrawnBecause, event::Kind, party,
};
use throughline_tests::{
    Caller, Place,
    caller::newest,
    events::{about, day, days_ago, met, noted, of_nobody, on, with_words},
    refused,
};
use uuid::Uuid;

fn set(kind: &str, keep_for_days: u32, after: KeptAfter) -> Event {
    let set = RetentionSet { kind: kind.into(), keep_for_days, after: after.into(), basis: "schedule 4".into(), ..Default::default() };
    of_nobody(Kind::RetentionSet(set))
}

async fn due(place: &Place) -> ListDueResponse {
    let request = ListDueRequest { at_least_position: place.seen().await, ..Default::default() };
    place.keeper().audit().list_due(request).await.unwrap().into_inner()
}

async fn held(caller: &Caller, person: &str, at_least_position: u64) -> Result<ListWordsHeldResponse, tonic::Status> {
    let request = ListWordsHeldRequest { person: person.to_owned(), at_least_position };
    caller.audit().list_words_held(request).await.map(tonic::Response::into_inner)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_due_when_all_of_it_was_kept_for_as_long_as_was_set() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, tom) = (house.hears_of("Rosa").await, house.hears_of("Tom").await);
    house.write(on(day("2025-02-01"), met(&rosa, ""))).await;
    house.write(on(days_ago(3), met(&tom, ""))).await;
    assert!(due(&place).await.stories.is_empty(), "nothing is due until something is set");
    refused(house.record(vec![set("everything", 30, KeptAfter::LastHappened)]).await).is(Reason::NotAllowed);
    place.keeper().write(set("met", 30, KeptAfter::LastHappened)).await;
    assert!(due(&place).await.stories.is_empty(), "nothing was said about how they were first heard of");
    place.keeper().write(set("everything", 60, KeptAfter::LastHappened)).await;
    let found = due(&place).await.stories;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].profiles.as_slice(), found[0].agencies.as_slice()),
        ([rosa.clone()].as_slice(), ["harmony-house".to_owned()].as_slice())
    );
    assert_eq!((found[0].last_happened.as_str(), found[0].due_since.as_str()), ("2025-02-01", "2025-04-02"));
    assert_eq!(found[0].bases, ["schedule 4"]);
    place.keeper().write(set("everything", 60, KeptAfter::Stilled)).await;
    assert!(due(&place).await.stories.is_empty(), "until a story is stilled it is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_a_hold_is_not_listed_as_due() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    place.seen().await;
    place.keeper().write(set("everything", 1, KeptAfter::LastHappened)).await;
    let hold = HoldPlaced { profiles: vec![rosa.clone()], basis: "a claim".into(), ..Default::default() };
    place.keeper().write(of_nobody(Kind::HoldPlaced(hold))).await;
    let found = due(&place).await;
    assert_eq!((found.stories.len(), found.held), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_outlive_a_restart_and_the_newest_counts() {
    let place = Place::new().await;
    place.keeper().write(set("met", 30, KeptAfter::LastHappened)).await;
    place.keeper().write(set("met", 90, KeptAfter::LastHappened)).await;
    place.seen().await;
    let place = place.reopened().await;
    place.seen().await;
    let settings = place.keeper().audit().list_retention(ListRetentionRequest::default()).await.unwrap().into_inner().settings;
    assert_eq!(settings.iter().map(|setting| setting.set.as_ref().unwrap().keep_for_days).collect::<Vec<_>>(), [90]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_about_somebody_is_told_to_them_and_to_the_keeper_in_numbers() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, tom) = (house.hears_of("Rosa").await, city.hears_of("Tom").await);
    let also = city.hears_of("Rosa M.").await;
    let written = house.write(with_words(met(&rosa, ""), &rosa, "Tea.")).await;
    let by = Some(Party { party: Some(party::Party::Resident(rosa.clone())) });
    house
        .for_resident(&rosa)
        .write(of_nobody(Kind::DisagreementAdded(DisagreementAdded { event: written.event, by, view: "no".into() })))
        .await;
    let mut mention = noted(&tom, "spoke of her");
    mention.people.push(Part { person: also.clone(), role: Role::Mentioned.into() });
    let mention = city.write(mention).await;
    let position = newest(&house.joins(&[&rosa, &also], house.reader()).await);
    let concern = SafetyConcernShared {
        to_roles: vec!["care-city/lead".into()],
        lawful_basis: "DPA 2018".into(),
        resident_told: true,
        ..Default::default()
    };
    let position = house.write(about(&rosa, Kind::SafetyConcernShared(concern))).await.position.max(position);
    let own = held(&house.for_resident(&rosa), &rosa, position).await.unwrap();
    let of = |held: &ListWordsHeldResponse, agency: &str| held.held.iter().find(|one| one.agency == agency).cloned().unwrap();
    let house_holds = of(&own, "harmony-house");
    assert!(!house_holds.kinds.iter().any(|kind| kind.kind.starts_with("safety")), "worries are told by people");
    assert_eq!(house_holds.disputed, 1);
    assert!(house_holds.with_words >= 1);
    assert_eq!(own.mentioned.iter().map(|one| (one.agency.as_str(), one.entries)).collect::<Vec<_>>(), [("care-city", 1)]);
    let all = held(&place.keeper(), &rosa, position).await.unwrap();
    assert_eq!(of(&all, "harmony-house").entries, house_holds.entries + 1);
    refused(held(&city.for_resident(&tom), &rosa, position).await).is(Reason::PersonUnknown);
    refused(held(&house.for_resident(&rosa), &Uuid::new_v4().to_string(), position).await).is(Reason::PersonUnknown);
    // An agency's own, for it to look through: it is told which they are, also by the other profile, and nothing of what others wrote.
    let citys = held(&city, &also, position).await.unwrap();
    assert_eq!(citys.held.iter().map(|one| one.agency.as_str()).collect::<Vec<_>>(), ["care-city"]);
    let places = |held: &ListWordsHeldResponse| held.mentions.iter().map(|one| (one.event.clone(), one.position)).collect::<Vec<_>>();
    assert_eq!((places(&citys), &citys.profiles), (vec![(mention.event.clone(), mention.position)], &vec![also.clone()]));
    assert_eq!((places(&all), places(&own)), (places(&citys), vec![]));
    let houses = held(&house, &rosa, position).await.unwrap();
    assert_eq!((houses.mentions.len(), houses.held.len()), (0, 1));
    assert!(!of(&houses, "harmony-house").kinds.iter().any(|kind| kind.kind.starts_with("safety")));
    refused(held(&city.for_supporter(city.reader()), &rosa, position).await).is(Reason::NotAllowed);
    refused(held(&place.agency("lifeline").await, &rosa, position).await).is(Reason::PersonUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wrote_what_is_unsafe_to_show_is_told_by_no_number() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, hers, tom) = (house.hears_of("Rosa").await, city.hears_of("Rosa").await, city.hears_of("Tom").await);
    house.joins(&[&rosa, &hers], house.reader()).await;
    let note = city.write(noted(&hers, "moved")).await;
    let mut mention = noted(&tom, "spoke of her");
    mention.people.push(Part { person: hers.clone(), role: Role::Mentioned.into() });
    let mention = city.write(mention).await;
    let her = house.for_resident(&rosa);
    let by_city = |held: ListWordsHeldResponse| {
        let kinds = held.held.into_iter().filter(|one| one.agency == "care-city").flat_map(|one| one.kinds);
        (kinds.filter(|kind| kind.kind == "noted").count(), held.mentioned.len())
    };
    assert_eq!(by_city(held(&her, &rosa, place.seen().await).await.unwrap()), (1, 1));
    let mut position = 0;
    for event in [note.event, mention.event] {
        let because = WithdrawnBecause::UnsafeToShow.into();
        position = city.write(of_nobody(Kind::Withdrawn(Withdrawn { event, because, why: String::new() }))).await.position;
    }
    assert_eq!(by_city(held(&her, &rosa, position).await.unwrap()), (0, 0));
    // The keeper answers for all of it.
    assert_eq!(by_city(held(&place.keeper(), &rosa, position).await.unwrap()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_of_processing_knows_agencies_purposes_and_kinds_and_tells_no_small_numbers() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    house.record((0..12).map(|number| noted(&rosa, &format!("{number}"))).collect()).await.unwrap();
    let request = DescribeProcessingRequest { at_least_position: place.seen().await };
    refused(house.audit().describe_processing(request).await).is(Reason::NotAllowed);
    let told = place.keeper().audit().describe_processing(request).await.unwrap().into_inner();
    assert_eq!(told.agencies.iter().map(|one| (one.agency.as_str(), one.people)).collect::<Vec<_>>(), [("harmony-house", 0)]);
    let count = |name: &str| told.data.iter().find(|one| one.name == name).map(|one| one.count);
    assert_eq!((count("noted"), count("first_heard_of"), count("met")), (Some(12), Some(0), None));
    let barred: Vec<&str> = told.purposes.iter().filter(|one| one.barred).map(|one| one.purpose.as_str()).collect();
    assert_eq!(barred, ["enforcement"]);
    assert_eq!(told.policies_digest.len(), 32);
    // What one agency alone may do is no purpose that is barred.
    let only = r#"@id("only") forbid (principal, action == Throughline::Action::"call", resource)
        when { principal.acting == "supporter" && principal.agency != "harmony-house" };"#;
    let text = format!("{EMBEDDED}\n{only}");
    let adopted = PolicyAdopted { policy: "ours".into(), digest: digest(&text).to_vec(), text };
    let at_least_position = place.keeper().write(of_nobody(Kind::PolicyAdopted(adopted))).await.position;
    let request = DescribeProcessingRequest { at_least_position };
    let told = place.keeper().audit().describe_processing(request).await.unwrap().into_inner();
    assert_eq!(told.purposes.iter().filter(|one| one.barred).count(), 1);
}
