//! Room that agencies share: for calls, for streams, for connections. An agency may have as much as it leaves free for others, so that one
//! alone gets half, and a newcomer always some.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Places, and which agency has how many of them. One that has none is not remembered.
pub struct Room {
    most: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by_agency: HashMap<Option<Arc<str>>, usize>,
}

impl Room {
    /// So many places.
    pub fn new(most: usize) -> Self {
        Self { most, taken: Mutex::default() }
    }

    /// Whether nobody is in it, nor remembered.
    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all == 0 && taken.by_agency.is_empty()
    }

    /// A place for an agency, if it has room left.
    pub fn enter(room: &Arc<Self>, agency: Option<&str>) -> Option<Place> {
        let agency: Option<Arc<str>> = agency.map(Into::into);
        let mut taken = room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let free = room.most - taken.all;
        let theirs = taken.by_agency.entry(agency.clone()).or_default();
        if *theirs >= free {
            // Whoever finds no room is remembered only while they have some.
            if *theirs == 0 {
                taken.by_agency.remove(&agency);
            }
            return None;
        }
        *theirs += 1;
        taken.all += 1;
        Some(Place { room: Arc::clone(room), agency })
    }
}

/// A place in a room, until it is dropped.
pub struct Place {
    room: Arc<Room>,
    agency: Option<Arc<str>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        match taken.by_agency.get_mut(&self.agency) {
            Some(theirs) if *theirs > 1 => *theirs -= 1,
            _ => _ = taken.by_agency.remove(&self.agency),
        }
    }
}
