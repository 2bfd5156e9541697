//! Coming to know of a person, by one agency and then by others; profiles that turn out to be one person, or not; and the end of a story.

use throughline_proto::v1::{
    Details, DetailsChanged, Died, Event, Evidence, FirstHeardOf, HeardHow, Manner, Moment, MomentHappened, MovedAway, Noted, Part,
    ProfilesJoined, ProfilesMayMatch, ProfilesSeparated, Reach, Role, TheyKnow, Voice, Words, event::Kind,
};

use super::{Life, Where};
use crate::{
    action::{Symbol, SymbolKind},
    agency::Agency,
    calendar::days_from,
    cast::Ending,
    words::with_capitals,
};

impl Life<'_> {
    /// The agency first hears of them, on the day that the cast says.
    pub(crate) fn first_heard(&mut self, how: HeardHow, they_know: TheyKnow) {
        let place = match how {
            HeardHow::FromThemselves | HeardHow::FromSomebodyClose => Where::Phone,
            HeardHow::OutAndAbout => Where::Out,
            _ => Where::Letter,
        };
        self.come(1..=1, place);
        let section = format!("{}.heard", self.me.arc.word());
        self.hear_of(self.me.symbol, how, they_know, &section);
    }

    fn hear_of(&mut self, profile: Symbol, how: HeardHow, they_know: TheyKnow, section: &str) {
        let details = self.details();
        let text = with_capitals(&self.phrase(section));
        let event = self.add(Kind::FirstHeardOf(FirstHeardOf { person: String::new(), how: how.into(), they_know: they_know.into() }));
        event.people.clear();
        event.words = vec![Words { person: String::new(), text, voice: Voice::Supporter.into(), details: Some(details) }];
        if !self.over {
            self.define_last(profile);
            self.known.profiles.push((self.agency, profile));
        }
    }

    /// Their details changed: another telephone, another safe time.
    pub(crate) fn details_change(&mut self) {
        let reach = Reach {
            manner: Manner::Phone.into(),
            at: format!("07700 900{:03}", (self.me.number + 500) % 1000),
            safely: self.phrase("safely"),
        };
        let person = self.profile().to_string();
        let text = with_capitals(&self.phrase("know.new-number"));
        let details = Some(Details { reach: vec![reach], ..Default::default() });
        self.add(Kind::DetailsChanged(DetailsChanged {})).words = vec![Words { person, text, voice: Voice::Supporter.into(), details }];
    }

    /// A second agency gets to know the same person, having been introduced, and the two profiles become one story with a yes.
    pub(crate) fn another_agency(&mut self, agency: Agency) -> bool {
        if self.over || self.known.profiles.iter().any(|(known, _)| *known == agency) {
            return false;
        }
        let to = self.somebody_of(agency);
        self.introduce(to);
        self.speak_for(agency);
        self.come(2..=9, Where::Home);
        if self.over {
            return false;
        }
        let profile = self.symbols.make(SymbolKind::Resident);
        self.hear_of(profile, HeardHow::FromAnAgency, TheyKnow::Yes, "know.heard-second");
        self.same_person(&[Evidence::TheySaidSo, Evidence::KnownInPerson], 0);
        self.come(1..=6, Where::Home);
        self.walks_alongside(28);
        self.met("know.second-first");
        !self.over
    }

    /// An agency knows them without knowing that others do, walks alongside without having asked, and finds out later.
    pub(crate) fn known_twice(&mut self, agency: Agency) {
        if self.over || self.known.profiles.iter().any(|(known, _)| *known == agency) {
            return;
        }
        self.speak_for(agency);
        self.come(2..=10, Where::Letter);
        let profile = self.symbols.make(SymbolKind::Resident);
        self.hear_of(profile, HeardHow::FromRecords, TheyKnow::NotYet, "know.heard-apart");
        self.come(3..=9, Where::Phone);
        self.walks_alongside_without_a_yes();
        self.come(6..=18, Where::Home);
        self.met("know.told-twice");
        self.may_match();
        self.same_person(&[Evidence::TheySaidSo, Evidence::Name, Evidence::Born], 1);
        // Now that somebody has asked, they say yes to being walked with as well.
        if let Some(beside) = self.known.beside.iter().position(|beside| beside.agency == agency) {
            self.known.beside.remove(beside);
            self.come(2..=6, Where::Home);
            self.walks_alongside(28);
            self.met_briefly();
        }
        self.speak_for(self.me.agency);
    }

    fn may_match(&mut self) {
        self.come(1..=4, Where::Phone);
        let profiles = self.both_profiles();
        self.add_of_profiles(
            |profiles| {
                Kind::ProfilesMayMatch(ProfilesMayMatch {
                    profiles,
                    evidence: vec![Evidence::Name.into(), Evidence::Born.into()],
                    asked: Vec::new(),
                })
            },
            &profiles,
        );
    }

    /// The profile of this agency and the first one are the same person: they said so, or it looked so.
    fn same_person(&mut self, evidence: &[Evidence], days: i32) {
        self.come(1..=1 + days * 5, Where::Home);
        let yes = self.yes();
        let evidence = evidence.iter().map(|one| (*one).into()).collect();
        let profiles = self.both_profiles();
        self.add_of_profiles(|profiles| Kind::ProfilesJoined(ProfilesJoined { profiles, evidence, yes }), &profiles);
    }

    fn both_profiles(&self) -> Vec<String> {
        vec![self.me.symbol.to_string(), self.profile().to_string()]
    }

    fn add_of_profiles(&mut self, kind: impl FnOnce(Vec<String>) -> Kind, profiles: &[String]) {
        let people = profiles.iter().map(|person| Part { person: person.clone(), role: Role::About.into() }).collect();
        let event: &mut Event = self.add(kind(profiles.to_vec()));
        (event.people, event.place) = (people, None);
    }

    /// Somebody of the same name at the same door was taken for this person, and it is put right.
    pub(crate) fn taken_for_another(&mut self, agency: Agency) {
        if self.over || self.known.profiles.iter().any(|(known, _)| *known == agency) {
            return;
        }
        self.speak_for(agency);
        self.come(2..=9, Where::Phone);
        let profile = self.symbols.make(SymbolKind::Resident);
        self.hear_of(profile, HeardHow::FromThemselves, TheyKnow::Yes, "know.heard-apart");
        self.come(2..=9, Where::Phone);
        self.met("know.taken-for-another");
        self.same_person(&[Evidence::Name, Evidence::Address], 1);
        self.come(5..=20, Where::Home);
        let why = self.phrase("know.separated");
        self.add_of_profiles(
            |_| Kind::ProfilesSeparated(ProfilesSeparated { profiles: vec![profile.to_string()], why }),
            &[profile.to_string()],
        );
        self.close();
        // What that agency knows is the other person's story, and is not told on here.
        self.known.profiles.retain(|(_, known)| *known != profile);
        self.known.last_met = None;
        self.agency = self.me.agency;
    }

    /// A life moment.
    pub(crate) fn moment(&mut self, moment: Moment, section: &str) {
        let what = self.phrase(section);
        self.add(Kind::MomentHappened(MomentHappened { moment: moment.into(), what }));
    }

    /// Anything else.
    pub(crate) fn noted(&mut self, section: &str) {
        let what = self.phrase(section);
        self.add(Kind::Noted(Noted { what, kept_because: String::new() }));
    }

    /// The story is stilled, if that is how it goes.
    pub(super) fn end(&mut self) {
        self.close();
        let Some((day, ending)) = self.me.ends.filter(|(day, _)| *day <= self.town.span.last) else { return };
        if self.known.profiles.is_empty() {
            return;
        }
        (self.day, self.until, self.over, self.agency) = (days_from(day, -1), self.town.span.last, false, self.me.agency);
        self.move_on(1..=1);
        if self.over {
            return;
        }
        self.companion = self.somebody_of(self.agency);
        self.open(Where::Letter, Some(self.supporter()));
        match ending {
            Ending::Died => {
                self.add(Kind::Died(Died {}));
                self.say(Voice::Supporter, "know.died");
            }
            Ending::MovedAway => {
                let where_to = self.phrase("know.where-to");
                self.add(Kind::MovedAway(MovedAway { where_to }));
                self.say(Voice::Supporter, "know.moved");
            }
        }
        let event = self.last();
        (event.place, event.manner) = (None, Manner::Unspecified.into());
        self.close();
    }
}
