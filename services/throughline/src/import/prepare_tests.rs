//! Whole files: what is good, what is bad, and that nothing is lost between the two.

use proptest::prelude::*;

use super::*;
use crate::{import::hands, output::Format};

const MAPPING: &str = r#"
    [agency]
    slug = "a"
    name = "A"
    [person]
    reference = "who"
    known_as = "name"
    [supporter]
    name = "by"
    joined = "2026-01-01"
    [time]
    column = "when"
    formats = ["rfc3339", "date"]
    [event]
    kind = "noted"
    what = "what"
    source_key = "key"
"#;
const HEADER: &str = "who,name,by,when,what,key\n";

fn read(bytes: &[u8]) -> Result<Prepared, WrongUse> {
    let mapping = Mapping::parse(MAPPING).expect("valid");
    prepare(bytes, &mapping, "2026-06-01T00:00:00Z".parse().expect("a moment"), &Output::new(Format::Text, true))
}

fn rows(rows: &str) -> Prepared {
    read(format!("{HEADER}{rows}").as_bytes()).expect("readable")
}

#[test]
fn rows_come_in_the_order_of_time_and_then_of_the_file() {
    let prepared = rows("1,,x,2026-03-02,b,k1\n1,,x,2026-03-01,a,k2\n1,,x,2026-03-02,c,k3\n");
    assert_eq!(prepared.ready.iter().map(|ready| ready.line).collect::<Vec<_>>(), [3, 2, 4]);
}

#[test]
fn a_bad_row_is_named_and_the_others_go_on() {
    let prepared = rows("1,,x,2026-03-01,a,k1\n2,,x,someday,a,k2\n3,,x,2026-03-01\n4,,x,2026-03-01,a,k4\n");
    assert_eq!(prepared.ready.len(), 2);
    assert_eq!(prepared.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(prepared.rows, 4);
}

#[test]
fn a_row_said_twice_is_taken_once_and_one_key_for_two_things_is_named() {
    let prepared = rows("1,,x,2026-03-01,a,k\n1,,x,2026-03-01,a,k\n1,,x,2026-03-01,b,k\n");
    assert_eq!((prepared.ready.len(), prepared.repeated), (1, 1));
    assert_eq!(prepared.bad[0].why, RowProblem::SameKey { first: 2 });
    assert!(prepared.notes[0].contains("line 3 repeats line 2"), "{:?}", prepared.notes);
}

#[test]
fn people_have_their_first_day_and_the_details_of_all_their_rows() {
    let prepared = rows("1,Rosa,x,2026-03-02,b,k1\n1,,y,2026-03-01,a,k2\n2,Amira,x,2026-03-03,c,k3\n");
    let people: Vec<_> = prepared
        .people
        .iter()
        .map(|person| (person.reference.as_str(), person.day.to_string(), person.details.known_as.as_str()))
        .collect();
    assert_eq!(people, [("1", "2026-03-01".to_owned(), "Rosa"), ("2", "2026-03-03".to_owned(), "Amira")]);
    let supporters: Vec<_> = prepared.supporters.iter().map(|supporter| (supporter.name.as_str(), supporter.day.day())).collect();
    assert_eq!(supporters, [("y", 1), ("x", 2)]);
}

#[test]
fn a_file_without_anything_and_one_without_rows_are_told_apart() {
    assert!(read(b"").expect_err("empty").0.contains("empty"));
    assert!(read("\u{feff}\n".as_bytes()).is_err());
    assert!(rows("").notes[0].contains("no rows"));
}

#[test]
fn a_torn_last_line_is_named() {
    let prepared = rows("1,,x,2026-03-01,a,k1\n2,,x,2026-0");
    assert_eq!(prepared.bad[0].why, RowProblem::Torn { found: 4, expected: 6 });
    assert_eq!(prepared.ready.len(), 1);
}

#[test]
fn the_municipal_log_fits_its_mapping() {
    // Three rows of one person, from van Dongen and Buijs, 4TU.ResearchData, doi 10.4121/uuid:a07386a5-7be3-4367-9535-70bc9e77dbe6.
    let mapping = Mapping::parse(include_str!("../../mappings/municipal-receipt-log.toml")).expect("valid");
    let csv = "\
case:channel,case:concept:name,case:deadline,case:department,case:enddate,case:enddate_planned,case:group,case:responsible,case:startdate,concept:instance,concept:name,lifecycle:transition,org:group,org:resource,time:timestamp
Internet,case-10011,2011-12-06 13:41:31.788000+01:00,General,,2011-12-06 13:41:31.788000+01:00,Group 2,Resource21,2011-10-11 13:42:22.688000+02:00,task-42933,Confirmation of receipt,complete,Group 1,Resource21,2011-10-11 13:45:40.276000+02:00
Internet,case-10011,2011-12-06 13:41:31.788000+01:00,General,,2011-12-06 13:41:31.788000+01:00,Group 2,Resource21,2011-10-11 13:42:22.688000+02:00,task-42935,T02 Check confirmation of receipt,complete,Group 4,Resource10,2011-10-12 08:26:25.398000+02:00
Internet,case-10011,2011-12-06 13:41:31.788000+01:00,General,,2011-12-06 13:41:31.788000+01:00,Group 2,Resource21,2011-10-11 13:42:22.688000+02:00,task-42957,T03 Adjust confirmation of receipt,complete,Group 1,Resource21,2011-11-24 15:36:51.302000+01:00
";
    let prepared = prepare(csv.as_bytes(), &mapping, "2026-06-01T00:00:00Z".parse().expect("a moment"), &Output::new(Format::Text, true))
        .expect("it fits");
    assert_eq!((prepared.ready.len(), prepared.people.len(), prepared.supporters.len(), prepared.bad.len()), (3, 1, 2, 0));
    let hands = hands::changes(prepared.ready.iter().map(|ready| (ready.reference.as_str(), ready.supporter.as_deref())));
    assert_eq!(hands, 2);
    assert_eq!(prepared.ready[0].event.source_key, "task-42933");
}

proptest! {
    #[test]
    fn every_line_of_any_file_is_imported_named_repeated_or_blank(
        lines in prop::collection::vec("(1|2)?,,x?,(2026-03-0[1-9]|someday),[a\"]{0,2},k[1-5](\r\n|\n)|[ab,\"é]{0,9}\n|\n", 0..12)
    ) {
        let text = lines.concat();
        let prepared = rows(&text);
        let taken: usize = prepared.ready.iter().map(|ready| ready.raw.len()).sum();
        let bad: usize = prepared.bad.iter().map(|bad| bad.raw.len()).sum();
        prop_assert_eq!(prepared.rows, prepared.ready.len() as u64 + prepared.bad.len() as u64 + prepared.repeated);
        prop_assert!(prepared.header.len() + taken + bad <= prepared.text.len());
        if prepared.repeated == 0 {
            let blank: usize = text.len() + HEADER.len() - prepared.header.len() - taken - bad;
            let blanks: usize = Reader::new(&prepared.text, b',')
                .map(|item| if let Item::Blank(raw) = item { raw.len() } else { 0 }).sum();
            prop_assert_eq!(blank, blanks);
        }
    }

    #[test]
    fn any_bytes_at_all_are_read_or_said_to_be_wrong(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&[HEADER.as_bytes(), &bytes].concat());
        let _ = read(&bytes);
    }
}
