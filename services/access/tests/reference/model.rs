//! The reference: who may see what, as DESIGN §2 and the comments of the .proto files say it, sentence by sentence. Deliberately naive, and
//! written from those before the policies were read: it must never call what it is compared with.
//!
//! Sentences in quotation marks are theirs. Where they say nothing, "DESIGN is silent" stands, and what the policies chose is followed.

use throughline_access::{ActingFor, Sight};
use throughline_proto::v1::{AudienceWidth, Event, SharingLevel, Story, Topic, event::Kind};
use throughline_story::Told;

use crate::{
    choices::{Choices, Matter},
    situation::Asking,
    standing::Standing,
    usual,
};

/// How far a change is followed to what it changes.
const STEPS: usize = 9;

/// The model, before one story, for whoever asks.
#[derive(Clone, Copy)]
pub struct Model<'a> {
    pub story: &'a Story,
    pub events: &'a [Told],
    pub asking: &'a Asking,
}

impl<'a> Model<'a> {
    /// How much of an event is seen.
    pub fn sight(&self, event: &Event) -> Sight {
        self.sight_along(event, STEPS)
    }

    /// Whether the caller may know that there is a story. DESIGN is silent on what opens one: here it is whatever lets somebody read in it, and
    /// to have written in it. It is no reading, so that it wants no reason in a stilled story.
    pub fn may_open(&self) -> bool {
        let standing = self.standing();
        if self.enforces() || standing.is_shut_out() {
            return false;
        }
        let opened = self.choices(true).in_force().any(|choice| choice.level() > SharingLevel::Nothing && standing.is_named(choice));
        standing.is_the_person()
            || !standing.proxy().is_empty()
            || standing.is_agency()
                && (standing.walks_alongside()
                    || standing.has_had_a_part(standing.agency())
                    || opened
                    || self.is_emergency()
                    || self.story.concerns.iter().any(|concern| !concern.withdrawn && standing.has_role(&concern.to_roles)))
    }

    /// Names and ways to be reached are kept in words: "words are for the writing agency and the resident, and go further agency by agency as
    /// the resident chooses".
    pub fn may_see_details(&self, profile: &str, agency: &str) -> bool {
        let standing = self.standing();
        let Some(profile) = self.story.profiles.iter().find(|one| one.person == profile) else { return false };
        let is_hidden = self.is_hidden(&profile.event) && !standing.is_information_lead_of(agency);
        if self.enforces() || standing.is_shut_out() || is_hidden {
            return false;
        }
        // "How to reach them": what one needs to help now.
        if standing.is_the_person() || self.is_emergency() {
            return true;
        }
        if self.wants_a_reason() || self.is_restricted() {
            return false;
        }
        // DESIGN is silent on what a choice about details names: the event that made the profile, or the kind that changes them.
        let matter = Matter {
            events: Matter::named([&profile.event]),
            kind: "details_changed",
            written_by: agency,
            topics: Vec::new(),
            groups: Vec::new(),
        };
        let proxy = standing.proxy();
        if !proxy.is_empty() {
            // "They see names and ways to be reached too, as this agency wrote them."
            return proxy.iter().any(|one| one.with_details && one.agency == agency) && !self.is_kept_from_proxies(&matter);
        }
        let opened = |hears| {
            let choices = self.choices(hears);
            choices.about_the_entry(&matter).or(choices.about_the_rest(&matter)) == Some(Sight::Words)
        };
        agency == standing.agency() || (opened(standing.walks_alongside()) && opened(true))
    }

    fn sight_along(&self, event: &Event, steps: usize) -> Sight {
        let Some(kind) = &event.kind else { return Sight::Nothing };
        let standing = self.standing();
        // "Purposes of enforcement are barred."
        if self.enforces() {
            return Sight::Nothing;
        }
        if !self.is_in_story(event, kind) {
            return self.of_no_story(event, kind, steps);
        }
        // "Supporters who may see nothing of the story: a relative, an ex-partner." A resident reads their own story and nobody else's.
        if standing.is_shut_out() {
            return Sight::Nothing;
        }
        // "Reading wants a reason." DESIGN is silent on why it is stilled: that itself is told to whoever would read it.
        // A worry about safety "must be acknowledged", whatever became of the story.
        let is_to_act = standing.is_agency() && self.is_for_their_role(kind);
        if self.wants_a_reason() && !is_to_act && !matches!(kind, Kind::Died(_) | Kind::MovedAway(_)) {
            return Sight::Nothing;
        }
        if self.is_restricted() && !is_to_act && !matches!(kind, Kind::RestrictionPlaced(_)) {
            return Sight::Nothing;
        }
        let sight = if standing.is_the_person() {
            self.of_the_person(event, kind, steps)
        } else if !standing.proxy().is_empty() {
            self.of_a_proxy(event, kind, steps)
        } else if event.agency == standing.agency() {
            // "Its existence is hidden from everybody else", also from those whose colleague answered it; and a change is seen as what it changes.
            if self.tells_of_what_is_not_theirs(kind, steps) {
                return Sight::Nothing;
            }
            // "A reason, recorded, listed for review": for whoever gave it and the leads; what is told only later is no colleague's to know.
            if matches!(kind, Kind::EmergencyOpened(_) | Kind::EmergencyReviewed(_)) && !self.reviews(event) {
                return Sight::Nothing;
            }
            // "The *agency* keeps sight of what it wrote", whatever was chosen.
            return self.with_words_hidden(event, kind, Sight::Words);
        } else {
            self.of_another_agency(event, kind, steps)
        };
        self.with_words_hidden(event, kind, sight)
    }

    /// "Words are for the writing agency and the resident", who is "to see what is written and who looked".
    fn of_the_person(&self, event: &Event, kind: &Kind, steps: usize) -> Sight {
        let only_theirs = |profiles: &[String]| profiles.iter().all(|profile| self.standing().is_profile(profile));
        let sees = match kind {
            // "A safety concern is seen by its named roles […] and its existence is hidden from everybody else."
            Kind::SafetyConcernShared(_) | Kind::SafetyConcernAnswered(_) | Kind::LooksReleased(_) => false,
            // "In a story only if the resident agrees."
            Kind::OtherwiseTold(it) => it.resident_agrees,
            // "No words cross until the resident has said yes." DESIGN is silent on the question itself: it may name somebody else.
            Kind::ProfilesMayMatch(it) => only_theirs(&it.profiles),
            Kind::Erased(it) => only_theirs(&it.profiles),
            Kind::HoldPlaced(it) => only_theirs(&it.profiles),
            Kind::RestrictionPlaced(it) => only_theirs(&it.profiles),
            // "Looks made under one are shown to the resident only when a named lead releases them."
            Kind::Looked(it) => {
                let released = |concern: &str| self.story.releases.iter().any(|release| release.concern == concern);
                (it.under_concern.is_empty() || released(&it.under_concern)) && self.is_told_of(&it.in_emergency)
            }
            // "The resident told (or later, where a named safeguarding lead decides so)."
            Kind::EmergencyOpened(_) => self.is_told_of(&event.id),
            Kind::EmergencyReviewed(it) => self.is_told_of(&it.opening),
            _ => usual::changed_by(kind).is_none_or(|changed| self.other(changed, steps) > Sight::Nothing),
        };
        if sees { Sight::Words } else { Sight::Nothing }
    }

    /// In the person's place, words too: but "'nothing' for everybody closes to proxies too, if the person said so themselves", "just us" is
    /// between the person and the writer, and what starts closed is open as far as the naming says.
    fn of_a_proxy(&self, event: &Event, kind: &Kind, steps: usize) -> Sight {
        let (standing, matter) = (self.standing(), Matter::of(event, kind));
        let proxy = standing.proxy();
        let is_open = |topic: &Topic| proxy.iter().any(|one| one.topics.contains(&i32::from(*topic)));
        let just_us = event.audience.as_ref().is_some_and(|audience| audience.width() == AudienceWidth::JustUs);
        let closed = just_us || self.is_put_right_for_just_us(kind) || !matter.topics.iter().all(is_open);
        // Of a change, no more than of what it changes (I12).
        let seen = usual::changed_by(kind).map_or(Sight::Words, |changed| self.other(changed, steps));
        let reads = usual::is_for_proxies(kind) && !closed && !self.is_kept_from_proxies(&matter) && !self.tells_of_hidden(kind, steps);
        if reads { seen } else { Sight::Nothing }
    }

    /// The narrowest of the person's own choices for everybody is "nothing".
    fn is_kept_from_proxies(&self, matter: &Matter<'_>) -> bool {
        let own = self
            .story
            .sharing
            .iter()
            .filter(|held| !held.by_proxy && held.choice.as_ref().is_some_and(|choice| choice.agencies.is_empty()));
        let story = Story { sharing: own.cloned().collect(), ..self.story.clone() };
        let choices = Choices { standing: Standing { story: &story, ..self.standing() }, hears_everybody: true };
        choices.about_the_entry(matter).or(choices.about_any_topic(matter)).or(choices.about_the_rest(matter)) == Some(Sight::Nothing)
    }

    fn of_another_agency(&self, event: &Event, kind: &Kind, steps: usize) -> Sight {
        if let Some(sight) = self.of_a_concern(kind, steps) {
            return sight;
        }
        let standing = self.standing();
        // Whom somebody leaves may know that as well as those who leave.
        let left: Vec<String> = match kind {
            Kind::ProfilesSeparated(_) => throughline_story::concerned(event).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let knows = usual::profiles(kind).is_some_and(|profiles| standing.knows_one_of(profiles)) || standing.knows_one_of(&left);
        match kind {
            // "The question goes privately to the agency that knows them", and "no words cross".
            Kind::ProfilesMayMatch(it) if !it.asked.is_empty() => {
                return if standing.is_agency() && it.asked.iter().any(|asked| *asked == standing.agency()) {
                    Sight::Sentence
                } else {
                    Sight::Nothing
                };
            }
            // DESIGN is silent on erasures: they go to those who knew whom.
            Kind::ProfilesMayMatch(_) | Kind::Erased(_) | Kind::HoldPlaced(_) => {
                return if knows { Sight::Sentence } else { Sight::Nothing };
            }
            // DESIGN is silent on restrictions (UK GDPR article 18): those who would read the story are told why they cannot.
            Kind::RestrictionPlaced(_) => {
                return if knows || standing.walks_alongside() { Sight::Sentence } else { Sight::Nothing };
            }
            // DESIGN is silent on who else knows of choices and looks: whom somebody shut out is nobody else's to know. Nor is what was
            // kept back from them.
            Kind::SharingChosen(_) | Kind::Looked(_) | Kind::ExportReviewed(_) | Kind::EmergencyOpened(_) | Kind::EmergencyReviewed(_) => {
                return Sight::Nothing;
            }
            // "Opinion, kept with learning, in a story only if the resident agrees."
            Kind::OtherwiseTold(it) if !it.resident_agrees => return Sight::Nothing,
            _ => {}
        }
        // DESIGN is silent on choices for everybody alongside, before somebody who is not. Nobody sees more for not being alongside.
        let heard = |hears| self.as_chosen(event, kind, steps, hears);
        let mut sight = heard(standing.walks_alongside()).min(heard(true));
        if knows {
            sight = sight.max(Sight::Sentence);
        }
        if let Some(changed) = usual::changed_by(kind) {
            // "Both stay visible", to those who see the first (I12).
            return sight.min(self.other(changed, steps));
        }
        if self.tells_of_hidden(kind, steps) { Sight::Nothing } else { sight }
    }

    /// What the resident chose, else what the writer said, else what is usual. DESIGN is silent on which counts when several speak of the same
    /// event: what is chosen about the event itself before all, then a "nothing", then the writer's audience, and only then what opens.
    fn as_chosen(&self, event: &Event, kind: &Kind, steps: usize, hears_everybody: bool) -> Sight {
        let (standing, choices, matter) = (self.standing(), self.choices(hears_everybody), Matter::of(event, kind));
        if let Some(sight) = choices.about_the_entry(&matter) {
            return sight;
        }
        let (topics, rest) = (choices.about_any_topic(&matter), choices.about_the_rest(&matter));
        if topics.or(rest) == Some(Sight::Nothing) {
            return Sight::Nothing;
        }
        let audience = event.audience.clone().unwrap_or_default();
        // "The named agencies too, words and all."
        if audience.width() == AudienceWidth::Agencies && audience.agencies.iter().any(|named| named == standing.agency()) {
            return Sight::Words;
        }
        // "The writing agency and the resident."
        if audience.width() == AudienceWidth::JustUs || self.is_put_right_for_just_us(kind) {
            return Sight::Nothing;
        }
        let now = self.is_emergency() && usual::is_for_an_emergency(kind, &matter.topics);
        let to_help = if now { Sight::Sentence } else { Sight::Nothing };
        // "Health, abuse, immigration, sexuality and offences start closed": until the resident opens it, by each of its topics.
        if !matter.topics.is_empty() {
            return choices.about_every_topic(&matter).unwrap_or(Sight::Nothing).max(to_help);
        }
        to_help.max(rest.unwrap_or_else(|| {
            let of_a_change = usual::changed_by(kind).is_some_and(|changed| self.other(changed, steps) > Sight::Nothing);
            let widely = standing.walks_alongside() && usual::is_known_widely(kind);
            if widely || of_a_change { Sight::Sentence } else { Sight::Nothing }
        }))
    }

    /// "A safety concern is seen by its named roles, must be acknowledged, and its existence is hidden from everybody else", whatever was
    /// chosen; and so is what tells of it.
    fn of_a_concern(&self, kind: &Kind, steps: usize) -> Option<Sight> {
        let standing = self.standing();
        let roles_of = |id: &str| self.story.concerns.iter().find(|concern| concern.event == id).map(|concern| &concern.to_roles);
        let words_if = |yes: bool| Some(if yes { Sight::Words } else { Sight::Nothing });
        match kind {
            Kind::SafetyConcernShared(it) => words_if(standing.has_role(&it.to_roles)),
            // Whoever shared it reads what came of it. DESIGN is silent on answers to a concern that was taken back.
            Kind::SafetyConcernAnswered(_) | Kind::LooksReleased(_) => {
                let concern = usual::changed_by(kind)?;
                words_if(roles_of(concern).is_some_and(|roles| standing.has_role(roles) || self.other(concern, steps) == Sight::Words))
            }
            _ => {
                let changed = usual::changed_by(kind)?;
                let is_for_role = roles_of(changed).is_some_and(|roles| standing.has_role(roles));
                is_for_role.then(|| self.other(changed, steps))
            }
        }
    }

    /// "Offers and groups are public", and so is who takes part, under which rules; and what a supporter reflected is "private to the supporter".
    fn of_no_story(&self, event: &Event, kind: &Kind, steps: usize) -> Sight {
        let standing = self.standing();
        let wrote = standing.is_for_agency() && event.agency == standing.agency();
        let sight = match kind {
            Kind::SupporterReflected(it) => {
                let theirs = wrote && self.asking.caller.acting_for == ActingFor::Supporter(it.supporter.clone());
                if theirs { Sight::Words } else { Sight::Nothing }
            }
            _ if usual::is_public(kind) => {
                if wrote {
                    Sight::Words
                } else {
                    Sight::Sentence
                }
            }
            // What changes something public, and names nobody, is as public.
            _ if event.people.is_empty() => {
                let changed = usual::changed_by(kind).map_or(Sight::Nothing, |changed| self.other(changed, steps));
                changed.min(Sight::Sentence)
            }
            // "A mention never enters that person's story."
            _ => Sight::Nothing,
        };
        self.with_words_hidden(event, kind, sight)
    }
}

/// Smaller questions.
impl<'a> Model<'a> {
    pub fn standing(&self) -> Standing<'a> {
        let Asking { caller, today, is, roles, .. } = self.asking;
        Standing { story: self.story, caller, today, is, roles }
    }

    fn choices(&self, hears_everybody: bool) -> Choices<'a> {
        Choices { standing: self.standing(), hears_everybody }
    }

    fn enforces(&self) -> bool {
        self.asking.purpose == "enforcement"
    }

    /// An agency's own writing about a concern, or about what it changes, where the caller sees nothing of that.
    fn tells_of_what_is_not_theirs(&self, kind: &Kind, steps: usize) -> bool {
        let Some(changed) = usual::changed_by(kind) else { return false };
        let concern = self.story.concerns.iter().find(|concern| concern.event == changed);
        let adds_only = matches!(kind, Kind::DisagreementAdded(_)) && concern.is_none();
        let is_for_role = concern.is_some_and(|concern| self.standing().has_role(&concern.to_roles));
        !adds_only && !is_for_role && self.other(changed, steps) == Sight::Nothing
    }

    /// How much is seen of another event.
    fn other(&self, id: &str, steps: usize) -> Sight {
        let told = self.events.iter().find(|told| told.event.id == id);
        told.filter(|_| steps > 0).map_or(Sight::Nothing, |told| self.sight_along(&told.event, steps - 1))
    }

    /// "No answer […] tells a caller about what they may not see": nothing of that, or nothing but that it stood there.
    fn tells_of_hidden(&self, kind: &Kind, steps: usize) -> bool {
        let answered = usual::answered_by(kind).filter(|answered| !answered.is_empty());
        answered.is_some_and(|answered| self.is_hidden(answered) || self.other(answered, steps) == Sight::Nothing)
    }

    /// "*Wrong person* and *unsafe to show* hide the words at once from all but that agency's information lead". DESIGN is silent on the words of
    /// what changes it: they are hidden too.
    fn with_words_hidden(&self, event: &Event, kind: &Kind, sight: Sight) -> Sight {
        let is_hidden = self.is_hidden(&event.id) || usual::changed_by(kind).is_some_and(|changed| self.is_hidden(changed));
        if !is_hidden || self.standing().is_information_lead_of(&event.agency) {
            return sight;
        }
        sight.min(Sight::Sentence)
    }

    fn is_hidden(&self, event: &str) -> bool {
        self.story.changes.iter().any(|change| change.event == event && usual::hides(change))
    }

    fn is_put_right_for_just_us(&self, kind: &Kind) -> bool {
        let Kind::Corrected(it) = kind else { return false };
        let audience = it.instead.as_ref().and_then(|instead| instead.audience.clone()).unwrap_or_default();
        audience.width() == AudienceWidth::JustUs
    }

    /// "The event is about this person, and enters their story"; to be present is the same, to be mentioned is not. What is about a supporter
    /// is in the stories in which they are or were alongside, and what is about profiles in those of these.
    fn is_in_story(&self, event: &Event, kind: &Kind) -> bool {
        let standing = self.standing();
        let walked = |supporter: &str| self.story.alongside.iter().any(|one| one.supporter == supporter);
        throughline_story::concerned(event).any(|person| standing.is_profile(person))
            || match kind {
                Kind::SupporterAway(it) => walked(&it.supporter),
                Kind::SupporterLeft(it) => walked(&it.supporter),
                _ => usual::profiles(kind).is_some_and(|profiles| profiles.iter().any(|profile| standing.is_profile(profile))),
            }
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
