//! A story as an agency would be told it, for the person themselves or a proxy who speaks for them: before they choose who may see what, and as if they had chosen.

use throughline_access::{ActingFor, Caller, Reader, Viewer, nobody};
use throughline_looks::Look;
use throughline_proto::{
    Refusal, ToldStory,
    v1::{GetStoryRequest, Reason, SharingChoice, Story, party::Party},
};

use crate::{
    Service,
    stories::{person, tell_by},
    tell::Teller,
};

/// What somebody at an agency reads for, in a preview.
const PLANNING: &str = "planning";

/// The story as somebody at that agency would be told it who reads in order to plan. What the person may not see themselves is left out: a
/// preview opens nothing to anybody. An agency that would see nothing is told as one that sees an empty story, whatever else it may know.
pub(crate) async fn preview(service: &Service, viewer: &Viewer, request: &GetStoryRequest) -> Result<ToldStory, Refusal> {
    let person = person(&request.person)?;
    if !service.views.directory().agencies.contains_key(&request.as_agency) {
        return Err(Refusal::field(Reason::AgencyUnknown, "as_agency", "no such agency takes part"));
    }
    let (told, look, position) = service.views.read_here(|snapshot| {
        let read = snapshot.story(person)?.ok_or_else(nobody)?;
        let own = Reader::new(viewer, read.story());
        if !own.speaks_for_the_person() {
            return Err(nobody());
        }
        let story = as_if_chosen(read.story(), request);
        let theirs = service.asking(who_reads_most(service, &request.as_agency, &story), request.telling.clone());
        let teller = Teller::within(own, &read, &theirs, &story)?;
        let told = tell_by(&teller, snapshot, &read, &viewer.caller, request)?;
        // A proxy reads somebody else's story here too.
        Ok::<_, Refusal>((told, Look::of_story(viewer, &read), snapshot.position()?))
    })?;
    service.note(viewer, look.into_iter().collect()).await?;
    Ok(ToldStory::from(told).as_of(service.views.as_of(position)))
}

/// Of those at an agency who may read, the one who sees most: a supporter to whom the person was introduced, if there is one who is not shut out; or
/// else anybody.
fn who_reads_most(service: &Service, agency: &str, story: &Story) -> Viewer {
    let directory = service.views.directory();
    let introduced = story.introductions.iter().filter_map(|introduction| match &introduction.to.as_ref()?.party {
        Some(Party::Supporter(supporter)) => Some(supporter),
        _ => None,
    });
    let is_theirs = |supporter: &&String| directory.supporters.get(*supporter).is_some_and(|known| known.agency == agency && !known.left);
    let mut viewers = introduced.filter(is_theirs).filter_map(|supporter| {
        let acting_for = ActingFor::Supporter(supporter.clone());
        service.access.in_place_of(Caller { agency: agency.to_owned(), acting_for, keeper: false }, PLANNING)
    });
    let reads = |viewer: &Viewer| Reader::new(viewer, story).may_open();
    viewers.find(reads).unwrap_or_else(|| service.access.agency_as_a_whole(agency))
}

/// The story with one choice more: the newest counts.
fn as_if_chosen(story: &Story, request: &GetStoryRequest) -> Story {
    let mut story = story.clone();
    story.sharing.extend(request.if_chosen.clone().map(|choice| SharingChoice { choice: Some(choice), ..SharingChoice::default() }));
    story
}
