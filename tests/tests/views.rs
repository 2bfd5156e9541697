//! The views equal a fresh replay of the log, row for row (I6), whatever was written and in whatever batches it was followed; and nothing
//! that somebody said, nor anybody's name, lies at rest in clear (I10).

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use throughline_proto::v1::{
    Answer, Colour, Corrected, Details, EndedBecause, Event, HelpKind, LifeMapAnswer, LifeMapMade, Part, Role, SupporterAway,
    SupporterLeft, WithdrawnBecause, event::Kind,
};
use throughline_tests::{
    Caller, Place,
    caller::written,
    chance::Chance,
    events::{self, about, alongside, alongside_ended, answered, asked, day, met, noted, of_nobody, offered, on, with_words},
    process::{run, serve, text},
};

fn withdrawn(event: &str) -> Event {
    events::withdrawn(event, WithdrawnBecause::Mistake)
}

fn corrected(event: &str, instead: Event) -> Event {
    let instead = Some(Box::new(Event { people: Vec::new(), ..instead }));
    of_nobody(Kind::Corrected(Box::new(Corrected { event: event.to_owned(), why: String::new(), instead })))
}

fn left(supporter: &str, promised_by: &str) -> Event {
    of_nobody(Kind::SupporterLeft(SupporterLeft { supporter: supporter.to_owned(), promised_by: promised_by.to_owned() }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_with_another_places_views_does_not_begin_and_says_what_to_do() {
    let folder = Place::new().await.close().await;
    let views = rusqlite::Connection::open(folder.path().join("views.sqlite")).expect("the views' file");
    assert_eq!(views.execute("update checkpoint set origin = 'throughline/elsewhere'", []), Ok(1));
    drop(views);
    let told = why_not(folder.path());
    assert!(told.contains("throughline/elsewhere") && told.contains("views.sqlite"), "{told}");
}

/// What `serve` says that does not begin with these views.
fn why_not(folder: &Path) -> String {
    let output = run(&serve(folder));
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_with_the_views_of_another_place_of_the_same_name_does_not_begin() {
    let mut folders = Vec::new();
    for residents in [1, 3] {
        let place = Place::new().await;
        let house = place.agency("harmony-house").await;
        for _ in 0..residents {
            house.hears_of("Rosa").await;
        }
        place.seen().await;
        folders.push(place.close().await);
    }
    let views = |index: usize, name: &str| folders[index].path().join(name);
    fs::rename(views(0, "views.sqlite"), views(0, "kept")).expect("moved");
    fs::rename(views(1, "views.sqlite"), views(0, "views.sqlite")).expect("moved");
    fs::rename(views(0, "kept"), views(1, "views.sqlite")).expect("moved");
    // One of them has more records than the log, and the other fewer, and none of the log's.
    for folder in &folders {
        let told = why_not(folder.path());
        assert!(told.contains("delete views.sqlite"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn views_equal_a_replay_after_joins_separations_withdrawals_corrections_and_leaving() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (amira, ben) = (house.is_joined_by("Amira").await, city.is_joined_by("Ben").await);
    let (rosa, rosie, sam) = (house.hears_of("Rosa").await, city.hears_of("Rosie").await, house.hears_of("Sam").await);
    assert_eq!(place.differences().await, []);
    let began = house.write(alongside(&rosa, &amira)).await;
    city.write(alongside(&rosie, &ben)).await;
    house.write(alongside(&sam, &amira)).await;
    let first = house.write(on(day("2025-05-01"), met(&rosa, &amira))).await;
    // Told late, and from before everything else.
    house.write(on(day("2024-02-01"), met(&rosa, &amira))).await;
    let offer = house.write(offered(&rosa, "A lift", HelpKind::GettingAbout)).await;
    house.joins(&[&rosa, &rosie], &amira).await;
    assert_eq!(place.differences().await, []);
    city.write(answered(&offer.event, Answer::Yes)).await;
    city.write(asked(&rosa, "A ramp")).await;
    house.write(withdrawn(&first.event)).await;
    let wrong_day = house.write(on(day("2025-06-01"), met(&rosie, &amira))).await;
    house.write(corrected(&wrong_day.event, on(day("2025-04-01"), met(&rosie, &amira)))).await;
    let away = SupporterAway { supporter: ben.clone(), until: "2025-08-01".into(), covered_by: String::new() };
    city.write(on(day("2025-07-01"), of_nobody(Kind::SupporterAway(away)))).await;
    house.write(on(day("2025-07-02"), left(&amira, ""))).await;
    assert_eq!(place.differences().await, []);
    city.separates(&[&rosie]).await;
    house.write(withdrawn(&began.event)).await;
    let cleo = house.is_joined_by("Cleo").await;
    house.joins(&[&sam, &rosa], &cleo).await;
    city.joins(&[&rosie, &sam], &ben).await;
    city.write(alongside_ended(&rosie, &ben, EndedBecause::FundingEnded)).await;
    city.write(on(day("2025-09-01"), about(&rosie, Kind::Died(throughline_proto::v1::Died {})))).await;
    assert_eq!(place.differences().await, []);
}

/// Everybody and everything that a random life can be about.
struct Cast {
    callers: [Caller; 2],
    supporters: [Vec<String>; 2],
    profiles: Vec<String>,
    events: Vec<String>,
}

impl Cast {
    async fn new(place: &Place) -> Self {
        let callers = [place.agency("harmony-house").await, place.agency("care-city").await];
        let (mut supporters, mut profiles) = ([Vec::new(), Vec::new()], Vec::new());
        for who in [0, 1] {
            for name in ["Amira", "Ben", "Cleo"] {
                supporters[who].push(callers[who].is_joined_by(name).await);
                profiles.push(callers[who].hears_of(name).await);
            }
        }
        Self { callers, supporters, profiles, events: Vec::new() }
    }

    /// Something that may happen. Much of it makes no sense, and is not taken in.
    fn event(&self, who: usize, chance: &mut Chance) -> Event {
        let (person, supporter) = (chance.of(&self.profiles), chance.of(&self.supporters[who]));
        let nothing = String::new();
        let earlier = if self.events.is_empty() { &nothing } else { chance.of(&self.events) };
        let other = chance.of(&self.profiles);
        let event = match chance.below(16) {
            0 | 1 => alongside(person, supporter),
            2 => alongside_ended(person, supporter, EndedBecause::Other),
            3 | 4 => met(person, supporter),
            5 => offered(person, "A lift", HelpKind::GettingAbout),
            6 => asked(person, "A ramp"),
            7 => answered(earlier, if chance.below(2) == 0 { Answer::Yes } else { Answer::No }),
            8 => withdrawn(earlier),
            9 => corrected(earlier, met(person, supporter)),
            10 => corrected(earlier, alongside(person, supporter)),
            11 => Event {
                people: [person, other].map(|person| Part { person: person.clone(), role: Role::About.into() }).to_vec(),
                ..met(person, supporter)
            },
            12 => {
                let away = SupporterAway { supporter: supporter.clone(), until: "2025-08-01".into(), covered_by: String::new() };
                of_nobody(Kind::SupporterAway(away))
            }
            13 if chance.below(4) == 0 => left(supporter, ""),
            14 => {
                let answers = vec![LifeMapAnswer { indicator: "warm-home".into(), colour: Colour::Green.into() }];
                about(person, Kind::LifeMapMade(LifeMapMade { set: "signal-uk-2024".into(), answers }))
            }
            _ => with_words(noted(person, "Something."), person, "Words."),
        };
        on(day(&format!("2025-{:02}-{:02}", 1 + chance.below(9), 1 + chance.below(28))), event)
    }

    async fn happens(&mut self, chance: &mut Chance) {
        let who = chance.below(2);
        let caller = &self.callers[who];
        let two = [chance.of(&self.profiles).clone(), chance.of(&self.profiles).clone()];
        let kind = match chance.below(12) {
            0 => {
                let heard_by: &String = chance.of(&self.supporters[who]);
                let yes = Some(events::yes(&two[0], heard_by));
                Some(Kind::ProfilesJoined(throughline_proto::v1::ProfilesJoined { profiles: two.to_vec(), yes, ..Default::default() }))
            }
            1 => {
                let [leaving, _] = two;
                Some(Kind::ProfilesSeparated(throughline_proto::v1::ProfilesSeparated { profiles: vec![leaving], why: String::new() }))
            }
            _ => None,
        };
        let event = kind.map_or_else(|| self.event(who, chance), of_nobody);
        if let Ok(receipt) = caller.record(vec![event]).await {
            self.events.extend(written(&receipt).into_iter().map(|written| written.event));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn views_equal_a_replay_after_lives_that_nobody_planned() {
    for seed in 1..=4_u64 {
        let place = Place::new().await;
        let mut cast = Cast::new(&place).await;
        let mut chance = Chance::new(seed);
        for _ in 0..250 {
            cast.happens(&mut chance).await;
            // Sometimes read, so that stories are remembered; sometimes waited for, so that batches are of all sizes.
            if chance.below(3) == 0 {
                let person = chance.of(&cast.profiles).clone();
                // Some are not this agency's to read.
                _ = cast.callers[chance.below(2)].try_story(&person, 0).await;
            }
            if chance.below(8) == 0 {
                place.seen().await;
            }
        }
        assert!(cast.events.len() > 100, "enough of it was taken in: {}", cast.events.len());
        assert_eq!(place.differences().await, [], "seed {seed}");
        assert_stories_are_as_folded_anew(place, &cast, seed).await;
    }
}

/// What is remembered of each story is what its entries add up to.
async fn assert_stories_are_as_folded_anew(place: Place, cast: &Cast, seed: u64) {
    let mut stories = Vec::new();
    for person in &cast.profiles {
        for caller in &cast.callers {
            stories.push(caller.try_story(person, place.head()).await.map(|story| (story.story, story.entries)).ok());
        }
    }
    let tokens = cast.callers.each_ref().map(|caller| caller.token().to_owned());
    let place = place.reopened().await;
    let mut stories = stories.into_iter();
    for person in &cast.profiles {
        for token in &tokens {
            let anew = place.with_token(token).try_story(person, place.head()).await.map(|story| (story.story, story.entries)).ok();
            assert_eq!(stories.next(), Some(anew), "seed {seed}, {person}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_changed_is_found() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    house.write(asked(&rosa, "A ramp")).await;
    place.seen().await;
    let views = rusqlite::Connection::open(place.views().path()).expect("it opens");
    views.busy_timeout(std::time::Duration::from_secs(10)).expect("set");
    views.execute("update promise set since = since + 1", []).expect("changed");
    let found = place.differences().await;
    assert_eq!(found.iter().map(|difference| difference.table).collect::<Vec<_>>(), ["promise"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuild_makes_the_views_again_and_verify_agrees() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let (rosa, rosie) = (house.hears_of("Rosa").await, house.hears_of("Rosie").await);
    house.write(alongside(&rosa, &amira)).await;
    house.joins(&[&rosa, &rosie], &amira).await;
    house.write(on(day("2025-05-05"), left(&amira, ""))).await;
    let (token, position) = (house.token().to_owned(), place.seen().await);
    let before = house.story(&rosa, position).await;
    drop(house);
    let folder = place.close().await;
    for command in [vec!["verify", "--views"], vec!["rebuild"], vec!["verify", "--views"]] {
        let output = run(&[&command[..], &["--data", text(folder.path())]].concat());
        assert!(
            output.status.success(),
            "{command:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let place = Place::open(folder).await;
    let after = place.with_token(&token).story(&rosa, position).await;
    assert_eq!((before.story, before.entries), (after.story, after.entries));
}

/// Words that nothing else in the place holds.
const CANARIES: [&str; 8] = ["Zebulon", "Quorndon", "1949-11-23", "yellowhammer", "marmalade", "Xanthippe", "candlewick", "9434765919"];

/// Every file of a folder in which a canary lies in clear.
fn canaries_in(folder: &Path) -> Vec<(String, &'static str)> {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    let mut found = Vec::new();
    for path in files {
        let bytes = fs::read(&path).expect("readable").to_ascii_lowercase();
        for canary in CANARIES {
            let sought = canary.to_ascii_lowercase();
            if bytes.windows(sought.len()).any(|window| window == sought.as_bytes()) {
                found.push((path.display().to_string(), canary));
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_said_and_nobodys_name_lies_at_rest_in_clear() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Xanthippe").await;
    let details = Details {
        known_as: "Zebulon".into(),
        family_name: "Quorndon".into(),
        born: "1949-11-23".into(),
        nhs_number: "9434765919".into(),
        reference: "yellowhammer".into(),
        ..Details::default()
    };
    let person = house.hears_of_all(details).await;
    let mut event = with_words(noted(&person, "Said marmalade."), &person, "And candlewick.");
    event.source_key = "yellowhammer/1".into();
    house.write(event).await;
    house.write(alongside(&person, &amira)).await;
    house.write(asked(&person, "More marmalade")).await;
    house.write(offered(&person, "A candlewick bedspread", HelpKind::Home)).await;
    let position = place.seen().await;
    // All of it is there to be read, and to be found.
    let story = format!("{:?}", house.story(&person, position).await);
    assert!(CANARIES.iter().filter(|canary| **canary != "yellowhammer").all(|canary| story.contains(canary)), "{story}");
    assert_eq!(house.finds("Zebulon Quorndon", position).await.len(), 1);
    assert_eq!(canaries_in(place.folder.path()), []);
    drop(house);
    let folder = place.close().await;
    for file in ["log.sqlite", "keys.sqlite", "views.sqlite"] {
        let connection = rusqlite::Connection::open(folder.path().join(file)).expect("it opens");
        connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).expect("written");
    }
    assert_eq!(canaries_in(folder.path()), []);
}
