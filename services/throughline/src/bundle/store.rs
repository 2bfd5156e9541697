//! A bundle of everything, read as a log's store: so that what checks a log checks a bundle too, and finds the same.
//!
//! Headers and parts come from the bundle's records, leaves and the head's tree from its tiles: where the two do not agree, it is found out which.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use throughline_log::{
    Checkpoint, Finding, Store, Trouble,
    store::{Batch, Claimed, CommitError, Followed, Head, Page, StoreError, StoredCheckpoint, StoredPart, StoredRecord},
    tree::Frontier,
};
use throughline_proof::{Hash, complete, tile::Tile};
use throughline_proto::v1::BundledRecord;
use uuid::Uuid;

use super::{
    chunks::{ChunkReader, Marks},
    counted::Counted,
    files,
};

/// Leaves in a tile.
const LEAVES: u64 = 256;
/// No page of records that were written is larger. What comes after so much of one is not kept, and found to be none.
const LARGEST_PAGE: usize = 192 << 20;

/// A bundle of everything.
#[derive(Debug)]
pub struct BundleStore {
    folder: PathBuf,
    checkpoint: Checkpoint,
    records: u64,
    marks: Marks,
    beside: Mutex<Beside>,
}

/// What its records hold besides their hashes: each is looked at when it is read for the first time.
#[derive(Debug, Default)]
struct Beside {
    counted: Counted,
    /// A bit for each record that was looked at.
    looked_at: Vec<u64>,
}

impl Beside {
    /// Whether a record is looked at for the first time, as it is now.
    fn begins(&mut self, index: u64) -> bool {
        let (word, bit) = (usize::try_from(index / 64).unwrap_or(usize::MAX), 1 << (index % 64));
        if word >= self.looked_at.len() {
            self.looked_at.resize(word + 1, 0);
        }
        let was_new = self.looked_at[word] & bit == 0;
        self.looked_at[word] |= bit;
        was_new
    }
}

/// Looks at what lies beside a record.
fn look_beside(counted: &mut Counted, folder: &Path, record: Option<&BundledRecord>) {
    counted.records += 1;
    let Some(record) = record else { return };
    counted.beside(folder, record);
    let keys = record.content_keys.len();
    if !record.inclusion.is_empty() || !(keys == 0 || keys == record.parts.len()) {
        let expected = "a header, its parts, and a key to each or to none".to_owned();
        let found = "something else beside them".to_owned();
        counted.find(Finding { position: record.position, trouble: Trouble::BesideDiffers, expected, found });
    }
}

impl BundleStore {
    /// The store of a bundle with this checkpoint, which is said to have so many records.
    pub fn new(folder: PathBuf, checkpoint: Checkpoint, records: u64) -> Arc<Self> {
        Arc::new(Self { folder, checkpoint, records, marks: Marks::default(), beside: Mutex::default() })
    }

    /// The hashes of one of the bundle's tiles.
    pub fn tile(&self, tile: Tile) -> io::Result<Vec<Hash>> {
        use std::io::Read as _;
        let mut bytes = Vec::new();
        // No tile is longer, and one that is is none.
        files::open(&self.folder, &tile.path())?.take(LEAVES * 32 + 1).read_to_end(&mut bytes)?;
        tile.hashes(&bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// The tree's right edge as the tiles have it; empty where they cannot be read.
    fn frontier(&self) -> Vec<u8> {
        let size = self.checkpoint.size;
        let root = |node| {
            let tile = Tile::holding(node, size)?;
            let mut tiles = throughline_proof::tile::Tiles::default();
            tiles.insert(tile, self.tile(tile).ok()?);
            let leaves = 1_u64.checked_shl(u32::from(node.height))?;
            tiles.root_of(&(node.index * leaves..(node.index + 1) * leaves))
        };
        let roots: Option<Vec<Hash>> = complete(&(0..size)).into_iter().map(root).collect();
        roots.map(|roots| roots.concat()).unwrap_or_default()
    }

    /// What its records hold besides their hashes, as far as they were read.
    pub fn take_counted(&self) -> Counted {
        std::mem::take(&mut self.beside().counted)
    }

    fn beside(&self) -> MutexGuard<'_, Beside> {
        self.beside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Several are read at once.
    fn page(&self, after: u64, limit: usize) -> io::Result<Page> {
        let mut counted = Counted::default();
        let page = self.page_beside(after, limit, &mut counted);
        self.beside().counted.add(counted);
        page
    }

    fn page_beside(&self, after: u64, limit: usize, counted: &mut Counted) -> io::Result<Page> {
        let mut chunks = ChunkReader::at(&self.folder, self.records, after, &self.marks);
        let (mut page, mut room, mut tile) = (Page::default(), LARGEST_PAGE, None);
        while page.records.len() < limit {
            let index = chunks.position();
            let Some(read) = chunks.read(&self.folder) else {
                chunks.unopened().into_iter().for_each(|why| counted.file("a file of records that can be read", why));
                break;
            };
            if self.beside().begins(index) {
                look_beside(counted, &self.folder, read.as_ref().ok());
            }
            let BundledRecord { position, mut header, mut parts, .. } =
                read.map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?;
            let leaf = self.leaf(&mut tile, index);
            room = room.saturating_sub(header.len() + parts.iter().map(Vec::len).sum::<usize>());
            if room == 0 {
                (header, parts) = (Vec::new(), Vec::new());
            }
            page.records.push(StoredRecord { position, header, leaf });
            let part = |(part, bytes)| StoredPart { position, part, bytes };
            page.parts.extend(parts.into_iter().enumerate().filter(|(_, bytes): &(usize, Vec<u8>)| !bytes.is_empty()).map(part));
        }
        Ok(page)
    }

    /// A record's leaf as its tile has it; nothing where that cannot be read.
    fn leaf(&self, kept: &mut Option<(Tile, Vec<Hash>)>, index: u64) -> Vec<u8> {
        let Some(tile) = Tile::within(0, index / LEAVES, self.checkpoint.size) else { return Vec::new() };
        if kept.as_ref().is_none_or(|(kept, _)| *kept != tile) {
            *kept = Some((tile, self.tile(tile).unwrap_or_default()));
        }
        let at = usize::try_from(index % LEAVES).unwrap_or(usize::MAX);
        kept.as_ref().and_then(|(_, hashes)| hashes.get(at)).map(|hash| hash.to_vec()).unwrap_or_default()
    }
}

/// A bundle is only read.
fn only_read<T>() -> Result<T, StoreError> {
    Err(StoreError::Away("a bundle is only read".into()))
}

#[async_trait]
impl Store for BundleStore {
    fn has_other_writers(&self) -> bool {
        false
    }

    async fn look(&self) -> Result<Option<Claimed>, StoreError> {
        let Checkpoint { origin, size, .. } = &self.checkpoint;
        let empty = Frontier::default().encode();
        let frontier = if *size == 0 { empty } else { self.frontier() };
        Ok(Some(Claimed { origin: origin.clone(), head: Head { position: *size, epoch: 0, frontier } }))
    }

    async fn claim(&self, _: &str) -> Result<Claimed, StoreError> {
        only_read()
    }

    async fn commit(&self, _: Arc<Batch>) -> Result<(), CommitError> {
        Ok(only_read()?)
    }

    async fn find_once(&self, _: Vec<i64>) -> Result<Vec<(i64, u64)>, StoreError> {
        Ok(Vec::new())
    }

    async fn read(&self, after: u64, limit: usize) -> Result<Page, StoreError> {
        tokio::task::block_in_place(|| self.page(after, limit)).map_err(|error| StoreError::Damaged(error.into()))
    }

    async fn read_headers(&self, after: u64, limit: usize) -> Result<Vec<StoredRecord>, StoreError> {
        Ok(self.read(after, limit).await?.records)
    }

    async fn read_once(&self, _: Option<(i64, u64)>, _: usize) -> Result<Vec<(i64, u64)>, StoreError> {
        Ok(Vec::new())
    }

    async fn save_checkpoint(&self, _: StoredCheckpoint, _: u64) -> Result<(), StoreError> {
        only_read()
    }

    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        Ok(None)
    }

    async fn read_checkpoints(&self, _: u64, _: usize) -> Result<Vec<StoredCheckpoint>, StoreError> {
        Ok(Vec::new())
    }

    async fn delete_parts(&self, _: Vec<(u64, usize)>) -> Result<bool, StoreError> {
        only_read()
    }

    async fn all_followed(&self, _: &str) -> Result<Vec<(String, Followed)>, StoreError> {
        Ok(Vec::new())
    }

    async fn followed(&self, _: &str) -> Result<Option<Followed>, StoreError> {
        Ok(None)
    }

    async fn save_followed(&self, _: &str, _: Followed) -> Result<(), StoreError> {
        only_read()
    }

    async fn hold(&self, _: &str, _: Uuid, _: Duration) -> Result<bool, StoreError> {
        Ok(false)
    }
}
