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
    tables::TABLES,
    words::{Chosen, Own, with_capitals},
};

const GIFTS_OF_THE_YOUNG: [&str; 4] = ["gift.drawing", "gift.listening", "gift.computers", "gift.baking"];

/// Gifts that are told without thirty years in one trade.
const GIFTS_WITHOUT_A_PAST: [&str; 12] = [
    "gift.bicycles",
    "gift.gardening",
    "gift.translating",
    "gift.listening",
    "gift.drawing",
    "gift.football",
    "gift.computers",
    "gift.storytelling",
    "gift.baking",
    "gift.knitting",
    "gift.welcoming",
    "gift.carpentry",
];

impl Life<'_> {
    /// Fills in who this is, before anything is told.
    pub(super) fn begin(&mut self) {
        let me = self.me;
        let (she, capital_she, her, his, capital_his) =
            if me.woman { ("she", "She", "her", "her", "Her") } else { ("he", "He", "him", "his", "His") };
        for (own, value) in [
            (Own::Name, me.given_name),
            (Own::She, she),
            (Own::CapitalShe, capital_she),
            (Own::Her, her),
            (Own::His, his),
            (Own::CapitalHis, capital_his),
            (Own::Street, &me.street),
            (Own::Country, &me.community.country),
            (Own::Language, language_name(&me.community.languages[0])),
        ] {
            self.filling.set(own, value);
        }
        self.filling.set_age(me.age);
        let dish = self.dice.pick(&me.community.dishes).clone();
        self.filling.set(Own::Dish, dish);
        for (own, section) in
            [(Own::Close, "close-person"), (Own::Small, "small-thing"), (Own::Hope, "hope"), (Own::Neighbour, "neighbour")]
        {
            let value = self.phrase(section);
            self.filling.set(own, value);
        }
        self.gift = match me.arc.gift() {
            Some(gift) if self.dice.chance(70) => gift,
            _ => self.some_gift(),
        };
        self.filling.choose(Chosen::Seen, &format!("{}.seen", self.gift));
        self.filling.choose(Chosen::Said, &format!("{}.said", self.gift));
        self.now("");
    }

    /// A gift that one may have at that age.
    fn some_gift(&mut self) -> &'static str {
        match self.me.age {
            ..25 => *self.dice.pick(&GIFTS_OF_THE_YOUNG),
            25..45 => *self.dice.pick(&GIFTS_WITHOUT_A_PAST),
            _ => *self.dice.pick(&TABLES.gifts),
        }
    }

    /// What is on their mind from here on: a section that everyday words may draw on.
    pub(crate) fn now(&mut self, part: &str) {
        let section = format!("{}.now{part}", self.me.arc.word());
        self.filling.choose(Chosen::Now, &section);
    }

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

    fn details(&mut self) -> Details {
        let me = self.me;
        let reach = vec![Reach {
            manner: if self.dice.chance(75) { Manner::Phone } else { Manner::Text }.into(),
            // Numbers that are kept for stories, and ring nowhere.
            at: format!("07700 900{:03}", me.number % 1000),
            safely: self.phrase("safely"),
        }];
        let access = if self.dice.chance(35) { vec![self.phrase("access")] } else { Vec::new() };
        let do_not_ask = if self.dice.chance(12) { vec![self.phrase("do-not-ask")] } else { Vec::new() };
        Details {
            known_as: me.given_name.into(),
            given_name: me.given_name.into(),
            family_name: me.family_name.into(),
            say_it: me.community.say_it.get(me.given_name).or_else(|| me.community.say_it.get(me.family_name)).cloned().unwrap_or_default(),
            born: me.born.to_string(),
            nhs_number: if self.dice.chance(40) { nhs_number(me.number) } else { String::new() },
            address: format!("{} {}", me.house, me.street),
            // A district that no post goes to.
            postcode: format!("IG99 {}{}{}", me.house % 10, letter(me.house), letter(me.house / 7 + 3)),
            reach,
            languages: me.community.languages.clone(),
            access,
            do_not_ask,
            reference: format!("{}-{}", self.agency.slug(), me.number),
            ..Default::default()
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
            |profiles| Kind::ProfilesMayMatch(ProfilesMayMatch { profiles, evidence: vec![Evidence::Name.into(), Evidence::Born.into()] }),
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

fn letter(number: u32) -> char {
    // Letters that postcodes end in.
    char::from(b"ABDEFGHJLNPQRSTUWXYZ"[number as usize % 20])
}

/// A number that is well formed and kept for trials: it begins with 999, and its last digit checks.
fn nhs_number(number: u64) -> String {
    let mut tried = number % 1_000_000;
    loop {
        let digits = format!("999{tried:06}");
        let sum: u32 = digits.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        match (11 - sum % 11) % 11 {
            10 => tried = (tried + 1) % 1_000_000,
            check => return format!("{digits}{check}"),
        }
    }
}

fn language_name(tag: &str) -> &'static str {
    match tag {
        "yo" => "Yoruba",
        "ig" => "Igbo",
        "bn" => "Bangla",
        "ur" => "Urdu",
        "pa" => "Punjabi",
        "ro" => "Romanian",
        "lt" => "Lithuanian",
        "sq" => "Albanian",
        "so" => "Somali",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "fa" => "Dari",
        "uk" => "Ukrainian",
        _ => "English",
    }
}
