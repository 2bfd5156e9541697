//! Makes a situation small while both sides still disagree, and prints it. Nothing is decided here.

use std::sync::Arc;

use throughline_access::Policies;

use crate::situation::{Answer, Asking, Question, Sides, Tale};

/// One situation.
#[derive(Clone)]
pub struct Situation {
    pub tale: Tale,
    pub asking: Asking,
    pub question: Question,
}

impl Situation {
    /// What the model says, then what the reader says.
    pub fn answers(&self, policies: &Arc<Policies>) -> (Answer, Answer) {
        let (story, viewer) = (self.tale.story(), self.asking.viewer(policies));
        Sides::new(&self.tale, &story, &self.asking, &viewer).answers(&self.question)
    }

    /// The smallest one found that gives the same two answers.
    pub fn shrunk(mut self, policies: &Arc<Policies>) -> Self {
        let answers = self.answers(policies);
        while let Some(smaller) = self.smaller().into_iter().find(|smaller| smaller.answers(policies) == answers) {
            self = smaller;
        }
        self
    }

    /// The same without one thing.
    fn smaller(&self) -> Vec<Self> {
        let mut smaller = Vec::new();
        let mut try_without = |change: &dyn Fn(&mut Self) -> bool| {
            let mut copy = self.clone();
            if change(&mut copy) {
                smaller.push(copy);
            }
        };
        for index in 0..self.tale.told.len() {
            let is_asked_about = self.question == Question::Event(self.tale.told[index].event.id.clone());
            try_without(&|copy| !is_asked_about && take_out(&mut copy.tale.told, index));
            try_without(&|copy| copy.tale.told[index].event.audience.take().is_some());
            try_without(&|copy| clear(&mut copy.tale.told[index].event.topics));
            try_without(&|copy| copy.tale.told[index].event.people.len() > 1 && copy.tale.told[index].event.people.pop().is_some());
            try_without(&|copy| !std::mem::take(&mut copy.tale.told[index].event.recorded_by).is_empty());
        }
        try_without(&|copy| copy.tale.profiles.len() > 1 && copy.tale.profiles.pop().is_some());
        try_without(&|copy| !std::mem::take(&mut copy.asking.purpose).is_empty());
        smaller
    }

    /// For whoever looks into it.
    pub fn told(&self, policies: &Arc<Policies>) -> String {
        let (model, reader) = self.answers(policies);
        let Asking { caller, purpose, today } = &self.asking;
        let mut lines = vec![
            format!("{:?}: the model says {model:?}, the reader {reader:?}", self.question),
            format!("  caller  {caller:?}, purpose {purpose:?}, on {today}"),
            format!("  story   of {:?}", self.tale.profiles),
        ];
        for told in &self.tale.told {
            let event = &told.event;
            let people: Vec<String> = event.people.iter().map(|part| format!("{} {:?}", part.person, part.role())).collect();
            lines.push(format!("  {} by {} about {}", event.id, event.agency, people.join(", ")));
            if !event.topics.is_empty() || event.audience.is_some() {
                lines.push(format!("      topics {:?}, audience {:?}", event.topics, event.audience));
            }
            lines.push(format!("      {:?}", event.kind.as_ref().expect("a kind")));
        }
        lines.join("\n")
    }
}

fn take_out<T>(from: &mut Vec<T>, index: usize) -> bool {
    from.remove(index);
    true
}

fn clear<T>(list: &mut Vec<T>) -> bool {
    let had_any = !list.is_empty();
    list.clear();
    had_any
}
