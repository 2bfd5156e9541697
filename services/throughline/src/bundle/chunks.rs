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
#[derive(Debug)]
pub struct ChunkReader {
    /// How many records the bundle is said to have.
    records: u64,
    /// The next, counted from 0.
    next: u64,
    file: Option<BufReader<File>>,
}

impl ChunkReader {
    /// From this record on, counted from 0.
    pub fn at(folder: &Path, records: u64, next: u64) -> io::Result<Self> {
        let first = next / RECORDS_IN_A_FILE * RECORDS_IN_A_FILE;
        let mut reader = Self { records, next: first, file: None };
        while reader.next < next && reader.read(folder)?.is_some() {}
        Ok(reader)
    }

    /// The one that comes next, counted from 0.
    pub fn position(&self) -> u64 {
        self.next
    }

    /// The next record; nothing after the last.
    pub fn read(&mut self, folder: &Path) -> io::Result<Option<BundledRecord>> {
        let is_at_an_end = self.next >= self.records || self.next.is_multiple_of(RECORDS_IN_A_FILE);
        if is_at_an_end && !self.has_ended()? {
            return Err(invalid("a file has more in it than its records"));
        }
        if self.next >= self.records {
            return Ok(None);
        }
        if is_at_an_end || self.file.is_none() {
            self.file = Some(BufReader::with_capacity(1 << 17, files::open(folder, &path(self.next))?));
        }
        let file = self.file.as_mut().ok_or(ErrorKind::NotFound)?;
        let Some(length) = length(file)? else { return Ok(None) };
        if length > LARGEST_RECORD {
            return Err(invalid("a record is longer than any is"));
        }
        let mut bytes = Vec::new();
        // Read as it comes, so that a length alone takes no memory.
        file.take(length).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != length {
            return Err(invalid("a record was cut off"));
        }
        self.next += 1;
        let record = BundledRecord::decode(bytes.as_slice()).map_err(|_| invalid("a record cannot be decoded"))?;
        // Nothing is passed over unseen: neither what another program put in, nor what is said twice.
        if record.encode_to_vec() == bytes {
            Ok(Some(record))
        } else {
            Err(invalid("a record has something in it that does not belong there"))
        }
    }

    /// The file that was read last has nothing behind its last record.
    fn has_ended(&mut self) -> io::Result<bool> {
        self.file.as_mut().map_or(Ok(true), |file| Ok(file.read(&mut [0])? == 0))
    }
}

/// A varint; nothing at the end of the file.
fn length(file: &mut impl io::Read) -> io::Result<Option<u64>> {
    let mut length = 0_u64;
    for shift in (0..63).step_by(7) {
        let mut byte = [0];
        if file.read(&mut byte)? == 0 {
            return if shift == 0 { Ok(None) } else { Err(invalid("a record's length was cut off")) };
        }
        length |= u64::from(byte[0] & 0x7f) << shift;
        if byte[0] < 0x80 {
            return Ok(Some(length));
        }
    }
    Err(invalid("a record's length is none"))
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}
