//! One story at a point, and before whom: the keeper, who is told all of it, or an agency as a whole under what held then.

use std::sync::Arc;

use throughline_access::{ActingFor, Caller, Reader, RolesHeld, Then, Under, Viewer};
use throughline_proto::{Refusal, v1::Reason};
use throughline_views::{Circle, Directory, Snapshot, Stood};
use uuid::Uuid;

use super::Point;
use crate::Service;

/// A story at a point.
pub(crate) struct StoryThen {
    pub(crate) point: Point,
    pub(crate) stood: Stood,
    /// Who took part then.
    pub(crate) directory: Arc<Directory>,
    /// The agency as a whole that is told it, under what held then; none for the keeper.
    pub(crate) viewer: Option<Viewer>,
    /// The position of the record that had adopted the policies of that time.
    pub(crate) adopted_at: u64,
}

impl StoryThen {
    /// The story of somebody at a point, as an agency was allowed to see it; as it was, where none is named.
    pub(crate) fn read(
        service: &Service,
        snapshot: &Snapshot<'_>,
        circle: &Circle,
        person: Uuid,
        point: Point,
        agency: &str,
    ) -> Result<Self, Refusal> {
        let stood = circle.story_at(&person.to_string(), point.position).ok_or_else(no_such_person)?;
        let directory = snapshot.directory_at(point.position)?;
        let adopted_at = directory.adopted.as_ref().map_or(0, |(position, _)| *position);
        let viewer = if agency.is_empty() { None } else { Some(agency_then(service, &directory, point, agency)?) };
        Ok(Self { point, stood, directory, viewer, adopted_at })
    }

    /// The profiles that were this person then.
    pub(crate) fn profiles(&self) -> Vec<String> {
        self.stood.story.profiles.iter().map(|profile| profile.person.clone()).collect()
    }
}

fn agency_then(service: &Service, directory: &Directory, point: Point, agency: &str) -> Result<Viewer, Refusal> {
    let unknown = |message| Refusal::field(Reason::AgencyUnknown, "as_agency", message);
    if !directory.agencies.contains_key(agency) {
        let takes_part_now = service.views.directory().agencies.contains_key(agency);
        return Err(unknown(if takes_part_now { "this agency did not take part yet then" } else { "no such agency takes part" }));
    }
    let today = point.day();
    let caller = Caller { agency: agency.to_owned(), acting_for: ActingFor::System, keeper: false };
    let roles = RolesHeld::of(&caller, directory.roles_of(agency, &today));
    Ok(service.access.agency_then(agency, Then { adopted: directory.adopted.clone(), roles, today, now_us: point.moment_us }))
}

/// A profile's id, from a request.
pub(crate) fn person_of(text: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(text).map_err(|_| Refusal::field(Reason::FieldInvalid, "person", "give the id of a profile: a UUID"))
}

pub(crate) fn no_such_person() -> Refusal {
    Refusal::new(Reason::PersonUnknown, "no such person")
}

/// Under what somebody looks at a story as it is now: that decides when the resident is told.
pub(crate) fn under(snapshot: &Snapshot<'_>, viewer: &Viewer, person: Uuid) -> Result<Under, Refusal> {
    let read = snapshot.story(person)?.ok_or_else(no_such_person)?;
    Ok(Reader::new(viewer, read.story()).looks_under())
}
