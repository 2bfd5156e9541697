//! The zip: a few files with names of our own. Nothing that anybody wrote is ever part of a file's name.

use std::io::{Cursor, Write as _};

use serde_json::Value;
use throughline_proto::{Refusal, v1::Reason};
use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{For, gather::Gathered, json, page, read_me};

/// Writes the archive.
pub(crate) fn archive(gathered: &Gathered, position: u64) -> Result<Vec<u8>, Refusal> {
    let mut files = vec![
        ("READ ME.txt", read_me::read_me(gathered).into_bytes()),
        ("story.html", page::page(gathered).map_err(|error| failed(&error))?.into_bytes()),
        ("story.json", pretty(&json::story(gathered, position))?),
    ];
    if gathered.whom != For::ThePerson {
        files.push(("review.json", pretty(&json::review(gathered))?));
    }
    zipped(&files).map_err(|error| failed(&error))
}

fn pretty(value: &Value) -> Result<Vec<u8>, Refusal> {
    serde_json::to_vec_pretty(value).map_err(|error| failed(&error))
}

fn zipped(files: &[(&str, Vec<u8>)]) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The same story makes the same file, whenever it is packed.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600);
    for (name, content) in files {
        zip.start_file(*name, options)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn failed(error: &dyn std::error::Error) -> Refusal {
    tracing::error!(%error, "an export could not be written");
    Refusal::new(Reason::Internal, "a fault of the server's own; it has been logged")
}
