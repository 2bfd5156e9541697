//! What was acknowledged is there after, once: after `kill -9` of the real program in the middle of a load, and on a disk that is full.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{HashMap, HashSet},
    env,
    path::Path,
    sync::{Arc, Mutex},
};

use prost::Message as _;
use throughline_proto::v1::{Header, HelpKind, Receipt, RecordRequest, ReplayRequest, ReplayedRecord, record_many_response::Outcome};
use throughline_tests::{
    Caller, Process,
    caller::{newest, one_of_many, request},
    events::{noted, offered, with_words},
    process::{add_agency, run, text},
    refused,
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};
use tokio_stream::wrappers::ReceiverStream;
use uuid::Uuid;

/// What every writer of a load has sent and heard, across all kills.
#[derive(Default)]
struct Load {
    /// Requests whose answers never came: they are sent again after the next start.
    unanswered: Mutex<HashMap<String, RecordRequest>>,
    acknowledged: Mutex<HashMap<String, Receipt>>,
    heard: watch::Sender<usize>,
}

impl Load {
    /// The next request: first those that were not answered, then new ones, some of which rest on the story they are about.
    fn next(&self, person: &str, number: usize) -> RecordRequest {
        let mut unanswered = self.unanswered.lock().unwrap();
        let events = match number % 3 {
            0 => vec![offered(person, "A lift", HelpKind::GettingAbout)],
            1 => vec![with_words(noted(person, "Something."), person, &"Words. ".repeat(40))],
            _ => (0..5).map(|_| noted(person, "One of five.")).collect(),
        };
        let request = request(events);
        unanswered.insert(request.request_id.clone(), request.clone());
        request
    }

    fn left_over(&self) -> Vec<RecordRequest> {
        self.unanswered.lock().unwrap().values().cloned().collect()
    }

    fn hear(&self, request_id: &str, receipt: &Receipt) {
        self.unanswered.lock().unwrap().remove(request_id);
        let earlier = self.acknowledged.lock().unwrap().insert(request_id.to_owned(), receipt.clone());
        assert!(earlier.is_none_or(|earlier| earlier.entries == receipt.entries), "the same request has the same receipt");
        self.heard.send_modify(|heard| *heard += 1);
    }
}

/// Writes one by one until the server is gone.
async fn write_by_call(caller: Caller, load: Arc<Load>, person: String) {
    for number in 0.. {
        let request = load.next(&person, number);
        match caller.send(request.clone()).await {
            Ok(receipt) => load.hear(&request.request_id, &receipt),
            Err(_) => return,
        }
    }
}

/// Writes a stream until the server is gone, first what was left over.
async fn write_by_stream(caller: Caller, load: Arc<Load>, person: String, left_over: Vec<RecordRequest>) {
    let (sender, outgoing) = mpsc::channel(64);
    let sending = tokio::spawn({
        let load = Arc::clone(&load);
        async move {
            for request in left_over {
                if sender.send(one_of_many(request)).await.is_err() {
                    return;
                }
            }
            for number in 0.. {
                if sender.send(one_of_many(load.next(&person, number))).await.is_err() {
                    return;
                }
            }
        }
    });
    if let Ok(answers) = caller.records().record_many(ReceiverStream::new(outgoing)).await {
        let mut answers = answers.into_inner();
        while let Ok(Some(answer)) = answers.message().await {
            match answer.outcome.expect("an outcome") {
                Outcome::Receipt(receipt) => load.hear(&answer.request_id, &receipt),
                Outcome::NotTaken(not_taken) => panic!("{not_taken:?}"),
            }
        }
    }
    sending.abort();
}

/// One start, a load, and a kill in the middle of it.
async fn start_load_and_kill(folder: &Path, token: &str, people: &[String], load: &Arc<Load>, answers: usize, checked: &mut Checked) {
    let process = Process::start(folder);
    checked.look(&process, load).await;
    let mut writers = JoinSet::new();
    let caller = process.caller(token).await;
    for person in &people[1..] {
        writers.spawn(write_by_call(caller.clone(), Arc::clone(load), person.clone()));
    }
    writers.spawn(write_by_stream(process.caller(token).await, Arc::clone(load), people[0].clone(), load.left_over()));
    let mut heard = load.heard.subscribe();
    let enough = *heard.borrow() + answers;
    heard.wait_for(|heard| *heard >= enough).await.expect("the load goes on");
    process.kill();
    writers.join_all().await;
}

/// What has been looked at: every record from the first on, so that each is looked at once.
#[derive(Default)]
struct Checked {
    position: u64,
    /// Which request each position belongs to, and the event's index in it.
    seen: HashMap<(Uuid, u32), u64>,
}

impl Checked {
    /// Reads what has come since: without a gap, nothing twice, and all that was acknowledged where it was said to be.
    async fn look(&mut self, process: &Process, load: &Load) {
        let after = ReplayRequest { after_position: self.position, structure_only: true, ..ReplayRequest::default() };
        let (records, _) = process.keeper().await.replays(after).await;
        for record in records {
            self.take(&record);
        }
        for (request_id, receipt) in &*load.acknowledged.lock().unwrap() {
            let request_id = Uuid::parse_str(request_id).expect("a UUID");
            for (index, entry) in (0..).zip(&receipt.entries) {
                assert_eq!(self.seen.get(&(request_id, index)), Some(&entry.position), "what was acknowledged is there");
            }
        }
    }

    fn take(&mut self, record: &ReplayedRecord) {
        assert_eq!(record.position, self.position + 1, "positions have no gaps");
        self.position = record.position;
        let header = Header::decode(record.header.as_slice()).expect("a header");
        let request = (Uuid::from_slice(&header.request_id).expect("a UUID"), header.index);
        assert_eq!(self.seen.insert(request, record.position), None, "a request is applied once");
        if header.index > 0 {
            assert!(self.seen.contains_key(&(request.0, header.index - 1)), "a request is whole");
        }
    }
}

/// A folder with an agency and some people.
async fn a_place_to_load(people: usize) -> (tempfile::TempDir, String, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let token = add_agency(folder.path(), "Harmony House");
    let process = Process::start(folder.path());
    let caller = process.caller(&token).await;
    let mut profiles = Vec::new();
    for number in 0..people {
        profiles.push(caller.hears_of(&format!("Person {number}")).await);
    }
    (folder, token, profiles)
}

fn assert_verifies(folder: &Path) {
    let output = run(&["verify", "--views", "--data", text(folder)]);
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_was_acknowledged_is_there_once_after_fifty_kills() {
    let (folder, token, people) = a_place_to_load(5).await;
    let load = Arc::new(Load::default());
    let mut checked = Checked::default();
    let kills = if env::var_os("THROUGHLINE_QUICK").is_some() { 25 } else { 50 };
    for kill in 0..kills {
        // Sometimes at once, sometimes well into it.
        let answers = 1 + kill * 37 % 140;
        start_load_and_kill(folder.path(), &token, &people, &load, answers, &mut checked).await;
    }

    let process = Process::start(folder.path());
    checked.look(&process, &load).await;
    // What was never answered is sent a last time: applied now, or answered with the receipt of then.
    let caller = process.caller(&token).await;
    for request in load.left_over() {
        let receipt = caller.send(request.clone()).await.expect("it is taken in");
        load.hear(&request.request_id, &receipt);
    }
    checked.look(&process, &load).await;
    let acknowledged: HashSet<u64> =
        load.acknowledged.lock().unwrap().values().flat_map(|receipt| &receipt.entries).map(|entry| entry.position).collect();
    let story = caller.for_resident(&people[0]).try_story(&people[0], checked.position).await.expect("it reads").entries;
    assert!(story.iter().skip(1).all(|entry| acknowledged.contains(&entry.position) || entry.position <= 7));
    process.kill();
    assert_verifies(folder.path());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_stops_acknowledgements_and_not_reads() {
    let (folder, token, people) = a_place_to_load(1).await;
    let person = &people[0];
    // Two MiB for each file.
    let process = Process::start_with_little_room(folder.path(), 4_096);
    let caller = process.caller(&token).await;
    let big = |number: usize| {
        let words = |part: usize| with_words(noted(person, &format!("{number}.{part}")), person, &"Words. ".repeat(1_000));
        request((0..20).map(words).collect())
    };
    let reading = caller.with_a_reader().await;
    assert!(!reading.story(person, 0).await.entries.is_empty());
    let mut acknowledged = Vec::new();
    let not_taken = loop {
        let request = big(acknowledged.len());
        match caller.send(request.clone()).await {
            Ok(receipt) => acknowledged.push((request, receipt)),
            Err(status) => break (request, status),
        }
        assert!(acknowledged.len() < 1_000, "there is little room");
    };
    let told = refused::<()>(Err(not_taken.1));
    told.is(throughline_proto::v1::Reason::LogCannotWrite);
    assert_eq!(told.code, tonic::Code::Unavailable);
    // Reads go on for whoever was written down a moment ago.
    assert!(!reading.story(person, 0).await.entries.is_empty());
    refused(caller.send(big(0)).await).is(throughline_proto::v1::Reason::LogCannotWrite);
    process.kill();

    let process = Process::start(folder.path());
    let caller = process.caller(&token).await;
    for (request, receipt) in &acknowledged {
        let again = caller.send(request.clone()).await.expect("it is answered");
        assert_eq!((&again.entries, again.repeated_request), (&receipt.entries, true), "what was acknowledged is there");
    }
    let head = newest(&acknowledged.last().expect("some").1);
    let receipt = caller.send(not_taken.0).await.expect("there is room again");
    assert_eq!(newest(&receipt), head + 20, "nothing of what was not acknowledged is in between");
    process.kill();
    assert_verifies(folder.path());
}
