//! Is this the same person? Who lies under a key of somebody's is looked at, and what they have in common is weighed. The keys are MACs, and
//! details are opened only here.

use throughline_matching::{Agreement, Score, Traits};
use throughline_proto::v1::{Details, Evidence};
use throughline_story::is_restricted;
use throughline_views::{Snapshot, StoryRead, ViewError, details_over, today};
use uuid::Uuid;

/// How many are looked at. Under the keys of one person in 220,000 lie fewer than a hundred in 99 of 100 cases.
pub(crate) const MOST_LOOKED_AT: usize = 500;

/// Somebody who may be the same person.
pub(crate) struct Alike {
    pub(crate) likelihood: f64,
    pub(crate) evidence: Vec<Evidence>,
}

/// What somebody with these traits has in common with others; nothing where they are hardly the same.
pub(crate) fn weigh(traits: &Traits, others: &Details) -> Option<Alike> {
    let others = Traits::of(others);
    let score = Score::between(traits, &others);
    score.may_match().then(|| Alike { likelihood: score.likelihood(), evidence: Agreement::between(traits, &others).evidence() })
}

/// What was written of somebody under one profile, in the order of what happened, each beside the agency that wrote it.
pub(crate) fn written(read: &StoryRead<'_>, profile: Uuid) -> Result<Vec<(String, Details)>, ViewError> {
    let of_profile = read.details()?.into_iter().filter(|(_, of, _)| *of == profile);
    Ok(of_profile.map(|(entry, _, details)| (entry.event.agency.clone(), details)).collect())
}

/// The same, the newer over the older.
pub(crate) fn details_of(read: &StoryRead<'_>, profile: Uuid) -> Result<Details, ViewError> {
    Ok(written(read, profile)?.into_iter().fold(Details::default(), |known, (_, details)| details_over(known, details)))
}

/// It was said that they are; or it cannot be read whether it was, and then nobody is asked.
fn are_two(snapshot: &Snapshot<'_>, pair: &[String; 2]) -> Result<bool, ViewError> {
    match snapshot.circle(pair) {
        Ok(circle) => Ok(circle.are_two(&pair[0], &pair[1])),
        Err(ViewError::SetAside { .. }) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Two profiles of different stories that may be one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) newer: Uuid,
    pub(crate) known: Uuid,
    /// The agency that knows the second.
    pub(crate) asked: String,
    pub(crate) evidence: Vec<Evidence>,
}

/// Who may be the same person as this profile, in other stories. A story that is restricted is not used for this either, and of two of whom it was
/// said that they are two nobody is asked again.
pub(crate) fn pairs_with(snapshot: &Snapshot<'_>, profile: Uuid) -> Result<Vec<Pair>, ViewError> {
    let today = today();
    let Some(read) = snapshot.story(profile)?.filter(|read| !is_restricted(read.story(), &today)) else { return Ok(Vec::new()) };
    let details = details_of(&read, profile)?;
    let traits = Traits::of(&details);
    let mut pairs = Vec::new();
    for known in snapshot.alike(&details, MOST_LOOKED_AT)? {
        if read.profiles().contains(&known.to_string()) {
            continue;
        }
        let other = match snapshot.story(known) {
            Ok(Some(other)) => other,
            // A story that is set aside is passed over; it is looked at when somebody's details are written again.
            Ok(None) | Err(ViewError::SetAside { .. }) => continue,
            Err(error) => return Err(error),
        };
        if is_restricted(other.story(), &today) {
            continue;
        }
        let agency = other.story().profiles.iter().find(|found| found.person == known.to_string()).map(|found| found.agency.clone());
        if let (Some(asked), Some(alike)) = (agency, weigh(&traits, &details_of(&other, known)?))
            && !are_two(snapshot, &[profile.to_string(), known.to_string()])?
        {
            pairs.push(Pair { newer: profile, known, asked, evidence: alike.evidence });
        }
    }
    Ok(pairs)
}
