//! A story as an agency was allowed to see it then: by the choices, who was alongside, and the policies of that time.

use throughline_access::policies::{EMBEDDED, digest};
use throughline_proto::v1::{
    EndedBecause, GetStoryAsKnownRequest, GetStoryAsKnownResponse, PolicyAdopted, Reason, SharingLevel, event::Kind,
};
use throughline_tests::{
    Caller, Place,
    events::{alongside, alongside_ended, noted, of_nobody, with_words},
    refused,
};

use crate::scene::{a_moment, about, ask, at, chosen, known_at, sentences, try_ask};

const BEES: &str = "Harmony House noted: Keeps bees.";

fn as_city(request: GetStoryAsKnownRequest) -> GetStoryAsKnownRequest {
    GetStoryAsKnownRequest { as_agency: "care-city".into(), ..request }
}

fn words(story: &GetStoryAsKnownResponse) -> bool {
    format!("{story:?}").contains("In the yard.")
}

struct Scene {
    place: Place,
    house: Caller,
    city: Caller,
    rosa: String,
    hers: String,
    /// Everything is open to Care City, words and all.
    open: u64,
}

async fn scene() -> Scene {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, hers) = (house.hears_of("Rosa").await, city.hears_of("Rosa").await);
    house.joins(&[&rosa, &hers], house.reader()).await;
    house.write(alongside(&rosa, house.reader())).await;
    city.write(alongside(&hers, city.reader())).await;
    house.write(with_words(noted(&rosa, "Keeps bees"), &rosa, "In the yard.")).await;
    let open = house.for_resident(&rosa).write(chosen(&rosa, "care-city", SharingLevel::Words)).await.position;
    Scene { place, house, city, rosa, hers, open }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_that_was_narrowed_later_is_seen_as_it_was_then() {
    let Scene { place, house, city, rosa, hers, open } = scene().await;
    let moment = a_moment().await;
    let theirs = city.reading_for("planning").story(&hers, place.seen().await).await;
    house.for_resident(&rosa).write(chosen(&rosa, "care-city", SharingLevel::Nothing)).await;
    place.seen().await;
    for request in [at(&rosa, open), known_at(&rosa, &moment)] {
        let then = ask(&place, as_city(request)).await;
        assert!(words(&then) && sentences(&then).contains(&BEES), "{then:?}");
        // Just what they were told when it was then.
        let told: Vec<_> = theirs.entries.iter().map(|entry| (entry.position, entry.sentence.as_str(), entry.more_is_private)).collect();
        let tells: Vec<_> = then.entries.iter().map(|entry| (entry.position, entry.sentence.as_str(), entry.more_is_private)).collect();
        assert_eq!(tells, told);
    }
    let now = ask(&place, as_city(about(&rosa))).await;
    assert!(!words(&now) && !sentences(&now).contains(&BEES), "{now:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn before_it_had_anything_to_do_with_them_an_agency_was_not_to_know_of_the_story() {
    let Scene { place, rosa, hers, open, .. } = scene().await;
    place.seen().await;
    let before = ask(&place, about(&rosa)).await.entries.last().expect("how she was first heard of").position;
    let hidden = ask(&place, as_city(at(&rosa, before))).await;
    assert!(hidden.hidden && hidden.entries.is_empty() && hidden.story.is_none() && hidden.details.is_none(), "{hidden:?}");
    assert!(!ask(&place, as_city(at(&hers, open))).await.hidden);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stopped_walking_alongside_saw_then_what_they_see_no_longer() {
    let Scene { place, house, city, rosa, hers, .. } = scene().await;
    // Without the choice, it is being alongside that lets them read.
    let back = house.for_resident(&rosa).write(chosen(&rosa, "care-city", SharingLevel::Sentence)).await.position;
    city.write(alongside_ended(&hers, city.reader(), EndedBecause::ResidentChose)).await;
    place.seen().await;
    let (then, now) = (ask(&place, as_city(at(&rosa, back))).await, ask(&place, as_city(about(&rosa))).await);
    assert_eq!(then.standing.iter().filter(|standing| standing.contains("walks beside")).count(), 2, "{:?}", then.standing);
    assert_eq!(now.standing.iter().filter(|standing| standing.contains("walks beside")).count(), 1, "{:?}", now.standing);
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_that_were_adopted_later_decide_nothing_about_then() {
    let Scene { place, rosa, open, .. } = scene().await;
    let text = format!(
        r#"{EMBEDDED}
@id("ours") forbid (principal, action, resource is Throughline::Entry) when {{ resource.kind == "noted" }};"#
    );
    let adopted = PolicyAdopted { policy: "no notes".into(), digest: digest(&text).to_vec(), text };
    let adopted = place.keeper().write(of_nobody(Kind::PolicyAdopted(adopted))).await.position;
    place.seen().await;
    let (then, now) = (ask(&place, as_city(at(&rosa, open))).await, ask(&place, as_city(about(&rosa))).await);
    assert!(sentences(&then).contains(&BEES) && !sentences(&now).contains(&BEES), "{then:?} {now:?}");
    assert_eq!((then.adopted_at, now.adopted_at), (0, adopted));
    // And the other way round: what held then is not what holds now.
    let back = PolicyAdopted { policy: "as before".into(), digest: digest(EMBEDDED).to_vec(), text: EMBEDDED.into() };
    place.keeper().write(of_nobody(Kind::PolicyAdopted(back))).await;
    place.seen().await;
    assert!(!sentences(&ask(&place, as_city(at(&rosa, adopted))).await).contains(&BEES));
    assert!(sentences(&ask(&place, as_city(about(&rosa))).await).contains(&BEES));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_that_takes_no_part_or_took_none_then_is_told_to_be_so() {
    let Scene { place, rosa, open, .. } = scene().await;
    let nobody = GetStoryAsKnownRequest { as_agency: "nobody-at-all".into(), ..at(&rosa, open) };
    assert!(refused(try_ask(&place, nobody).await).is(Reason::AgencyUnknown).message.contains("no such agency"));
    place.agency("late-comers").await;
    place.seen().await;
    let late = GetStoryAsKnownRequest { as_agency: "late-comers".into(), ..at(&rosa, open) };
    assert!(refused(try_ask(&place, late).await).is(Reason::AgencyUnknown).message.contains("did not take part yet"));
}
