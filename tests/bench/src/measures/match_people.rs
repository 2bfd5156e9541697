//! MatchPeople: a supporter asks who of everybody their agency knows might be somebody who was written down with slips and gaps. Nobody lives
//! near anybody here for the measure's sake: homes are shared, and names as unevenly spread as real ones.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use anyhow::ensure;
use throughline::connect::Transport;
use throughline_borough::Crowd;
use throughline_load::{Caller, drive};
use throughline_proto::v1::{Details, MatchPeopleRequest, people_service_client::PeopleServiceClient};

use super::Run;
use crate::{
    events,
    figure::{Figure, median_of},
    place::{Here, Place},
};

/// How many ask at once: somebody at each of two desks.
const CALLERS: u64 = 2;
/// How many are heard of in one request.
const TOGETHER: usize = 500;

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let mut here = Here::open(run.store, 1).await?;
    let mut crowd = Crowd::new(220);
    let people = crowd.people(run.scale.crowd);
    for some in people.chunks(TOGETHER) {
        here.place.record(some.iter().cloned().map(events::heard_of).collect()).await?;
    }
    here.place.seen(here.place.head).await?;
    let asked = Arc::new(Asked { crowd: Mutex::new(crowd), people, questions: AtomicU64::default(), found: AtomicU64::default() });
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        rounds.push(figures(run, &here.place, &asked).await?);
    }
    Ok(median_of(&rounds))
}

async fn figures(run: &Run<'_>, place: &Place, asked: &Arc<Asked>) -> anyhow::Result<Vec<Figure>> {
    let mut asking = Vec::new();
    for _ in 0..CALLERS {
        asking.push(Asking { people: PeopleServiceClient::new(place.connect_as_supporter().await?), asked: Arc::clone(asked) });
    }
    asked.questions.store(0, Ordering::Relaxed);
    asked.found.store(0, Ordering::Relaxed);
    let callers = run.scale.callers(CALLERS);
    let driven = drive(asking, callers.warm_up, callers.load).await?;
    let found = asked.found.load(Ordering::Relaxed) as f64 / asked.questions.load(Ordering::Relaxed) as f64;
    let store = run.store.name();
    let fast = Figure::of("match_people", store, driven.reached(1), "questions/s").processor(driven.processor_us);
    Ok(vec![fast, Figure::new("match_people_found", store, found * 100.0, "of 100 found")])
}

/// What is asked, and what comes of it.
struct Asked {
    crowd: Mutex<Crowd>,
    people: Vec<Details>,
    questions: AtomicU64,
    found: AtomicU64,
}

impl Asked {
    /// Somebody, written down again.
    fn somebody(&self) -> (Details, Details) {
        self.crowd.lock().unwrap_or_else(PoisonError::into_inner).written_again(&self.people)
    }
}

/// Somebody who asks for one after the other.
struct Asking {
    people: PeopleServiceClient<Transport>,
    asked: Arc<Asked>,
}

impl Caller for Asking {
    async fn call(&mut self) -> anyhow::Result<()> {
        let (person, again) = self.asked.somebody();
        let request = MatchPeopleRequest { details: Some(again), ..MatchPeopleRequest::default() };
        let matched = self.people.match_people(request).await?.into_inner();
        ensure!(matched.as_of.is_some(), "the answer says not as of when");
        let details = matched.people.iter().filter_map(|matched| matched.person.as_ref()?.details.as_ref());
        let is_found = details.into_iter().any(|found| found.given_name == person.given_name && found.born == person.born);
        self.asked.questions.fetch_add(1, Ordering::Relaxed);
        self.asked.found.fetch_add(u64::from(is_found), Ordering::Relaxed);
        Ok(())
    }
}
