//! Walking alongside: it begins with a yes, and where it ends somebody sees to it that another is found; asks are picked up; who is away, who visits and
//! what is new stand on the first page.

use throughline_proto::v1::{Died, Happened, MeetingPlanned, PromiseKind, PromiseState, SupporterAway, event::Kind, happened::Moment};
use throughline_tests::{Page, events};

use crate::scene::{Scene, request_id};

const PLAIN_DAYS: i64 = 3;

fn in_days(days: i64) -> String {
    match events::days_ago(-days).moment {
        Some(Moment::Date(date)) => date,
        _ => panic!("a date"),
    }
}

fn section<'a>(page: &'a Page, heading: &str) -> &'a str {
    page.body.split(heading).nth(1).and_then(|rest| rest.split("</section>").next()).unwrap_or_else(|| panic!("{heading}: {}", page.body))
}

#[tokio::test(flavor = "multi_thread")]
async fn walking_alongside_begins_with_a_yes_and_its_end_asks_who_is_found() {
    let scene = Scene::new().await;
    let tom = scene.house.hears_of("Tom").await;
    scene.place.seen().await;
    let mut browser = scene.amina().await;
    let page = browser.get(&scene.story(&tom, "/alongside")).await.is(200);
    let id = request_id(&page);
    let refused =
        browser.post(&scene.story(&tom, "/alongside"), &format!("request_id={id}&yes=best-interests&manner=phone&every=14")).await.is(400);
    assert!(refused.body.contains("who was asked") && refused.body.contains(&id), "{}", refused.body);
    let decided = scene.house.hears_of("Pat").await;
    scene.place.seen().await;
    let best = format!(
        "request_id={}&yes=best-interests&manner=phone&every=14&view=her+sister",
        request_id(&browser.get(&scene.story(&decided, "/alongside")).await)
    );
    browser.post(&scene.story(&decided, "/alongside"), &best).await.is(303);
    let known = scene.house.with_reader(&scene.amina).story(&decided, 0).await.story.expect("a story");
    assert!(known.alongside[0].with_yes, "whoever decided is named");
    let begun = format!("request_id={id}&yes=own&manner=phone&every=14");
    let written = browser.post(&scene.story(&tom, "/alongside"), &begun).await.is(303);
    assert_eq!(written.location(), browser.post(&scene.story(&tom, "/alongside"), &begun).await.is(303).location(), "it is written once");
    let story = browser.follow(written).await.is(200);
    assert!(section(&story, "Who is alongside").contains("I can no longer walk alongside"), "{}", story.body);
    let known = scene.house.with_reader(&scene.amina).story(&tom, 0).await.story.expect("a story");
    assert_eq!((known.alongside[0].with_yes, known.alongside[0].meet_every_days), (true, 14));

    let page = browser.get(&scene.story(&tom, "/alongside/end")).await.is(200);
    let nothing = browser.post(&scene.story(&tom, "/alongside/end"), &format!("request_id={}", request_id(&page))).await.is(400);
    assert!(nothing.body.contains("Choose why it ends."), "{}", nothing.body);
    let ended = format!("request_id={}&because=leaving&why=a+new+job&finds={}", request_id(&page), scene.amina);
    let written = browser.post(&scene.story(&tom, "/alongside/end"), &ended).await.is(303);
    let story = browser.follow(written).await.is(200);
    assert!(section(&story, "Open promises").contains("Find somebody they say yes to"), "{}", story.body);
    let home = browser.get(&scene.url("/")).await.is(200);
    assert!(section(&home, "What I promised").contains("Tom"), "{}", home.body);
    let agency = browser.get(&scene.url("/agency")).await.is(200);
    assert!(section(&agency, "Somebody left").contains("Tom"), "{}", agency.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_asked_for_is_picked_up_by_one() {
    let scene = Scene::new().await;
    let asked = scene.house.write(events::asked(&scene.rosa, "a lift to the clinic")).await;
    scene.place.seen().await;
    let mut browser = scene.amina().await;
    let page = browser.get(&scene.story(&scene.rosa, "")).await.is(200);
    assert!(section(&page, "Open promises").contains("see to it"), "{}", page.body);
    let picked_up = scene.story(&scene.rosa, &format!("/ask/{}/pick-up", asked.event));
    let id = request_id(&page);
    let written = browser.post(&picked_up, &format!("request_id={id}")).await.is(303);
    browser.follow(written).await.is(200);
    let story = scene.house.with_reader(&scene.amina).story(&scene.rosa, 0).await.story.expect("a story");
    let promise = story.promises.iter().find(|promise| promise.kind() == PromiseKind::Ask).expect("it is there");
    assert_eq!(promise.state(), PromiseState::Open);
    let again = browser.post(&picked_up, "request_id=019ac5a0-0000-7000-8000-000000000001").await.is(409);
    assert!(again.body.contains("Somebody else has said that they will see to it."), "{}", again.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_tells_who_is_away_who_visits_and_what_is_new() {
    let scene = Scene::new().await;
    let ben = scene.house.is_joined_by("Ben").await;
    let tom = scene.house.hears_of("Tom").await;
    scene.house.write(events::alongside(&scene.rosa, &ben)).await;
    scene.house.write(events::alongside(&tom, &ben)).await;
    let away = SupporterAway { supporter: ben.clone(), until: in_days(9), covered_by: scene.amina.clone() };
    scene.house.write(events::of_nobody(Kind::SupporterAway(away))).await;
    let when = Happened { moment: Some(Moment::Date(in_days(PLAIN_DAYS))) };
    let planned = MeetingPlanned { planned_for: Some(when), with: vec![ben.clone()] };
    scene.house.write(events::about(&scene.rosa, Kind::MeetingPlanned(planned))).await;
    scene.place.seen().await;
    let mut browser = scene.amina().await;
    let home = browser.get(&scene.url("/")).await.is(200);
    assert!(section(&home, "Who is away").contains("Ben from Harmony House is away until"), "{}", home.body);
    assert!(section(&home, "Who visits this week").contains("with Ben from Harmony House"), "{}", home.body);
    assert!(section(&home, "For whom I cover").contains("Tom"), "{}", home.body);
    assert!(!home.body.contains("since you looked"), "nothing was looked at: {}", home.body);
    // A cover reads.
    browser.get(&scene.story(&tom, "")).await.is(200);
    browser.get(&scene.story(&scene.rosa, "")).await.is(200);
    scene.house.write(events::noted(&scene.rosa, "the choir meets on Fridays")).await;
    scene.place.seen().await;
    let home = browser.get(&scene.url("/")).await.is(200);
    assert!(section(&home, "alongside").contains("1 new since you looked"), "{}", home.body);
    browser.get(&scene.story(&scene.rosa, "")).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_somebody_who_died_is_told_to_whoever_says_why() {
    let scene = Scene::new().await;
    scene.house.write(events::noted(&scene.rosa, "she sang on Fridays")).await;
    scene.house.write(events::on(events::days_ago(1), events::about(&scene.rosa, Kind::Died(Died {})))).await;
    scene.place.seen().await;
    let mut browser = scene.amina().await;
    let page = browser.get(&scene.story(&scene.rosa, "")).await.is(200).body;
    assert!(page.contains("Why are you reading this story?") && !page.contains("she sang on Fridays"), "{page}");
    assert!(!page.contains("Add what happened"), "{page}");
    let page = browser.get(&scene.story(&scene.rosa, "?why=records")).await.is(200).body;
    assert!(page.contains("she sang on Fridays") && !page.contains("Why are you reading"), "{page}");
    let made_up = browser.get(&scene.story(&scene.rosa, "?why=enforcement")).await.is(200).body;
    assert!(!made_up.contains("she sang on Fridays"), "{made_up}");
}
