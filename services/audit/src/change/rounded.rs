//! Numbers about people, to the nearest five. A small one would single somebody out, and so would the difference of two exact ones. How many records
//! there are in all is exact, since checkpoints say it: in a place so small that there are two numbers, these may still be worked out from it.

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
    fn every_number_that_is_told_stands_for_three_at_least() {
        for many in TO..200 {
            let alike = (TO..300).filter(|other| rounded(*other) == rounded(many));
            assert!(alike.count() >= 3, "{many}");
        }
    }
}
