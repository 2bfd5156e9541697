//! The whole of FEBRL's first data set (P. Christen, ANU): 500 people and a spoiled copy of each. It is not in this repository; the test
//! says so and ends where it is not there. `FEBRL_FILE` names others, whose columns are called as there or much like it.

#![allow(clippy::print_stdout, clippy::expect_used, reason = "the curve is for whoever reads the test's output; a test fails by panicking")]

mod febrl;

use febrl::{Row, judge::Compared};
use throughline_matching::{Field, Score, Weights};

/// From how many rows on a list is worth holding the share of what was found against a bound.
const TRUE_PAIRS_OF_A_LIST: usize = 100;

/// The rows, where somebody has put the list there.
fn rows() -> Option<Vec<Row>> {
    let files = febrl::files();
    if files.is_empty() {
        println!("febrl1.csv does not lie beside the workspace: nothing to hold the matching against");
        return None;
    }
    Some(febrl::read_all(&files, None).expect("it can be read"))
}

/// What is found in a list, with its curve printed; nothing where it does not say who is who.
fn compared(title: &str, rows: &[Row]) -> Option<Compared> {
    let compared = Compared::all(rows, &febrl::traits(rows));
    println!("{title}: {}", compared.curve(None));
    let may_match = compared.pairs.iter().filter(|pair| pair.score.may_match()).count();
    if compared.true_pairs < TRUE_PAIRS_OF_A_LIST {
        println!("{may_match} pairs may match; it does not say of enough rows who is who to judge them");
        return None;
    }
    Some(compared)
}

#[test]
fn spoiled_copies_are_found_and_nobody_else_is() {
    let Some(compared) = rows().and_then(|rows| compared("FEBRL, without the social security number", &rows)) else { return };
    let (judged, keys) = (compared.judged(Score::may_match), compared.judged(|_| true));
    let (precision, recall, f1) = (judged.precision, judged.recall, judged.f1());
    println!("may match: precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}; keys in common: {:.4}", keys.recall);
    assert!(keys.recall >= 0.995, "{:.4} of the true pairs have a key in common", keys.recall);
    assert!(f1 >= 0.98, "F1 {f1:.4}");
}

#[test]
fn one_more_number_of_their_own_makes_it_no_worse() {
    let title = "FEBRL, with the social security number as an NHS number";
    let Some(compared) = rows().and_then(|rows| compared(title, &febrl::with_social(rows))) else { return };
    assert!(compared.judged(Score::may_match).f1() >= 0.98);
}

/// FEBRL's first data set, and nothing else.
fn people_of_the_first() -> Option<Vec<throughline_matching::Traits>> {
    let files = febrl::files();
    if !matches!(&files[..], [file] if file.ends_with("febrl1.csv")) {
        println!("the weights were fitted from febrl1.csv alone, which is not what there is");
        return None;
    }
    Some(febrl::traits(&febrl::read_all(&files, None).expect("it can be read")))
}

#[test]
fn the_weights_are_what_the_fitting_gives_without_anybody_saying_who_is_who() {
    let Some(people) = people_of_the_first() else { return };
    assert_eq!(febrl::fitted(&people).to_text(), Weights::fitted().to_text());
}

#[test]
fn wherever_the_fitting_begins_it_settles_on_these_weights() {
    let Some(people) = people_of_the_first() else { return };
    for expected in [0.1, 10.0] {
        let fitted = febrl::fitted_from(&people, expected);
        for (field, level) in Field::ALL.into_iter().flat_map(|field| field.levels().iter().map(move |level| (field, *level))) {
            let [here, there] = [&fitted, Weights::fitted()].map(|weights| weights.odds(field, level).bits());
            assert!((here - there).abs() < 0.05, "from {expected}: {field:?} {level:?} {here} and not {there}");
        }
    }
}
