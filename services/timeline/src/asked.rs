//! What is asked across stories: open promises, quiet stories. Lists hold rows only of what the caller sees.

use throughline_access::{
    ActingFor, Caller, Reader, Viewer,
    pages::{List, page_size},
};
use throughline_looks::Look;
use throughline_proto::{
    Refusal,
    v1::{
        Happened, ListOpenPromisesRequest, ListOpenPromisesResponse, ListQuietStoriesRequest, ListQuietStoriesResponse, OpenPromise,
        Promise, PromiseKind, PromiseState, QuietStory, Reason, Story, party::Party,
    },
};
use throughline_story::{date_to_day, is_open};
use throughline_views::{PersonRow, PromiseRow, Snapshot, Whose};
use uuid::Uuid;

use crate::{
    Service,
    tell::{Asking, Teller, known_as},
};

pub(crate) const USUAL_PAGE: usize = 50;
pub(crate) const LARGEST_PAGE: usize = 500;
/// How many rows are looked at in one go where the caller may see few of them.
const LOOKED_AT: usize = 500;
/// After how many days an offer without an answer has gone quiet.
const OFFER_QUIET_DAYS: i64 = 28;
/// How many days may pass between meetings where nothing was agreed.
const USUAL_MEET_EVERY_DAYS: u32 = 28;

pub(crate) async fn list_open_promises(
    service: &Service,
    viewer: Viewer,
    request: ListOpenPromisesRequest,
) -> Result<ListOpenPromisesResponse, Refusal> {
    let asking = service.asking(viewer, None);
    let (mut response, looks, position, viewer) = service
        .views
        .read(move |snapshot| {
            let (response, looks) = open_promises(snapshot, &asking, &request)?;
            Ok::<_, Refusal>((response, looks, snapshot.position()?, asking.viewer))
        })
        .await?;
    service.note(&viewer, looks).await?;
    response.as_of = Some(service.views.as_of(position));
    Ok(response)
}

fn open_promises(
    snapshot: &Snapshot<'_>,
    asking: &Asking,
    request: &ListOpenPromisesRequest,
) -> Result<(ListOpenPromisesResponse, Vec<Look>), Refusal> {
    let question = format!("{} {} {}", request.supporter, request.person, request.nobodys);
    let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
    let list = List { mac: &mac, caller: &asking.viewer.caller, method: "ListOpenPromises", question: &question };
    let limit = page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE);
    let mut place = promise_place(&list, &request.page_token)?;
    let (mut promises, mut looks) = (Vec::new(), Vec::new());
    let answer = |promises, next_page_token| ListOpenPromisesResponse { promises, next_page_token, as_of: None };
    loop {
        let rows = snapshot.open_promises(place, LOOKED_AT)?;
        let exhausted = rows.len() < LOOKED_AT;
        for row in &rows {
            if promises.len() == limit {
                return Ok((answer(promises, list.token(promise_bytes(place))), looks));
            }
            place = row.place;
            if let Some(promise) = open_promise(row, asking, request)? {
                promises.push(promise);
                looks.extend(Look::of_row(&asking.viewer, &row.read));
            }
        }
        if exhausted {
            return Ok((answer(promises, String::new()), looks));
        }
    }
}

/// The promise of a row, if the caller sees it and asked for it.
fn open_promise(row: &PromiseRow<'_>, asking: &Asking, request: &ListOpenPromisesRequest) -> Result<Option<OpenPromise>, Refusal> {
    let event = row.place.1.to_string();
    if !request.person.is_empty() && !row.read.profiles().contains(&request.person) {
        return Ok(None);
    }
    // A worry about safety waits for whoever has its role; one's own list has it too.
    let own = matches!(&asking.viewer.caller.acting_for, ActingFor::Supporter(acting) if *acting == request.supporter);
    let reader = || Reader::new(&asking.viewer, row.read.story());
    let waits_for_them = own && reader().has_the_role(&event);
    let wanted = |promise: &&Promise| {
        let supporter = named_supporter(promise);
        promise.event == event
            && is_open(promise.state())
            && (request.supporter.is_empty() || supporter == Some(request.supporter.as_str()) || waits_for_them)
            && !(request.nobodys && supporter.is_some())
    };
    // Looked for in the whole story first: most rows are not asked for, and need not be made ready to be told.
    if !row.read.story().promises.iter().any(|promise| wanted(&promise)) {
        return Ok(None);
    }
    let teller = Teller::new(&row.read, asking)?;
    Ok(teller.shown().promises.iter().find(wanted).map(|promise| OpenPromise {
        person: row.person.to_string(),
        known_as: teller.details().map(known_as).unwrap_or_default(),
        quiet: promise.state() == PromiseState::Offered && days_since(promise.since.as_ref(), &asking.viewer.today) > OFFER_QUIET_DAYS,
        promise: Some(promise.clone()),
        name_somebody: if promise.kind() == PromiseKind::Acknowledge { reader().nobody_holds(&event) } else { Vec::new() },
    }))
}

pub(crate) async fn list_quiet_stories(
    service: &Service,
    viewer: Viewer,
    request: ListQuietStoriesRequest,
) -> Result<ListQuietStoriesResponse, Refusal> {
    let whose = whose(&viewer.caller, &request.supporter, request.whole_agency, service)?;
    let asking = service.asking(viewer, None);
    let limit = page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE);
    let (mut response, position, viewer, looks) = service
        .views
        .read(move |snapshot| {
            let question = format!("{whose:?}");
            let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
            let list = List { mac: &mac, caller: &asking.viewer.caller, method: "ListQuietStories", question: &question };
            let skip = list.skipped(&request.page_token)?;
            let rows = snapshot.people_of(&whose)?;
            let mut stories: Vec<(i64, QuietStory, Option<Look>)> = Vec::new();
            for row in &rows {
                let known = stories.iter().any(|(_, story, _)| story.person == row.person.to_string());
                if !known && let Some((days, quiet)) = quiet_story(row, &asking)? {
                    stories.push((days, quiet, Look::of_row(&asking.viewer, &row.read)));
                }
            }
            stories.sort_by_key(|(days, ..)| std::cmp::Reverse(*days));
            let next_page_token = list.next_skip(skip.saturating_add(limit), stories.len());
            let (stories, looks): (_, Vec<_>) = stories.into_iter().skip(skip).take(limit).map(|(_, story, look)| (story, look)).unzip();
            let response = ListQuietStoriesResponse { stories, next_page_token, as_of: None };
            Ok::<_, Refusal>((response, snapshot.position()?, asking.viewer, looks.into_iter().flatten().collect()))
        })
        .await?;
    service.note(&viewer, looks).await?;
    response.as_of = Some(service.views.as_of(position));
    Ok(response)
}

/// Rule 8: nobody has met this person, both ways, for longer than was agreed. Resting, died, moved and "leave me be" are not quiet; and a story that
/// is not used for now nudges nobody. Whether it is quiet, the whole story says; since when, what of it the caller sees.
fn quiet_story(row: &PersonRow<'_>, asking: &Asking) -> Result<Option<(i64, QuietStory)>, Refusal> {
    let story: &Story = row.read.story();
    let resting = story.rest.as_ref().is_some_and(|rest| rest.until.is_empty() || rest.until.as_str() >= asking.viewer.today.as_str());
    let restricted = throughline_story::is_restricted(story, &asking.viewer.today);
    if resting || restricted || story.stilled.is_some() {
        return Ok(None);
    }
    let today = &asking.viewer.today;
    if quiet_since(story).is_none_or(|since| days_since(Some(since), today) <= i64::from(agreed(story))) {
        return Ok(None);
    }
    let teller = Teller::new(&row.read, asking)?;
    let since = quiet_since(teller.shown());
    let quiet = QuietStory {
        person: row.person.to_string(),
        known_as: teller.details().map(known_as).unwrap_or_default(),
        quiet_since: since.cloned(),
        meet_every_days: agreed(teller.shown()),
    };
    Ok(teller.may_open().then_some((days_since(since, today), quiet)))
}

/// How many days may pass between meetings: the fewest that were agreed.
fn agreed(story: &Story) -> u32 {
    let present = story.alongside.iter().filter(|alongside| alongside.until.is_none()).map(|alongside| alongside.meet_every_days);
    present.filter(|days| *days > 0).min().unwrap_or(USUAL_MEET_EVERY_DAYS)
}

/// When they last met, or else when whoever is alongside began.
fn quiet_since(story: &Story) -> Option<&Happened> {
    let present = story.alongside.iter().filter(|alongside| alongside.until.is_none());
    let began = present.filter_map(|alongside| alongside.since.as_ref()).min_by_key(|since| throughline_story::happened_key(since).ok());
    story.last_met.as_ref().and_then(|met| met.when.as_ref()).or(began)
}

/// Whose people are asked for: the named supporter's, the acting one's, or the whole agency's. Only one's own agency's.
pub(crate) fn whose(caller: &Caller, supporter: &str, whole_agency: bool, service: &Service) -> Result<Whose, Refusal> {
    let acting = match &caller.acting_for {
        ActingFor::Supporter(acting) => acting.as_str(),
        ActingFor::System => "",
        ActingFor::Resident(_) | ActingFor::Auditor(_) => {
            return Err(Refusal::new(Reason::NotAllowed, "these lists are for supporters; a resident reads their own story"));
        }
    };
    let supporter = if supporter.is_empty() { acting } else { supporter };
    if whole_agency || supporter.is_empty() {
        return Ok(Whose::Agency(caller.agency.clone()));
    }
    let id = Uuid::try_parse(supporter)
        .map_err(|_| Refusal::field(Reason::FieldInvalid, "supporter", "give the id of a supporter: a UUID as SupporterJoined answered"))?;
    let directory = service.views.directory();
    match directory.supporters.get(supporter) {
        Some(known) if known.agency == caller.agency => Ok(Whose::Supporter(id)),
        Some(_) | None => Err(Refusal::new(Reason::SupporterUnknown, "no such supporter at your agency")),
    }
}

fn named_supporter(promise: &Promise) -> Option<&str> {
    match promise.whose.as_ref()?.party.as_ref()? {
        Party::Supporter(supporter) => Some(supporter),
        Party::Resident(_) | Party::Agency(_) => None,
    }
}

/// Whole days from a moment until today.
fn days_since(happened: Option<&Happened>, today: &str) -> i64 {
    let day = happened.and_then(|happened| throughline_story::happened_day(happened).ok());
    match (day, date_to_day(today)) {
        (Some(day), Ok(today)) => today - day,
        _ => 0,
    }
}

fn promise_place(list: &List<'_>, token: &str) -> Result<(i64, Uuid), Refusal> {
    let Some(place) = list.place::<24>(token)? else { return Ok((i64::MIN, Uuid::nil())) };
    let since = u64::from_be_bytes(place[..8].try_into().unwrap_or_default()).cast_signed();
    Ok((since, Uuid::from_slice(&place[8..]).unwrap_or_default()))
}

fn promise_bytes((since, event): (i64, Uuid)) -> [u8; 24] {
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&since.to_be_bytes());
    bytes[8..].copy_from_slice(event.as_bytes());
    bytes
}
