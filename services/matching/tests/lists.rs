//! Strangers' lists: what their columns are taken for, and that nothing is guessed in silence.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod febrl;

use febrl::{Row, judge::Compared, read_text};
use throughline_matching::{Score, Traits};

fn rows(text: &str) -> Vec<Row> {
    read_text(text, None).expect("it can be read").1
}

fn refused(text: &str) -> String {
    read_text(text, None).err().expect("it is refused")
}

#[test]
fn columns_are_found_by_their_names_however_they_are_written() {
    let of_voters = rows("recid,givenname,surname,suburb,postcode\n7,Rosa,Tilbrook,Romford,28801\n");
    assert_eq!(of_voters.len(), 1, "the header is nobody");
    let details = &of_voters[0].details;
    assert_eq!((of_voters[0].id.as_str(), details.given_name.as_str(), details.family_name.as_str()), ("7", "Rosa", "Tilbrook"));
    assert_eq!((details.postcode.as_str(), details.address.trim()), ("28801", ""), "a town alone is no address");
    let other = rows(
        "unique_id;First Name;Middle_Name;LAST-NAME;D.O.B.;res_street_address;City;Zip Code;Telephone;E-mail;NHS Number\n\
         1;Rosa;May;Tilbrook;02/06/1951;12 Osier Walk;Romford;RM1 1AA;07700 900123;rosa@example.org;943 476 5919\n",
    );
    let details = &other[0].details;
    assert_eq!((details.born.as_str(), details.address.trim()), ("1951-06-02", "12 Osier Walk  Romford"));
    assert_eq!((details.reach.len(), details.other_names.len(), details.nhs_number.len()), (2, 1, 12));
}

#[test]
fn a_list_without_ids_of_its_own_is_read_by_its_header_all_the_same() {
    let rows = rows("surname\tfirst_name\tdob\nTilbrook\tRosa\t19510602\n");
    assert_eq!((rows.len(), rows[0].id.as_str(), rows[0].details.family_name.as_str()), (1, "line 2", "Tilbrook"));
    assert!(Score::between(&Traits::of(&rows[0].details), &Traits::of(&rows[0].details)).may_match());
}

#[test]
fn what_cannot_be_told_is_refused_by_name() {
    let error = refused("7,Rosa,Tilbrook,Romford,28801\n8,Liam,Marsh,Ilford,28802\n");
    assert!(error.contains("Tilbrook") && error.contains("two columns"), "{error}");
    let error = refused("id,postcode,color\n1,28801,red\n");
    assert!(error.contains("a name") && error.contains("color"), "{error}");
    let error = read_text("id,surname\n1,Marsh\n", Some("voter")).err().expect("no such column");
    assert!(error.contains("voter") && error.contains("surname"), "{error}");
    assert!(refused("").contains("no row"));
}

#[test]
fn a_list_may_begin_with_a_row_only_if_it_is_one_of_febrls() {
    let row = "rec-100-org, tiana, luchetti, 112, totterdell street, villa 5, toowoomba, 2008, sa, 19050127, 2712503\n";
    assert_eq!(rows(row)[0].person.as_deref(), Some("100"));
    refused(row.strip_prefix("rec-").expect("it begins so"));
}

#[test]
fn dates_are_read_as_people_write_them() {
    let born = |text: &str| rows(&format!("id;surname;dob\n1;Marsh;{text}\n"))[0].details.born.clone();
    for text in ["1951-06-02", "02/06/1951", "2.6.1951", "2-6-1951", "1951/6/2", "1951-06-02T00:00:00", "1951-06-02 00:00:00"] {
        assert_eq!(born(text), "1951-06-02", "{text}");
    }
    assert_eq!((born("19510602").as_str(), born("06/22/1951").as_str()), ("19510602", "1951-06-22"));
    assert_eq!(["1951", "02/06/51", "June 1951", ""].map(born), [""; 4]);
    let parts = rows("fname_c1,lname_c1,by,bm,bd\nRosa,Tilbrook,1951,6,2\n");
    assert_eq!(parts[0].details.born, "1951-06-02");
}

#[test]
fn who_is_who_is_told_by_a_cluster_or_by_the_column_that_is_named() {
    let text = "id,surname,cluster\n1,Marsh,a\n2,Marsh,a\n3,Marsh,\n";
    assert_eq!(rows(text).iter().map(|row| row.person.as_deref()).collect::<Vec<_>>(), [Some("a"), Some("a"), None]);
    let named = read_text("id,surname,voter\n1,Marsh,a\n", Some("Voter")).expect("it can be read").1;
    assert_eq!(named[0].person.as_deref(), Some("a"));
    assert!(rows("id,surname\nrec-1,Marsh\n")[0].person.is_none());
}

#[test]
fn a_list_that_does_not_say_who_is_who_is_judged_without_dividing_by_nothing() {
    let rows = rows("id,given_name,surname,dob\n1,Rosa,Tilbrook,1951-06-02\n2,Rosa,Tilbrook,1951-06-02\n");
    let compared = Compared::all(&rows, &febrl::traits(&rows));
    assert_eq!((compared.true_pairs, compared.pairs.len()), (0, 1));
    let judged = compared.judged(Score::may_match);
    assert!(judged.recall == 0.0 && judged.f1() == 0.0 && !compared.curve(None).contains("NaN"));
}

#[test]
fn marks_and_bytes_of_other_systems_do_not_stop_the_reading() {
    let text = String::from_utf8_lossy(b"\xef\xbb\xbfid|given_name|surname\n1|Ren\xe9e|Marsh\n").into_owned();
    let rows = rows(&text);
    assert_eq!((rows[0].id.as_str(), rows[0].details.family_name.as_str()), ("1", "Marsh"));
}

#[test]
fn a_town_that_many_live_in_brings_nobody_together() {
    let street = |at: usize| ["Osier", "Lapwing", "Curlew", "Mulberry", "Tollgate", "Quince", "Damson"][at % 7];
    let row = |at: usize| format!("{at},Rosa,,{} {} Walk,Romford\n", 1 + at % 9, street(at / 9));
    let text: String = std::iter::once("id,given_name,surname,address,city\n".to_owned()).chain((0..63).map(row)).collect();
    let people = febrl::traits(&rows(&text));
    assert!(febrl::near(&people).len() < 63 * 62 / 2 / 3, "{}", febrl::near(&people).len());
}
