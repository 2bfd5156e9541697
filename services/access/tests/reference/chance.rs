//! Chance from a seed: the same seed rolls the same situations on every machine. Nothing about stories is known here.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// A seeded source of chance.
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// A source of its own for each story, so that one story can be made again alone.
    pub fn new(seed: u64, story: u64) -> Self {
        let mut source = ChaCha8Rng::seed_from_u64(seed);
        source.set_stream(story);
        Self(source)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.next_u32()).expect("32 bits fit") % end
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}
