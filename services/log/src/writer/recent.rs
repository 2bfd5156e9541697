//! Who was written about lately, and where: a window over the newest records, in bounded memory. Nothing in here may ask the store.

use std::{collections::HashMap, mem};

use uuid::Uuid;

/// Two generations of 40 bytes a person: about 5 MB.
const GENERATION: usize = 65_536;

/// The newest position about each person, for all records after a floor.
#[derive(Debug)]
pub(crate) struct Recent {
    floor: u64,
    /// The older generation covers the records up to here, and the younger those after.
    turned_at: u64,
    old: HashMap<Uuid, u64>,
    young: HashMap<Uuid, u64>,
    newest: u64,
    /// The newest record of the control lane, as far as is known: none lies after it.
    control: u64,
}

impl Recent {
    /// Remembers nothing up to a position, and everything after it.
    pub fn new(floor: u64) -> Self {
        Self { floor, turned_at: floor, newest: floor, control: floor, old: HashMap::new(), young: HashMap::new() }
    }

    /// Nothing is known about records up to here.
    pub fn floor(&self) -> u64 {
        self.floor
    }

    /// The newest record about a person after the floor.
    pub fn newest(&self, person: &Uuid) -> Option<u64> {
        self.young.get(person).or_else(|| self.old.get(person)).copied()
    }

    /// No record of the control lane lies after here.
    pub fn control(&self) -> u64 {
        self.control
    }

    /// Takes in what a batch wrote, up to a position.
    pub fn extend(&mut self, touched: HashMap<Uuid, u64>, control: u64, up_to: u64) {
        if self.young.len() >= GENERATION {
            // The old generation goes, and with it what was known about the records that it covered.
            self.old = mem::take(&mut self.young);
            self.floor = mem::replace(&mut self.turned_at, self.newest);
        }
        self.young.extend(touched);
        self.newest = up_to;
        self.control = control;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u64) -> Uuid {
        Uuid::from_u128(u128::from(number))
    }

    #[test]
    fn the_newest_position_is_remembered() {
        let mut recent = Recent::new(10);
        recent.extend(HashMap::from([(person(1), 11)]), 10, 11);
        recent.extend(HashMap::from([(person(1), 14)]), 10, 14);
        assert_eq!(recent.newest(&person(1)), Some(14));
        assert_eq!(recent.newest(&person(2)), None);
    }

    #[test]
    fn everything_after_the_floor_is_remembered_and_the_memory_is_bounded() {
        let mut recent = Recent::new(0);
        let step = 1_000;
        for batch in 0..200 {
            let positions = batch * step + 1..=(batch + 1) * step;
            recent.extend(positions.map(|position| (person(position), position)).collect(), 0, (batch + 1) * step);
            let newest = (batch + 1) * step;
            assert!((recent.floor() + 1..=newest).all(|position| recent.newest(&person(position)) == Some(position)));
        }
        assert!(recent.floor() > 0);
        assert!(recent.old.len() + recent.young.len() <= 2 * GENERATION + 2_000);
    }
}
