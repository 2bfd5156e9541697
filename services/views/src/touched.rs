//! What a batch touches, gathered while its rows are written: whose stories, and by what.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use throughline_story::Told;

use crate::standings::Changes;

/// What a batch touches, gathered while its rows are written.
#[derive(Default)]
pub(crate) struct Touched {
    /// New events of each story, in the order of the log.
    pub(crate) news: BTreeMap<i64, Vec<Arc<Told>>>,
    /// Stories whose profiles changed: folded anew.
    pub(crate) redrawn: BTreeSet<i64>,
    pub(crate) standings: Changes,
}

impl Touched {
    pub(crate) fn story(&mut self, story: i64, told: Option<&Arc<Told>>, position: u64) {
        match told {
            Some(told) => self.news.entry(story).or_default().push(Arc::clone(told)),
            None => _ = self.redrawn.insert(story),
        }
        self.standings.changed.insert(story, position);
    }

    /// A story of which something was taken away.
    pub(crate) fn redraw(&mut self, story: i64, position: u64) {
        self.story(story, None, position);
    }

    pub(crate) fn news_of(&self, story: i64) -> &[Arc<Told>] {
        self.news.get(&story).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use throughline_proto::v1::Event;

    use super::*;

    #[test]
    fn a_story_touched_twice_remembers_the_last_position() {
        let mut touched = Touched::default();
        let told = Arc::new(Told { position: 4, event: Event::default() });
        touched.story(1, Some(&told), 4);
        touched.story(1, None, 9);
        assert_eq!(touched.standings.changed.get(&1), Some(&9));
        assert!(touched.redrawn.contains(&1));
    }
}
