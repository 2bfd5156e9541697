//! ListEmergencyOpenings: what was opened in emergencies, for whoever looks at that afterwards. It tells of who looked and why, and nothing else of the
//! story; but that somebody has one, so that each row is a look.

use throughline_access::{
    Reader, Viewer,
    pages::{List, page_size},
};
use throughline_looks::Look;
use throughline_proto::{
    Refusal,
    v1::{EmergencyOpening, ListEmergencyOpeningsRequest, ListEmergencyOpeningsResponse},
};
use throughline_story::is_told_later;
use throughline_views::{OpeningRow, Snapshot};

const USUAL_PAGE: usize = 50;
const LARGEST_PAGE: usize = 500;
/// How many are looked at in one go where the caller may see few of them.
const LOOKED_AT: usize = 200;

/// A page of what the caller may look at. Policies have said that they are a lead or the keeper.
pub(crate) fn list(
    snapshot: &Snapshot<'_>,
    viewer: &Viewer,
    request: &ListEmergencyOpeningsRequest,
) -> Result<(ListEmergencyOpeningsResponse, Vec<Look>), Refusal> {
    let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
    let question = format!("{}", request.only_unreviewed);
    let list = List { mac: &mac, caller: &viewer.caller, method: "ListEmergencyOpenings", question: &question };
    let mut before = list.place::<8>(&request.page_token)?.map_or(u64::MAX, u64::from_be_bytes);
    let limit = page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE);
    let (mut openings, mut looks) = (Vec::new(), Vec::new());
    let answer = |openings, next_page_token| ListEmergencyOpeningsResponse { openings, next_page_token, as_of: None };
    loop {
        let (rows, next) = snapshot.openings(before, LOOKED_AT)?;
        for row in &rows {
            if openings.len() == limit {
                return Ok((answer(openings, list.token(before.to_be_bytes())), looks));
            }
            before = row.position;
            if let Some(told) = opening(row, viewer).filter(|told| !request.only_unreviewed || is_unreviewed(told)) {
                openings.push(told);
                // Of an opening that the resident is told of later, a look at it must not tell them sooner.
                looks.extend(Look::of_row(viewer, &row.read).map(|look| look.at_opening(&row.event)));
            }
        }
        match next {
            Some(next) => before = next,
            None => return Ok((answer(openings, String::new()), looks)),
        }
    }
}

fn is_unreviewed(told: &EmergencyOpening) -> bool {
    told.opening.as_ref().is_some_and(|opening| opening.reviews.is_empty())
}

/// The keeper looks at all; a lead at what their own agency's people opened, and at stories that their agency has a part in.
fn opening(row: &OpeningRow<'_>, viewer: &Viewer) -> Option<EmergencyOpening> {
    let story = row.read.story();
    let opening = story.openings.iter().find(|opening| opening.event == row.event)?;
    let reader = Reader::new(viewer, story);
    let is_their_agencys = opening.agency == viewer.caller.agency || reader.has_a_part();
    let is_theirs = viewer.caller.keeper || (is_their_agencys && !reader.is_shut_out());
    is_theirs.then(|| EmergencyOpening {
        position: row.position,
        person: row.read.profiles().first().cloned().unwrap_or_default(),
        resident_told: !is_told_later(story, &opening.event),
        opening: Some(opening.clone()),
    })
}
