//! The files say the same in every language; every phrase is there, and none is left over; and everybody is spoken to in a language of theirs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use axum::http::{HeaderName, header::COOKIE};

use super::*;
use crate::pages::life_map::{phrase, set};

fn with(name: HeaderName, value: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(name, value.parse().expect("a header"))])
}

/// The words of one of our languages.
pub(crate) fn wording(tag: &str) -> Wording {
    Wording { language: Language::of(tag).expect("it is there"), can_change: true }
}

/// What is written below `folder`, but for these tests.
fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it can be read").map(|entry| entry.expect("it can be read").path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let ours = files.iter().filter(|path| !path.ends_with("words/tests.rs"));
    let texts = ours.map(|path| fs::read_to_string(path).expect("it is text"));
    texts.chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

/// Everything that pages and their code say.
fn said() -> String {
    let portal = Path::new(env!("CARGO_MANIFEST_DIR"));
    [portal.join("src"), portal.join("templates")].iter().flat_map(|folder| sources(folder)).collect::<Vec<_>>().join("\n")
}

/// The messages of a language, and what stands in the braces of each: its arguments, and other messages.
fn messages(files: Files) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut messages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut name = "";
    for line in files.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#')) {
        if let Some((begins, _)) = line.split_once(" =").filter(|_| line.starts_with(char::is_alphabetic)) {
            name = begins;
        }
        let within = line.split("{ ").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
        messages.entry(name).or_default().extend(within);
    }
    messages.remove("");
    messages
}

#[test]
fn every_language_says_the_same_with_the_same_arguments() {
    let (_, _, english) = FILES[0];
    for (tag, _, files) in FILES {
        assert_eq!(messages(files), messages(english), "{tag}");
        // A message that two files have would be found out here, too.
        let mut bundle = FluentBundle::new_concurrent(Vec::new());
        for file in files {
            let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(_, problems)| panic!("{tag}: {problems:?}"));
            bundle.add_resource(resource).unwrap_or_else(|problems| panic!("{tag}: {problems:?}"));
        }
        assert!(!Language::of(tag).expect("it is there").own_name.is_empty());
    }
}

#[test]
fn every_choice_within_a_message_is_one_in_every_language() {
    // Which counts have a form of their own is each language's own.
    const COUNTS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
    let choices = |files: Files| -> Vec<&str> {
        let choices = files
            .into_iter()
            .flat_map(str::lines)
            .filter_map(|line| line.trim_start_matches([' ', '*']).strip_prefix('[')?.split(']').next());
        choices.filter(|choice| !COUNTS.contains(choice)).collect()
    };
    let (_, _, english) = FILES[0];
    for (tag, _, files) in FILES {
        assert_eq!(choices(files), choices(english), "{tag}");
    }
}

#[test]
fn every_phrase_that_is_said_is_there_and_none_is_left_over() {
    let (said, (_, _, english)) = (said(), FILES[0]);
    let messages = messages(english);
    for begins in [".say(\"", ".with(\"", "Phrase(\""] {
        let phrases = said.split(begins).skip(1).filter_map(|rest| rest.split('"').next());
        for phrase in phrases {
            assert!(messages.contains_key(phrase), "“{phrase}” is in no file");
        }
    }
    // What the life map asks about is named by its own file.
    let asked: BTreeSet<String> =
        set().areas.iter().flat_map(|area| area.indicators.iter().map(|one| phrase(one)).chain([area.phrase()])).collect();
    for phrase in &asked {
        assert!(messages.contains_key(phrase.as_str()), "“{phrase}” is in no file");
    }
    let within: BTreeSet<&str> = messages.values().flatten().copied().collect();
    for message in messages.keys() {
        assert!(
            said.contains(&format!("\"{message}\"")) || within.contains(message) || asked.contains(*message),
            "nobody says “{message}”"
        );
    }
}

#[test]
fn a_message_that_a_language_lacks_is_said_in_english() {
    let lacking = Box::leak(Box::new(Language::read("ro", "Română", &["my-story = Povestea mea"])));
    let w = Wording { language: lacking, can_change: true };
    assert_eq!((w.say("my-story"), w.say("looks")), ("Povestea mea".to_owned(), "Who looked".to_owned()));
}

#[test]
fn a_browser_is_answered_in_the_language_that_it_would_rather_have() {
    for (asked, tag) in [
        ("ro", "ro"),
        ("ro-RO, ro;q=0.9, en;q=0.8", "ro"),
        ("en-GB,en;q=0.9,ro;q=0.8", "en"),
        ("bn, ro-MD;q=0.5, en;q=0.4", "ro"),
        ("en;q=0.5, RO;q=0.7", "ro"),
        ("ro, en", "ro"),
        ("en, ro", "en"),
        ("ro;q=0, *", "en"),
        ("ro;q=x", "en"),
        ("ro;q=NaN", "en"),
        ("tlh", "en"),
        ("-,;;q=,", "en"),
        ("", "en"),
    ] {
        assert_eq!(Wording::asked_for(&Method::GET, &with(ACCEPT_LANGUAGE, asked)).tag(), tag, "{asked}");
    }
    assert_eq!(Wording::asked_for(&Method::GET, &HeaderMap::new()).tag(), "en");
}

#[test]
fn what_somebody_chose_comes_before_what_their_browser_asks_for() {
    for (cookie, tag) in [("__Host-language=ro", "ro"), ("__Host-language=tlh", "en"), ("__Host-language=ro; __Host-language=en", "en")] {
        let mut headers = with(COOKIE, cookie);
        headers.extend(with(ACCEPT_LANGUAGE, "en"));
        assert_eq!(Wording::asked_for(&Method::GET, &headers).tag(), tag, "{cookie}");
    }
}

#[test]
fn a_page_that_answers_a_form_is_not_left_for_another_language() {
    let can_change = |method| Wording::asked_for(&method, &HeaderMap::new()).can_change;
    assert!(can_change(Method::GET) && can_change(Method::HEAD) && !can_change(Method::POST));
}

#[test]
fn languages_run_in_the_direction_of_their_script() {
    let directions = ["en", "ro", "bn", "ur", "ar", "pa", "pa-Arab", "ku-Latn"].map(|tag| direction(&tag.parse().expect("a language")));
    assert_eq!(directions, ["ltr", "ltr", "ltr", "rtl", "rtl", "ltr", "rtl", "ltr"]);
}

#[test]
fn text_that_runs_the_other_way_stays_apart_and_other_text_is_left_as_it_is() {
    let told = |w: Wording, reason: &str| w.with("looks-why", &[("reason", reason)]);
    assert_eq!(told(wording("en"), "a visit"), "They said why: a visit");
    assert_eq!(told(wording("en"), "زيارة"), "They said why: \u{2068}زيارة\u{2069}");
    let urdu = Box::leak(Box::new(Language::read("ur", "اردو", &["looks-why = وجہ: { $reason }"])));
    assert_eq!(told(Wording { language: urdu, can_change: true }, "a visit"), "وجہ: \u{2068}a visit\u{2069}");
}
