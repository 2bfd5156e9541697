//! Makes a situation small while both sides still disagree, and prints it. Nothing is decided here.

use std::sync::Arc;

use throughline_access::Policies;
use throughline_proto::v1::Event;

use crate::situation::{Asking, Question, Sides, Tale, Verdict};

/// One situation.
#[derive(Clone)]
pub struct Situation {
    pub tale: Tale,
    pub asking: Asking,
    pub question: Question,
}

impl Situation {
    /// What both sides make of it.
    pub fn verdict(&self, policies: &Arc<Policies>) -> Verdict {
        let (story, viewer) = (self.tale.story(), self.asking.viewer(policies));
        let sides = Sides::new(&self.tale, &story, &self.asking, &viewer);
        sides.verdict(&self.question, sides.reader(&self.question))
    }

    /// The smallest one found with the same verdict.
    pub fn shrunk(mut self, policies: &Arc<Policies>) -> Self {
        let verdict = self.verdict(policies);
        while let Some(smaller) = self.smaller().into_iter().find(|smaller| smaller.verdict(policies) == verdict) {
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
            try_without(&|copy| copy.tale.told[index].event.place.take().is_some());
            try_without(&|copy| clear(&mut copy.tale.told[index].event.topics));
            try_without(&|copy| copy.tale.told[index].event.people.len() > 1 && copy.tale.told[index].event.people.pop().is_some());
            try_without(&|copy| !std::mem::take(&mut copy.tale.told[index].event.recorded_by).is_empty());
        }
        for index in 0..self.asking.roles.len() {
            try_without(&|copy| take_out(&mut copy.asking.roles, index));
        }
        try_without(&|copy| copy.tale.profiles.len() > 1 && copy.tale.profiles.pop().is_some());
        try_without(&|copy| !std::mem::take(&mut copy.asking.purpose).is_empty());
        smaller
    }

    /// For whoever looks into it.
    pub fn told(&self, policies: &Arc<Policies>) -> String {
        let Asking { caller, is, purpose, today, now_us: _, roles } = &self.asking;
        let mut lines = vec![
            format!("{:?}: {:?}", self.question, self.verdict(policies)),
            format!("  caller  {caller:?}, who is {is:?}, purpose {purpose:?}, on {today}, {roles:?}"),
            format!("  story   of {:?}", self.tale.profiles),
        ];
        for told in &self.tale.told {
            let event = &told.event;
            let people: Vec<String> = event.people.iter().map(|part| format!("{} {:?}", part.person, part.role())).collect();
            lines.push(format!("  {} by {} about {}", event.id, event.agency, people.join(", ")));
            if !event.topics.is_empty() || event.audience.is_some() || event.place.is_some() || !event.by_proxy.is_empty() {
                let Event { topics, audience, place, by_proxy, .. } = event;
                lines.push(format!("      topics {topics:?}, audience {audience:?}, place {place:?}, by proxy {by_proxy:?}"));
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
