//! `story.html`: one page to read and to print, which needs nothing else. The template escapes all that anybody wrote, and sets each of it apart,
//! so that marks of direction in it turn nothing around it.

use askama::Template;
use throughline_proto::v1::{Details, Entry, Happened, Look, Reach, happened::Moment};
use throughline_story::moment_in_words;

use super::{
    gather::{Gathered, Given},
    read_me::left_out,
    texts::{Texts, filled, texts},
};

/// The page.
pub(crate) fn page(gathered: &Gathered) -> Result<String, askama::Error> {
    let texts = texts(gathered.language);
    let name = gathered.details.as_ref().map(|details| details.known_as.as_str()).filter(|name| !name.is_empty());
    let from = if gathered.answers.is_empty() { String::new() } else { filled(texts.from_agency, "agency", &gathered.answers) };
    let page = Page {
        texts,
        language: gathered.language,
        title: name.map_or_else(|| texts.title.to_owned(), |name| filled(texts.title_with_name, "name", name)),
        made_on: filled(texts.made_on, "date", &gathered.made_on()),
        from,
        erased: gathered.erased,
        details: gathered.details.as_ref().map(|details| known(details, texts)).unwrap_or_default(),
        months: months(gathered, texts),
        has_looks: gathered.answers.is_empty(),
        looks: gathered.looks.iter().map(|look| looked(look, gathered.language)).collect(),
        left_out: left_out(gathered, texts),
    };
    page.render()
}

#[derive(Template)]
#[template(path = "story.html")]
struct Page<'a> {
    texts: &'a Texts,
    language: &'a str,
    title: String,
    made_on: String,
    from: String,
    erased: bool,
    details: Vec<(&'static str, String)>,
    months: Vec<Month<'a>>,
    has_looks: bool,
    looks: Vec<(String, String)>,
    left_out: Vec<String>,
}

struct Month<'a> {
    heading: String,
    entries: Vec<Shown<'a>>,
}

/// An entry, as the page shows it.
struct Shown<'a> {
    position: u64,
    when: String,
    sentence: &'a str,
    agency: &'a str,
    /// Whose words they are, and the words.
    words: Vec<(String, &'a str)>,
    /// What became of it, and what is held back.
    notes: Vec<String>,
}

impl Gathered {
    /// The day on which it was made, in words.
    pub(crate) fn made_on(&self) -> String {
        let day = self.made_at.get(..10).unwrap_or_default().to_owned();
        moment_in_words(&Happened { moment: Some(Moment::Date(day)) }, self.language)
    }
}

fn months<'a>(gathered: &'a Gathered, texts: &Texts) -> Vec<Month<'a>> {
    let mut months: Vec<Month<'a>> = Vec::new();
    for given in &gathered.entries {
        let heading = heading(&given.entry, texts);
        let shown = shown(given, gathered.language, texts);
        match months.last_mut() {
            Some(month) if month.heading == heading => month.entries.push(shown),
            _ => months.push(Month { heading, entries: vec![shown] }),
        }
    }
    months
}

/// "March 2026".
fn heading(entry: &Entry, texts: &Texts) -> String {
    let happened = entry.event.as_ref().and_then(|event| event.happened.as_ref()).and_then(|happened| happened.moment.as_ref());
    let (Some(Moment::Date(text)) | Some(Moment::Time(text))) = happened else { return texts.undated.to_owned() };
    let month = text.get(5..7).and_then(|month| month.parse::<usize>().ok()).and_then(|month| texts.months.get(month.wrapping_sub(1)));
    match (month, text.get(..4)) {
        (Some(month), Some(year)) => format!("{month} {year}"),
        _ => texts.undated.to_owned(),
    }
}

fn shown<'a>(given: &'a Given, language: &str, texts: &Texts) -> Shown<'a> {
    let entry = &given.entry;
    let happened = entry.event.as_ref().and_then(|event| event.happened.as_ref());
    let agency = entry.agency_name.as_str();
    let words = entry.event.iter().flat_map(|event| &event.words).filter(|words| !words.text.is_empty());
    let mut notes: Vec<String> = entry.changes.iter().map(|change| texts.change(change.kind()).to_owned()).collect();
    // Said once, however often it was put right.
    notes.dedup();
    if given.held_back {
        notes.push(match &given.decision {
            Some(decision) => texts.kept_back(decision.because()).to_owned(),
            None => filled(texts.to_review, "agency", agency),
        });
    }
    Shown {
        position: entry.position,
        when: happened.map(|happened| moment_in_words(happened, language)).unwrap_or_default(),
        sentence: &entry.sentence,
        agency,
        words: words.map(|words| (texts.whose(words.voice(), agency), words.text.as_str())).collect(),
        notes,
    }
}

/// What is known of how they are called and reached, each with its label; what is not known is left out.
fn known(details: &Details, texts: &Texts) -> Vec<(&'static str, String)> {
    let values = [
        details.known_as.clone(),
        details.given_name.clone(),
        details.family_name.clone(),
        details.say_it.clone(),
        details.other_names.join(", "),
        details.born.clone(),
        details.nhs_number.clone(),
        [details.address.as_str(), details.postcode.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        details.reach.iter().map(reach).collect::<Vec<_>>().join("; "),
        details.languages.join(", "),
        details.access.join(", "),
        details.do_not_ask.join(", "),
    ];
    texts.labels.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).collect()
}

fn reach(reach: &Reach) -> String {
    if reach.safely.is_empty() { reach.at.clone() } else { format!("{} ({})", reach.at, reach.safely) }
}

fn looked(look: &Look, language: &str) -> (String, String) {
    (look.when.as_ref().map(|when| moment_in_words(when, language)).unwrap_or_default(), look.sentence.clone())
}
