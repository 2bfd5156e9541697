//! GetStory and ListEntries: one story, page by page, newest first.

use throughline_access::{
    Caller, Viewer, nobody,
    pages::{List, page_size},
};
use throughline_looks::Look;
use throughline_proto::{
    Refusal, ToldStory,
    v1::{Entry, GetStoryRequest, GetStoryResponse, ListEntriesRequest, ListEntriesResponse, Reason, Story},
};
use throughline_views::{Cursor, Page, Snapshot, StoryRead};
use uuid::Uuid;

use crate::{
    Service, named,
    preview::preview,
    tell::{Asking, Teller, refuse_strangers},
};

pub(crate) const USUAL_PAGE: usize = 50;
pub(crate) const LARGEST_PAGE: usize = 500;

pub(crate) async fn get_story(service: &Service, viewer: Viewer, request: &GetStoryRequest) -> Result<ToldStory, Refusal> {
    if !request.as_agency.is_empty() {
        return preview(service, &viewer, request).await;
    }
    let person = person(&request.person)?;
    let asking = service.asking(viewer, request.telling.clone());
    let (told, look, position) = service.views.read_here(|snapshot| {
        let read = snapshot.story(person)?.ok_or_else(nobody)?;
        let told = service.told.page(&read, &asking, request, || tell(snapshot, &read, &asking, request))?;
        Ok::<_, Refusal>((told, Look::of_story(&asking.viewer, &read), snapshot.position()?))
    })?;
    service.note(&asking.viewer, look.into_iter().collect()).await?;
    Ok(told.as_of(service.views.as_of(position)))
}

/// Tells a story anew.
fn tell(snapshot: &Snapshot<'_>, read: &StoryRead<'_>, asking: &Asking, request: &GetStoryRequest) -> Result<GetStoryResponse, Refusal> {
    refuse_strangers(read, &asking.viewer)?;
    tell_by(&Teller::new(read, asking)?, snapshot, read, &asking.viewer.caller, request)
}

/// The same by a teller, for whoever may know that the story is there.
pub(crate) fn tell_by(
    teller: &Teller<'_>,
    snapshot: &Snapshot<'_>,
    read: &StoryRead<'_>,
    caller: &Caller,
    request: &GetStoryRequest,
) -> Result<GetStoryResponse, Refusal> {
    let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
    let question = format!("{} {}", first_profile(read), request.as_agency);
    let list = List { mac: &mac, caller, method: "GetStory", question: &question };
    let before = cursor(&list, &request.page_token)?;
    let (entries, next) = page(read, teller, before, request.page_size, |_| true)?;
    Ok(GetStoryResponse {
        story: Some(Story::clone(teller.shown())),
        details: teller.details().cloned(),
        entries,
        next_page_token: next.map_or_else(String::new, |next| list.token(bytes(next))),
        as_of: None,
        names: named::all(teller.shown(), teller.names()),
    })
}

pub(crate) async fn list_entries(service: &Service, viewer: Viewer, request: &ListEntriesRequest) -> Result<ListEntriesResponse, Refusal> {
    let person = person(&request.person)?;
    let asking = service.asking(viewer, request.telling.clone());
    let (mut response, look, position) = service.views.read_here(|snapshot| {
        let read = snapshot.story(person)?.ok_or_else(nobody)?;
        refuse_strangers(&read, &asking.viewer)?;
        let teller = Teller::new(&read, &asking)?;
        let question = format!("{} {:?} {:?}", first_profile(&read), request.agencies, request.kinds);
        let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
        let list = List { mac: &mac, caller: &asking.viewer.caller, method: "ListEntries", question: &question };
        let before = cursor(&list, &request.page_token)?;
        let wanted = |event: &throughline_proto::v1::Event| {
            let hollow = teller.hollow(event);
            let event = hollow.as_ref().unwrap_or(event);
            let kind = event.kind.as_ref().map_or("", throughline_story::kind_name);
            (request.agencies.is_empty() || request.agencies.contains(&event.agency))
                && (request.kinds.is_empty() || request.kinds.iter().any(|wanted| wanted == kind))
        };
        let (entries, next) = page(&read, &teller, before, request.page_size, wanted)?;
        if !teller.may_open() && entries.is_empty() {
            return Err(nobody());
        }
        let next_page_token = next.map_or_else(String::new, |next| list.token(bytes(next)));
        let look = Look::of_story(&asking.viewer, &read);
        Ok::<_, Refusal>((ListEntriesResponse { entries, next_page_token, as_of: None }, look, snapshot.position()?))
    })?;
    service.note(&asking.viewer, look.into_iter().collect()).await?;
    response.as_of = Some(service.views.as_of(position));
    Ok(response)
}

/// A page of what the caller sees and wants.
fn page(
    read: &StoryRead<'_>,
    teller: &Teller<'_>,
    before: Cursor,
    asked: u32,
    wanted: impl Fn(&throughline_proto::v1::Event) -> bool,
) -> Result<(Vec<Entry>, Option<Cursor>), Refusal> {
    let limit = page_size(asked, USUAL_PAGE, LARGEST_PAGE);
    let Page { entries, next } = read.page(before, limit, |event| wanted(event) && teller.sees(event))?;
    Ok((entries.into_iter().filter_map(|entry| teller.tell(entry)).collect(), next))
}

fn cursor(list: &List<'_>, token: &str) -> Result<Cursor, Refusal> {
    let place = list.place::<16>(token)?;
    Ok(place.map_or(Cursor::NEWEST, |place| {
        let [happened, position] = [&place[..8], &place[8..]].map(|half| u64::from_be_bytes(half.try_into().unwrap_or_default()));
        Cursor { happened: happened.cast_signed(), position }
    }))
}

fn bytes(cursor: Cursor) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&cursor.happened.to_be_bytes());
    bytes[8..].copy_from_slice(&cursor.position.to_be_bytes());
    bytes
}

fn first_profile<'a>(read: &'a StoryRead<'_>) -> &'a str {
    read.profiles().first().map_or("", String::as_str)
}

/// A profile's id, from a request.
pub(crate) fn person(text: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(text)
        .map_err(|_| Refusal::field(Reason::FieldInvalid, "person", "give the id of a profile: a UUID as FirstHearOf answered"))
}
