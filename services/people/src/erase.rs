//! Erasing: the keeper says whom and on what basis, it is written like all others, and every node does its part once it follows that far.
//!
//! Nothing in here destroys anything. Who was erased is said by the log alone.

use throughline_access::Erases;
use throughline_proto::{
    Refusal,
    v1::{
        EraseProfilesRequest, EraseProfilesResponse, Erased, Event, GetErasureRequest, GetErasureResponse, NodeConfirmed, Profile, Reason,
        RecordRequest, event::Kind, record_service_server::RecordService,
    },
};
use throughline_views::{CONFIRMATIONS, SEALED_PARTS, Snapshot, Views};
use tonic::{Request, Status};
use uuid::Uuid;

use crate::write;

/// Writes an erasure, or says what it would be.
pub(crate) async fn erase<R: RecordService>(
    views: &Views,
    records: &R,
    mut request: Request<EraseProfilesRequest>,
) -> Result<EraseProfilesResponse, Status> {
    let asked = request.get_ref().clone();
    let profiles = views.read_here(|snapshot| profiles(snapshot, &asked))?;
    let (people, agencies): (Vec<String>, Vec<String>) = profiles.into_iter().map(|profile| (profile.person, profile.agency)).unzip();
    let erased = Erased { profiles: people.clone(), basis: asked.basis };
    let event = Event { happened: asked.happened, kind: Some(Kind::Erased(erased)), ..Event::default() };
    request.extensions_mut().insert(Erases);
    let request = request.map(|_| RecordRequest {
        request_id: asked.request_id,
        events: vec![event],
        validate_only: asked.validate_only,
        ..RecordRequest::default()
    });
    let answer = records.record(request).await?.into_inner();
    let receipt = if asked.validate_only { None } else { Some(write::receipt(answer)?) };
    Ok(EraseProfilesResponse { receipt, profiles: people, agencies })
}

/// The profiles to be named, with all that are joined with them if that was asked for: always in the same order, so that a retry is the same
/// request. Whether they may be erased is the write side's to say.
fn profiles(snapshot: &Snapshot<'_>, request: &EraseProfilesRequest) -> Result<Vec<Profile>, Refusal> {
    let mut profiles = Vec::new();
    for person in &request.profiles {
        let read = Uuid::parse_str(person).ok().map(|person| snapshot.story(person)).transpose()?.flatten();
        let is_meant = |profile: &&Profile| request.whole_story || profile.person == *person;
        match read {
            Some(read) => profiles.extend(read.story().profiles.iter().filter(is_meant).cloned()),
            None => profiles.push(Profile { person: person.clone(), ..Profile::default() }),
        }
    }
    profiles.sort_by(|left, right| left.person.cmp(&right.person));
    profiles.dedup_by(|left, right| left.person == right.person);
    Ok(profiles)
}

/// How far an erasure has come.
pub(crate) async fn status(views: &Views, request: &GetErasureRequest) -> Result<GetErasureResponse, Refusal> {
    let unknown = || Refusal::new(Reason::PersonUnknown, "no such person, or they were not erased; name one of the profiles that were");
    let person = Uuid::parse_str(&request.person).map_err(|_| unknown())?;
    let (event, position) = views.read_here(|snapshot| {
        let read = snapshot.story(person)?.ok_or_else(unknown)?;
        let profile = read.story().profiles.iter().find(|profile| profile.person == request.person);
        let event = profile.map(|profile| profile.erased_event.clone()).filter(|event| !event.is_empty()).ok_or_else(unknown)?;
        let position = snapshot.event(&event)?.map(|entry| entry.position).ok_or_else(unknown)?;
        Ok::<_, Refusal>((event, position))
    })?;
    let confirmed = views.confirmations(CONFIRMATIONS).await?;
    let sealed_parts_deleted = views.confirmations(SEALED_PARTS).await?.iter().any(|(_, up_to)| *up_to >= position);
    let nodes: Vec<NodeConfirmed> =
        confirmed.into_iter().map(|(node, up_to)| NodeConfirmed { node, position: up_to, confirmed: up_to >= position }).collect();
    let complete = sealed_parts_deleted && nodes.iter().all(|node| node.confirmed);
    Ok(GetErasureResponse { position, event, nodes, sealed_parts_deleted, complete })
}
