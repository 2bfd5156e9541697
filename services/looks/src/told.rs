//! Looks as they are told: to the person themselves in plain words, and not who it was by name; to the keeper in full.

use throughline_access::{Reader, Sight};
use throughline_proto::v1::{EmergencyOpened, Event, Look as ToldLook, Looked, Party, Telling, event::Kind, party};
use throughline_views::{OpenedEntry, StoryNames, StoryRead, ViewError};

/// Tells the looks at one story to one reader.
pub struct LookTeller<'a> {
    /// The story.
    pub read: &'a StoryRead<'a>,
    /// Who is told.
    pub reader: Reader<'a>,
    /// With who looked, by name.
    pub in_full: bool,
    /// Who is called what.
    pub names: StoryNames,
    /// How to tell it.
    pub telling: Telling,
}

impl LookTeller<'_> {
    /// The looks before a position that may be told, and the last of them if there are more that may.
    pub fn page(&self, mut before: u64, limit: usize) -> Result<(Vec<ToldLook>, Option<u64>), ViewError> {
        let mut looks = Vec::new();
        loop {
            let found = self.read.looks(before, limit + 1)?;
            let exhausted = found.len() <= limit;
            for entry in found {
                before = entry.position;
                let Some(look) = self.tell(entry) else { continue };
                if looks.len() == limit {
                    // That there are others, which may not be told, is not told either.
                    let last = looks.last().map(|look: &ToldLook| look.position);
                    return Ok((looks, last));
                }
                looks.push(look);
            }
            if exhausted {
                return Ok((looks, None));
            }
        }
    }

    fn tell(&self, entry: OpenedEntry) -> Option<ToldLook> {
        let looked = match entry.event.kind.clone()? {
            Kind::Looked(looked) => looked,
            Kind::EmergencyOpened(opened) => return self.tell_opening(entry, opened),
            _ => return None,
        };
        // A look at everybody's is about nobody by name, and everybody is told of it.
        let is_at_all = entry.event.people.is_empty();
        if !self.in_full && !is_at_all && self.reader.sight(&entry.event, |_| Sight::Nothing) == Sight::Nothing {
            return None;
        }
        let (purpose, reason) = (looked.purpose.clone(), looked.reason.clone());
        let reader = looked.reader.clone().filter(|_| self.in_full);
        // That it was a proxy is told, and not which; and that it was for themselves.
        let resident = match looked.reader.as_ref().and_then(|reader| reader.party.as_ref()) {
            Some(party::Party::Resident(resident)) => Some(resident.clone()),
            _ => None,
        };
        let known = resident.map(|resident| if self.read.profiles().contains(&resident) { resident } else { String::new() });
        let told = reader.clone().or_else(|| known.map(|resident| Party { party: Some(party::Party::Resident(resident)) }));
        let event = Event { kind: Some(Kind::Looked(Looked { reader: told, ..looked })), ..entry.event };
        Some(ToldLook { purpose, reason, ..self.told(entry.position, event, reader) })
    }

    /// Somebody opened the story in an emergency: told like a look, and by whom only to the keeper.
    fn tell_opening(&self, entry: OpenedEntry, opened: EmergencyOpened) -> Option<ToldLook> {
        if !self.in_full && self.reader.sight(&entry.event, |_| Sight::Nothing) == Sight::Nothing {
            return None;
        }
        let by = Party { party: Some(party::Party::Supporter(opened.supporter.clone())) };
        let supporter = if self.in_full { opened.supporter.clone() } else { String::new() };
        let event = Event { kind: Some(Kind::EmergencyOpened(EmergencyOpened { supporter, ..opened })), ..entry.event };
        Some(self.told(entry.position, event, Some(by).filter(|_| self.in_full)))
    }

    fn told(&self, position: u64, event: Event, reader: Option<Party>) -> ToldLook {
        ToldLook {
            position,
            sentence: throughline_story::sentence(&event, &self.telling, self.read.profiles(), &self.names),
            agency_name: throughline_story::writer_in_words(&event, &self.telling, &self.names),
            when: event.happened,
            agency: event.agency,
            reader,
            ..ToldLook::default()
        }
    }
}
