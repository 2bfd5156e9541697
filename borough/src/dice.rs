//! Seeded chance. The same seed and stream roll the same on every machine, because whole numbers are all that is drawn.

use std::ops::RangeInclusive;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// A seeded source of chance.
#[derive(Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// Dice of their own for each stream, so that one life does not change because another does.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut source = ChaCha8Rng::seed_from_u64(seed);
        source.set_stream(stream);
        Self(source)
    }

    /// A number below `end`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        // The high half of a 64-bit product: even enough for stories, and the same everywhere.
        ((u64::from(self.0.next_u32()) * u64::from(end)) >> 32) as u32
    }

    /// A number of the range.
    pub(crate) fn between(&mut self, range: RangeInclusive<i32>) -> i32 {
        let span = range.end().abs_diff(*range.start()) + 1;
        range.start() + self.below(span) as i32
    }

    /// True so many times in a hundred.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// An index into something of this length.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        self.below(length as u32) as usize
    }

    /// One of these.
    pub(crate) fn pick<T: Copy>(&mut self, table: &[T]) -> T {
        table[self.index(table.len())]
    }

    /// One of these, where it lies.
    pub(crate) fn find<'table, T>(&mut self, table: &'table [T]) -> &'table T {
        &table[self.index(table.len())]
    }

    /// One of these, each as often as its weight says.
    pub(crate) fn weighed<T: Copy>(&mut self, table: &[(u32, T)]) -> T {
        let total = table.iter().map(|(weight, _)| weight).sum();
        let mut rolled = self.below(total);
        for (weight, item) in table {
            match rolled.checked_sub(*weight) {
                None => return *item,
                Some(rest) => rolled = rest,
            }
        }
        table[0].1
    }
}
