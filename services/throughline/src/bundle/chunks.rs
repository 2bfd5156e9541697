//! A bundle's records as files, each record with its length before it.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, ErrorKind, Read as _, Write as _},
    path::Path,
};

use prost::Message as _;
use throughline_proto::v1::BundledRecord;

use super::{RECORDS_IN_A_FILE, files};

/// No record is nearly as large: an event has at most 256 KiB, and is sealed under a few keys.
const LARGEST_RECORD: u64 = 1 << 20;

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
}

/// A record; or why it cannot be read.
pub type Read = Result<BundledRecord, String>;

impl ChunkReader {
    /// From this record on, counted from 0.
    pub fn at(folder: &Path, records: u64, next: u64) -> Self {
        let first = next / RECORDS_IN_A_FILE * RECORDS_IN_A_FILE;
        let mut reader = Self { records, next: first, file: None, lost: None };
        while reader.next < next && reader.step(folder, |file, length| file.seek_relative(length.cast_signed())).is_some() {}
        reader
    }

    /// The one that comes next, counted from 0.
    pub fn position(&self) -> u64 {
        self.next
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
        if self.file.is_none() || self.next.is_multiple_of(RECORDS_IN_A_FILE) {
            (self.file, self.lost) = (None, None);
            match files::open(folder, &path(self.next)) {
                Ok(file) => self.file = Some(BufReader::with_capacity(1 << 17, file)),
                Err(error) if error.kind() == ErrorKind::NotFound => return None,
                Err(error) => self.lost = Some(error.to_string()),
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
            return Ok(Some(length));
        }
    }
    Err(ErrorKind::InvalidData.into())
}
