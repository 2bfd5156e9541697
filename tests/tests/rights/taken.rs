//! A story as it was taken away: the zip, opened.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use serde_json::Value;
use throughline_proto::v1::{ExportStoryRequest, ExportedStory, export_story_response::Part};
use throughline_tests::Caller;
use tonic::Status;

/// What came.
pub struct Taken {
    pub files: BTreeMap<String, String>,
    pub done: ExportedStory,
}

impl Taken {
    pub fn page(&self) -> &str {
        &self.files["story.html"]
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.files["story.json"]).unwrap()
    }

    pub fn review(&self) -> Value {
        serde_json::from_str(&self.files["review.json"]).unwrap()
    }

    /// Whether any file says this.
    pub fn says(&self, text: &str) -> bool {
        self.files.values().any(|file| file.contains(text))
    }
}

/// Exports somebody's story.
pub async fn take(caller: &Caller, person: &str, at_least_position: u64) -> Result<Taken, Status> {
    take_in(caller, person, "", at_least_position).await
}

/// The same, in a language.
pub async fn take_in(caller: &Caller, person: &str, language: &str, at_least_position: u64) -> Result<Taken, Status> {
    let request = ExportStoryRequest { person: person.to_owned(), language: language.to_owned(), at_least_position };
    let mut stream = caller.stories().export_story(request).await?.into_inner();
    let (mut zip, mut done) = (Vec::new(), None);
    while let Some(answer) = stream.message().await? {
        match answer.part.expect("a part") {
            Part::Piece(piece) => zip.extend(piece),
            Part::Done(exported) => done = Some(exported),
        }
    }
    let done = done.expect("it ends with what it was");
    assert_eq!(done.bytes, zip.len() as u64);
    Ok(Taken { files: opened(zip), done })
}

/// The files of a zip, by their names.
pub fn opened(zip: Vec<u8>) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).expect("a zip");
    let count = archive.len();
    let mut files = BTreeMap::new();
    for index in 0..count {
        let mut file = archive.by_index(index).expect("a file");
        let name = file.name().expect("a name").into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        files.insert(name, text);
    }
    files
}
