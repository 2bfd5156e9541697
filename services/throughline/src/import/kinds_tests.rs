//! What kinds of event a mapping can make of rows.

use throughline_proto::v1::{HelpKind, HelpSize, Met, Noted, OfferedHelp, event::Kind};

use super::*;

fn kinds(event: &str) -> Result<Kinds, WrongUse> {
    let mapping = format!("[agency]\nslug = \"a\"\nname = \"A\"\n[person]\nreference = \"p\"\n[time]\ncolumn = \"t\"\n[event]\n{event}");
    Kinds::new(&mapping::Mapping::parse(&mapping).expect("valid").event, &Header::new(["type", "size"]))
}

fn kind(event: &str, cells: [&str; 2]) -> Result<Option<Kind>, RowProblem> {
    kinds(event).expect("valid").event(&cells, "a ramp").map(|(event, _)| event.kind)
}

#[test]
fn a_constant_kind_carries_the_rows_wording() {
    let noted = Noted { what: "a ramp".into(), ..Noted::default() };
    assert_eq!(kind("kind = \"noted\"", ["", ""]), Ok(Some(Kind::Noted(noted))));
}

#[test]
fn a_column_chooses_the_kind_and_fields_are_read_by_their_short_names() {
    let event = r#"
        kind = { column = "type", values = { "Visit" = "met", "Help" = "offered_help" } }
        [event.fields.offered_help]
        kind = "home"
        size = { column = "size", values = { "1d" = "a_day" } }
    "#;
    assert_eq!(kind(event, ["Visit", ""]), Ok(Some(Kind::Met(Met::default()))));
    let offered = OfferedHelp { what: "a ramp".into(), kind: HelpKind::Home.into(), size: HelpSize::ADay.into(), ..OfferedHelp::default() };
    assert_eq!(kind(event, ["Help", "1d"]), Ok(Some(Kind::OfferedHelp(offered))));
}

#[test]
fn a_text_that_the_mapping_does_not_know_leaves_the_row_out_unless_there_is_an_otherwise() {
    let values = "kind = { column = \"type\", values = { \"Visit\" = \"met\" } }";
    let problem = kind(values, ["Visti", ""]).expect_err("unknown");
    assert!(problem.to_string().contains("Did you mean \"Visit\"?"), "{problem}");
    let otherwise = "kind = { column = \"type\", values = { \"Visit\" = \"met\" }, otherwise = \"noted\" }";
    assert!(matches!(kind(otherwise, ["Visti", ""]), Ok(Some(Kind::Noted(_)))));
}

#[test]
fn what_the_export_does_not_tell_is_other_where_there_is_such_a_thing() {
    let Ok(Some(Kind::OfferedHelp(offered))) = kind("kind = \"offered_help\"", ["", ""]) else { panic!("not an offer") };
    assert_eq!(offered.kind(), HelpKind::Other);
}

#[test]
fn a_kind_that_answers_another_event_cannot_be_imported() {
    let error = kinds("kind = \"offer_answered\"").expect_err("not importable");
    assert!(error.0.contains("no kind that an export can tell"), "{error}");
}

#[test]
fn a_field_that_the_kind_does_not_have_is_answered_with_the_nearest() {
    let error = kinds("kind = \"offered_help\"\n[event.fields.offered_help]\nsise = \"a_day\"").expect_err("unknown");
    assert!(error.0.contains("Did you mean \"size\"?"), "{error}");
}

#[test]
fn a_value_that_is_none_is_found_before_any_row_is_read() {
    let error = kinds("kind = \"offered_help\"\n[event.fields.offered_help]\nsize = \"huge\"").expect_err("no size");
    assert!(error.0.contains("five_minutes, an_hour, a_day"), "{error}");
}

#[test]
fn every_kind_that_can_be_imported_is_one_of_the_proto() {
    kinds("kind = \"noted\"").expect("every recipe is found");
}
