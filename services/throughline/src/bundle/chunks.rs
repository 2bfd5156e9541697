//! A bundle's records as files, each record with its length before it.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, BufReader, BufWriter, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
    sync::{Mutex, PoisonError},
};

use prost::Message as _;
use throughline_proto::v1::BundledRecord;

use super::{RECORDS_IN_A_FILE, files};

/// No record is nearly as large: an event has at most 256 KiB, and is sealed under a few keys.
const LARGEST_RECORD: u64 = 1 << 20;

/// So much of a file is read at once.
const BUFFER: usize = 1 << 17;
/// Every so many records it is noted where one begins: as many as are checked in one go.
const MARKED: u64 = 512;
/// No more files are read at once.
const FILES_KEPT: usize = 4;

/// The file that holds the records from this one on, counted from 0.
pub fn path(first: u64) -> String {
    format!("records/{:06}", first / RECORDS_IN_A_FILE)
}

/// Writes records, one file after the other.
#[derive(Debug)]
pub struct ChunkWriter<'a> {
    folder: &'a Path,
    written: u64,
    file: Option<BufWriter<File>>,
}

impl<'a> ChunkWriter<'a> {
    /// Into a bundle's folder.
    pub fn new(folder: &'a Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder.join("records"))?;
        Ok(Self { folder, written: 0, file: None })
    }

    /// One record more.
    pub fn write(&mut self, record: &BundledRecord) -> io::Result<()> {
        if self.written.is_multiple_of(RECORDS_IN_A_FILE) {
            self.finish()?;
            self.file = Some(BufWriter::new(File::create_new(self.folder.join(path(self.written)))?));
        }
        self.written += 1;
        let file = self.file.as_mut().ok_or(ErrorKind::NotFound)?;
        file.write_all(&record.encode_length_delimited_to_vec())
    }

    /// Everything is on its way to the disk; gives how many there are.
    pub fn finish(&mut self) -> io::Result<u64> {
        if let Some(mut file) = self.file.take() {
            file.flush()?;
        }
        Ok(self.written)
    }
}

/// Reads records in order, from any on.
///
/// What cannot be read is stepped over: one damaged record costs that one, and a damaged length the rest of its file.
#[derive(Debug)]
pub struct ChunkReader {
    /// How many records the bundle is said to have.
    records: u64,
    /// The next, counted from 0.
    next: u64,
    file: Option<BufReader<File>>,
    /// Why nothing more can be read of this file.
    lost: Option<String>,
    /// Why the file that comes next cannot be opened, if it is there.
    unopened: Option<String>,
}

/// A record; or why it cannot be read.
pub type Read = Result<BundledRecord, String>;

impl ChunkReader {
    /// From the first record on.
    pub fn new(records: u64) -> Self {
        Self { records, next: 0, file: None, lost: None, unopened: None }
    }

    /// From this record on, counted from 0.
    pub fn at(folder: &Path, records: u64, next: u64, marks: &Marks) -> Self {
        let (first, offset) = marks.before(folder, next);
        let mut reader = Self { records, next: first, file: None, lost: None, unopened: None };
        if offset > 0 {
            let opened = files::open(folder, &path(first)).and_then(|mut file| file.seek(SeekFrom::Start(offset)).map(|_| file));
            match opened {
                Ok(file) => reader.file = Some(BufReader::with_capacity(BUFFER, file)),
                Err(error) => reader.lost = Some(error.to_string()),
            }
        }
        while reader.next < next && reader.step(folder, |file, length| file.seek_relative(length.cast_signed())).is_some() {}
        reader
    }

    /// The one that comes next, counted from 0.
    pub fn position(&self) -> u64 {
        self.next
    }

    /// Why reading ended before a file, if it is there and cannot be opened.
    pub fn unopened(&self) -> Option<&str> {
        self.unopened.as_deref()
    }

    /// The next record; nothing after the last that there is.
    pub fn read(&mut self, folder: &Path) -> Option<Read> {
        let mut bytes = Vec::new();
        // Read as it comes, so that a length alone takes no memory.
        let read = self.step(folder, |file, length| file.take(length).read_to_end(&mut bytes).map(drop))?;
        Some(read.and_then(|length| if bytes.len() as u64 == length { decode(&bytes) } else { Err("a record was cut off".into()) }))
    }

    /// One record on: `pass` takes it out of the file. Gives its length; nothing after the last that there is.
    fn step(&mut self, folder: &Path, pass: impl FnOnce(&mut BufReader<File>, u64) -> io::Result<()>) -> Option<Result<u64, String>> {
        if self.next >= self.records {
            return None;
        }
        if self.file.is_none() && self.lost.is_none() || self.next.is_multiple_of(RECORDS_IN_A_FILE) {
            (self.file, self.lost) = (None, None);
            match files::open(folder, &path(self.next)) {
                Ok(file) => self.file = Some(BufReader::with_capacity(BUFFER, file)),
                Err(error) => {
                    // Nor is anything behind it, as far as anybody can tell: the files come one after the other.
                    self.unopened = (error.kind() != ErrorKind::NotFound).then(|| error.to_string());
                    return None;
                }
            }
        }
        let passed = match (&self.lost, &mut self.file) {
            (None, Some(file)) => match length(file) {
                Ok(None) => return None,
                Ok(Some(length)) if length <= LARGEST_RECORD => pass(file, length).map(|()| length).map_err(|error| error.to_string()),
                Ok(Some(_)) => Err(self.lose("a record is longer than any is")),
                Err(_) => Err(self.lose("a record's length is none")),
            },
            (lost, _) => Err(lost.clone().unwrap_or_default()),
        };
        self.next += 1;
        let is_last = self.next == self.records || self.next.is_multiple_of(RECORDS_IN_A_FILE);
        if is_last && passed.is_ok() && !self.has_ended() {
            return Some(Err("its file has more in it than its records".into()));
        }
        Some(passed)
    }

    /// Where a record ends nobody knows any more, up to the next file.
    fn lose(&mut self, why: &str) -> String {
        self.lost = Some(why.to_owned());
        why.to_owned()
    }

    fn has_ended(&mut self) -> bool {
        self.file.as_mut().is_none_or(|file| file.read(&mut [0]).is_ok_and(|read| read == 0))
    }
}

/// Where in the files that were read last every so many records begin, as far as that can be found: whoever reads a stretch in the middle does not
/// read what is before it.
#[derive(Debug, Default)]
pub struct Marks(Mutex<VecDeque<(u64, Vec<u64>)>>);

impl Marks {
    /// A record of the same file that begins where is known, no later than this one; and where that is.
    fn before(&self, folder: &Path, index: u64) -> (u64, u64) {
        let (file, at) = (index / RECORDS_IN_A_FILE, index % RECORDS_IN_A_FILE / MARKED);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.iter().all(|(kept, _)| *kept != file) {
            kept.push_back((file, offsets(folder, file)));
            if kept.len() > FILES_KEPT {
                kept.pop_front();
            }
        }
        let offsets = kept.iter().find(|(kept, _)| *kept == file).map_or(&[][..], |(_, offsets)| offsets);
        let nearest = offsets.iter().zip(0..=at).last();
        nearest.map_or((file * RECORDS_IN_A_FILE, 0), |(offset, at)| (file * RECORDS_IN_A_FILE + at * MARKED, *offset))
    }
}

/// Looks at lengths alone.
fn offsets(folder: &Path, file: u64) -> Vec<u64> {
    let (mut offsets, mut at) = (Vec::new(), 0);
    let Ok(file) = files::open(folder, &path(file * RECORDS_IN_A_FILE)) else { return offsets };
    let mut file = BufReader::with_capacity(BUFFER, file);
    for record in 0..RECORDS_IN_A_FILE {
        if record.is_multiple_of(MARKED) {
            offsets.push(at);
        }
        let Ok(Some(length)) = length(&mut file) else { break };
        at += length + prost::length_delimiter_len(usize::try_from(length).unwrap_or(usize::MAX)) as u64;
        if length > LARGEST_RECORD || file.seek_relative(length.cast_signed()).is_err() {
            break;
        }
    }
    offsets
}

fn decode(bytes: &[u8]) -> Read {
    let record = BundledRecord::decode(bytes).map_err(|_| "a record cannot be decoded")?;
    // Nothing is passed over unseen: neither what another program put in, nor what is said twice.
    if record.encode_to_vec() == bytes { Ok(record) } else { Err("a record has something in it that does not belong there".into()) }
}

/// A varint; nothing at the end of the file.
fn length(file: &mut impl io::Read) -> io::Result<Option<u64>> {
    let mut length = 0_u64;
    for shift in (0..63).step_by(7) {
        let mut byte = [0];
        if file.read(&mut byte)? == 0 {
            return if shift == 0 { Ok(None) } else { Err(ErrorKind::UnexpectedEof.into()) };
        }
        length |= u64::from(byte[0] & 0x7f) << shift;
        if byte[0] < 0x80 {
            // As short as it can be, as it was written: each record begins at one place only.
            return if byte[0] == 0 && shift > 0 { Err(ErrorKind::InvalidData.into()) } else { Ok(Some(length)) };
        }
    }
    Err(ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// More than a file.
    const RECORDS: u64 = RECORDS_IN_A_FILE + 700;

    fn written() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = ChunkWriter::new(folder.path()).expect("a folder");
        for position in 1..=RECORDS {
            let header = vec![7; usize::try_from(position % 300).expect("few")];
            writer.write(&BundledRecord { position, header, ..BundledRecord::default() }).expect("written");
        }
        assert_eq!(writer.finish().expect("written"), RECORDS);
        folder
    }

    fn from(folder: &Path, index: u64, marks: &Marks) -> Option<Result<u64, String>> {
        let mut reader = ChunkReader::at(folder, RECORDS, index, marks);
        assert!(reader.position() == index || index > RECORDS);
        Some(reader.read(folder)?.map(|record| record.position))
    }

    #[test]
    fn it_is_read_from_any_record_on_and_to_the_end() {
        let (folder, marks) = (written(), Marks::default());
        for index in [0, 1, 511, 512, 513, 1_700, RECORDS_IN_A_FILE - 1, RECORDS_IN_A_FILE, RECORDS_IN_A_FILE + 513, RECORDS - 1, 4] {
            assert_eq!(from(folder.path(), index, &marks), Some(Ok(index + 1)));
        }
        assert_eq!(from(folder.path(), RECORDS, &marks), None);
        assert_eq!(from(folder.path(), u64::MAX, &marks), None);
        let mut reader = ChunkReader::new(RECORDS);
        let read: Vec<u64> = std::iter::from_fn(|| reader.read(folder.path())).map(|read| read.expect("it is there").position).collect();
        assert!(read.iter().copied().eq(1..=RECORDS));
    }

    #[test]
    fn behind_a_damaged_length_nothing_of_that_file_is_read_and_all_of_the_next() {
        let folder = written();
        let path = folder.path().join("records/000000");
        let mut bytes = std::fs::read(&path).expect("read");
        let at = usize::try_from(offsets(folder.path(), 0)[2]).expect("small");
        bytes[at..at + 10].fill(0xff);
        std::fs::write(path, bytes).expect("written");
        let marks = Marks::default();
        assert_eq!(from(folder.path(), 1_023, &marks), Some(Ok(1_024)));
        for index in [1_024, 1_025, 5_000, RECORDS_IN_A_FILE - 1] {
            assert!(from(folder.path(), index, &marks).is_some_and(|read| read.is_err()), "{index}");
        }
        assert_eq!(from(folder.path(), RECORDS_IN_A_FILE, &marks), Some(Ok(RECORDS_IN_A_FILE + 1)));
    }
}
