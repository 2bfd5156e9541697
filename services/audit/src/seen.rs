//! What a replay remembers to count changes of hands.

use std::collections::HashMap;

use throughline_proto::{Refusal, v1::Event};
use uuid::Uuid;

use crate::{
    Service,
    hands::{Hands, Numbers},
};

/// Entries, as small numbers: stories are known by their profiles, and told in order, only at
/// the end.
#[derive(Default)]
pub(crate) struct Seen {
    people: Numbers,
    supporters: Numbers,
    entries: Vec<Entered>,
}

/// One entry: whose, when, where in the log, and recorded by whom.
struct Entered {
    person: u32,
    happened: i64,
    position: u64,
    recorded_by: u32,
}

impl Seen {
    /// Takes in one event.
    pub(crate) fn note(&mut self, event: &Event, position: u64) {
        let happened = event.happened.as_ref().and_then(|happened| throughline_story::happened_key(happened).ok());
        if let (Some(person), Some(happened), false) = (throughline_story::concerned(event).next(), happened, event.recorded_by.is_empty())
        {
            let (person, recorded_by) = (self.people.of(person), self.supporters.of(&event.recorded_by));
            self.entries.push(Entered { person, happened, position, recorded_by });
        }
    }

    /// How often hands changed, in the stories as they are joined now.
    pub(crate) async fn changes_of_hands(self, service: &Service) -> Result<u64, Refusal> {
        service
            .views
            .read(move |snapshot| {
                let mut stories = HashMap::new();
                for (profile, person) in self.people.into_iter() {
                    if let Ok(id) = Uuid::try_parse(&profile)
                        && let Some(story) = snapshot.number_of_story(id)?
                    {
                        stories.insert(person, story);
                    }
                }
                let mut hands = Hands::default();
                for Entered { person, happened, position, recorded_by } in self.entries {
                    if let Some(story) = stories.get(&person) {
                        hands.entry(*story, happened, position, recorded_by);
                    }
                }
                Ok(hands.changes())
            })
            .await
    }
}
