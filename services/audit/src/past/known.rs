//! GetStoryAsKnown: one story at a point, page by page, newest first.

use std::{cmp::Reverse, sync::Arc};

use throughline_access::{
    Viewer,
    pages::{List, page_size},
};
use throughline_looks::Look;
use throughline_proto::{
    Refusal,
    v1::{Event, GetStoryAsKnownRequest, GetStoryAsKnownResponse, Story},
};
use throughline_story::Told;
use throughline_views::Snapshot;

use super::{Asked, StoryThen, Teller, Why, erased_since, known_by_now, person_of, under, why};
use crate::{
    Service,
    hands::{Hands, Numbers},
};

const USUAL_PAGE: usize = 50;
const LARGEST_PAGE: usize = 500;

/// The story, and the look that it is.
pub(crate) async fn get(
    service: &Service,
    viewer: &Viewer,
    request: &GetStoryAsKnownRequest,
) -> Result<(GetStoryAsKnownResponse, Look), Refusal> {
    let asked = Asked { position: ("at_position", request.at_position), moment: ("known_at", &request.known_at) };
    let (person, why) = (person_of(&request.person)?, why(&request.reason)?);
    known_by_now(service, &[asked]).await?;
    service.views.read_here(|snapshot| {
        let circle = snapshot.circle(&[person.to_string()])?;
        let then = StoryThen::read(service, snapshot, &circle, person, asked.find(snapshot)?, &request.as_agency)?;
        let telling = request.telling.clone().unwrap_or_default();
        let teller = Teller::new(snapshot, &then, &telling)?;
        let mut response = tell(snapshot, viewer, &teller, &then, &why, request)?;
        for told in circle.erased_after(&response.profiles, then.point.position) {
            response.erased.push(erased_since(snapshot, told, &telling)?);
        }
        let look = Look { under: under(snapshot, viewer, person)?, ..why.look(&response.profiles, &service.keys)? };
        Ok((response, look))
    })
}

fn tell(
    snapshot: &Snapshot<'_>,
    viewer: &Viewer,
    teller: &Teller<'_>,
    then: &StoryThen,
    why: &Why,
    request: &GetStoryAsKnownRequest,
) -> Result<GetStoryAsKnownResponse, Refusal> {
    let mut response = GetStoryAsKnownResponse {
        known: Some(then.point.told()),
        profiles: then.profiles(),
        structure_only: why.is_missing(),
        adopted_at: if then.viewer.is_some() { then.adopted_at } else { 0 },
        ..GetStoryAsKnownResponse::default()
    };
    if teller.is_hidden() {
        return Ok(GetStoryAsKnownResponse { hidden: true, ..response });
    }
    let mut seen = teller.seen();
    response.entries_in_all = seen.len() as u64;
    if !why.is_missing() {
        let standing = throughline_story::standings(&teller.shown, &request.telling.clone().unwrap_or_default(), &teller.names);
        response.standing = standing.into_iter().map(|standing| standing.sentence).collect();
        response.story = Some(Story::clone(&teller.shown));
        response.details.clone_from(&teller.details);
        response.changes_of_hands = changes_of_hands(seen.iter().map(|told| (told.position, teller.facts(&told.event))));
    }
    // By the order in which it was recorded where what happened when is not told.
    if why.is_missing() {
        seen.sort_by_key(|told| Reverse(told.position));
    } else {
        seen.sort_by_key(|told| Reverse(told.order_key()));
    }
    let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
    let question = format!("{} {} {} {}", request.person, then.point.position, request.as_agency, why.is_missing());
    let list = List { mac: &mac, caller: &viewer.caller, method: "GetStoryAsKnown", question: &question };
    let from = list.place::<8>(&request.page_token)?.map_or(0, u64::from_be_bytes);
    let (from, limit) = (usize::try_from(from).unwrap_or(usize::MAX), page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE));
    response.entries = page(teller, seen.iter().skip(from).take(limit), why)?;
    let next = from.saturating_add(limit);
    if next < seen.len() {
        response.next_page_token = list.token((next as u64).to_be_bytes());
    }
    Ok(response)
}

fn page<'a>(
    teller: &Teller<'_>,
    seen: impl Iterator<Item = &'a &'a Arc<Told>>,
    why: &Why,
) -> Result<Vec<throughline_proto::v1::Entry>, Refusal> {
    let told = seen.filter_map(|told| if why.is_missing() { teller.structure(told).map(Some) } else { teller.entry(told) }.transpose());
    told.collect()
}

fn changes_of_hands(entries: impl Iterator<Item = (u64, Event)>) -> u64 {
    let (mut hands, mut supporters) = (Hands::default(), Numbers::default());
    for (position, event) in entries.filter(|(_, event)| !event.recorded_by.is_empty()) {
        if let Some(happened) = event.happened.as_ref().and_then(|happened| throughline_story::happened_key(happened).ok()) {
            hands.entry(0, happened, position, supporters.of(&event.recorded_by));
        }
    }
    hands.changes()
}
