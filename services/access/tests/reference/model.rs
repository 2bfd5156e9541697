//! The reference: who may see what, as DESIGN §2 and the comments of the .proto files say it, sentence by sentence. Deliberately naive,
//! and written from those alone: it must never look at how the policies or the reader under test come to their answers.
//!
//! Sentences in quotation marks are theirs.

use throughline_access::{ActingFor, Sight};
use throughline_proto::v1::{AudienceWidth, ChangeKind, Event, Story, Topic, WithdrawnBecause, event::Kind, party::Party};
use throughline_story::Told;

use crate::{
    choices::{self, Say},
    situation::Asking,
    usual,
};

/// The model, before one story, for whoever asks.
pub struct Model<'a> {
    pub story: &'a Story,
    pub asking: &'a Asking,
    pub events: &'a [Told],
}

impl Model<'_> {
    /// How much of an event is seen.
    pub fn sight(&self, event: &Event) -> Sight {
        self.sight_along(event, 2)
    }

    /// "A mention never enters that person's story", and what is of somebody else's does not either.
    fn sight_along(&self, event: &Event, steps: usize) -> Sight {
        let Some(kind) = &event.kind else { return Sight::Nothing };
        if !self.is_of_this_story(event, kind) || self.is_barred() {
            return Sight::Nothing;
        }
        if let Some(sight) = self.of_its_own_rule(event, kind, steps) {
            return sight;
        }
        let sight = self.words_are_hidden(event, self.by_standing(event, kind));
        match usual::rests_on(kind) {
            // What tells of another event would tell that it is there (I12: "deny is the default").
            Some(target) => sight.min(self.other(target, steps)),
            None => sight,
        }
    }

    /// Whether the caller may know that there is a story.
    pub fn may_open(&self) -> bool {
        if self.is_barred() {
            return false;
        }
        let knows = self.is_for_agency() && self.story.profiles.iter().any(|profile| profile.agency == self.agency());
        self.is_the_person() || knows || self.walks_alongside() || self.is_named_by_a_choice() || self.has_a_role_in_any_concern()
    }

    /// Details are words, of whoever wrote them: "words are for the writing agency and the resident, and go further agency by agency as the
    /// resident chooses".
    pub fn may_see_details(&self, profile: &str, agency: &str) -> bool {
        if self.is_barred() || !self.story.profiles.iter().any(|one| one.person == profile) {
            return false;
        }
        self.is_the_person() || (self.is_for_agency() && agency == self.agency())
    }

    /// What stands above everything: "purposes of enforcement are barred"; supporters "who may see nothing of the story: a relative, an
    /// ex-partner"; a resident reads their own story, and no other; a stilled story's "reading wants a reason".
    fn is_barred(&self) -> bool {
        let enforces = self.asking.purpose == "enforcement";
        let somebody_else = matches!(self.asking.caller.acting_for, ActingFor::Resident(_)) && !self.is_the_person();
        let without_a_reason = self.story.stilled.is_some() && self.asking.purpose.is_empty() && !self.is_the_person();
        enforces || somebody_else || without_a_reason || choices::excludes(self.story, self.asking)
    }

    /// Some kinds are nobody's but those they name.
    fn of_its_own_rule(&self, event: &Event, kind: &Kind, steps: usize) -> Option<Sight> {
        let to = |yes: bool, sight| Some(if yes { sight } else { Sight::Nothing });
        let wrote = self.is_for_agency() && event.agency == self.agency();
        match kind {
            // "A safety concern is seen by its named roles […] and its existence is hidden from everybody else."
            Kind::SafetyConcernShared(it) => to(wrote || self.has_role(&it.to_roles), Sight::Words),
            // It would tell of the worry.
            Kind::SafetyConcernAnswered(it) => to(self.other(&it.concern, steps) > Sight::Nothing, Sight::Words),
            // "Opinion, kept with learning, in a story only if the resident agrees."
            Kind::OtherwiseTold(it) if !it.resident_agrees => to(wrote, Sight::Words),
            // "Private to the supporter."
            Kind::SupporterReflected(it) => to(self.asking.caller.acting_for == ActingFor::Supporter(it.supporter.clone()), Sight::Words),
            // The resident sees "who looked"; "looks made under [a concern] are shown to the resident only when a named lead releases them".
            Kind::Looked(it) => to(self.is_the_person() && it.purpose != "safety", Sight::Words),
            // "Offers and groups are public."
            _ if usual::is_public(kind) => Some(if wrote { Sight::Words } else { Sight::Sentence }),
            _ => None,
        }
    }

    /// What somebody sees by who they are to the story, and by what the resident and the writer chose.
    fn by_standing(&self, event: &Event, kind: &Kind) -> Sight {
        // "Words are for the writing agency and the resident"; "the agency keeps sight of what it wrote".
        if self.is_the_person() || event.agency == self.agency() {
            return Sight::Words;
        }
        // "The resident's choices about who may see what."
        match choices::about(self.story, event, kind, self.asking, self.walks_alongside()) {
            Some(Say::Level(sight)) => return sight,
            None => {}
        }
        let audience = event.audience.clone().unwrap_or_default();
        match audience.width() {
            // "The writing agency and the resident."
            AudienceWidth::JustUs => return Sight::Nothing,
            // "The named agencies too, words and all."
            AudienceWidth::Agencies if audience.agencies.iter().any(|named| named == self.agency()) => return Sight::Words,
            AudienceWidth::Agencies | AudienceWidth::Unspecified => {}
        }
        // "Health, abuse, immigration, sexuality and offences start closed": "only the writing agency and the resident read it".
        if !topics(event, kind).is_empty() {
            return Sight::Nothing;
        }
        // "What is known widely, to agencies alongside with a yes: strengths, what matters, who is alongside, open promises."
        if self.walks_alongside() && usual::is_known_widely(kind) { Sight::Sentence } else { Sight::Nothing }
    }

    /// "*Wrong person* and *unsafe to show* hide the words at once from all but that agency's information lead", and a caller is never
    /// known to be that.
    fn words_are_hidden(&self, event: &Event, sight: Sight) -> Sight {
        let hidden = self.story.changes.iter().any(|change| {
            change.event == event.id
                && change.kind() == ChangeKind::Withdrawn
                && matches!(change.because(), WithdrawnBecause::WrongPerson | WithdrawnBecause::UnsafeToShow)
        });
        if hidden { sight.min(Sight::Sentence) } else { sight }
    }

    fn other(&self, id: &str, steps: usize) -> Sight {
        let told = self.events.iter().find(|told| told.event.id == id);
        match (told, steps.checked_sub(1)) {
            (Some(told), Some(steps)) => self.sight_along(&told.event, steps),
            _ => Sight::Nothing,
        }
    }

    fn is_of_this_story(&self, event: &Event, kind: &Kind) -> bool {
        let ours = |person: &str| self.story.profiles.iter().any(|profile| profile.person == person);
        usual::is_delivered(kind) || throughline_story::concerned(event).any(ours)
    }

    fn agency(&self) -> &str {
        &self.asking.caller.agency
    }

    /// "A person reads it only while acting for [the agency]": residents do not.
    fn is_for_agency(&self) -> bool {
        !matches!(self.asking.caller.acting_for, ActingFor::Resident(_))
    }

    /// The resident, vouched for by an agency that knows them, or by the place's keeper.
    fn is_the_person(&self) -> bool {
        let ActingFor::Resident(person) = &self.asking.caller.acting_for else { return false };
        let vouched = |agency: &str| self.asking.caller.keeper || agency == self.agency();
        self.story.profiles.iter().any(|profile| profile.person == *person)
            && (self.asking.caller.keeper || self.story.profiles.iter().any(|profile| vouched(&profile.agency)))
    }

    /// "`AlongsideStarted` and `Introduced` grant reading only with the resident's yes."
    fn walks_alongside(&self) -> bool {
        let present = |ended: &str, with_yes, agency: &str| ended.is_empty() && with_yes && agency == self.agency();
        let alongside = self.story.alongside.iter().any(|one| present(&one.ended_event, one.with_yes, &one.agency));
        let introduced = self.story.introductions.iter().any(|one| {
            let to = one.to.as_ref().and_then(|to| to.party.as_ref());
            one.with_yes
                && match to {
                    Some(Party::Agency(agency)) => agency == self.agency(),
                    Some(Party::Supporter(supporter)) => self.asking.caller.acting_for == ActingFor::Supporter(supporter.clone()),
                    Some(Party::Resident(_)) | None => false,
                }
        });
        self.is_for_agency() && (alongside || introduced)
    }

    fn is_named_by_a_choice(&self) -> bool {
        self.is_for_agency() && choices::names(self.story, self.asking)
    }

    fn has_a_role_in_any_concern(&self) -> bool {
        self.story.concerns.iter().any(|concern| self.has_role(&concern.to_roles))
    }

    /// "To which roles, as agency/role."
    fn has_role(&self, roles: &[String]) -> bool {
        self.is_for_agency() && roles.iter().any(|role| role.split('/').next() == Some(self.agency()))
    }
}

/// What an event touches on that starts closed; what puts something right touches on what it says instead.
pub fn topics(event: &Event, kind: &Kind) -> Vec<Topic> {
    let mut topics: Vec<Topic> = event.topics().collect();
    if let Kind::Corrected(it) = kind {
        topics.extend(it.instead.iter().flat_map(|instead| instead.topics()));
    }
    topics
}
