//! Names for sentences: supporters, agencies and groups from the directory, the story's own resident from their details. Other residents
//! are "someone": a story never tells another's name.

use std::{collections::HashMap, sync::Arc};

use throughline_proto::v1::Story;
use throughline_story::Names;

use crate::Directory;

/// The names that one story's sentences are told with.
#[derive(Debug, Clone, Default)]
pub struct StoryNames {
    /// Who and what takes part.
    pub directory: Arc<Directory>,
    /// Residents whose names may be told here, by profile.
    pub residents: HashMap<String, String>,
    /// The story, for what its offers and asks were about; with only the items that the reader may see.
    pub story: Option<Arc<Story>>,
}

impl Names for StoryNames {
    fn resident(&self, person: &str) -> Option<String> {
        self.residents.get(person).cloned()
    }

    fn supporter(&self, supporter: &str) -> Option<(String, String)> {
        let known = self.directory.supporters.get(supporter)?;
        Some((known.name.clone().unwrap_or_default(), self.agency(&known.agency)))
    }

    fn agency(&self, agency: &str) -> String {
        self.directory.agencies.get(agency).map_or_else(|| agency.to_owned(), |known| known.name.clone())
    }

    fn group(&self, group: &str) -> Option<String> {
        let groups = &self.directory.groups;
        groups.get(group).map(|known| known.name.clone()).or_else(|| self.directory.offers.get(group).map(|known| known.name.clone()))
    }

    fn event_text(&self, event: &str) -> Option<String> {
        let story = self.story.as_ref()?;
        let promised = story.promises.iter().find(|promise| promise.event == event).map(|promise| &promise.what);
        promised.or_else(|| story.choices.iter().find(|choice| choice.event == event).map(|choice| &choice.what)).cloned()
    }
}
