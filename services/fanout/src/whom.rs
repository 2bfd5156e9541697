//! Who may now read something new. Asked of the same rules, over the same rows, as ListChanges: an agency is told if and only if
//! ListChanges since the earlier position would give somebody there an entry, or a record let it read more of what was there before.

use std::sync::Arc;

use throughline_access::{Access, Reader, Sight, Viewer, has_widened, may_widen};
use throughline_log::planted;
use throughline_proto::v1::Story;
use throughline_story::Told;
use throughline_views::{Changed, Circle, Directory, Snapshot, StoryRead, ViewError, now_us};

use crate::message::News;

/// What a batch of records is to agencies.
pub(crate) struct Gathered {
    /// For each agency that may read something new, the newest.
    pub news: Vec<News>,
    /// When the last record was taken in, whoever may read it.
    pub newest_us: i64,
}

/// The news of the records after a position, up to `count` of them.
pub(crate) fn gather(
    snapshot: &Snapshot<'_>,
    directory: &Directory,
    access: &Access,
    after: u64,
    count: usize,
) -> Result<Gathered, ViewError> {
    let (changes, _) = snapshot.changes(after, count)?;
    let newest_us = changes.last().map_or_else(now_us, |change| change.entry.recorded_at_us);
    let mut untold: Vec<Viewer> = directory.agencies.keys().map(|agency| access.agency_as_a_whole(agency)).collect();
    let mut news = Vec::new();
    // The newest first: an agency that has been told of it need not be asked about the rest.
    for change in changes.iter().rev() {
        if untold.is_empty() {
            break;
        }
        let (mut told, mut rest): (Vec<_>, Vec<_>) = untold.into_iter().partition(|agency| reads(agency, change));
        if !rest.is_empty() {
            let before = Before::of(snapshot, change)?;
            told.extend(rest.extract_if(.., |agency| before.iter().any(|before| before.widens(agency))));
        }
        untold = rest;
        news.extend(told.into_iter().map(|agency| News {
            agency: agency.caller.agency,
            position: change.entry.position,
            recorded_at_us: change.entry.recorded_at_us,
        }));
    }
    Ok(Gathered { news, newest_us })
}

/// Would ListChanges give this record to somebody at the agency?
fn reads(agency: &Viewer, change: &Changed<'_>) -> bool {
    let sees =
        |read: &StoryRead<'_>| Reader::new(agency, read.story()).sight_among(&change.entry.event, &|id| read.found(id)) > Sight::Nothing;
    change.stories.iter().any(sees) || planted::is("news-to-everybody")
}

/// The people of one story around a record that may have opened what was there before it.
struct Before {
    circle: Circle,
    earlier: Vec<Arc<Told>>,
    before: Vec<Story>,
    /// Right after the record, and now: what was closed again meanwhile is no news.
    since: Vec<Vec<Story>>,
}

impl Before {
    fn of(snapshot: &Snapshot<'_>, change: &Changed<'_>) -> Result<Vec<Self>, ViewError> {
        if !change.entry.event.kind.as_ref().is_some_and(may_widen) {
            return Ok(Vec::new());
        }
        let mut all = Vec::new();
        for read in &change.stories {
            match snapshot.circle(read.profiles()) {
                Ok(circle) => all.extend(Self::new(circle, change.entry.position)),
                // Nothing of a story that is set aside can be read, by anybody.
                Err(ViewError::SetAside { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(all)
    }

    fn new(circle: Circle, position: u64) -> Option<Self> {
        let earlier = circle.told_before(position);
        let mut moments = vec![position, circle.newest()];
        moments.dedup();
        let since = moments.into_iter().map(|moment| circle.stories_at(moment)).collect();
        (!earlier.is_empty()).then(|| Self { before: circle.stories_at(position - 1), since, earlier, circle })
    }

    /// Does the agency read more of what was there?
    fn widens(&self, agency: &Viewer) -> bool {
        let widened = |now: &Vec<Story>| has_widened(agency, &self.before, now, &self.earlier, &|id| self.circle.find(id));
        self.since.iter().all(widened)
    }
}
