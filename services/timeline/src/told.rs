//! Pages of stories as they were told, remembered as the bytes that were sent, up to a bound.
//!
//! A page follows from what is in [`Question`] and from nothing else, so that nothing here goes stale: whatever is written about somebody,
//! a permission that is taken away among it, changes the record that touched their story last, and asks another question.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use quick_cache::{Weighter, sync::Cache};
use throughline_access::{Caller, Reader, RolesHeld, Viewer, pages::page_size};
use throughline_proto::{
    Refusal, ToldStory,
    v1::{GetStoryRequest, GetStoryResponse, Voice},
};
use throughline_views::StoryRead;

use crate::{
    stories::{LARGEST_PAGE, USUAL_PAGE},
    tell::Asking,
};

/// How many bytes of pages are remembered, and about how many pages that is.
const REMEMBERED_BYTES: u64 = 96 << 20;
const REMEMBERED_PAGES: usize = 6_000;
/// What a page takes besides what is sent: who asked for it, and where its entries begin.
const OVERHEAD_BYTES: u64 = 1_024;

/// All that a page follows from, and no more: what a caller may make up comes in here only as what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    /// The story, by its first profile, as it was when this record had touched it.
    story: String,
    changed: u64,
    /// Who takes part, and the policies in force, by the record that changed either last.
    directory: u64,
    today: String,
    caller: Caller,
    /// Who they are under all their profiles: whose proxy they are turns on it.
    is: Vec<String>,
    purpose: &'static str,
    /// What they hold, and whether they opened the story in an emergency that lasts.
    roles: Arc<RolesHeld>,
    opening: String,
    language: &'static str,
    to_resident: bool,
    page_token: String,
    page_size: usize,
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<Question, ToldStory> for Weight {
    fn weight(&self, _: &Question, told: &ToldStory) -> u64 {
        OVERHEAD_BYTES + told.bytes() as u64
    }
}

/// The pages in memory.
#[derive(Debug)]
pub(crate) struct Told {
    pages: Cache<Question, ToldStory, Weight>,
    /// Counts erasures, so that what was told just before one is not kept after it.
    erasures: AtomicU64,
}

impl Default for Told {
    fn default() -> Self {
        Self { pages: Cache::with_weighter(REMEMBERED_PAGES, REMEMBERED_BYTES, Weight), erasures: AtomicU64::new(0) }
    }
}

impl Told {
    /// Lets go of all pages, and of those that are being told: somebody was erased.
    pub(crate) fn forget_all(&self) {
        self.erasures.fetch_add(1, Ordering::SeqCst);
        self.pages.clear();
    }

    /// A page of this story as it was told before to whoever asks the same, or else as it is told now.
    pub(crate) fn page(
        &self,
        read: &StoryRead<'_>,
        asking: &Asking,
        request: &GetStoryRequest,
        tell: impl FnOnce() -> Result<GetStoryResponse, Refusal>,
    ) -> Result<ToldStory, Refusal> {
        let question = Question {
            story: read.profiles().first().cloned().unwrap_or_default(),
            changed: read.changed(),
            directory: asking.directory.changed(),
            today: asking.viewer.today.clone(),
            caller: asking.viewer.caller.clone(),
            is: asking.viewer.is.clone(),
            purpose: asking.viewer.purpose,
            roles: Arc::clone(&asking.viewer.roles),
            opening: opening(&asking.viewer, read),
            language: throughline_story::language_for(&asking.telling.language),
            to_resident: asking.telling.voice() == Voice::Resident,
            page_token: request.page_token.clone(),
            page_size: page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE),
        };
        if let Some(told) = self.pages.get(&question) {
            return Ok(told);
        }
        let erasures = self.erasures.load(Ordering::SeqCst);
        let told = ToldStory::from(tell()?);
        // What could not be looked up for a moment is there again when it is asked for the next time.
        if read.is_sure() {
            self.pages.insert(question.clone(), told.clone());
            if self.erasures.load(Ordering::SeqCst) != erasures {
                self.pages.remove(&question);
            }
        }
        Ok(told)
    }
}

/// The opening in an emergency by which they read; most stories have none. It ends by the clock, and no record says so.
fn opening(viewer: &Viewer, read: &StoryRead<'_>) -> String {
    if read.story().openings.is_empty() {
        return String::new();
    }
    Reader::new(viewer, read.story()).opening().map(|opening| opening.event.clone()).unwrap_or_default()
}
