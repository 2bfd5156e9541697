//! ListLooks: who looked at one story. The person themselves is told in plain words, and not who it was by name; the keeper in full.

use std::sync::Arc;

use throughline_access::{
    Reader, Sight, Viewer, nobody,
    pages::{List, page_size},
};
use throughline_proto::{
    Refusal,
    v1::{EmergencyOpened, Event, ListLooksRequest, ListLooksResponse, Look, Looked, Party, Reason, Telling, event::Kind, party},
};
use throughline_story::Names as _;
use throughline_views::{Directory, OpenedEntry, Snapshot, StoryNames, StoryRead};
use uuid::Uuid;

const USUAL_PAGE: usize = 50;
const LARGEST_PAGE: usize = 500;

/// A page of looks, for whoever may see them.
pub(crate) fn list(
    snapshot: &Snapshot<'_>,
    viewer: &Viewer,
    directory: Arc<Directory>,
    request: &ListLooksRequest,
) -> Result<ListLooksResponse, Refusal> {
    let person = Uuid::try_parse(&request.person)
        .map_err(|_| Refusal::field(Reason::FieldInvalid, "person", "give the id of a profile: a UUID as FirstHearOf answered"))?;
    let read = snapshot.story(person)?.ok_or_else(nobody)?;
    let reader = Reader::new(viewer, read.story());
    if !viewer.caller.keeper && !reader.is_the_person() {
        return Err(nobody());
    }
    let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
    let list = List { mac: &mac, caller: &viewer.caller, method: "ListLooks", question: &read.profiles().join(" ") };
    let before = list.place::<8>(&request.page_token)?.map_or(u64::MAX, u64::from_be_bytes);
    let limit = page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE);
    let telling = request.telling.clone().unwrap_or_default();
    let names = StoryNames { directory, ..StoryNames::default() };
    let teller = Teller { read: &read, reader, in_full: viewer.caller.keeper, names, telling };
    let (looks, next) = teller.page(before, limit)?;
    Ok(ListLooksResponse { looks, next_page_token: next.map_or_else(String::new, |next| list.token(next.to_be_bytes())), as_of: None })
}

struct Teller<'a> {
    read: &'a StoryRead<'a>,
    reader: Reader<'a>,
    in_full: bool,
    names: StoryNames,
    telling: Telling,
}

impl Teller<'_> {
    /// The looks before a position that may be told, and the last of them if there are more.
    fn page(&self, mut before: u64, limit: usize) -> Result<(Vec<Look>, Option<u64>), Refusal> {
        let mut looks = Vec::new();
        loop {
            let found = self.read.looks(before, limit + 1)?;
            let exhausted = found.len() <= limit;
            for entry in found {
                if looks.len() == limit {
                    return Ok((looks, Some(before)));
                }
                before = entry.position;
                looks.extend(self.tell(entry));
            }
            if exhausted {
                return Ok((looks, None));
            }
        }
    }

    fn tell(&self, entry: OpenedEntry) -> Option<Look> {
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
        let (purpose, reader) = (looked.purpose.clone(), looked.reader.clone().filter(|_| self.in_full));
        let event = Event { kind: Some(Kind::Looked(Looked { reader: reader.clone(), ..looked })), ..entry.event };
        Some(Look {
            position: entry.position,
            sentence: throughline_story::sentence(&event, &self.telling, self.read.profiles(), &self.names),
            agency_name: self.names.agency(&event.agency),
            when: event.happened,
            agency: event.agency,
            reader,
            purpose,
        })
    }

    /// Somebody opened the story in an emergency: told like a look, and by whom only to the keeper.
    fn tell_opening(&self, entry: OpenedEntry, opened: EmergencyOpened) -> Option<Look> {
        if !self.in_full && self.reader.sight(&entry.event, |_| Sight::Nothing) == Sight::Nothing {
            return None;
        }
        let by = Party { party: Some(party::Party::Supporter(opened.supporter.clone())) };
        let supporter = if self.in_full { opened.supporter.clone() } else { String::new() };
        let event = Event { kind: Some(Kind::EmergencyOpened(EmergencyOpened { supporter, ..opened })), ..entry.event };
        Some(Look {
            position: entry.position,
            sentence: throughline_story::sentence(&event, &self.telling, self.read.profiles(), &self.names),
            agency_name: self.names.agency(&event.agency),
            when: event.happened,
            agency: event.agency,
            reader: Some(by).filter(|_| self.in_full),
            purpose: String::new(),
        })
    }
}
