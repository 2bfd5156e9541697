//! The ribbon of a story: for each agency, when somebody from there walked alongside; and when nobody did. Shown as bands, and told in words.

use std::collections::BTreeSet;

use jiff::civil::Date;
use throughline_proto::v1::{Alongside, Story};

use crate::words::Wording;

use super::shown::{Names, date_of, in_words};

/// How wide a ribbon is drawn; pages stretch it to their own width.
const WIDTH: i64 = 1_000;
/// The narrowest band that can be seen.
const NARROWEST: i64 = 4;

/// A story's ribbon.
pub(crate) struct Ribbon {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) rows: Vec<Band>,
}

/// One agency's band, or that of nobody.
pub(crate) struct Band {
    pub(crate) who: String,
    /// From where, and how wide.
    pub(crate) stretches: Vec<(i64, i64)>,
    pub(crate) told: String,
    pub(crate) is_gap: bool,
}

/// Days, both of which belong to it; one that has not ended lasts until the ribbon's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stretch {
    from: Date,
    to: Date,
    is_open: bool,
}

/// The ribbon of a story up to this day; none where nobody was ever alongside.
pub(crate) fn ribbon(story: &Story, names: &Names, today: Date) -> Option<Ribbon> {
    let end = story.stilled.as_ref().and_then(|stilled| date_of(stilled.when.as_ref())).unwrap_or(today);
    let all: Vec<(&str, Stretch)> = story.alongside.iter().filter_map(|one| Some((one.agency.as_str(), stretch(one, end)?))).collect();
    let began = all.iter().map(|(_, stretch)| stretch.from).min()?;
    let known = story.profiles.iter().filter_map(|profile| date_of(profile.since.as_ref()));
    let from = known.chain([began]).min().unwrap_or(began);
    let scale = Scale { w: names.w, from, to: end.max(began) };
    let agencies: BTreeSet<&str> = all.iter().map(|(agency, _)| *agency).collect();
    let mut agencies: Vec<&str> = agencies.into_iter().collect();
    agencies.sort_by_key(|agency| all.iter().filter(|(other, _)| other == agency).map(|(_, stretch)| stretch.from).min());
    let of = |agency: &str| joined(all.iter().filter(|(other, _)| *other == agency).map(|(_, stretch)| *stretch).collect());
    let mut rows: Vec<Band> = agencies.iter().map(|agency| scale.band(names.of(agency), &of(agency), false)).collect();
    let gaps = gaps(&joined(all.iter().map(|(_, stretch)| *stretch).collect()), &scale);
    if !gaps.is_empty() {
        rows.push(scale.band(&names.w.say("ribbon-nobody"), &gaps, true));
    }
    Some(Ribbon { from: in_words(names.w, scale.from), to: in_words(names.w, scale.to), rows })
}

fn stretch(alongside: &Alongside, end: Date) -> Option<Stretch> {
    let from = date_of(alongside.since.as_ref()).filter(|from| *from <= end)?;
    let until = date_of(alongside.until.as_ref());
    Some(Stretch { from, to: until.unwrap_or(end).clamp(from, end), is_open: until.is_none() })
}

/// The same days in as few stretches as can be, in order.
fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::new();
    for next in stretches {
        match joined.last_mut() {
            Some(last) if next.from <= last.to || last.to.tomorrow().is_ok_and(|day| day == next.from) => {
                last.is_open |= next.is_open;
                last.to = last.to.max(next.to);
            }
            _ => joined.push(next),
        }
    }
    joined
}

/// The days before the first, between, and after the last until the end.
fn gaps(stretches: &[Stretch], scale: &Scale) -> Vec<Stretch> {
    let first = stretches.first().filter(|first| scale.from < first.from);
    let before = first.map(|first| Stretch { from: scale.from, to: first.from.yesterday().unwrap_or(first.from), is_open: false });
    let next = stretches.iter().skip(1).map(|next| next.from.yesterday().unwrap_or(next.from));
    let is_last_open = stretches.last().is_none_or(|last| last.is_open);
    let until = next.map(|to| (to, false)).chain((!is_last_open).then_some((scale.to, true)));
    let between = stretches.iter().zip(until).filter_map(|(before, (to, is_open))| {
        let from = before.to.tomorrow().ok()?;
        (from <= to).then_some(Stretch { from, to, is_open })
    });
    before.into_iter().chain(between).collect()
}

/// Where a day lies.
struct Scale {
    w: Wording,
    from: Date,
    to: Date,
}

impl Scale {
    fn band(&self, who: &str, stretches: &[Stretch], is_gap: bool) -> Band {
        let drawn = stretches.iter().map(|stretch| {
            let from = self.at(stretch.from).min(WIDTH - NARROWEST);
            (from, (self.at(stretch.to) - from).max(NARROWEST))
        });
        let told: Vec<String> = stretches.iter().map(|stretch| told(self.w, stretch)).collect();
        Band { who: who.to_owned(), stretches: drawn.collect(), told: told.join("; "), is_gap }
    }

    fn at(&self, day: Date) -> i64 {
        let days = |to: Date| i64::from(self.from.until(to).map_or(0, |span| span.get_days()));
        days(day) * WIDTH / days(self.to).max(1)
    }
}

fn told(w: Wording, stretch: &Stretch) -> String {
    match (stretch.is_open, stretch.from == stretch.to) {
        (true, _) => w.with("since", &[("day", in_words(w, stretch.from))]),
        (false, true) => in_words(w, stretch.from),
        (false, false) => w.with("ribbon-from-to", &[("from", in_words(w, stretch.from)), ("to", in_words(w, stretch.to))]),
    }
}

#[cfg(test)]
mod tests {
    use throughline_proto::v1::{Happened, Named, Profile, happened::Moment};

    use super::*;
    use crate::words::tests::wording;

    fn on(date: &str) -> Option<Happened> {
        (!date.is_empty()).then(|| Happened { moment: Some(Moment::Date(date.into())) })
    }

    fn alongside(agency: &str, since: &str, until: &str) -> Alongside {
        Alongside { agency: agency.into(), since: on(since), until: on(until), ..Alongside::default() }
    }

    fn drawn(alongside: Vec<Alongside>) -> Vec<(String, String, bool)> {
        let names = Names::new(wording("en"), vec![Named { id: "h".into(), name: "Harmony House".into(), ..Named::default() }]);
        let ribbon = ribbon(&Story { alongside, ..Story::default() }, &names, "2026-06-30".parse().expect("a date"));
        ribbon.map(|ribbon| ribbon.rows).unwrap_or_default().into_iter().map(|row| (row.who, row.told, row.is_gap)).collect()
    }

    #[test]
    fn days_on_which_nobody_walked_alongside_have_a_band_of_their_own() {
        let rows = drawn(vec![alongside("h", "2026-01-01", "2026-02-28"), alongside("k", "2026-05-01", "")]);
        let told: Vec<_> = rows.iter().map(|(who, told, is_gap)| (who.as_str(), told.as_str(), *is_gap)).collect();
        let gap = ("Nobody that you can see", "1 March 2026 to 30 April 2026", true);
        assert_eq!(told, [("Harmony House", "1 January 2026 to 28 February 2026", false), ("k", "since 1 May 2026", false), gap]);
    }

    #[test]
    fn whoever_follows_the_next_day_leaves_no_gap() {
        let rows = drawn(vec![alongside("h", "2026-01-01", "2026-02-28"), alongside("k", "2026-03-01", "")]);
        assert!(rows.iter().all(|(.., is_gap)| !is_gap), "{rows:?}");
        assert!(drawn(Vec::new()).is_empty());
    }

    #[test]
    fn an_agency_that_comes_back_has_one_band() {
        let rows =
            drawn(vec![alongside("h", "2026-01-01", "2026-01-31"), alongside("k", "2026-01-01", ""), alongside("h", "2026-03-01", "")]);
        assert_eq!(rows.iter().map(|(who, ..)| who.as_str()).collect::<Vec<_>>(), ["Harmony House", "k"]);
    }

    #[test]
    fn the_days_before_anybody_came_are_a_gap() {
        let profile = Profile { since: on("2026-01-01"), ..Profile::default() };
        let story = Story { alongside: vec![alongside("h", "2026-06-01", "")], profiles: vec![profile], ..Story::default() };
        let names = Names::new(wording("en"), Vec::new());
        let rows = ribbon(&story, &names, "2026-06-30".parse().expect("a date")).expect("it is drawn").rows;
        assert_eq!(rows.last().map(|row| (row.told.as_str(), row.is_gap)), Some(("1 January 2026 to 31 May 2026", true)));
    }

    #[test]
    fn after_the_last_has_gone_nobody_is_there_until_today() {
        let rows = drawn(vec![alongside("h", "2026-01-01", "2026-05-31"), alongside("h", "2026-02-01", "2026-03-01")]);
        assert_eq!(rows.last().map(|(_, told, is_gap)| (told.as_str(), *is_gap)), Some(("since 1 June 2026", true)));
        assert_eq!(rows.len(), 2);
    }
}
