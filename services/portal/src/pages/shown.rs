//! How what the services said is shown: days in words, names in the place of ids, entries by month. Nothing is decided here.

use std::collections::HashMap;

use jiff::{
    civil::{Date, Time},
    fmt::strtime,
};
use throughline_proto::v1::{
    Change, ChangeKind, Entry, Event, Happened, Named, Party, Promise, PromiseKind, Story, Voice, happened::Moment, party,
};

use super::glance::{self, Way};
use crate::words::{Phrase, Wording};

/// What supporters, agencies and groups of a story are called.
pub(crate) struct Names {
    pub(crate) w: Wording,
    named: HashMap<String, Named>,
}

impl Names {
    /// As the answer says them.
    pub(crate) fn new(w: Wording, named: Vec<Named>) -> Self {
        Self { w, named: named.into_iter().map(|named| (named.id.clone(), named)).collect() }
    }

    /// An agency, a group or a space; its word where it has no name.
    pub(crate) fn of<'a>(&'a self, id: &'a str) -> &'a str {
        self.named.get(id).map(|named| named.name.as_str()).filter(|name| !name.is_empty()).unwrap_or(id)
    }

    /// "Amira from Harmony House".
    pub(crate) fn supporter(&self, id: &str) -> String {
        match self.named.get(id) {
            Some(Named { name, agency, .. }) if name.is_empty() => self.w.with("somebody-at", &[("agency", self.of(agency))]),
            Some(Named { name, agency, .. }) => self.w.with("supporter", &[("name", name.as_str()), ("agency", self.of(agency))]),
            None => self.w.say("somebody"),
        }
    }

    /// How a supporter is reached at work.
    pub(crate) fn reach(&self, id: &str) -> Vec<Way> {
        self.named.get(id).map(|named| named.reach.iter().map(|reach| glance::reach(self.w, reach)).collect()).unwrap_or_default()
    }

    /// Whose something is, if anybody's.
    pub(crate) fn party(&self, party: Option<&Party>) -> Option<String> {
        match party?.party.as_ref()? {
            party::Party::Supporter(supporter) => Some(self.supporter(supporter)),
            party::Party::Agency(agency) => Some(self.of(agency).to_owned()),
            party::Party::Resident(_) => Some(self.w.say("another-resident")),
        }
    }
}

/// The agencies that have a part in a story.
pub(crate) fn agencies(story: &Story) -> Vec<String> {
    let profiles = story.profiles.iter().map(|profile| &profile.agency);
    let mut agencies: Vec<String> = profiles.chain(story.alongside.iter().map(|one| &one.agency)).cloned().collect();
    agencies.sort_unstable();
    agencies.dedup();
    agencies
}

/// What somebody is called, where that may be seen.
pub(crate) fn called(w: Wording, name: &str) -> String {
    if name.is_empty() { w.say("nameless") } else { name.to_owned() }
}

/// What a promise is about.
pub(crate) fn promised(w: Wording, promise: &Promise) -> String {
    match promise.kind() {
        PromiseKind::FindSomebody => w.say("promise-find-somebody"),
        PromiseKind::Acknowledge => w.say("promise-answer-worry"),
        PromiseKind::Ask | PromiseKind::Offer | PromiseKind::Unspecified => promise.what.clone(),
    }
}

/// The entries of one month.
pub(crate) struct Month {
    /// "March 2026"; empty where no date is told.
    pub(crate) heading: String,
    pub(crate) entries: Vec<Line>,
}

/// One entry of a story.
pub(crate) struct Line {
    pub(crate) position: u64,
    pub(crate) when: String,
    pub(crate) sentence: String,
    pub(crate) agency: String,
    pub(crate) words: Vec<Quote>,
    pub(crate) notes: Vec<Phrase>,
    /// What the reader can do about it: where that is, and what it is called.
    pub(crate) link: Option<(String, Phrase)>,
}

/// Whose story it is, to its reader.
#[derive(Clone, Copy)]
pub(crate) enum Whose<'a> {
    /// Their own.
    Own,
    /// Somebody else's, by the profile in the page's address, read for this agency.
    Others { person: &'a str, agency: &'a str },
}

/// What somebody said or wrote.
pub(crate) struct Quote {
    pub(crate) whose: Phrase,
    pub(crate) text: String,
}

/// Entries as they came, by month.
pub(crate) fn by_month(w: Wording, entries: Vec<Entry>, whose: Whose<'_>) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for entry in entries {
        let happened = entry.event.as_ref().and_then(|event| event.happened.as_ref());
        let heading = date_of(happened).map(|date| month(w, date)).unwrap_or_default();
        let line = line(w, entry, whose);
        match months.last_mut() {
            Some(month) if month.heading == heading => month.entries.push(line),
            _ => months.push(Month { heading, entries: vec![line] }),
        }
    }
    months
}

fn line(w: Wording, entry: Entry, whose: Whose<'_>) -> Line {
    let event = entry.event.unwrap_or_default();
    let link = link(&event, &entry.changes, whose);
    let words = event.words.into_iter().filter(|words| !words.text.is_empty());
    let is_own = matches!(whose, Whose::Own);
    let speaker = |voice| match voice {
        Voice::Resident if is_own => Phrase("words-your-own"),
        Voice::Resident => Phrase("words-their-own"),
        Voice::Source => Phrase("words-earlier"),
        Voice::Supporter | Voice::Unspecified => Phrase("words-writers"),
    };
    let mut notes: Vec<Phrase> = entry.changes.iter().filter_map(|change| told(change.kind())).collect();
    if entry.more_is_private {
        notes.push(Phrase("entry-private"));
    }
    Line {
        position: entry.position,
        when: moment(w, event.happened.as_ref()),
        sentence: entry.sentence,
        agency: entry.agency_name,
        words: words.map(|words| Quote { whose: speaker(words.voice()), text: words.text }).collect(),
        notes,
        link,
    }
}

/// An agency takes back what it wrote; a resident puts their own view beside what others did.
fn link(event: &Event, changes: &[Change], whose: Whose<'_>) -> Option<(String, Phrase)> {
    if event.kind.is_none() || changes.iter().any(|change| change.kind() == ChangeKind::Withdrawn) {
        return None;
    }
    match whose {
        Whose::Own if !matches!(event.told_by.as_ref().and_then(|by| by.party.as_ref()), Some(party::Party::Resident(_))) => {
            Some((format!("/my/entry/{}/disagree", event.id), Phrase("disagree")))
        }
        Whose::Others { person, agency } if event.agency == agency => {
            Some((format!("/story/{person}/entry/{}/take-back", event.id), Phrase("entry-take-back")))
        }
        Whose::Own | Whose::Others { .. } => None,
    }
}

fn told(change: ChangeKind) -> Option<Phrase> {
    match change {
        ChangeKind::Corrected => Some(Phrase("entry-put-right")),
        ChangeKind::Withdrawn => Some(Phrase("entry-taken-back")),
        ChangeKind::Disagreed => Some(Phrase("entry-disagreed")),
        ChangeKind::Unspecified => None,
    }
}

/// The day alone, as people write it: "14 March 2026"; empty where none is told.
pub(crate) fn day(w: Wording, happened: Option<&Happened>) -> String {
    date_of(happened).map(|date| in_words(w, date)).unwrap_or_default()
}

/// The same of a date as requests and answers have it: "2026-03-14".
pub(crate) fn day_of(w: Wording, date: &str) -> String {
    date.parse().map_or_else(|_| date.to_owned(), |date| in_words(w, date))
}

/// The day, and the time of day where one is told: "14 March 2026, 3:30 pm".
pub(crate) fn moment(w: Wording, happened: Option<&Happened>) -> String {
    let day = day(w, happened);
    let time = match happened.and_then(|happened| happened.moment.as_ref()) {
        Some(Moment::Time(time)) => time.get(11..16).and_then(|time| time.parse::<Time>().ok()),
        _ => None,
    };
    match time.and_then(|time| strtime::format(w.say("clock"), time).ok()) {
        Some(clock) => w.with("moment", &[("day", &day), ("clock", &clock)]),
        None => day,
    }
}

pub(crate) fn in_words(w: Wording, date: Date) -> String {
    w.with("day", &[("day", date.day().into()), ("month", date.month().into()), ("year", date.year())])
}

fn month(w: Wording, date: Date) -> String {
    w.with("month", &[("month", date.month().into()), ("year", date.year())])
}

pub(crate) fn date_of(happened: Option<&Happened>) -> Option<Date> {
    match happened?.moment.as_ref()? {
        Moment::Date(date) => date.parse().ok(),
        Moment::Time(time) => time.get(..10)?.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::wording;

    fn at(moment: Moment) -> Option<Happened> {
        Some(Happened { moment: Some(moment) })
    }

    fn entry(position: u64, date: &str) -> Entry {
        let event = Event { happened: at(Moment::Date(date.into())), ..Event::default() };
        Entry { position, event: Some(event), ..Entry::default() }
    }

    #[test]
    fn a_day_has_no_time_that_nobody_told() {
        let (day, time) = (at(Moment::Date("2026-03-14".into())), at(Moment::Time("2026-03-14T15:30:00+00:00".into())));
        let [english, romanian] = ["en", "ro"].map(|tag| [&day, &time].map(|told| moment(wording(tag), told.as_ref())));
        assert_eq!(english, ["14 March 2026", "14 March 2026, 3:30 pm"]);
        assert_eq!(romanian, ["14 martie 2026", "14 martie 2026, ora 15:30"]);
        assert_eq!((moment(wording("en"), None), day_of(wording("en"), "soon")), (String::new(), "soon".to_owned()));
    }

    #[test]
    fn entries_stand_beneath_their_month() {
        let months = by_month(wording("en"), vec![entry(3, "2026-04-02"), entry(2, "2026-03-31"), entry(1, "2026-03-01")], Whose::Own);
        let told: Vec<_> = months.iter().map(|month| (month.heading.as_str(), month.entries.len())).collect();
        assert_eq!(told, [("April 2026", 1), ("March 2026", 2)]);
    }

    #[test]
    fn whoever_has_no_name_here_is_somebody_at_their_agency() {
        let named =
            |id: &str, name: &str, agency: &str| Named { id: id.into(), name: name.into(), agency: agency.into(), ..Named::default() };
        let names = Names::new(wording("en"), vec![named("h", "Harmony House", ""), named("1", "Amira", "h"), named("2", "", "h")]);
        assert_eq!(names.supporter("1"), "Amira from Harmony House");
        assert_eq!(names.supporter("2"), "Somebody at Harmony House");
        assert_eq!((names.supporter("3"), names.of("k")), ("Somebody".to_owned(), "k"));
    }
}
