//! What a reader who is somebody's proxy has to do with an event or with details. That they are one is for `story` to say; what it comes to,
//! policies do.

use throughline_proto::v1::Story;
use throughline_story::{Proxying, proxying};

use super::{
    Viewer,
    choices::{Choices, Matter},
};

/// Somebody who reads for somebody else.
#[derive(Debug)]
pub(super) struct AsProxy<'a> {
    may: Proxying<'a>,
    /// What the person closes to everybody.
    kept: Choices<'a>,
}

impl<'a> AsProxy<'a> {
    /// The viewer before the story, if they are the person's proxy today.
    pub(super) fn new(viewer: &'a Viewer, story: &'a Story) -> Option<Self> {
        let may = proxying(story, &viewer.is, &viewer.today)?;
        Some(Self { may, kept: Choices::of_everybody(story, &viewer.today) })
    }

    /// They say for the person what is theirs to say.
    pub(super) fn may_speak(&self) -> bool {
        self.may.may_speak
    }

    /// Each of these topics is open to them.
    pub(super) fn reads_topics(&self, matter: &Matter<'_>) -> bool {
        matter.topics().all(|topic| self.may.topics.contains(&topic))
    }

    /// The person keeps it from them.
    pub(super) fn is_kept(&self, matter: &Matter<'_>) -> bool {
        self.kept.close(matter)
    }

    /// They see names and ways to be reached as this agency wrote them.
    pub(super) fn sees_details_of(&self, agency: &str) -> bool {
        self.may.details_of.contains(&agency)
    }
}
