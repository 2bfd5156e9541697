//! Explain: how much of an event somebody would see, and which policies say so. Tells nothing of what the event says; but
//! whose stories it is part of, so that each of them is looked at.

use throughline_access::{Access, Caller, Explained, Reader, Sight, caller::parse_acting_for};
use throughline_looks::Look;
use throughline_proto::{
    Refusal,
    v1::{ExplainRequest, ExplainResponse, ExplainedSight, Reason, SharingLevel},
};
use throughline_story::ActingFor;
use throughline_views::Snapshot;

/// Why somebody sees so much of an event, in each story that it is part of; and the looks at these.
pub(crate) fn explain(snapshot: &Snapshot<'_>, access: &Access, request: &ExplainRequest) -> Result<(ExplainResponse, Vec<Look>), Refusal> {
    let wrong = |field: &str, message: &str| Refusal::field(Reason::FieldInvalid, field, message);
    let acting_for = match request.acting_for.as_str() {
        "" => ActingFor::System,
        text => parse_acting_for(text).ok_or_else(|| wrong("acting_for", "give supporter/<id> or resident/<profile>, or leave it out"))?,
    };
    let caller = Caller { agency: request.agency.clone(), acting_for, keeper: false };
    let viewer = access.in_place_of(caller, &request.purpose).ok_or_else(|| wrong("purpose", "not one that can be stated"))?;
    let unknown = || Refusal::new(Reason::EventUnknown, "no such event");
    let (entry, stories) = snapshot.told_in(&request.event)?.ok_or_else(unknown)?;
    let looks = stories.iter().map(|read| Look::at_row(read.profiles())).collect();
    let explained = stories.iter().map(|read| {
        let reader = Reader::new(&viewer, read.story());
        let explained = reader.explain_among(&entry.event, &|id| read.found(id));
        let person = read.profiles().first().cloned().unwrap_or_default();
        told(person, explained, reader.may_open())
    });
    let mut stories: Vec<ExplainedSight> = explained.collect();
    if stories.is_empty() {
        let nobodys = throughline_proto::v1::Story::default();
        stories.push(told(String::new(), Reader::new(&viewer, &nobodys).explain_among(&entry.event, &|_| None), false));
    }
    Ok((ExplainResponse { stories, adopted_at: access.adopted_at(), as_of: None }, looks))
}

fn told(person: String, explained: Option<Explained>, opens: bool) -> ExplainedSight {
    let Explained { sight, policies } = explained.unwrap_or(Explained { sight: Sight::Nothing, policies: Vec::new() });
    let sees = match sight {
        Sight::Nothing => SharingLevel::Nothing,
        Sight::Sentence => SharingLevel::Sentence,
        Sight::Words => SharingLevel::Words,
    };
    ExplainedSight { person, sees: sees.into(), policies, opens }
}
