//! What was opened in an emergency, how that was looked at afterwards, and the worries about safety under which looks are shown. Until when
//! somebody may read, and what the resident is told, is for the reader: there is no clock here.

use throughline_proto::v1::{EmergencyOpened, EmergencyReviewed, LooksReleased, Opening, Release, ResidentTold, Review, Story};

use super::Told;

/// The resident is told of an opening only later: whoever looked at it last decided so. They are told where nobody decided.
pub fn is_told_later(story: &Story, opening: &str) -> bool {
    let opening = story.openings.iter().find(|known| known.event == opening);
    opening.and_then(|opening| opening.reviews.last()).is_some_and(|review| review.told() == ResidentTold::Later)
}

pub(super) fn released(story: &mut Story, told: &Told, it: &LooksReleased) {
    story.releases.push(Release { concern: it.concern.clone(), event: told.event.id.clone() });
}

pub(super) fn opened(story: &mut Story, told: &Told, it: &EmergencyOpened) {
    story.openings.push(Opening {
        event: told.event.id.clone(),
        supporter: it.supporter.clone(),
        agency: told.event.agency.clone(),
        reason: it.reason.clone(),
        when: told.event.happened.clone(),
        until: it.until.clone(),
        reviews: Vec::new(),
    });
}

/// The newest decision counts, by the log: whoever writes down only the day has not decided before whoever wrote down the hour.
pub(super) fn reviewed(story: &mut Story, told: &Told, it: &EmergencyReviewed) {
    let Some(opening) = story.openings.iter_mut().find(|opening| opening.event == it.opening) else { return };
    opening.reviews.push(Review {
        event: told.event.id.clone(),
        agency: told.event.agency.clone(),
        supporter: told.event.recorded_by.clone(),
        when: told.event.happened.clone(),
        found: it.found.clone(),
        told: it.told,
        why_later: it.why_later.clone(),
        position: told.position,
    });
    opening.reviews.sort_by_key(|review| review.position);
}
