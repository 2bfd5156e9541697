//! An open RecordMany: who sends is asked about again, and what may not be told takes its time there as in calls.

use std::time::Duration;

use throughline_access::policies::{EMBEDDED, digest};
use throughline_proto::v1::{
    PolicyAdopted, Reason, RecordManyRequest, RecordManyResponse, SupporterLeft, event::Kind, record_many_response::Outcome,
};
use throughline_tests::{
    Caller, Place,
    caller::{one_of_many, request},
    events::{noted, of_nobody},
    refused,
};
use tokio::{sync::mpsc, time::Instant};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};
use uuid::Uuid;

/// What is not told comes at a multiple of this.
const STEP: Duration = Duration::from_millis(25);
/// Harmony House is barred from writing in rows, and its residents from nothing.
const BARRED: &str = r#"@id("barred") forbid (principal, action, resource is Throughline::Method)
    when { principal.agency == "harmony-house" && principal.acting != "resident" };"#;

struct Row {
    sender: mpsc::Sender<RecordManyRequest>,
    answers: Streaming<RecordManyResponse>,
}

impl Row {
    async fn of(caller: &Caller) -> Self {
        let (sender, outgoing) = mpsc::channel(64);
        let answers = caller.records().record_many(ReceiverStream::new(outgoing)).await.expect("a stream").into_inner();
        Self { sender, answers }
    }

    async fn send(&self, person: &str) {
        self.sender.send(one_of_many(request(vec![noted(person, "Keeps bees.")]))).await.expect("it is open");
    }

    /// The next answer: nothing for what was taken in, or why it was not.
    async fn answer(&mut self) -> Result<Option<Reason>, Status> {
        Ok(match self.answers.message().await?.expect("an answer").outcome.expect("an outcome") {
            Outcome::Receipt(_) => None,
            Outcome::NotTaken(why) => Some(why.reason()),
        })
    }

    /// How long it takes to be answered so.
    async fn time(&mut self, person: &str, expected: Option<Reason>) -> Duration {
        let began = Instant::now();
        self.send(person).await;
        assert_eq!(self.answer().await.expect("it goes on"), expected);
        began.elapsed()
    }
}

fn barred() -> Kind {
    let text = format!("{EMBEDDED}\n{BARRED}");
    Kind::PolicyAdopted(PolicyAdopted { policy: "barred".into(), digest: digest(&text).to_vec(), text })
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_barred_while_their_stream_is_open_writes_nothing_more() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, tom) = (house.hears_of("Rosa").await, city.hears_of("Tom").await);
    let (mut houses, mut citys) = (Row::of(&house).await, Row::of(&city).await);
    let mut keepers = Row::of(&place.keeper()).await;
    houses.send(&rosa).await;
    assert_eq!(houses.answer().await.expect("it goes on"), None);
    place.keeper().write(of_nobody(barred())).await;
    let adopted = place.seen().await;
    houses.send(&rosa).await;
    refused(houses.answer().await).is(Reason::NotAllowed);
    assert_eq!(place.head(), adopted, "nothing was written");
    citys.send(&tom).await;
    assert_eq!(citys.answer().await.expect("it goes on"), None);
    keepers.sender.send(one_of_many(request(vec![of_nobody(barred())]))).await.expect("it is open");
    assert_eq!(keepers.answer().await.expect("it goes on"), None, "the keeper adopts others in a row, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supporter_who_left_writes_nothing_more_in_a_stream_that_is_open() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, ann) = (house.hears_of("Rosa").await, house.is_joined_by("Ann").await);
    let mut row = Row::of(&house.for_supporter(&ann)).await;
    row.send(&rosa).await;
    assert_eq!(row.answer().await.expect("it goes on"), None);
    house.write(of_nobody(Kind::SupporterLeft(SupporterLeft { supporter: ann, ..SupporterLeft::default() }))).await;
    place.seen().await;
    row.send(&rosa).await;
    refused(row.answer().await).is(Reason::NotYoursToActFor);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_and_what_is_not_for_the_sender_are_answered_in_steps_of_time() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, tom) = (house.hears_of("Rosa").await, city.hears_of("Tom").await);
    let nobody = Uuid::new_v4().to_string();
    let mut row = Row::of(&city).await;
    for person in [&rosa, &nobody] {
        let unknown = Some(Reason::PersonUnknown);
        let took = row.time(person, unknown).await;
        assert!(took >= STEP, "{took:?}");
        // Nor does it tell how long many of them take.
        let began = Instant::now();
        for _ in 0..8 {
            row.send(person).await;
        }
        for _ in 0..8 {
            assert_eq!(row.answer().await.expect("it goes on"), unknown);
        }
        assert!(began.elapsed() >= 8 * STEP, "{:?}", began.elapsed());
    }
    let mut quickest = Duration::MAX;
    for _ in 0..20 {
        quickest = quickest.min(row.time(&tom, None).await);
    }
    assert!(quickest < STEP, "what is taken in does not wait: {quickest:?}");
}
