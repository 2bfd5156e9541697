//! The work itself: who is in an event, how large it is, and which requests carry a condition. The same for everybody who is measured.

/// How many bytes an event says.
pub const PAYLOAD_BYTES: usize = 400;
/// How many residents a borough has in which callers write.
pub const RESIDENTS: usize = 10_000;
/// So many requests share one condition.
const CONDITION_EVERY: u64 = 5;

/// Numbers that jump about, the same in every run.
pub fn scattered(number: u64) -> usize {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33).unwrap_or_default()
}

/// Whether a caller's request carries a condition: that nothing new was written about its people since the caller's last receipt.
pub fn has_condition(request: u64) -> bool {
    request.is_multiple_of(CONDITION_EVERY)
}

/// Some of the residents, with whom one caller alone meets, so that no condition ever trips over somebody else's event.
#[derive(Debug, Clone, Copy)]
pub struct Circle {
    caller: usize,
    callers: usize,
    size: usize,
}

impl Circle {
    /// The residents of one of several callers.
    pub fn of(caller: u64, callers: u64, residents: usize) -> Self {
        let (caller, callers) = (usize::try_from(caller).unwrap_or_default(), usize::try_from(callers).unwrap_or(1).max(1));
        Self { caller, callers, size: residents / callers }
    }

    /// The people of an event, by their number among the residents: two or three, the first of whom it is about.
    pub fn people(self, event: u64) -> impl Iterator<Item = usize> {
        let (first, count) = (scattered(event), 2 + usize::from(event.is_multiple_of(2)));
        (0..count).map(move |index| self.caller + self.callers * ((first + index * self.size / 3) % self.size))
    }
}

/// What an event says, for whoever keeps bytes: letters and digits that differ from event to event.
pub fn payload(event: u64) -> Vec<u8> {
    let words = (0..).map(|word| format!("{:08x}", scattered(event.wrapping_mul(64).wrapping_add(word)) & 0xFFFF_FFFF));
    words.flat_map(String::into_bytes).take(PAYLOAD_BYTES).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn an_event_has_two_or_three_people_and_nobody_twice() {
        for event in 0..1_000 {
            let people: Vec<usize> = Circle::of(3, 64, RESIDENTS).people(event).collect();
            assert!((2..=3).contains(&people.len()), "{people:?}");
            assert_eq!(people.iter().collect::<HashSet<_>>().len(), people.len(), "{people:?}");
        }
    }

    #[test]
    fn no_two_callers_meet_the_same_person() {
        let met = |caller| -> HashSet<usize> { (0..5_000).flat_map(|event| Circle::of(caller, 64, RESIDENTS).people(event)).collect() };
        assert!(met(1).is_disjoint(&met(2)));
        assert!(met(63).iter().all(|person| *person < RESIDENTS));
    }

    #[test]
    fn one_request_in_five_carries_a_condition() {
        assert_eq!((0..100).filter(|request| has_condition(*request)).count(), 20);
    }

    #[test]
    fn payloads_are_of_one_size_and_differ() {
        assert_eq!(payload(1).len(), PAYLOAD_BYTES);
        assert_ne!(payload(1), payload(2));
    }
}
