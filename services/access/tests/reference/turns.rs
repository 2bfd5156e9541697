//! The reference for what turns reading as a whole: a stilled story, a restricted one, and one that was opened in an emergency.

use throughline_access::ActingFor;
use throughline_proto::v1::{Event, Happened, ResidentTold, Review, event::Kind, happened::Moment};

use crate::{model::Model, usual};

impl Model<'_> {
    pub fn wants_a_reason(&self) -> bool {
        let gives_none = self.asking.purpose.is_empty() && !self.is_emergency();
        self.story.stilled.is_some() && gives_none && !self.standing().is_the_person()
    }

    /// "In an emergency somebody may open a story with a reason: 60 minutes". Until then, and by nobody else of their agency.
    pub fn is_emergency(&self) -> bool {
        let ActingFor::Supporter(name) = &self.asking.caller.acting_for else { return false };
        self.standing().is_agency()
            && self.story.openings.iter().any(|one| {
                one.supporter == *name
                    && one.agency == self.asking.caller.agency
                    && one.until.as_ref().is_some_and(|until| self.is_to_come(until))
            })
    }

    /// Of what their own agency wrote of an opening: whoever wrote it, its leads; and the agency as a whole, which reads nothing.
    pub fn reviews(&self, event: &Event) -> bool {
        match &self.asking.caller.acting_for {
            ActingFor::System => true,
            ActingFor::Supporter(name) => *name == event.recorded_by || self.standing().is_lead(),
            ActingFor::Resident(_) | ActingFor::Auditor(_) => false,
        }
    }

    /// A worry for a role of theirs, or what changes or answers one.
    pub fn is_for_their_role(&self, kind: &Kind) -> bool {
        let of = |id: &str| self.story.concerns.iter().find(|concern| concern.event == id);
        match kind {
            Kind::SafetyConcernShared(it) => self.standing().has_role(&it.to_roles),
            _ => usual::changed_by(kind).and_then(of).is_some_and(|concern| self.standing().has_role(&concern.to_roles)),
        }
    }

    /// Times are generated in UTC, so that they compare as they are written.
    fn is_to_come(&self, when: &Happened) -> bool {
        let Some(Moment::Time(text)) = &when.moment else { return false };
        let whole = |text: &str| text.trim_end_matches("+00:00").replace("12:00:00.000001", "12:00:01");
        whole(text).as_str() > "2026-06-15T12:00:00"
    }

    /// Whoever looked at it last did not say "later".
    pub fn is_told_of(&self, opening: &str) -> bool {
        let opening = self.story.openings.iter().find(|one| one.event == opening);
        opening.and_then(|opening| opening.reviews.iter().max_by_key(|review| review.position)).map(Review::told)
            != Some(ResidentTold::Later)
    }

    /// "Until this ends, the story of these profiles is kept and not used. Nobody but the person reads it, except for their rights or for
    /// safety." The day itself is still in it.
    pub fn is_restricted(&self) -> bool {
        let stands = self.story.restrictions.iter().any(|one| one.until.is_empty() || one.until >= self.asking.today);
        // To help now is to protect them (article 18(2)).
        let serves = ["rights", "safety"].contains(&self.asking.purpose) || self.is_emergency();
        stands && !serves && !self.standing().is_the_person()
    }
}
