//! ListMyPeople: the people somebody walks beside, what has come since they last looked, who else is there, and for whom they cover.

use throughline_access::{
    ActingFor, Reader, Viewer,
    pages::{List, page_size},
};
use throughline_looks::Look;
use throughline_proto::{
    Refusal,
    v1::{ListMyPeopleRequest, ListMyPeopleResponse, Looked, LookedAt, MyPerson, Named, event::Kind, party::Party},
};
use throughline_story::is_open;
use throughline_views::{PersonRow, Snapshot, StoryRead, ViewError, Whose};
use uuid::Uuid;

use crate::{
    Service,
    asked::{LARGEST_PAGE, USUAL_PAGE, whose},
    named,
    tell::{Asking, Teller, known_as},
};

/// Among how many looks at a story it is sought when somebody last opened it.
const LOOKS: usize = 100;
/// Up to how many new entries are counted.
const NEW_ENTRIES: usize = 50;

pub(crate) async fn list_my_people(
    service: &Service,
    viewer: Viewer,
    request: ListMyPeopleRequest,
) -> Result<ListMyPeopleResponse, Refusal> {
    let whose = whose(&viewer.caller, &request.supporter, request.whole_agency, service)?;
    let asking = service.asking(viewer, None);
    let limit = page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE);
    let (mut response, position, viewer, looks) = service
        .views
        .read(move |snapshot| {
            let question = format!("{whose:?} {}", request.covered);
            let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
            let list = List { mac: &mac, caller: &asking.viewer.caller, method: "ListMyPeople", question: &question };
            let skip = list.skipped(&request.page_token)?;
            let mut rows = snapshot.people_of(&whose)?;
            if let Whose::Supporter(supporter) = &whose
                && request.covered
            {
                let own: Vec<Uuid> = rows.iter().map(|row| row.person).collect();
                rows.extend(covered(snapshot, &asking, *supporter)?.into_iter().filter(|row| !own.contains(&row.person)));
            }
            rows.retain(|row| Reader::new(&asking.viewer, row.read.story()).may_open() && sees_them_alongside(row, &asking));
            let mut response =
                ListMyPeopleResponse { next_page_token: list.next_skip(skip.saturating_add(limit), rows.len()), ..Default::default() };
            let mut looks = Vec::new();
            for row in rows.iter().skip(skip).take(limit) {
                let (person, names) = my_person(row, &asking)?;
                response.people.push(person);
                response.names.extend(names);
                looks.extend(Look::of_row(&asking.viewer, &row.read));
            }
            response.names.sort_unstable_by(|one, other| one.id.cmp(&other.id));
            response.names.dedup();
            Ok::<_, Refusal>((response, snapshot.position()?, asking.viewer, looks))
        })
        .await?;
    service.note(&viewer, looks).await?;
    response.as_of = Some(service.views.as_of(position));
    Ok(response)
}

/// The people of those who are away, and for whom this supporter covers.
fn covered<'a>(snapshot: &Snapshot<'a>, asking: &Asking, supporter: Uuid) -> Result<Vec<PersonRow<'a>>, ViewError> {
    let mut rows = Vec::new();
    for away in asking.directory.covered_by(&supporter.to_string(), &asking.viewer.today) {
        rows.extend(snapshot.people_of(&Whose::Supporter(Uuid::try_parse(away).unwrap_or_default()))?);
    }
    Ok(rows)
}

/// Whether the caller sees that this supporter walks there: for whom somebody covers may be of an agency that the person keeps from theirs.
fn sees_them_alongside(row: &PersonRow<'_>, asking: &Asking) -> bool {
    let ActingFor::Supporter(me) = &asking.viewer.caller.acting_for else { return true };
    let supporter = row.supporter.to_string();
    let agency = asking.directory.supporters.get(&supporter).map(|known| known.agency.as_str());
    supporter == *me || agency == Some(asking.viewer.caller.agency.as_str())
}

/// A person, and what those are called whom the row names.
fn my_person(row: &PersonRow<'_>, asking: &Asking) -> Result<(MyPerson, Vec<Named>), Refusal> {
    let teller = Teller::new(&row.read, asking)?;
    let (story, supporter) = (teller.shown(), row.supporter.to_string());
    let present = || story.alongside.iter().filter(|alongside| alongside.until.is_none());
    let alongside = present().find(|alongside| alongside.supporter == supporter);
    let open = story.promises.iter().filter(|promise| is_open(promise.state())).count();
    let new_entries = match last_opened(&row.read, asking)? {
        Some(since) => Some(new_entries(&row.read, &teller, asking, since)?),
        None => None,
    };
    let person = MyPerson {
        person: row.person.to_string(),
        known_as: teller.details().map(known_as).unwrap_or_default(),
        supporter,
        since: alongside.and_then(|alongside| alongside.since.clone()),
        last_met: story.last_met.as_ref().and_then(|met| met.when.clone()),
        next_meeting: story.planned.first().and_then(|planned| planned.when.clone()),
        open_promises: u32::try_from(open).unwrap_or(u32::MAX),
        with_yes: alongside.is_some_and(|alongside| alongside.with_yes),
        planned: story.planned.clone(),
        alongside: present().cloned().collect(),
        new_entries,
    };
    let names = named::in_lists(&person.alongside, &person.planned, teller.names());
    Ok((person, names))
}

/// Where the log stood when whoever asks last opened this story; none where that was not among the latest looks at it.
fn last_opened(read: &StoryRead<'_>, asking: &Asking) -> Result<Option<u64>, ViewError> {
    let ActingFor::Supporter(me) = &asking.viewer.caller.acting_for else { return Ok(None) };
    let is_mine = |looked: &Looked| {
        let reader = looked.reader.as_ref().and_then(|reader| reader.party.as_ref());
        looked.at() == LookedAt::Unspecified && matches!(reader, Some(Party::Supporter(supporter)) if supporter == me)
    };
    let looks = read.looks(u64::MAX, LOOKS)?;
    Ok(looks.iter().find(|look| matches!(&look.event.kind, Some(Kind::Looked(looked)) if is_mine(looked))).map(|look| look.position))
}

fn new_entries(read: &StoryRead<'_>, teller: &Teller<'_>, asking: &Asking, since: u64) -> Result<u32, ViewError> {
    let ActingFor::Supporter(me) = &asking.viewer.caller.acting_for else { return Ok(0) };
    let (mut seen, mut next) = (0, Some(since));
    // What the reader may not see takes no room among those that are counted.
    while let Some(after) = next.filter(|_| seen < NEW_ENTRIES) {
        let (entries, last) = read.next_since(after, NEW_ENTRIES)?;
        seen += entries.iter().filter(|entry| entry.event.recorded_by != *me && teller.sees(&entry.event)).count();
        next = last;
    }
    Ok(u32::try_from(seen.min(NEW_ENTRIES)).unwrap_or(u32::MAX))
}
