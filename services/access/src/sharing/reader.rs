//! One caller before one story on one day, and what of it they may read. The rules stand here; the table of kinds is `openness`.
//!
//! What a story says about bonds, home, circle and family is never asked here: none of them grants reading.

use throughline_proto::v1::{Alongside, ChangeKind, Event, Party, Profile, Story, WithdrawnBecause, event::Kind, party};
use throughline_story::happened_key;

use super::{
    Openness, Sight,
    choices::{Choices, Matter, is_in_force},
    openness,
};
use crate::caller::{ActingFor, Caller};

/// The kind that a choice about somebody's details names.
const DETAILS: &str = "details_changed";

/// One caller before one story: what can be said once, for all of its events.
#[derive(Debug)]
pub struct Reader<'a> {
    caller: &'a Caller,
    pub(super) story: &'a Story,
    standing: Standing<'a>,
    /// The events whose words were taken back as unsafe to show, or as about somebody else.
    hidden: Vec<&'a str>,
}

#[derive(Debug)]
enum Standing<'a> {
    /// Acts for somebody who has no part in the story, or whom the resident shut out.
    Nobody,
    /// The person themselves.
    Resident,
    /// An agency, by itself or through one of its supporters.
    Agency { alongside: bool, choices: Choices<'a> },
}

impl<'a> Reader<'a> {
    /// The caller before the story, on a day (ISO 8601) where the place is.
    pub fn new(caller: &'a Caller, story: &'a Story, today: &str) -> Self {
        let agency = || {
            let alongside = is_alongside(story, &caller.agency) || was_introduced(story, caller);
            Standing::Agency { alongside, choices: Choices::new(story, &caller.agency, alongside, today) }
        };
        let standing = match &caller.acting_for {
            ActingFor::Resident(_) if speaks_for(caller, story) => Standing::Resident,
            ActingFor::Resident(_) => Standing::Nobody,
            ActingFor::Supporter(supporter) if is_shut_out(story, supporter, today) => Standing::Nobody,
            ActingFor::Supporter(_) | ActingFor::System => agency(),
        };
        Self { caller, story, standing, hidden: hidden(story) }
    }

    /// May the story be opened at all? What is in it is then seen event by event. An agency that only wrote an event of it,
    /// or was only named in one, is not known from the story alone: for it, the event's own sight decides.
    pub fn may_open(&self) -> bool {
        match &self.standing {
            Standing::Nobody => false,
            Standing::Resident => true,
            Standing::Agency { alongside, choices } => {
                let agency = self.caller.agency.as_str();
                *alongside
                    || has_had_a_part(self.story, agency)
                    || choices.names_with_sight()
                    || self.story.concerns.iter().any(|concern| are_named(&concern.to_roles, agency))
            }
        }
    }

    /// How much of an event the caller sees. The words are those of this story's people only; another person's belong to their own story.
    /// `sight_of` says the same of another event of this story, and is asked for the one that this one changes or answers, if any.
    pub fn sight(&self, event: &Event, sight_of: impl Fn(&str) -> Sight) -> Sight {
        let Some(kind) = &event.kind else { return Sight::Nothing };
        let openness = openness(kind);
        let writes = event.agency == self.caller.agency;
        match openness {
            Openness::Public if !self.concerns(event) => return if writes { Sight::Words } else { Sight::Sentence },
            Openness::SupporterAlone(supporter) => return self.is_supporter(supporter, writes),
            // Of something public: it concerns nobody, and is in no story.
            Openness::LikeItsTarget(target) if event.people.is_empty() => return sight_of(target).min(Sight::Sentence),
            _ if !self.is_in_story(event, openness) => return Sight::Nothing,
            _ => {}
        }
        let sight = match &self.standing {
            Standing::Nobody => Sight::Nothing,
            Standing::Resident => self.residents_sight(event, openness, sight_of),
            Standing::Agency { .. } if writes => Sight::Words,
            Standing::Agency { alongside, choices } => self.agencys_sight(event, kind, openness, *alongside, choices, sight_of),
        };
        if !self.is_hidden(event, openness) {
            sight
        } else if writes && matches!(self.standing, Standing::Agency { .. }) {
            sight.min(Sight::Sentence)
        } else {
            Sight::Nothing
        }
    }

    /// May the caller see the names and ways to be reached that an agency wrote under this profile of the story?
    pub fn may_see_details(&self, profile: &str, written_by: &str) -> bool {
        let Some(found) = self.story.profiles.iter().find(|found| found.person == profile) else { return false };
        if self.hidden.contains(&found.event.as_str()) {
            return false;
        }
        match &self.standing {
            Standing::Nobody => false,
            Standing::Resident => true,
            Standing::Agency { choices, .. } => {
                let matter = Matter { events: [&found.event, ""], kind: DETAILS, written_by, audience: None, topics: [&[], &[]] };
                written_by == self.caller.agency || choices.decide(&matter, Sight::Nothing) == Sight::Words
            }
        }
    }

    pub(super) fn is_resident(&self) -> bool {
        matches!(self.standing, Standing::Resident)
    }

    pub(super) fn knows(&self, profiles: &[String]) -> bool {
        let own = |person: &str| profiles.iter().any(|profile| profile == person);
        let is_agency = matches!(self.standing, Standing::Agency { .. });
        is_agency && self.story.profiles.iter().any(|profile| profile.agency == self.caller.agency && own(&profile.person))
    }

    fn residents_sight(&self, event: &Event, openness: Openness<'_>, sight_of: impl Fn(&str) -> Sight) -> Sight {
        let sees = match openness {
            Openness::Wide
            | Openness::WideWhereAlongside(_)
            | Openness::WideAndProfiles(_)
            | Openness::WriterAndResident
            | Openness::NeverFurther
            | Openness::Public => true,
            Openness::ProfilesOnly(profiles) => profiles.iter().all(|profile| is_profile(self.story, profile)),
            Openness::Look => !self.looked_under_a_concern(event),
            Openness::IfAgreed(agreed) => agreed,
            Openness::LikeItsTarget(target) => sight_of(target) > Sight::Nothing,
            Openness::NamedRoles(_) | Openness::LikeItsConcern(_) | Openness::SupporterAlone(_) => false,
        };
        if sees { Sight::Words } else { Sight::Nothing }
    }

    fn agencys_sight(
        &self,
        event: &Event,
        kind: &Kind,
        openness: Openness<'_>,
        alongside: bool,
        choices: &Choices<'_>,
        sight_of: impl Fn(&str) -> Sight,
    ) -> Sight {
        let decide = |usual, changes| choices.decide(&Matter::new(event, kind, changes), usual);
        let sentence_if = |sees| if sees { Sight::Sentence } else { Sight::Nothing };
        match openness {
            Openness::Wide | Openness::WideWhereAlongside(_) => decide(sentence_if(alongside), ""),
            Openness::WideAndProfiles(profiles) if self.knows(profiles) => Sight::Sentence,
            Openness::WideAndProfiles(_) => decide(sentence_if(alongside), ""),
            Openness::ProfilesOnly(profiles) => sentence_if(self.knows(profiles)),
            Openness::WriterAndResident | Openness::IfAgreed(true) | Openness::Public => decide(Sight::Nothing, ""),
            // What puts a concern right is for the same roles.
            Openness::LikeItsTarget(target) if self.is_named_in(target) => sight_of(target),
            Openness::LikeItsTarget(target) => {
                let sight_of_target = sight_of(target);
                decide(sight_of_target.min(Sight::Sentence), target).min(sight_of_target)
            }
            // The worry itself is in the words: a role that is to act on it reads them.
            Openness::NamedRoles(roles) => words_if(are_named(roles, &self.caller.agency)),
            Openness::LikeItsConcern(concern) if self.is_named_in(concern) => Sight::Words,
            Openness::LikeItsConcern(concern) if self.is_concern(concern) => sight_of(concern),
            Openness::LikeItsConcern(_) => Sight::Nothing,
            Openness::NeverFurther | Openness::Look | Openness::IfAgreed(false) | Openness::SupporterAlone(_) => Sight::Nothing,
        }
    }

    fn is_supporter(&self, supporter: &str, of_the_writing_agency: bool) -> Sight {
        words_if(of_the_writing_agency && matches!(&self.caller.acting_for, ActingFor::Supporter(acting) if acting == supporter))
    }

    /// A mention never enters a story, so what only mentions its person is not in it.
    fn concerns(&self, event: &Event) -> bool {
        throughline_story::concerned(event).any(|person| is_profile(self.story, person))
    }

    fn is_in_story(&self, event: &Event, openness: Openness<'_>) -> bool {
        self.concerns(event)
            || match openness {
                Openness::WideWhereAlongside(supporter) => self.story.alongside.iter().any(|beside| beside.supporter == supporter),
                Openness::WideAndProfiles(profiles) | Openness::ProfilesOnly(profiles) => {
                    profiles.iter().any(|profile| is_profile(self.story, profile))
                }
                _ => false,
            }
    }

    fn is_hidden(&self, event: &Event, openness: Openness<'_>) -> bool {
        let changed = if let Openness::LikeItsTarget(id) | Openness::LikeItsConcern(id) = openness { id } else { "" };
        self.hidden.iter().any(|hidden| *hidden == event.id || *hidden == changed)
    }

    fn is_concern(&self, event: &str) -> bool {
        self.story.concerns.iter().any(|kept| kept.event == event)
    }

    fn is_named_in(&self, concern: &str) -> bool {
        self.story.concerns.iter().any(|kept| kept.event == concern && are_named(&kept.to_roles, &self.caller.agency))
    }

    /// Looked by an agency that has no part in the story except that a concern names it: showing the look would show the concern.
    fn looked_under_a_concern(&self, event: &Event) -> bool {
        !has_had_a_part(self.story, &event.agency) && self.story.concerns.iter().any(|concern| are_named(&concern.to_roles, &event.agency))
    }
}

/// Does the caller speak for the person of this story? An agency vouches only for somebody whom it knows itself, under its own profile
/// of them: otherwise a header would open every story. The place's keeper vouches for whoever is signed in there.
pub fn speaks_for(caller: &Caller, story: &Story) -> bool {
    let ActingFor::Resident(resident) = &caller.acting_for else { return false };
    let own = |profile: &Profile| caller.keeper || profile.agency == caller.agency;
    story.profiles.iter().any(|profile| profile.person == *resident && own(profile))
}

fn words_if(sees: bool) -> Sight {
    if sees { Sight::Words } else { Sight::Nothing }
}

fn is_profile(story: &Story, person: &str) -> bool {
    story.profiles.iter().any(|profile| profile.person == person)
}

/// Now, and with a yes.
fn is_alongside(story: &Story, agency: &str) -> bool {
    let ended = |beside: &Alongside| beside.until.is_some() || !beside.ended_event.is_empty();
    story.alongside.iter().any(|beside| beside.agency == agency && beside.with_yes && !ended(beside))
}

/// Introduced with a yes, and what came of it has not ended: then the introduction has served, and the door is a new yes.
fn was_introduced(story: &Story, caller: &Caller) -> bool {
    let ended_since = |when| {
        let ended = story.alongside.iter().filter(|beside| beside.agency == caller.agency).filter_map(|beside| beside.until.as_ref());
        ended.filter_map(|until| happened_key(until).ok()).any(|until| Some(until) >= when)
    };
    let to_caller = |to: &Party| match &to.party {
        Some(party::Party::Agency(agency)) => *agency == caller.agency,
        Some(party::Party::Supporter(supporter)) => matches!(&caller.acting_for, ActingFor::Supporter(acting) if acting == supporter),
        Some(party::Party::Resident(_)) | None => false,
    };
    let granted =
        story.introductions.iter().filter(|introduction| introduction.with_yes && introduction.to.as_ref().is_some_and(to_caller));
    let mut moments = granted.map(|introduction| introduction.when.as_ref().and_then(|when| happened_key(when).ok()));
    moments.any(|when| !ended_since(when))
}

/// Knows the person under a profile of its own, or is or was alongside: it wrote something here, and keeps sight of that.
fn has_had_a_part(story: &Story, agency: &str) -> bool {
    story.profiles.iter().any(|profile| profile.agency == agency) || story.alongside.iter().any(|beside| beside.agency == agency)
}

fn is_shut_out(story: &Story, supporter: &str, today: &str) -> bool {
    let choices = story.sharing.iter().filter_map(|kept| kept.choice.as_ref());
    choices.filter(|choice| is_in_force(choice, today)).any(|choice| choice.never_supporters.iter().any(|shut_out| shut_out == supporter))
}

/// "agency/role": the agency sees to it that only the role reads it.
fn are_named(roles: &[String], agency: &str) -> bool {
    roles.iter().any(|role| role.split_once('/').map_or(role.as_str(), |(named, _)| named) == agency)
}

fn hidden(story: &Story) -> Vec<&str> {
    let because = [WithdrawnBecause::WrongPerson as i32, WithdrawnBecause::UnsafeToShow as i32];
    let hides = |kind: i32, ground: i32| kind == ChangeKind::Withdrawn as i32 && because.contains(&ground);
    story.changes.iter().filter(|change| hides(change.kind, change.because)).map(|change| change.event.as_str()).collect()
}
