//! One situation: one reader before one story, and what the model and the reader under test each say of it.

use std::sync::Arc;

use throughline_access::{Caller, Policies, Reader, Sight, Viewer};
use throughline_proto::v1::{Event, Story};
use throughline_story::{Told, fold};

use crate::model::Model;

/// A story as it lies in the log.
#[derive(Debug, Clone)]
pub struct Tale {
    pub profiles: Vec<String>,
    pub told: Vec<Told>,
}

/// Who asks, what for, and when.
#[derive(Debug, Clone)]
pub struct Asking {
    pub caller: Caller,
    pub purpose: &'static str,
    pub today: String,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// How much of the event with this id is seen.
    Event(String),
    /// Whether the story may be opened.
    Open,
    /// Whether the details may be seen that an agency wrote under a profile.
    Details { profile: String, agency: String },
}

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Sees(Sight),
    May(bool),
}

/// Both sides' answers to one reader.
pub struct Sides<'a> {
    model: Model<'a>,
    reader: Reader<'a>,
    tale: &'a Tale,
}

impl Tale {
    /// What the events add up to.
    pub fn story(&self) -> Story {
        fold(&self.profiles, self.told.clone())
    }
}

impl Asking {
    /// The same for the reader under test.
    pub fn viewer(&self, policies: &Arc<Policies>) -> Viewer {
        Viewer { caller: self.caller.clone(), purpose: self.purpose, today: self.today.clone(), policies: Arc::clone(policies) }
    }
}

impl<'a> Sides<'a> {
    /// Both sides before a story.
    pub fn new(tale: &'a Tale, story: &'a Story, asking: &'a Asking, viewer: &'a Viewer) -> Self {
        Self { model: Model { story, asking, events: &tale.told }, reader: Reader::new(viewer, story), tale }
    }

    /// What the model says, then what the reader says.
    pub fn answers(&self, question: &Question) -> (Answer, Answer) {
        match question {
            Question::Event(id) => {
                let event = self.event(id);
                (Answer::Sees(self.model.sight(event)), Answer::Sees(self.sight(event)))
            }
            Question::Open => (Answer::May(self.model.may_open()), Answer::May(self.reader.may_open())),
            Question::Details { profile, agency } => (
                Answer::May(self.model.may_see_details(profile, agency)),
                Answer::May(self.reader.may_see_details(profile, agency)),
            ),
        }
    }

    fn sight(&self, event: &Event) -> Sight {
        self.reader.sight(event, |id| self.other_sight(id))
    }

    /// As whoever tells a story asks for the event that another one changes or answers.
    fn other_sight(&self, id: &str) -> Sight {
        let find = |id: &str| self.tale.told.iter().find(|told| told.event.id == id).cloned().map(Arc::new);
        self.reader.sight_by_id(id, &find)
    }

    fn event(&self, id: &str) -> &Event {
        &self.tale.told.iter().find(|told| told.event.id == id).expect("a question about an event of the story").event
    }
}
