//! ListLooks: who looked at one story. The person themselves is told in plain words, and not who it was by name; the keeper in full.

use std::sync::Arc;

use throughline_access::{
    Reader, Viewer, nobody,
    pages::{List, page_size},
};
use throughline_looks::LookTeller;
use throughline_proto::{
    Refusal,
    v1::{ListLooksRequest, ListLooksResponse, Reason},
};
use throughline_views::{Directory, Snapshot, StoryNames};
use uuid::Uuid;

const USUAL_PAGE: usize = 50;
const LARGEST_PAGE: usize = 500;

/// A page of looks, for whoever may see them.
pub(crate) fn list(
    snapshot: &Snapshot<'_>,
    viewer: &Viewer,
    directory: Arc<Directory>,
    request: &ListLooksRequest,
) -> Result<ListLooksResponse, Refusal> {
    let person = Uuid::try_parse(&request.person)
        .map_err(|_| Refusal::field(Reason::FieldInvalid, "person", "give the id of a profile: a UUID as FirstHearOf answered"))?;
    let read = snapshot.story(person)?.ok_or_else(nobody)?;
    let reader = Reader::new(viewer, read.story());
    if !viewer.caller.keeper && !reader.is_the_person() {
        return Err(nobody());
    }
    let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
    let list = List { mac: &mac, caller: &viewer.caller, method: "ListLooks", question: &read.profiles().join(" ") };
    let before = list.place::<8>(&request.page_token)?.map_or(u64::MAX, u64::from_be_bytes);
    let limit = page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE);
    let telling = request.telling.clone().unwrap_or_default();
    let names = StoryNames { directory, ..StoryNames::default() };
    let teller = LookTeller { read: &read, reader, in_full: viewer.caller.keeper, names, telling };
    let (looks, next) = teller.page(before, limit)?;
    Ok(ListLooksResponse { looks, next_page_token: next.map_or_else(String::new, |next| list.token(next.to_be_bytes())), as_of: None })
}
