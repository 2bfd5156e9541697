//! CompareStory: what changed in one story between two points, in plain sentences.

use std::collections::BTreeSet;

use throughline_access::Viewer;
use throughline_looks::Look;
use throughline_proto::{
    Refusal,
    v1::{CompareStoryRequest, CompareStoryResponse, Reason, StoryChange, StoryChangeKind},
};
use throughline_story::{Side, Told};

use super::{Asked, Point, StoryThen, Teller, known_by_now, person_of, under, why};
use crate::Service;

/// What changed, and the look that it is.
pub(crate) async fn compare(
    service: &Service,
    viewer: &Viewer,
    request: &CompareStoryRequest,
) -> Result<(CompareStoryResponse, Look), Refusal> {
    let from = Asked { position: ("from_position", request.from_position), moment: ("from_moment", &request.from_moment) };
    let to = Asked { position: ("to_position", request.to_position), moment: ("to_moment", &request.to_moment) };
    let (person, why) = (person_of(&request.person)?, why(&request.reason)?);
    if from.is_missing() {
        return Err(Refusal::field(Reason::FieldInvalid, "from_position", "give the earlier point: a position, or a moment"));
    }
    known_by_now(service, &[from, to]).await?;
    service.views.read_here(|snapshot| {
        let circle = snapshot.circle(&[person.to_string()])?;
        let (from, to) = (from.find(snapshot)?, to.find(snapshot)?);
        if from.position > to.position {
            return Err(Refusal::field(Reason::FieldInvalid, "from_position", "give the earlier point first"));
        }
        let read = |point: Point| StoryThen::read(service, snapshot, &circle, person, point, &request.as_agency);
        let (before, after) = (read(from)?, read(to)?);
        let telling = request.telling.clone().unwrap_or_default();
        let (earlier, later) = (Teller::new(snapshot, &before, &telling)?, Teller::new(snapshot, &after, &telling)?);
        let (entries_before, entries_after) = (entries(&earlier), entries(&later));
        let sides = [(&earlier, &entries_before), (&later, &entries_after)].map(|(teller, entries)| Side { story: &teller.shown, entries });
        let mut changes = if why.is_missing() {
            structure(&entries_before, &entries_after, from.position)
        } else {
            // Both are told with the names of the later, so that a new name is no change of its own.
            throughline_story::changes(sides[0], sides[1], from.position, &telling, &later.names)
        };
        for change in changes.iter_mut().filter(|change| change.position > 0) {
            change.recorded_at = later.recorded_at(change.position)?;
        }
        let profiles: BTreeSet<String> = before.profiles().into_iter().chain(after.profiles()).collect();
        let look = why.look(&profiles.into_iter().collect::<Vec<_>>(), &service.keys)?;
        let response = CompareStoryResponse { from: Some(from.told()), to: Some(to.told()), changes, structure_only: why.is_missing() };
        Ok((response, Look { under: under(snapshot, viewer, person)?, ..look }))
    })
}

/// The entries that somebody sees, as they are told them.
fn entries(teller: &Teller<'_>) -> Vec<Told> {
    if teller.is_hidden() {
        return Vec::new();
    }
    teller.seen().into_iter().map(|told| Told { position: told.position, event: teller.facts(&told.event) }).collect()
}

/// Where entries came and went, and nothing of what they say.
fn structure(before: &[Told], after: &[Told], until: u64) -> Vec<StoryChange> {
    let positions = |entries: &[Told]| entries.iter().map(|told| told.position).collect::<BTreeSet<_>>();
    let (before, after) = (positions(before), positions(after));
    let change = |kind: StoryChangeKind, position: u64| StoryChange { kind: kind.into(), position, ..StoryChange::default() };
    let came = |position: u64| change(if position > until { StoryChangeKind::Added } else { StoryChangeKind::Came }, position);
    let mut changes: Vec<StoryChange> = after.difference(&before).map(|position| came(*position)).collect();
    changes.extend(before.difference(&after).map(|position| change(StoryChangeKind::Went, *position)));
    changes.sort_by_key(|change| change.position);
    changes
}
