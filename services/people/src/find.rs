//! Finding people whom the caller may know of: by parts of a name, a date of birth, or the agency's own reference.

use throughline_access::{
    Caller, Reader, Viewer,
    pages::{List, page_size},
};
use throughline_looks::Look;
use throughline_matching::Traits;
use throughline_proto::{
    Refusal,
    v1::{
        Details, FindPeopleRequest, FindPeopleResponse, FoundPerson, Happened, LookUpReferencesRequest, LookUpReferencesResponse,
        MatchPeopleRequest, MatchPeopleResponse, MatchedPerson, Reason, ReferencedPerson, happened::Moment,
    },
};
use throughline_story::{Now, date_to_day, is_in_the_future};
use throughline_views::{Snapshot, Sought, StoryRead, ViewError, details_over, now_us};
use uuid::Uuid;

use crate::likeness::{MOST_LOOKED_AT, weigh, written};

const USUAL_PAGE: usize = 20;
const LARGEST_PAGE: usize = 100;
const MOST_REFERENCES: usize = 1_000;
pub(crate) const LONGEST_NAME_BYTES: usize = 500;

/// The people who have everything that was asked for, and whom the caller may know of.
pub(crate) fn find(
    snapshot: &Snapshot<'_>,
    viewer: &Viewer,
    request: &FindPeopleRequest,
) -> Result<(FindPeopleResponse, Vec<Look>), Refusal> {
    let caller = &viewer.caller;
    let sought = sought(caller, request)?;
    let mac = |parts: &[&[u8]]| snapshot.mac_of_page(parts);
    let question = format!("{:?} {:?} {:?}", request.name, request.born, request.reference);
    let list = List { mac: &mac, caller, method: "FindPeople", question: &question };
    let skip = list.skipped(&request.page_token)?;
    let limit = page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE);
    let mut people = Vec::new();
    for profile in snapshot.find(&sought)? {
        let Some(read) = story_of(snapshot, profile)? else { continue };
        let told = told(&read, profile, viewer)?;
        if snapshot.is_in(&sought, &told)
            && let Some(found) = found(profile, told)
        {
            people.push((found, Look::of_row(viewer, &read)));
        }
    }
    let next_page_token = list.next_skip(skip.saturating_add(limit), people.len());
    let (people, looks): (_, Vec<Option<Look>>) = people.into_iter().skip(skip).take(limit).unzip();
    Ok((FindPeopleResponse { people, next_page_token, as_of: None }, looks.into_iter().flatten().collect()))
}

/// The story of somebody who may be found. One that is set aside is passed over: what cannot be read finds nobody, and the others are found.
fn story_of<'a>(snapshot: &Snapshot<'a>, profile: Uuid) -> Result<Option<StoryRead<'a>>, ViewError> {
    match snapshot.story(profile) {
        Err(ViewError::SetAside { .. }) => Ok(None),
        other => other,
    }
}

fn sought(caller: &Caller, request: &FindPeopleRequest) -> Result<Vec<Sought>, Refusal> {
    if request.name.len() > LONGEST_NAME_BYTES {
        return Err(Refusal::field(Reason::TooLarge, "name", format!("look for at most {LONGEST_NAME_BYTES} bytes of a name"))
            .with("limit", LONGEST_NAME_BYTES));
    }
    let mut sought = Vec::new();
    if !request.name.trim().is_empty() {
        sought.push(Sought::Name(request.name.clone()));
    }
    if !request.born.is_empty() {
        sought.push(Sought::Born(request.born.clone()));
    }
    if !request.reference.is_empty() {
        sought.push(Sought::Reference { agency: caller.agency.clone(), reference: request.reference.clone() });
    }
    if sought.is_empty() {
        return Err(Refusal::field(Reason::FieldInvalid, "name", "give a name, a date of birth or your own reference to look for"));
    }
    Ok(sought)
}

/// What the caller may see of what was written under a profile.
fn told(read: &StoryRead<'_>, profile: Uuid, viewer: &Viewer) -> Result<Vec<(String, Details)>, ViewError> {
    let (reader, person) = (Reader::new(viewer, read.story()), profile.to_string());
    let mut told = written(read, profile)?;
    told.retain(|(agency, _)| reader.may_see_details(&person, agency));
    Ok(told)
}

/// Somebody found, if the caller may see any of their details.
fn found(profile: Uuid, told: Vec<(String, Details)>) -> Option<FoundPerson> {
    let shown = told.into_iter().reduce(|(_, known), (agency, details)| (agency, details_over(known, details)));
    shown.map(|(agency, details)| FoundPerson { person: profile.to_string(), details: Some(details), agency })
}

/// Who of the people whom the caller may know of might be somebody with these details; the likeliest first.
pub(crate) fn match_people(
    snapshot: &Snapshot<'_>,
    viewer: &Viewer,
    request: &MatchPeopleRequest,
) -> Result<(MatchPeopleResponse, Vec<Look>), Refusal> {
    let details = request.details.clone().unwrap_or_default();
    check_born(&details.born, Now { unix_us: now_us() })?;
    let traits = Traits::of(&details);
    if throughline_matching::keys_of(&traits).is_empty() {
        let message = "give a name with a date of birth or an address, an NHS number, or a way to be reached";
        return Err(Refusal::field(Reason::FieldInvalid, "details", message));
    }
    let mut matched = Vec::new();
    for profile in snapshot.alike(&details, MOST_LOOKED_AT)? {
        let Some(read) = story_of(snapshot, profile)? else { continue };
        // Only what the caller may see of them is weighed.
        let Some(person) = found(profile, told(&read, profile, viewer)?) else { continue };
        if let Some(alike) = weigh(&traits, person.details.as_ref().unwrap_or(&Details::default())) {
            let look = Look::of_row(viewer, &read);
            matched.push((alike, person, look));
        }
    }
    matched.sort_by(|(one, ..), (other, ..)| other.likelihood.total_cmp(&one.likelihood));
    matched.truncate(page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE));
    let told = matched.into_iter().map(|(alike, person, look)| {
        let evidence = alike.evidence.into_iter().map(Into::into).collect();
        (MatchedPerson { person: Some(person), likely_percent: percent(alike.likelihood), evidence }, look)
    });
    let (people, looks): (_, Vec<Option<Look>>) = told.unzip();
    Ok((MatchPeopleResponse { people, as_of: None }, looks.into_iter().flatten().collect()))
}

/// A date that is written in another way would speak against the right person. What Record does not take is not looked for either.
fn check_born(born: &str, now: Now) -> Result<(), Refusal> {
    if born.is_empty() {
        return Ok(());
    }
    let refused = |message: String| Refusal::field(Reason::FieldInvalid, "details.born", message);
    date_to_day(born).map_err(|error| refused(error.to_string()))?;
    let day = Happened { moment: Some(Moment::Date(born.to_owned())) };
    if is_in_the_future(&day, now).unwrap_or(true) { Err(refused("lies in the future".to_owned())) } else { Ok(()) }
}

/// Never a whole hundred: a likeness is no proof.
fn percent(likelihood: f64) -> u32 {
    (1..100).rev().find(|percent| f64::from(*percent) <= likelihood * 100.0).unwrap_or(0)
}

/// Which profiles go by these references of the caller's agency.
pub(crate) fn look_up(
    snapshot: &Snapshot<'_>,
    caller: &Caller,
    request: &LookUpReferencesRequest,
) -> Result<LookUpReferencesResponse, Refusal> {
    if request.references.len() > MOST_REFERENCES {
        let message = format!("{} references; ask for at most {MOST_REFERENCES} at once", request.references.len());
        return Err(Refusal::field(Reason::TooLarge, "references", message).with("limit", MOST_REFERENCES));
    }
    let mut people = Vec::new();
    for reference in &request.references {
        let sought = [Sought::Reference { agency: caller.agency.clone(), reference: reference.clone() }];
        for profile in snapshot.find(&sought)? {
            if goes_by(snapshot, profile, &sought)? {
                people.push(ReferencedPerson { reference: reference.clone(), person: profile.to_string() });
                break;
            }
        }
    }
    Ok(LookUpReferencesResponse { people, as_of: None })
}

/// The profile goes by this still: a reference that was taken back is no longer somebody's. In a story that is set aside it is taken as it was
/// written, so that nobody is heard of twice.
fn goes_by(snapshot: &Snapshot<'_>, profile: Uuid, sought: &[Sought]) -> Result<bool, ViewError> {
    let Some(read) = story_of(snapshot, profile)? else { return Ok(true) };
    Ok(snapshot.is_in(sought, &written(&read, profile)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_birth_that_record_would_refuse_is_refused_here_too() {
        // 2026-06-01 at noon.
        let now = Now { unix_us: 1_780_315_200_000_000 };
        for born in ["02/06/1951", "19510602", "1951-02-30", "1951", "2026-06-03"] {
            let refused = check_born(born, now).expect_err(born);
            assert_eq!((refused.reason, refused.violations[0].field.as_str()), (Reason::FieldInvalid, "details.born"), "{born}");
        }
        for born in ["", "1951-06-02", "2026-06-01"] {
            assert!(check_born(born, now).is_ok(), "{born}");
        }
    }
}
