//! Under what somebody looks: a worry about safety, or an opening in an emergency. That decides when the person is told that they looked.

use super::{Reader, roles::most_pressing};

/// Under what somebody looks, where that decides when the resident is told of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Under {
    /// A safety concern; empty for none.
    pub concern: String,
    /// An opening in an emergency; empty for none.
    pub emergency: String,
}

impl Reader<'_> {
    /// Under what they look, if under anything: a concern for a role of theirs, where they read for safety or nothing else opens the story to
    /// them; an opening of theirs. Whoever else reads for safety looks under one, too, if any stands: to tell of it at once would tell the person
    /// that somebody worries.
    pub fn looks_under(&self) -> Under {
        let is_agency = self.choices.is_some();
        let for_them = self.story.concerns.iter().filter(|concern| is_agency && self.holds_one_of(&concern.to_roles));
        let for_safety = is_agency && self.viewer.purpose == "safety";
        let for_them = most_pressing(for_them).filter(|_| for_safety || !self.opens(false));
        let standing = self.story.concerns.iter().filter(|concern| for_safety && !concern.withdrawn);
        let concern = for_them.or_else(|| most_pressing(standing));
        Under {
            concern: concern.map(|concern| concern.event.clone()).unwrap_or_default(),
            emergency: self.opening.map(|opening| opening.event.clone()).unwrap_or_default(),
        }
    }
}
