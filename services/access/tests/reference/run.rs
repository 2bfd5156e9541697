//! Runs situations, counts what became of them, and stops at the first in which the two sides differ. What is generated lies in `generate`.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use throughline_access::{Policies, Sight};

use crate::{
    chance::Chance,
    generate::{AGENCIES, asking, tale},
    shrink::Situation,
    situation::{Answer, Asking, Question, Sides, Tale, Verdict},
};

const READERS_OF_A_STORY: usize = 8;
/// Stories are numbered within parts, so that a seed gives the same situations on any number of cores.
const PARTS: u64 = 50;
const STORIES_OF_A_PART: u64 = 1 << 32;

/// What was run, and what the readers saw.
#[derive(Debug, Default)]
pub struct Tally {
    /// One reader before one story's one event, each.
    pub situations: u64,
    /// By the event's kind: how often nothing, the sentence, and the words.
    pub kinds: BTreeMap<&'static str, [u64; 3]>,
    /// How often a story may not, and may, be opened.
    pub open: [u64; 2],
    /// The same for details.
    pub details: [u64; 2],
}

/// Runs at least so many situations; the first in which the sides differ, made small, if any.
pub fn run(seed: u64, situations: u64, policies: &Arc<Policies>) -> Result<Tally, Box<Situation>> {
    let next = AtomicU64::new(0);
    let work = || -> Result<Tally, Box<Situation>> {
        let mut tally = Tally::default();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= PARTS {
                return Ok(tally);
            }
            let enough = tally.situations + situations.div_ceil(PARTS);
            let mut story = part * STORIES_OF_A_PART;
            while tally.situations < enough {
                // The others need not go on.
                one_story(&mut Chance::new(seed, story), policies, &mut tally).inspect_err(|_| next.store(PARTS, Ordering::Relaxed))?;
                story += 1;
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|worker| worker.join().expect("a worker ends by itself")).try_fold(Tally::default(), |mut all, one| {
            all.add(&one?);
            Ok(all)
        })
    })
}

/// One story, before a handful of readers.
fn one_story(chance: &mut Chance, policies: &Arc<Policies>, tally: &mut Tally) -> Result<(), Box<Situation>> {
    let tale = tale(chance);
    let story = tale.story();
    for _ in 0..READERS_OF_A_STORY {
        let asking = asking(chance);
        let viewer = asking.viewer(policies);
        let sides = Sides::new(&tale, &story, &asking, &viewer);
        for question in questions(&tale, chance) {
            let reader = sides.reader(&question);
            if let Verdict::Differ(..) = sides.verdict(&question, reader) {
                return Err(Box::new(differing(&tale, &asking, question, policies)));
            }
            tally.count(&tale, &question, reader);
        }
    }
    Ok(())
}

fn differing(tale: &Tale, asking: &Asking, question: Question, policies: &Arc<Policies>) -> Situation {
    Situation { tale: tale.clone(), asking: asking.clone(), question }.shrunk(policies)
}

/// Each event, the story itself, and somebody's details under each profile.
fn questions(tale: &Tale, chance: &mut Chance) -> Vec<Question> {
    let mut questions: Vec<Question> = tale.told.iter().map(|told| Question::Event(told.event.id.clone())).collect();
    questions.push(Question::Open);
    for profile in &tale.profiles {
        questions.push(Question::Details { profile: profile.clone(), agency: chance.pick(&AGENCIES).to_owned() });
    }
    questions
}

impl Tally {
    /// How often nothing, the sentence, and the words were seen.
    pub fn sights(&self) -> [u64; 3] {
        [0, 1, 2].map(|sight: usize| self.kinds.values().map(|counts| counts[sight]).sum())
    }

    fn count(&mut self, tale: &Tale, question: &Question, reader: Answer) {
        match (question, reader) {
            (Question::Event(id), Answer::Sees(sight)) => {
                self.situations += 1;
                let index = [Sight::Nothing, Sight::Sentence, Sight::Words].iter().position(|one| *one == sight).expect("one of three");
                self.kinds.entry(tale.kind_of(id)).or_default()[index] += 1;
            }
            (Question::Open, Answer::May(may)) => self.open[usize::from(may)] += 1,
            (Question::Details { .. }, Answer::May(may)) => self.details[usize::from(may)] += 1,
            _ => unreachable!("each question has its kind of answer"),
        }
    }

    fn add(&mut self, other: &Self) {
        self.situations += other.situations;
        for (kind, counts) in &other.kinds {
            let sum = self.kinds.entry(kind).or_default();
            *sum = [0, 1, 2].map(|sight: usize| sum[sight] + counts[sight]);
        }
        for may in [0, 1] {
            self.open[may] += other.open[may];
            self.details[may] += other.details[may];
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [nothing, sentence, words] = self.sights();
        writeln!(formatter, "{} situations: nothing {nothing}, sentence {sentence}, words {words}", self.situations)?;
        writeln!(formatter, "may open (no, yes) {:?}; may see details (no, yes) {:?}", self.open, self.details)?;
        for (kind, counts) in &self.kinds {
            writeln!(formatter, "  {kind}: {counts:?}")?;
        }
        Ok(())
    }
}
