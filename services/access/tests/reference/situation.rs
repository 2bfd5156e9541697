//! One situation: one reader before one story, and what the model and the reader under test each say of it.

use std::sync::Arc;

use throughline_access::{Caller, Policies, Reader, RolesHeld, Sight, Viewer};
use throughline_proto::v1::{Event, Story};
use throughline_story::{RoleKnown, Told, fold, kind_name};

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
    /// All profiles of the resident for whom the call is made, if they are vouched for.
    pub is: Vec<String>,
    pub purpose: &'static str,
    pub today: String,
    pub now_us: i64,
    pub roles: Vec<Role>,
}

/// Somebody holds a role at their agency today, and perhaps somebody covers for them.
#[derive(Debug, Clone)]
pub struct Role {
    /// "agency/role".
    pub role: String,
    pub held_by: &'static str,
    pub covered_by: Option<&'static str>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    Sees(Sight),
    May(bool),
}

/// How the two answers stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Agree,
    /// They differ: what the model says, then what the reader says.
    Differ(Answer, Answer),
}

/// Both sides before one reader.
pub struct Sides<'a> {
    model: Model<'a>,
    reader: Reader<'a>,
}

impl Tale {
    /// What the events add up to.
    pub fn story(&self) -> Story {
        fold(&self.profiles, self.told.clone())
    }

    /// The name of the kind of the event with this id.
    pub fn kind_of(&self, id: &str) -> &'static str {
        self.find(id).and_then(|told| told.event.kind.as_ref()).map_or("", kind_name)
    }

    fn find(&self, id: &str) -> Option<&Told> {
        self.told.iter().find(|told| told.event.id == id)
    }
}

impl Asking {
    /// The same for the reader under test.
    pub fn viewer(&self, policies: &Arc<Policies>) -> Viewer {
        let is = self.is.clone();
        let (caller, today, policies) = (self.caller.clone(), self.today.clone(), Arc::clone(policies));
        // As the register gives them: those of the caller's agency.
        let own = self.roles.iter().filter(|one| one.role.split('/').next() == Some(&caller.agency)).map(|one| {
            let covered_by = one.covered_by.iter().map(|&name| name.to_owned()).collect();
            (one.role.clone(), RoleKnown { held_by: vec![one.held_by.to_owned()], covered_by })
        });
        let roles = Arc::new(RolesHeld::of(&caller, own));
        Viewer { caller, signed_in_at: Some(0), is, purpose: self.purpose, today, now_us: self.now_us, roles, policies }
    }
}

impl<'a> Sides<'a> {
    /// Both sides before a story.
    pub fn new(tale: &'a Tale, story: &'a Story, asking: &'a Asking, viewer: &'a Viewer) -> Self {
        let model = Model { story, events: &tale.told, asking };
        Self { model, reader: Reader::new(viewer, story) }
    }

    /// What the reader under test says.
    pub fn reader(&self, question: &Question) -> Answer {
        match question {
            Question::Event(id) => Answer::Sees(self.reader.sight_among(self.event(id), &|id| self.find(id).cloned().map(Arc::new))),
            Question::Open => Answer::May(self.reader.may_open()),
            Question::Details { profile, agency } => Answer::May(self.reader.may_see_details(profile, agency)),
        }
    }

    /// Whether both say the same.
    pub fn verdict(&self, question: &Question, reader: Answer) -> Verdict {
        let model = self.model(question);
        if model == reader { Verdict::Agree } else { Verdict::Differ(model, reader) }
    }

    fn model(&self, question: &Question) -> Answer {
        let model = self.model;
        match question {
            Question::Event(id) => Answer::Sees(model.sight(self.event(id))),
            Question::Open => Answer::May(model.may_open()),
            Question::Details { profile, agency } => Answer::May(model.may_see_details(profile, agency)),
        }
    }

    fn event(&self, id: &str) -> &'a Event {
        &self.find(id).expect("a question is about an event of the story").event
    }

    fn find(&self, id: &str) -> Option<&'a Told> {
        self.model.events.iter().find(|told| told.event.id == id)
    }
}
