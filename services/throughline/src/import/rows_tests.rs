//! What the CSV reader makes of good files, of broken ones, and of any text at all.

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Vec<Item<'_>> {
    Reader::new(text, b',').collect()
}

fn cells_of<'a>(item: &'a Item<'_>) -> Vec<&'a str> {
    match item {
        Item::Row(row) => row.cells.iter().map(AsRef::as_ref).collect(),
        other => panic!("not a row: {other:?}"),
    }
}

fn problem(item: &Item<'_>) -> (u64, RowProblem) {
    match item {
        Item::Bad { line, why, .. } => (*line, why.clone()),
        other => panic!("not bad: {other:?}"),
    }
}

#[test]
fn quoted_cells_hold_delimiters_quotes_and_line_ends() {
    let items = read("a,b\r\n\"x, \"\"y\"\"\nz\",2\r\n");
    assert_eq!(cells_of(&items[1]), ["x, \"y\"\nz", "2"]);
}

#[test]
fn a_line_after_a_row_of_several_lines_has_its_own_number() {
    let items = read("a,b\n\"1\n2\",3\nonly one\n");
    assert_eq!(problem(&items[2]), (4, RowProblem::Cells { found: 1, expected: 2 }));
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_line_alone() {
    let items = read("a,b\n1,\"open\n2,x\n3,y\n");
    assert_eq!(problem(&items[1]), (2, RowProblem::QuoteNotClosed { cell: 2 }));
    assert_eq!(cells_of(&items[2]), ["2", "x"]);
    assert_eq!(items.len(), 4);
}

#[test]
fn a_missing_quote_before_a_quoted_row_is_found_where_it_is_missing() {
    let items = read("a,b\n1,\"open\n2,\"x\"\n3,y\n");
    assert_eq!(problem(&items[1]), (2, RowProblem::AfterQuote { cell: 2 }));
    assert_eq!(cells_of(&items[2]), ["2", "x"]);
}

#[test]
fn a_last_line_without_its_end_and_with_too_few_cells_is_torn() {
    let items = read("a,b,c\n1,2,3\n4,5");
    assert_eq!(problem(&items[2]), (3, RowProblem::Torn { found: 2, expected: 3 }));
}

#[test]
fn a_last_line_that_only_lacks_its_end_is_a_row() {
    assert_eq!(cells_of(&read("a,b\n1,2")[1]), ["1", "2"]);
}

#[test]
fn blank_lines_are_passed_over_and_counted() {
    let items = read("a,b\n\n , \n1,2\n\n");
    assert_eq!(items.iter().filter(|item| matches!(item, Item::Blank(_))).count(), 3);
    assert!(matches!(&items[3], Item::Row(row) if row.line == 4));
}

#[test]
fn a_quote_within_a_plain_cell_is_an_ordinary_character() {
    assert_eq!(cells_of(&read("a,b\n5\" pipe,2\n")[1]), ["5\" pipe", "2"]);
}

#[test]
fn a_character_that_was_lost_leaves_its_row_out() {
    assert_eq!(problem(&read(&format!("a,b\n{LOST},2\n"))[1]), (2, RowProblem::LostCharacter));
}

#[test]
fn other_delimiters_are_understood() {
    let items: Vec<_> = Reader::new("a;b\n1,5;2\n", b';').collect();
    assert_eq!(cells_of(&items[1]), ["1,5", "2"]);
}

#[test]
fn every_row_opening_a_quote_costs_no_more_than_its_line() {
    let text = format!("a,b\n{}", "1,\"open,x\n".repeat(501));
    let bad = read(&text).iter().filter(|item| matches!(item, Item::Bad { .. })).count();
    assert_eq!(bad, 501);
}

proptest! {
    #[test]
    fn every_line_comes_out_exactly_once(text in "([a-c\",;\r\n é]|\"\"){0,60}") {
        let items = read(&text);
        let raw: String = items.iter().map(|item| match item {
            Item::Row(row) => row.raw,
            Item::Bad { raw, .. } | Item::Blank(raw) => raw,
        }).collect();
        prop_assert_eq!(raw, text);
    }

    #[test]
    fn any_text_at_all_is_read_without_a_panic(text in any::<String>()) {
        let _ = read(&text).len();
    }

    #[test]
    fn lines_are_numbered_as_an_editor_does(text in "([ab\",\n]|\r\n){0,60}") {
        let mut seen = 1;
        for item in Reader::new(&text, b',') {
            let (line, raw) = match &item {
                Item::Row(row) => (row.line, row.raw),
                Item::Bad { line, raw, .. } => (*line, *raw),
                Item::Blank(raw) => (seen, *raw),
            };
            prop_assert_eq!(line, seen);
            seen += raw.matches('\n').count() as u64;
        }
    }

    #[test]
    fn what_the_csv_crate_writes_is_read_back_the_same(
        rows in prop::collection::vec(prop::collection::vec("[a-z,\"\r\n é]{0,8}", 3), 1..8)
    ) {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("written");
        }
        let text = String::from_utf8(writer.into_inner().expect("flushed")).expect("UTF-8");
        let read: Vec<Vec<String>> = Reader::new(&text, b',')
            .filter_map(|item| match item {
                Item::Row(row) => Some(row.cells.into_iter().map(Cow::into_owned).collect()),
                _ => None,
            })
            .collect();
        // A row of nothing but white space is passed over as blank.
        let wanted: Vec<Vec<String>> = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty()) || row.iter().any(|cell| cell.contains(['\r', '\n']))).collect();
        prop_assert_eq!(read, wanted);
    }
}
