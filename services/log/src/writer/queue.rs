//! The queue before the writer: a lane for each agency, and a request from each in turn, so that one agency's flood keeps nobody else
//! waiting. The order within an agency is kept.
//!
//! Pure: nothing in here may wait, write, or know what a request is.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

/// How much may wait, of all agencies together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub requests: usize,
    pub bytes: usize,
}

/// How much is taken at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Batch {
    pub requests: usize,
    pub events: usize,
}

/// Requests that wait. An agency may have as much of the room as it leaves free for others: alone the half, two a third each, and
/// whoever has nothing waiting always finds some.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    bounds: Bounds,
    lanes: HashMap<Arc<str>, Lane<T>>,
    /// Who has something waiting; whose turn is next stands first.
    turns: VecDeque<Arc<str>>,
    requests: usize,
    bytes: usize,
}

#[derive(Debug)]
struct Lane<T> {
    waiting: VecDeque<Entry<T>>,
    /// Of what waits, and of what was taken and is not answered yet.
    bytes: usize,
}

#[derive(Debug)]
struct Entry<T> {
    events: usize,
    item: T,
}

impl<T> Queue<T> {
    pub fn new(bounds: Bounds) -> Self {
        Self { bounds, lanes: HashMap::new(), turns: VecDeque::new(), requests: 0, bytes: 0 }
    }

    /// Puts a request at the end of its agency's lane, unless the agency has its share of the room already.
    pub fn push(&mut self, agency: &Arc<str>, events: usize, bytes: usize, item: T) -> bool {
        let (waiting, kept) = self.lanes.get(agency).map_or((0, 0), |lane| (lane.waiting.len(), lane.bytes));
        let fits = waiting < self.bounds.requests - self.requests && kept + bytes <= self.bounds.bytes - self.bytes;
        if !fits {
            return false;
        }
        let lane = self.lanes.entry(Arc::clone(agency)).or_insert_with(|| Lane { waiting: VecDeque::new(), bytes: 0 });
        if lane.waiting.is_empty() {
            self.turns.push_back(Arc::clone(agency));
        }
        lane.waiting.push_back(Entry { events, item });
        lane.bytes += bytes;
        self.requests += 1;
        self.bytes += bytes;
        true
    }

    /// Takes requests, one of each agency in turn, until the batch is full. Their bytes count until they are given back.
    pub fn take(&mut self, batch: Batch) -> Vec<T> {
        let (mut taken, mut events) = (Vec::new(), 0);
        while taken.len() < batch.requests && events < batch.events {
            let Some(agency) = self.turns.pop_front() else { break };
            let Some(lane) = self.lanes.get_mut(&agency) else { continue };
            let Some(entry) = lane.waiting.pop_front() else { continue };
            if !lane.waiting.is_empty() {
                self.turns.push_back(agency);
            }
            events += entry.events;
            taken.push(entry.item);
        }
        self.requests -= taken.len();
        taken
    }

    /// A request was answered: its bytes are free again.
    pub fn give_back(&mut self, agency: &Arc<str>, bytes: usize) {
        self.bytes = self.bytes.saturating_sub(bytes);
        if let Some(lane) = self.lanes.get_mut(agency) {
            lane.bytes = lane.bytes.saturating_sub(bytes);
            if lane.bytes == 0 && lane.waiting.is_empty() {
                self.lanes.remove(agency);
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.requests == 0
    }

    pub fn requests(&self) -> usize {
        self.requests
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Everything that still waits, for whoever must answer it when the writer has ended. Bytes are given back one by one.
    pub fn drain(&mut self) -> Vec<T> {
        self.take(Batch { requests: usize::MAX, events: usize::MAX })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: Batch = Batch { requests: usize::MAX, events: usize::MAX };

    fn queue(requests: usize, bytes: usize) -> Queue<(usize, usize)> {
        Queue::new(Bounds { requests, bytes })
    }

    fn agency(number: usize) -> Arc<str> {
        format!("agency-{number}").into()
    }

    #[test]
    fn a_single_request_is_in_the_next_batch_however_many_another_agency_has_waiting() {
        let mut queue = queue(1_000, 1_000_000);
        (0..400).for_each(|number| assert!(queue.push(&agency(0), 10, 1, (0, number))));
        assert!(queue.push(&agency(1), 1, 1, (1, 0)));
        let batch = queue.take(Batch { requests: 512, events: 200 });
        assert_eq!(batch.iter().position(|item| *item == (1, 0)), Some(1));
    }

    #[test]
    fn whose_turn_it_was_last_waits_longest_also_from_batch_to_batch() {
        let mut queue = queue(100, 100);
        for (number, order) in (0..4).flat_map(|number| (0..3).map(move |order| (number, order))) {
            assert!(queue.push(&agency(number), 1, 1, (number, order)));
        }
        let one = Batch { requests: 3, events: 100 };
        let whose: Vec<usize> = (0..4).flat_map(|_| queue.take(one)).map(|(number, _)| number).collect();
        assert_eq!(whose, [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
    }

    #[test]
    fn an_agency_alone_gets_half_of_the_room_and_a_newcomer_always_some() {
        let mut queue = queue(100, usize::MAX / 2);
        let mut push_all = |number| (0..100).filter(|order| queue.push(&agency(number), 1, 1, (number, *order))).count();
        assert_eq!(push_all(0), 50);
        assert_eq!(push_all(1), 25);
        assert!((2..5).all(|number| push_all(number) > 0));
    }

    #[test]
    fn bytes_count_until_they_are_given_back_and_then_the_lane_is_gone() {
        let mut queue = queue(100, 100);
        assert!(queue.push(&agency(0), 1, 100, (0, 0)), "one request may take all of it");
        assert!(!queue.push(&agency(1), 1, 1, (1, 0)));
        assert_eq!(queue.take(ALL).len(), 1);
        assert!(!queue.push(&agency(0), 1, 1, (0, 1)), "it is still in memory");
        queue.give_back(&agency(0), 100);
        assert!(queue.lanes.is_empty());
        assert!(queue.push(&agency(1), 1, 1, (1, 0)));
    }

    proptest! {
        #[test]
        fn what_is_taken_is_what_was_put_in_and_the_order_of_each_agency_is_kept(
            steps in prop::collection::vec((0_usize..4, 1_usize..50, 1_usize..300, any::<bool>()), 1..300)
        ) {
            let mut queue = queue(40, 2_000);
            let (mut put, mut taken) = (vec![Vec::new(); 4], vec![Vec::new(); 4]);
            for (order, (number, events, bytes, take)) in steps.into_iter().enumerate() {
                if queue.push(&agency(number), events, bytes, (number, order * 1_000 + bytes)) {
                    put[number].push(order);
                }
                prop_assert!(queue.requests() <= 40 && queue.bytes() <= 2_000);
                let batch = if take { queue.take(Batch { requests: 5, events: 100 }) } else { Vec::new() };
                for (number, told) in batch {
                    taken[number].push(told / 1_000);
                    queue.give_back(&agency(number), told % 1_000);
                }
            }
            for (number, told) in queue.drain() {
                taken[number].push(told / 1_000);
                queue.give_back(&agency(number), told % 1_000);
            }
            prop_assert_eq!(taken, put);
            prop_assert!(queue.is_empty() && queue.bytes() == 0 && queue.lanes.is_empty() && queue.turns.is_empty());
        }
    }
}
