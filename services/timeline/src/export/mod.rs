//! ExportStory: one person's story to take away, as one zip.
//!
//! Everything goes through the same telling as GetStory: what the reader does not see there is not in here either. What tells of others is held
//! back on top of that, until somebody has looked it through (`others`). Nothing here decides who may read what.

mod archive;
mod gather;
mod json;
mod names;
mod others;
mod page;
mod read_me;
mod texts;

use throughline_access::{ActingFor, Caller, Viewer, nobody};
use throughline_looks::Look;
use throughline_proto::{
    Refusal,
    v1::{ExportStoryRequest, ExportStoryResponse, ExportedStory, Reason, Telling, Voice, export_story_response::Part},
};
use tokio_stream::Stream;
use tonic::Status;

use crate::{
    Service,
    stories::person,
    tell::{Teller, refuse_strangers},
};

/// How many bytes are sent in one go.
const PIECE_BYTES: usize = 256 << 10;

/// For whom a story is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum For {
    /// The person themselves.
    ThePerson,
    /// The person, by the keeper who answers in their stead.
    InTheirStead,
    /// An agency that answers with what it sees.
    Agency(String),
}

pub(crate) async fn export_story(
    service: Service,
    viewer: Viewer,
    request: ExportStoryRequest,
) -> Result<impl Stream<Item = Result<ExportStoryResponse, Status>> + Send + use<>, Refusal> {
    let id = person(&request.person)?;
    let whom = whom(&viewer);
    let reader = in_whose_place(&service, &viewer, &whom, &request.person)?;
    let telling = Telling { language: request.language, voice: Voice::Resident.into() };
    let asking = service.asking(reader, Some(telling));
    let asks = viewer.clone();
    let (archive, mut done, look, position) = service
        .views
        .read(move |snapshot| {
            let read = snapshot.story(id)?.ok_or_else(nobody)?;
            refuse_strangers(&read, &asking.viewer)?;
            let teller = Teller::new(&read, &asking)?;
            let gathered = gather::gather(snapshot, &read, &teller, &asking, whom)?;
            if !teller.may_open() && gathered.entries.is_empty() {
                return Err(nobody());
            }
            let zip = archive::archive(&gathered, snapshot.position()?)?;
            Ok::<_, Refusal>((zip, gathered.counted(), Look::of_story(&asks, &read), snapshot.position()?))
        })
        .await?;
    // An export is a look for anybody but the person.
    service.note(&viewer, look.into_iter().collect()).await?;
    done.bytes = archive.len() as u64;
    done.as_of = Some(service.views.as_of(position));
    Ok(tokio_stream::iter(pieces(archive, done)))
}

fn whom(viewer: &Viewer) -> For {
    match &viewer.caller.acting_for {
        ActingFor::Resident(_) => For::ThePerson,
        ActingFor::System if viewer.caller.keeper => For::InTheirStead,
        ActingFor::System | ActingFor::Supporter(_) | ActingFor::Auditor(_) => For::Agency(viewer.caller.agency.clone()),
    }
}

/// Whoever answers in the person's stead gives what the person themselves would read, and no more.
fn in_whose_place(service: &Service, viewer: &Viewer, whom: &For, person: &str) -> Result<Viewer, Refusal> {
    if *whom != For::InTheirStead {
        return Ok(viewer.clone());
    }
    let agency = service.views.who_knows(person)?.ok_or_else(nobody)?;
    let caller = Caller { agency, acting_for: ActingFor::Resident(person.to_owned()), keeper: false };
    service
        .access
        .in_place_of(caller, viewer.purpose)
        .ok_or_else(|| Refusal::new(Reason::PurposeUnknown, "not a purpose that can be stated"))
}

fn pieces(archive: Vec<u8>, done: ExportedStory) -> impl Iterator<Item = Result<ExportStoryResponse, Status>> {
    let count = archive.len().div_ceil(PIECE_BYTES);
    let piece = move |index: usize| {
        let from = index * PIECE_BYTES;
        Part::Piece(archive[from..archive.len().min(from + PIECE_BYTES)].to_vec())
    };
    (0..count).map(piece).chain(std::iter::once(Part::Done(done))).map(|part| Ok(ExportStoryResponse { part: Some(part) }))
}
