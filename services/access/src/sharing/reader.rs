//! One reader before one story, and what of it they may read: the facts are worked out here, and policies say what they come to.
//!
//! What a story says about bonds, home, circle and family is never looked at here: none of them grants reading.

use throughline_proto::v1::{Audience, AudienceWidth, Event, Opening, Profile, Story, event::Kind};
use throughline_story::is_told_later;

use super::{
    Sight, TurnsOn, Viewer,
    choices::{Choices, Matter, width_of},
    proxies::AsProxy,
    roles::opening,
    standing::{has_had_a_part, is_alongside, is_shut_out, was_introduced},
    taken_back::{Hidden, hidden},
    turns_on,
};
use crate::{
    caller::{ActingFor, Caller},
    policies::{
        Explained,
        facts::{Chosen, DetailsFacts, EntryFacts, Standing, StoryFacts},
    },
};

/// The kind that a choice about somebody's details names.
const DETAILS: &str = "details_changed";

/// One reader before one story: what can be said once, for all of its events.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) viewer: &'a Viewer,
    pub(super) story: &'a Story,
    standing: Standing,
    /// What the resident chose about the reader's agency; nothing for whoever is not one.
    pub(super) choices: Option<Choices<'a>>,
    /// What they may do as the person's proxy, if they are one.
    proxy: Option<AsProxy<'a>>,
    /// The events whose words were taken back as unsafe to show, or as about somebody else.
    pub(super) hidden: Vec<(&'a str, Hidden)>,
    /// The opening in an emergency under which they read.
    pub(super) opening: Option<&'a Opening>,
    /// They would read under one.
    would_open: bool,
}

impl<'a> Reader<'a> {
    /// The viewer before the story.
    pub fn new(viewer: &'a Viewer, story: &'a Story) -> Self {
        let caller = &viewer.caller;
        let is_the_person = speaks_for(caller, story);
        let proxy = AsProxy::new(viewer, story);
        let is_proxy = proxy.is_some();
        let is_shut_out = match &caller.acting_for {
            ActingFor::Resident(_) => !is_the_person && !is_proxy,
            ActingFor::Supporter(supporter) => is_shut_out(story, supporter, &viewer.today),
            ActingFor::System | ActingFor::Auditor(_) => false,
        };
        let is_agency = !is_the_person && !is_proxy && !is_shut_out;
        let is_alongside = is_agency && (is_alongside(story, &caller.agency) || was_introduced(story, caller));
        let choices = is_agency.then(|| Choices::new(story, &caller.agency, is_alongside, &viewer.today));
        Self {
            viewer,
            story,
            standing: Standing {
                is_the_person,
                is_proxy,
                is_shut_out,
                is_alongside,
                is_stilled: story.stilled.is_some(),
                is_restricted: throughline_story::is_restricted(story, &viewer.today),
            },
            choices,
            proxy,
            hidden: hidden(story),
            opening: opening(story, caller, viewer.now_us).filter(|_| is_agency),
            would_open: false,
        }
    }

    /// The same reader, as if they had opened the story in an emergency.
    #[must_use]
    pub fn in_an_emergency(self) -> Self {
        Self { would_open: self.choices.is_some(), ..self }
    }

    /// The opening of theirs by which the reader reads; none where they do not.
    pub fn opening(&self) -> Option<&'a Opening> {
        self.opening
    }

    /// Their agency knows the person, or walks alongside with a yes; and they were not shut out.
    pub fn has_a_part(&self) -> bool {
        self.choices.is_some()
            && (self.standing.is_alongside || self.story.profiles.iter().any(|profile| profile.agency == self.caller().agency))
    }

    /// The roles of the reader's agency that are to see this concern and that nobody holds.
    pub fn nobody_holds(&self, concern: &str) -> Vec<String> {
        let concern = self.story.concerns.iter().find(|kept| kept.event == concern);
        concern.map(|concern| self.viewer.roles.unheld(&self.caller().agency, &concern.to_roles)).unwrap_or_default()
    }

    /// The concern is for a role that the reader holds.
    pub fn has_the_role(&self, concern: &str) -> bool {
        self.choices.is_some() && self.story.concerns.iter().any(|kept| kept.event == concern && self.holds_one_of(&kept.to_roles))
    }

    /// May the story be opened at all? What is in it is then seen event by event. An agency that only wrote an event of it,
    /// or was only named in one, is not known from the story alone: for it, the event's own sight decides.
    pub fn may_open(&self) -> bool {
        self.opens(true)
    }

    /// The same, with or without what concerns open.
    pub(super) fn opens(&self, by_concerns: bool) -> bool {
        let is_agency = self.choices.is_some();
        let agency = self.caller().agency.as_str();
        let facts = StoryFacts {
            standing: self.standing,
            reader_has_a_part: is_agency && has_had_a_part(self.story, agency),
            is_opened_to_reader: self.choices.as_ref().is_some_and(Choices::names_with_sight),
            is_emergency: self.is_emergency(),
            concern_names_reader: by_concerns
                && is_agency
                && self.story.concerns.iter().any(|concern| !concern.withdrawn && self.holds_one_of(&concern.to_roles)),
        };
        self.viewer.policies.may_open(&self.viewer.asker(), facts)
    }

    /// How much of an event the caller sees. The words are those of this story's people only; another person's belong to their own story.
    /// `sight_of` says the same of another event of this story, and is asked for the one that this one changes or answers, if any.
    pub fn sight(&self, event: &Event, sight_of: impl Fn(&str) -> Sight) -> Sight {
        let policies = &self.viewer.policies;
        self.least(event, sight_of, Sight::min, |facts| policies.sight(&self.viewer.asker(), &event.agency, facts))
            .unwrap_or(Sight::Nothing)
    }

    /// The same, with the policies that say so; nothing for what is no part of this story.
    pub fn explain(&self, event: &Event, sight_of: impl Fn(&str) -> Sight) -> Option<Explained> {
        let policies = &self.viewer.policies;
        let least = |one: Explained, other: Explained| if other.sight < one.sight { other } else { one };
        self.least(event, sight_of, least, |facts| policies.explain(&self.viewer.asker(), &event.agency, facts))
    }

    /// May the caller see the names and ways to be reached that an agency wrote under this profile of the story?
    pub fn may_see_details(&self, profile: &str, written_by: &str) -> bool {
        let Some(found) = self.story.profiles.iter().find(|found| found.person == profile) else { return false };
        let matter = Matter { events: [&found.event, ""], kind: DETAILS, written_by, topics: [&[], &[]], groups: [""; 4] };
        let facts = DetailsFacts {
            standing: self.standing,
            is_by_reader: self.is_by_reader(written_by),
            is_hidden: self.hidden.iter().any(|(hidden, _)| *hidden == found.event),
            is_information_lead: self.is_information_lead(written_by),
            is_emergency: self.is_emergency(),
            is_open_to_proxy: self.proxy.as_ref().is_some_and(|proxy| proxy.sees_details_of(written_by)),
            is_kept_from_proxy: self.proxy.as_ref().is_some_and(|proxy| proxy.is_kept(&matter)),
            chosen: Chosen::default(),
        };
        let chosen = self.choices.as_ref().map_or([Chosen::default(); 2], |choices| choices.about(&matter));
        let permits = |chosen| self.viewer.policies.may_see_details(&self.viewer.asker(), written_by, DetailsFacts { chosen, ..facts });
        permits(chosen[0]) && (chosen[1] == chosen[0] || permits(chosen[1]))
    }

    /// Somebody whom the resident shut out.
    pub fn is_shut_out(&self) -> bool {
        self.standing.is_shut_out
    }

    /// Is the story the reader's own?
    pub fn is_the_person(&self) -> bool {
        self.standing.is_the_person
    }

    /// The reader says for the person what is theirs to say: the person themselves, or a proxy who may speak.
    pub fn speaks_for_the_person(&self) -> bool {
        self.standing.is_the_person || self.proxy.as_ref().is_some_and(AsProxy::may_speak)
    }

    /// The reader's own agency wrote it, and they act for that.
    pub(super) fn wrote(&self, event: &Event) -> bool {
        self.is_by_reader(&event.agency)
    }

    /// The caller's agency knows the person under one of these profiles.
    pub(super) fn knows(&self, profiles: &[String]) -> bool {
        let own = |person: &str| profiles.iter().any(|profile| profile == person);
        let is_agency = self.choices.is_some();
        is_agency && self.story.profiles.iter().any(|profile| profile.agency == self.caller().agency && own(&profile.person))
    }

    /// One of those whom it is about.
    fn knows_somebody_of(&self, event: &Event) -> bool {
        let concerned: Vec<String> = throughline_story::concerned(event).map(str::to_owned).collect();
        self.knows(&concerned)
    }

    /// Asks about an event as it stands, and once more as if what the resident opened to all who are alongside were open to this agency too:
    /// nobody sees more for not being alongside.
    fn least<T>(
        &self,
        event: &Event,
        sight_of: impl Fn(&str) -> Sight,
        least: impl Fn(T, T) -> T,
        ask: impl Fn(EntryFacts) -> T,
    ) -> Option<T> {
        let kind = event.kind.as_ref()?;
        let turns_on = turns_on(kind);
        let matter = Matter::new(event, kind, super::changes(event).unwrap_or_default());
        let facts = self.facts(event, kind, turns_on, &matter, sight_of)?;
        let chosen = self.choices.as_ref().map_or([Chosen::default(); 2], |choices| choices.about(&matter));
        let [one, other] = chosen.map(|chosen| EntryFacts { chosen, ..facts });
        let told = ask(one);
        Some(if one == other { told } else { least(told, ask(other)) })
    }

    /// The facts about an event, without what was chosen; nothing for one that is no part of this story, which is nobody's to ask about here.
    fn facts(
        &self,
        event: &Event,
        kind: &Kind,
        turns_on: TurnsOn<'_>,
        matter: &Matter<'_>,
        sight_of: impl Fn(&str) -> Sight,
    ) -> Option<EntryFacts> {
        let is_in_story = self.is_in_story(event, turns_on);
        let is_of_nobody = event.people.is_empty() && matches!(turns_on, TurnsOn::Target(_));
        if !is_in_story && !is_of_nobody && !matches!(turns_on, TurnsOn::Place | TurnsOn::Supporter(_)) {
            return None;
        }
        let (is_agency, own) = (self.choices.is_some(), self.is_by_reader(&event.agency));
        let target = super::changes(event);
        let (profiles, names_readers_profile) = match turns_on {
            TurnsOn::Profiles(profiles) => (profiles, self.knows(profiles)),
            TurnsOn::Apart(profiles) => (profiles, self.knows(profiles) || self.knows_somebody_of(event)),
            TurnsOn::Asked { agencies, profiles } => (profiles, is_agency && agencies.contains(&self.caller().agency)),
            _ => (&[][..], false),
        };
        let (width, instead) = (width_of(event.audience.as_ref()), width_of(instead_audience(kind)));
        // To whoever wrote it and to the person, it tells nothing that they did not know.
        let answers_hidden =
            !own && !self.standing.is_the_person && super::answers(event).is_some_and(|id| self.is_hidden_from(id, &sight_of));
        let names_agency = event.audience.as_ref().is_some_and(|audience| audience.agencies.contains(&self.caller().agency));
        Some(EntryFacts {
            standing: self.standing,
            kind: throughline_story::kind_name(kind),
            is_by_reader: own,
            is_in_story,
            topics: topics(matter),
            is_hidden: self.why_hidden(event).is_some(),
            is_just_us: width == Some(AudienceWidth::JustUs) || instead == Some(AudienceWidth::JustUs),
            names_reader: is_agency && width == Some(AudienceWidth::Agencies) && names_agency,
            names_readers_profile,
            names_only_this_person: profiles.iter().all(|profile| is_profile(self.story, profile)),
            is_agreed: turns_on == TurnsOn::Agreement(true),
            is_for_readers_role: is_agency && self.is_for_role(turns_on),
            is_readers_own: self.is_their_own(turns_on, event, kind),
            is_under_a_concern: self.was_under_a_concern(kind),
            is_information_lead: self.is_information_lead(&event.agency),
            is_emergency: self.is_emergency(),
            is_told_later: self.is_told_later(event, kind),
            target: target.map(&sight_of),
            target_is_a_concern: target.is_some_and(|target| self.story.concerns.iter().any(|kept| kept.event == target)),
            answers_what_is_hidden: answers_hidden,
            topics_are_open_to_proxy: self.proxy.as_ref().is_some_and(|proxy| proxy.reads_topics(matter)),
            is_kept_from_proxy: self.proxy.as_ref().is_some_and(|proxy| proxy.is_kept(matter)),
            chosen: Chosen::default(),
        })
    }

    /// Nothing of that event may be told to the reader, or nothing but that it stood there.
    fn is_hidden_from(&self, event: &str, sight_of: impl Fn(&str) -> Sight) -> bool {
        self.hidden.iter().any(|(hidden, _)| *hidden == event) || sight_of(event) == Sight::Nothing
    }

    fn caller(&self) -> &'a Caller {
        &self.viewer.caller
    }

    /// The reader acts for the agency that wrote it, and not for a resident.
    fn is_by_reader(&self, written_by: &str) -> bool {
        written_by == self.caller().agency && !matches!(self.caller().acting_for, ActingFor::Resident(_))
    }

    /// What a supporter wrote for themselves; their own opening in an emergency, and their own review of one.
    fn is_their_own(&self, turns_on: TurnsOn<'_>, event: &Event, kind: &Kind) -> bool {
        match (turns_on, kind) {
            (TurnsOn::Supporter(supporter), _) => self.is_supporter(supporter, event),
            (_, Kind::EmergencyOpened(_) | Kind::EmergencyReviewed(_)) => self.is_supporter(&event.recorded_by, event),
            _ => false,
        }
    }

    fn is_supporter(&self, supporter: &str, event: &Event) -> bool {
        event.agency == self.caller().agency && matches!(&self.caller().acting_for, ActingFor::Supporter(acting) if acting == supporter)
    }

    /// It is for a role of the reader's: a concern, what answers it, or what puts it right.
    fn is_for_role(&self, turns_on: TurnsOn<'_>) -> bool {
        match turns_on {
            TurnsOn::Roles(roles) => self.holds_one_of(roles),
            TurnsOn::Concern(concern) | TurnsOn::Target(concern) => {
                self.story.concerns.iter().any(|kept| kept.event == concern && self.holds_one_of(&kept.to_roles))
            }
            _ => false,
        }
    }

    pub(super) fn holds_one_of(&self, roles: &[String]) -> bool {
        self.viewer.roles.include_one_of(self.caller(), roles)
    }

    /// The writing agency's, of what it took back.
    pub(super) fn is_information_lead(&self, written_by: &str) -> bool {
        self.is_by_reader(written_by) && self.viewer.roles.is_information_lead(written_by)
    }

    fn is_emergency(&self) -> bool {
        self.opening.is_some() || self.would_open
    }

    /// A mention never enters a story, so what only mentions its person is not in it.
    fn is_in_story(&self, event: &Event, turns_on: TurnsOn<'_>) -> bool {
        throughline_story::concerned(event).any(|person| is_profile(self.story, person))
            || match turns_on {
                TurnsOn::WalksWith(supporter) => self.story.alongside.iter().any(|beside| beside.supporter == supporter),
                TurnsOn::Profiles(profiles) | TurnsOn::Apart(profiles) | TurnsOn::Asked { profiles, .. } => {
                    profiles.iter().any(|profile| is_profile(self.story, profile))
                }
                _ => false,
            }
    }

    /// A look that was made under a concern, and that nobody has released.
    fn was_under_a_concern(&self, kind: &Kind) -> bool {
        let Kind::Looked(looked) = kind else { return false };
        let is_released = || self.story.releases.iter().any(|release| release.concern == looked.under_concern);
        !looked.under_concern.is_empty() && !is_released()
    }

    /// An opening in an emergency, or what tells of it, of which the resident is told later.
    fn is_told_later(&self, event: &Event, kind: &Kind) -> bool {
        match kind {
            Kind::EmergencyOpened(_) => is_told_later(self.story, &event.id),
            Kind::EmergencyReviewed(reviewed) => is_told_later(self.story, &reviewed.opening),
            Kind::Looked(looked) => !looked.in_emergency.is_empty() && is_told_later(self.story, &looked.in_emergency),
            _ => false,
        }
    }
}

/// Does the caller speak for the person of this story? An agency vouches only for somebody whom it knows itself, under its own profile
/// of them: otherwise a header would open every story. The keeper of a place knows nobody so.
pub fn speaks_for(caller: &Caller, story: &Story) -> bool {
    let ActingFor::Resident(resident) = &caller.acting_for else { return false };
    vouches(caller, resident, &story.profiles)
}

/// All of these profiles of one person, if the caller vouches for them by this one.
pub(crate) fn vouched_for(caller: &Caller, resident: &str, profiles: Vec<Profile>) -> Vec<String> {
    if !vouches(caller, resident, &profiles) {
        return Vec::new();
    }
    profiles.into_iter().filter(|profile| profile.erased_event.is_empty()).map(|profile| profile.person).collect()
}

fn vouches(caller: &Caller, resident: &str, profiles: &[Profile]) -> bool {
    profiles.iter().any(|profile| profile.person == resident && profile.agency == caller.agency)
}

fn is_profile(story: &Story, person: &str) -> bool {
    story.profiles.iter().any(|profile| profile.person == person)
}

/// A bit for each topic of the event, and of what it puts in place of another.
fn topics(matter: &Matter<'_>) -> u32 {
    let bit = |topic| 1 << u32::try_from(topic).unwrap_or(31).min(31);
    matter.topics().fold(0, |bits, topic| bits | bit(topic))
}

/// Who may see what a correction puts in place of another event.
fn instead_audience(kind: &Kind) -> Option<&Audience> {
    match kind {
        Kind::Corrected(corrected) => corrected.instead.as_ref()?.audience.as_ref(),
        _ => None,
    }
}
