//! Worries about safety: seen by whoever holds their role or covers, from one moment to the next, on open streams too; and the looks under them.

use throughline_proto::v1::{
    Event, ListLooksRequest, ListOpenPromisesRequest, ListRolesRequest, LooksReleased, OpenPromise, PromiseKind, Reason, SupporterLeft,
    WatchStoryRequest, WatchStoryResponse, Withdrawn, WithdrawnBecause, event::Kind, watch_story_response::News,
};
use throughline_story::kind_name;
use throughline_tests::{
    Caller, Clock, Place, Written,
    events::{away, concern, concern_answered, noted, of_nobody, role_held, with_words},
    refused,
};
use tonic::{Status, Streaming};

const LEAD: &str = "council-adults/safeguarding-lead";

/// Harmony House knows Rosa and worries about her. The council knows nothing of her.
struct Scene {
    place: Place,
    clock: Clock,
    house: Caller,
    council: Caller,
    rosa: String,
    worry: Written,
}

async fn scene() -> Scene {
    let (place, clock) = Place::by_a_clock().await;
    let (house, council) = (place.agency("harmony-house").await, place.agency("council-adults").await);
    let rosa = house.hears_of("Rosa").await;
    let worry = house.write(with_words(concern(&rosa, LEAD), &rosa, "Bruises, and he answers for her.")).await;
    Scene { place, clock, house, council, rosa, worry }
}

impl Scene {
    /// Somebody new at the council.
    async fn joins(&self, name: &str) -> (String, Caller) {
        let supporter = self.council.is_joined_by(name).await;
        (supporter.clone(), self.council.for_supporter(&supporter))
    }

    /// The kinds of entries that somebody is told of Rosa, or why they are told nothing.
    async fn kinds(&self, caller: &Caller) -> Result<Vec<&'static str>, Status> {
        let story = caller.try_story(&self.rosa, self.place.seen().await).await?;
        Ok(story.entries.into_iter().map(|entry| kind_name(&entry.event.unwrap().kind.unwrap())).collect())
    }

    async fn sees_nothing(&self, caller: &Caller) {
        refused(self.kinds(caller).await).is(Reason::PersonUnknown);
        assert!(self.promises(caller).await.is_empty());
    }

    async fn promises(&self, caller: &Caller) -> Vec<OpenPromise> {
        let request = ListOpenPromisesRequest { at_least_position: self.place.seen().await, ..ListOpenPromisesRequest::default() };
        caller.stories().list_open_promises(request).await.expect("listed").into_inner().promises
    }

    async fn watches(&self, caller: &Caller) -> Streaming<WatchStoryResponse> {
        let request = WatchStoryRequest { person: self.rosa.clone(), ..WatchStoryRequest::default() };
        let mut stream = caller.stories().watch_story(request).await.expect("they may").into_inner();
        while !matches!(stream.message().await.expect("it goes on").expect("news").news, Some(News::CaughtUp(_))) {}
        stream
    }

    /// Who looked, as Rosa is told.
    async fn looks(&self) -> Vec<String> {
        let request = ListLooksRequest { person: self.rosa.clone(), at_least_position: self.place.seen().await, ..Default::default() };
        let rosa = self.house.for_resident(&self.rosa);
        rosa.audit().list_looks(request).await.expect("theirs").into_inner().looks.into_iter().map(|look| look.agency).collect()
    }

    fn released(&self) -> Event {
        of_nobody(Kind::LooksReleased(LooksReleased { concern: self.worry.event.clone(), why: "She is safe now.".into() }))
    }
}

/// A stream ends, and says that there is nobody for this caller.
async fn ends(mut stream: Streaming<WatchStoryResponse>) {
    let refusal = loop {
        match stream.message().await {
            Ok(Some(response)) => assert!(!matches!(response.news, Some(News::Entry(_))), "nothing more is told"),
            Ok(None) => panic!("it ended without a word"),
            Err(status) => break status,
        }
    };
    refused::<()>(Err(refusal)).is(Reason::PersonUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_holds_the_role_the_agency_sees_the_worry_and_is_to_name_somebody() {
    let scene = scene().await;
    assert_eq!(scene.kinds(&scene.council).await.unwrap(), ["safety_concern_shared"]);
    let promises = scene.promises(&scene.council).await;
    assert_eq!((promises.len(), promises[0].name_somebody.as_slice()), (1, &[LEAD.to_owned()][..]));
    let (lead, by_lead) = scene.joins("Lena").await;
    scene.council.write(role_held(LEAD, &lead, false)).await;
    // At once for nobody else, and the promise to name somebody is kept.
    scene.sees_nothing(&scene.council).await;
    let promises = scene.promises(&by_lead).await;
    assert_eq!((promises.len(), promises[0].name_somebody.len()), (1, 0));
    assert_eq!(promises[0].promise.as_ref().unwrap().kind(), PromiseKind::Acknowledge);
    let own = ListOpenPromisesRequest { supporter: lead, ..ListOpenPromisesRequest::default() };
    assert_eq!(by_lead.stories().list_open_promises(own).await.unwrap().into_inner().promises.len(), 1, "it is among one's own");
    let story = by_lead.story(&scene.rosa, scene.place.seen().await).await;
    assert_eq!(story.entries[0].event.as_ref().unwrap().words[0].text, "Bruises, and he answers for her.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worry_waits_until_somebody_with_its_role_has_answered_it_and_their_colleagues_learn_nothing() {
    let scene = scene().await;
    let ((lead, by_lead), (second, by_second)) = (scene.joins("Lena").await, scene.joins("Sol").await);
    for supporter in [&lead, &second] {
        scene.council.write(role_held(LEAD, supporter, false)).await;
    }
    // Who holds what is as of where the node's view is.
    scene.place.seen().await;
    let answer = concern_answered(&scene.worry.event);
    let colleague = scene.council.for_supporter(scene.council.reader());
    refused(colleague.record(vec![answer.clone()]).await).is(Reason::EventUnknown);
    refused(scene.council.record(vec![answer.clone()]).await).is(Reason::RoleNotHeld);
    assert_eq!((scene.promises(&by_lead).await.len(), scene.promises(&by_second).await.len()), (1, 1), "two leads, one promise to each");
    by_second.write(answer).await;
    assert!(scene.promises(&by_lead).await.is_empty());
    assert_eq!(scene.kinds(&by_lead).await.unwrap(), ["safety_concern_answered", "safety_concern_shared"]);
    scene.sees_nothing(&colleague).await;
    let rosa = scene.house.for_resident(&scene.rosa);
    assert_eq!(scene.kinds(&rosa).await.unwrap(), ["first_heard_of"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_the_role_no_longer_or_leaves_reads_no_more_on_an_open_stream_either() {
    let scene = scene().await;
    let ((lead, by_lead), (second, by_second), (third, by_third)) =
        (scene.joins("Lena").await, scene.joins("Sol").await, scene.joins("Tam").await);
    for supporter in [&lead, &second, &third] {
        scene.council.write(role_held(LEAD, supporter, false)).await;
    }
    scene.place.seen().await;
    let (first_stream, second_stream) = (scene.watches(&by_lead).await, scene.watches(&by_second).await);
    scene.council.write(role_held(LEAD, &lead, true)).await;
    ends(first_stream).await;
    scene.sees_nothing(&by_lead).await;
    assert!(scene.kinds(&by_third).await.is_ok());
    let left = SupporterLeft { supporter: second, promised_by: String::new() };
    scene.council.write(of_nobody(Kind::SupporterLeft(left))).await;
    let mut stream = second_stream;
    let refusal = loop {
        match stream.message().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("it ended without a word"),
            Err(status) => break status,
        }
    };
    refused::<()>(Err(refusal)).is(Reason::NotYoursToActFor);
    refused(scene.kinds(&by_second).await).is(Reason::NotYoursToActFor);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_covers_sees_the_worry_from_then_until_the_last_day_is_over() {
    let scene = scene().await;
    let ((lead, by_lead), (cover, by_cover), (further, by_further)) =
        (scene.joins("Lena").await, scene.joins("Coe").await, scene.joins("Fay").await);
    scene.council.write(role_held(LEAD, &lead, false)).await;
    scene.sees_nothing(&by_cover).await;
    scene.council.write(away(&lead, &scene.clock.day(1), &cover)).await;
    // One step, and not a chain.
    scene.council.write(away(&cover, &scene.clock.day(1), &further)).await;
    assert_eq!(scene.kinds(&by_cover).await.unwrap(), ["safety_concern_shared"]);
    assert!(scene.kinds(&by_lead).await.is_ok(), "whoever is away holds it still");
    scene.sees_nothing(&by_further).await;
    let stream = scene.watches(&by_cover).await;
    scene.clock.forward(24 * 60);
    assert!(scene.kinds(&by_cover).await.is_ok(), "the last day is a day of it");
    scene.clock.forward(24 * 60);
    scene.sees_nothing(&by_cover).await;
    scene.house.write(noted(&scene.rosa, "Keeps bees.")).await;
    ends(stream).await;
    // Taken back, it is as if it had not been said.
    let again = scene.council.write(away(&lead, "", &cover)).await;
    assert!(scene.kinds(&by_cover).await.is_ok());
    let because = WithdrawnBecause::Mistake.into();
    let withdrawn = Withdrawn { event: again.event, because, why: "She is here.".into() };
    scene.council.write(of_nobody(Kind::Withdrawn(withdrawn))).await;
    scene.sees_nothing(&by_cover).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_under_a_worry_is_shown_to_the_resident_when_a_lead_releases_it() {
    let scene = scene().await;
    let (lead, by_lead) = scene.joins("Lena").await;
    scene.council.write(role_held(LEAD, &lead, false)).await;
    scene.kinds(&by_lead).await.unwrap();
    scene.kinds(&scene.house).await.unwrap();
    assert_eq!(scene.looks().await, ["harmony-house"]);
    scene.place.seen().await;
    refused(scene.council.record(vec![scene.released()]).await).is(Reason::RoleNotHeld);
    refused(scene.house.for_supporter(scene.house.reader()).record(vec![scene.released()]).await).is(Reason::RoleNotHeld);
    by_lead.write(scene.released()).await;
    assert_eq!(scene.looks().await, ["harmony-house", "council-adults"]);
    let rosa = scene.house.for_resident(&scene.rosa);
    assert_eq!(scene.kinds(&rosa).await.unwrap(), ["first_heard_of"], "of the worry itself people tell");
}

#[tokio::test(flavor = "multi_thread")]
async fn that_there_are_looks_which_are_not_shown_yet_no_page_token_tells() {
    let scene = scene().await;
    let (lead, by_lead) = scene.joins("Lena").await;
    scene.council.write(role_held(LEAD, &lead, false)).await;
    scene.kinds(&by_lead).await.unwrap();
    scene.kinds(&scene.house).await.unwrap();
    let request =
        ListLooksRequest { person: scene.rosa.clone(), page_size: 1, at_least_position: scene.place.seen().await, ..Default::default() };
    let rosa = scene.house.for_resident(&scene.rosa);
    let first = rosa.audit().list_looks(request.clone()).await.expect("hers").into_inner();
    assert_eq!((first.looks.len(), first.next_page_token.as_str()), (1, ""));
    by_lead.write(scene.released()).await;
    let request = ListLooksRequest { at_least_position: scene.place.seen().await, ..request };
    assert!(!rosa.audit().list_looks(request).await.expect("hers").into_inner().next_page_token.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_stays_hidden_when_the_worry_was_answered_or_taken_back() {
    let scene = scene().await;
    let (lead, by_lead) = scene.joins("Lena").await;
    scene.council.write(role_held(LEAD, &lead, false)).await;
    scene.kinds(&by_lead).await.unwrap();
    by_lead.write(concern_answered(&scene.worry.event)).await;
    assert!(scene.looks().await.is_empty());
    let withdrawn = Withdrawn { event: scene.worry.event.clone(), because: WithdrawnBecause::Mistake.into(), why: String::new() };
    scene.house.write(of_nobody(Kind::Withdrawn(withdrawn))).await;
    assert!(scene.looks().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_and_the_keeper_are_told_who_holds_its_roles() {
    let scene = scene().await;
    let (lead, by_lead) = scene.joins("Lena").await;
    let cover = scene.council.reader().to_owned();
    let held = role_held(LEAD, &lead, false);
    refused(by_lead.record(vec![held.clone()]).await).is(Reason::AgencysToSay);
    refused(scene.house.record(vec![held.clone()]).await).is(Reason::NotAllowed);
    // The keeper says it as well.
    let position = scene.place.keeper().write(held).await.position.max(scene.council.write(away(&lead, "", &cover)).await.position);
    let roles = |caller: Caller| async move {
        let request = ListRolesRequest { at_least_position: position };
        caller.audit().list_roles(request).await.expect("told").into_inner().roles
    };
    for caller in [scene.council.clone(), scene.place.keeper()] {
        let told = roles(caller).await;
        assert_eq!((told.len(), told[0].role.as_str(), &told[0].supporter, &told[0].covered_by), (1, LEAD, &lead, &cover));
    }
    assert!(roles(scene.house.clone()).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unsafe_to_show_is_read_by_the_writing_agencys_information_lead_alone() {
    let scene = scene().await;
    let unsafe_note = scene.house.write(with_words(noted(&scene.rosa, "Moved."), &scene.rosa, "She lives at her sister's.")).await;
    let because = WithdrawnBecause::UnsafeToShow.into();
    scene.house.write(of_nobody(Kind::Withdrawn(Withdrawn { event: unsafe_note.event.clone(), because, why: String::new() }))).await;
    let (scene, unsafe_note) = (&scene, &unsafe_note);
    let words = |caller: Caller| async move {
        let story = caller.story(&scene.rosa, scene.place.seen().await).await;
        let is_it = |event: &Event| event.id == unsafe_note.event;
        story.entries.into_iter().filter_map(|entry| entry.event).find(is_it).map(|event| event.words.len())
    };
    let lead = scene.house.is_joined_by("Ines").await;
    let by_lead = scene.house.for_supporter(&lead);
    assert_eq!(words(by_lead.clone()).await, Some(0));
    scene.house.write(role_held("harmony-house/information-lead", &lead, false)).await;
    assert_eq!(words(by_lead).await, Some(1));
    assert_eq!(words(scene.house.clone()).await, Some(0));
    // Everybody else is told that something stood there.
    assert_eq!(words(scene.house.for_resident(&scene.rosa)).await, Some(0));
}
