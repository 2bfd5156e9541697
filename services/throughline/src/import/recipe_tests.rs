//! What a mapping makes of rows.

use throughline_proto::v1::{Noted, TheyKnow, event::Kind};

use super::*;

const MAPPING: &str = r#"
    [agency]
    slug = "a"
    name = "A"
    [person]
    reference = "who"
    [supporter]
    name = "by"
    joined = "2026-01-01"
    [time]
    column = "when"
    [event]
    kind = "noted"
    what = "what"
    source_key = ["who", "key"]
"#;

fn ready(mapping: &str, cells: [&str; 5]) -> Result<Ready, RowProblem> {
    let mapping = Mapping::parse(mapping).expect("valid");
    let recipe = Recipe::new(&mapping, Header::new(["who", "by", "when", "what", "key"])).expect("it fits");
    let row = Row { line: 2, raw: "", cells: cells.map(Into::into).to_vec() };
    recipe.ready(&row, 0..0, "2026-06-01T00:00:00Z".parse().expect("a moment"))
}

const GOOD: [&str; 5] = ["7", "Ana", "2026-03-14 15:30:00+00:00", " Came by. ", "x|y"];

#[test]
fn a_row_is_an_event_but_for_its_ids() {
    let ready = ready(MAPPING, GOOD).expect("good");
    assert_eq!((ready.reference.as_str(), ready.supporter.as_deref()), ("7", Some("Ana")));
    assert_eq!(ready.event.kind, Some(Kind::Noted(Noted { what: "Came by.".into(), ..Noted::default() })));
    assert!(ready.event.people[0].person.is_empty() && ready.event.recorded_by.is_empty() && ready.event.words.is_empty());
}

#[test]
fn keys_of_several_columns_cannot_run_into_each_other() {
    assert_eq!(ready(MAPPING, GOOD).expect("good").event.source_key, "7|x||y");
}

#[test]
fn a_row_without_its_person_its_key_or_its_time_is_named() {
    for (cell, column) in [(0, "who"), (4, "key"), (2, "when")] {
        let mut cells = GOOD;
        cells[cell] = " ";
        assert!(ready(MAPPING, cells).expect_err("bad").to_string().contains(&format!("\"{column}\"")));
    }
}

#[test]
fn a_row_without_a_supporter_is_recorded_by_nobody() {
    assert_eq!(ready(MAPPING, ["7", "", GOOD[2], "Came by.", "x"]).expect("good").supporter, None);
}

#[test]
fn what_lies_ahead_is_named() {
    let mut cells = GOOD;
    cells[2] = "2026-06-02 10:00:00+00:00";
    assert_eq!(ready(MAPPING, cells), Err(RowProblem::InTheFuture));
}

#[test]
fn without_key_columns_the_rows_content_is_its_key() {
    let mapping = MAPPING.replace("source_key = [\"who\", \"key\"]", "");
    let key = |cells| ready(&mapping, cells).expect("good").event.source_key;
    assert_eq!(key(GOOD), key(GOOD));
    assert_ne!(key(GOOD), key(["7", "Ana", GOOD[2], "Came by again.", ""]));
    assert!(key(GOOD).starts_with("row:"));
}

#[test]
fn wording_of_a_kind_without_a_place_for_it_goes_into_the_words() {
    let ready = ready(&MAPPING.replace("\"noted\"", "\"met\""), GOOD).expect("good");
    assert_eq!(ready.event.words[0].text, "Came by.");
    assert_eq!(ready.event.words[0].voice, i32::from(Voice::Source));
}

#[test]
fn words_over_the_limit_are_named_and_not_cut() {
    let long = "é".repeat(5000);
    let problem = ready(MAPPING, ["7", "", GOOD[2], &long, "x"]).expect_err("too long");
    assert_eq!(problem, RowProblem::TooLong { column: "what".into(), bytes: 10_000, limit: 8192 });
}

#[test]
fn manner_place_and_topics_are_read_by_their_short_names() {
    let mapping = MAPPING.replace(
        "kind = \"noted\"",
        "kind = \"noted\"\nmanner = { column = \"key\", values = { \"tel\" = \"phone\" } }\nplace = \"by\"\ntopics = [\"health\"]",
    );
    let ready = ready(&mapping, ["7", "Ana", GOOD[2], "Came by.", "tel"]).expect("good");
    assert_eq!((ready.event.manner, ready.event.topics.as_slice()), (2, [1].as_slice()));
    assert!(ready.event.place.is_some());
}

#[test]
fn a_mapping_for_another_file_names_what_is_missing() {
    let mapping = Mapping::parse(MAPPING).expect("valid");
    let error = Recipe::new(&mapping, Header::new(["who", "by", "wen", "what", "key"])).expect_err("it does not fit");
    assert!(error.0.contains("\"when\"") && error.0.contains("Did you mean \"wen\"?"), "{error}");
}

#[test]
fn whether_they_know_is_not_made_up() {
    assert_eq!(Mapping::parse(MAPPING).expect("valid").person.they_know, None);
    assert_eq!(TheyKnow::default(), TheyKnow::Unspecified);
}
