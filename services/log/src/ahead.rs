//! Reading on while what was read is worked on: for whoever goes through a log from one end to the other.

use std::{collections::VecDeque, sync::Arc};

use tokio::task::JoinHandle;

use crate::{
    error::LogError,
    record::{Record, assemble},
    store::{Page, Store, StoreError},
};

/// How many pages are asked for before they are wanted.
const PAGES: usize = 2;

/// A store's pages, in order, each asked for before it is wanted.
pub struct ReadAhead {
    store: Arc<dyn Store>,
    until: u64,
    limit: usize,
    /// Up to where pages were given out.
    given: u64,
    /// Up to where they were asked for.
    asked: u64,
    under_way: VecDeque<Reading>,
}

impl ReadAhead {
    /// Begins after a position, and goes up to another at the most, with so many records a page.
    pub fn new(store: Arc<dyn Store>, after: u64, until: u64, limit: usize) -> Self {
        Self { store, until, limit, given: after, asked: after, under_way: VecDeque::with_capacity(PAGES) }
    }

    /// The next page; an empty one at the end, or at the head, after which it may be asked again.
    pub async fn next(&mut self) -> Result<Page, StoreError> {
        while self.under_way.len() < PAGES && self.asked < self.until {
            let (store, after) = (Arc::clone(&self.store), self.asked);
            let limit = usize::try_from(self.until - after).map_or(self.limit, |rest| rest.min(self.limit));
            self.asked += limit as u64;
            self.under_way.push_back(Reading { limit, page: tokio::spawn(async move { store.read(after, limit).await }) });
        }
        let Some(first) = self.under_way.front_mut() else { return Ok(Page::default()) };
        let (limit, read) = (first.limit, (&mut first.page).await);
        // Only now, so that nothing is left out when somebody stops waiting and asks again.
        self.under_way.pop_front();
        let read = match read {
            Ok(read) => read,
            Err(ended) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
            Err(ended) => Err(StoreError::Away(ended.into())),
        };
        let page = read.inspect_err(|_| self.ask_again())?;
        self.given = page.records.last().map_or(self.given, |last| last.position);
        if page.records.len() < limit {
            // The log ended here, and may have grown since: the pages behind it would leave out what came in between.
            self.ask_again();
        }
        Ok(page)
    }

    /// Lets go of what is under way, and asks again for what comes after the last that was given out.
    fn ask_again(&mut self) {
        self.under_way.clear();
        self.asked = self.given;
    }
}

/// A page on its way. One that nobody waits for any more gives its connection back at once.
struct Reading {
    limit: usize,
    page: JoinHandle<Result<Page, StoreError>>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.page.abort();
    }
}

/// A log's records, in order, a page at a time.
pub struct Records {
    pages: ReadAhead,
}

impl Records {
    pub(crate) fn new(pages: ReadAhead) -> Self {
        Self { pages }
    }

    /// The next records, without a gap; none at the end. After records that are damaged there is nothing more to ask for.
    pub async fn next(&mut self) -> Result<Vec<Record>, LogError> {
        let after = self.pages.given;
        assemble(self.pages.next().await?, after)
    }
}
