//! Numbers about people, to the nearest five. A small one would single somebody out, and so would the difference of two exact ones.

use throughline_proto::v1::RoundedCount;

/// Rounded to this, and below it not told.
const TO: u64 = 5;

/// A number about people.
pub(crate) fn rounded(count: u64) -> RoundedCount {
    let few = (1..TO).contains(&count);
    RoundedCount { count: if few { 0 } else { (count + TO / 2) / TO * TO }, few }
}

/// A number about no person.
pub(crate) fn exact(count: u64) -> RoundedCount {
    RoundedCount { count, few: false }
}

/// So many that each may be named.
pub(crate) fn are_many(count: u64) -> bool {
    count >= TO
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_is_not_told_and_the_rest_is_rounded() {
        let told = |count| (rounded(count).count, rounded(count).few);
        assert_eq!(
            [0, 1, 4, 5, 7, 8, 12, 13].map(told),
            [(0, false), (0, true), (0, true), (5, false), (5, false), (10, false), (10, false), (15, false)]
        );
    }

    #[test]
    fn the_difference_of_a_sum_and_its_parts_gives_no_small_number_away() {
        for small in 1..TO {
            for many in TO..60 {
                // Whoever knows the sum exactly still has several small numbers to choose from.
                let told = rounded(many);
                let may_be = (1..TO).filter(|other| rounded((many + small) - other) == told || rounded(many + small - other).few);
                assert!(may_be.count() >= 2, "{small} of {}", many + small);
            }
        }
    }
}
