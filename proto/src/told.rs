//! A story as a server sends it: `GetStoryResponse` whose parts are encoded already, so that what was told before is sent again as it was.
//!
//! On the wire the two are the same: an embedded message is its bytes, with their length before them.

use prost::{Message, bytes::Bytes};

use crate::v1::{AsOf, GetStoryResponse};

/// `GetStoryResponse`, with everything that does not depend on the moment encoded.
#[derive(Clone, PartialEq, Message)]
pub struct ToldStory {
    #[prost(bytes = "bytes", optional, tag = "1")]
    story: Option<Bytes>,
    #[prost(bytes = "bytes", optional, tag = "2")]
    details: Option<Bytes>,
    #[prost(bytes = "bytes", repeated, tag = "3")]
    entries: Vec<Bytes>,
    #[prost(string, tag = "4")]
    next_page_token: String,
    #[prost(message, optional, tag = "5")]
    as_of: Option<AsOf>,
    #[prost(bytes = "bytes", repeated, tag = "6")]
    names: Vec<Bytes>,
}

impl ToldStory {
    /// What it takes in memory, about.
    pub fn bytes(&self) -> usize {
        self.encoded_len() + (self.entries.len() + self.names.len()) * size_of::<Bytes>()
    }

    /// The same story, as of when it is sent.
    #[must_use]
    pub fn as_of(self, as_of: AsOf) -> Self {
        Self { as_of: Some(as_of), ..self }
    }
}

impl From<GetStoryResponse> for ToldStory {
    fn from(response: GetStoryResponse) -> Self {
        let GetStoryResponse { story, details, entries, next_page_token, as_of, names } = response;
        Self {
            story: story.as_ref().map(encoded),
            details: details.as_ref().map(encoded),
            entries: entries.iter().map(encoded).collect(),
            next_page_token,
            as_of,
            names: names.iter().map(encoded).collect(),
        }
    }
}

fn encoded(message: &impl Message) -> Bytes {
    message.encode_to_vec().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::v1::{Details, Entry, Named, Story};

    #[test]
    fn a_reader_cannot_tell_it_from_the_message_that_it_stands_for() {
        let details = Details { known_as: "Ada".into(), ..Details::default() };
        let entries = (1..4).map(|position| Entry { position, sentence: "They met.".into(), ..Entry::default() });
        let whole = GetStoryResponse {
            story: Some(Story::default()),
            details: Some(details),
            entries: entries.collect(),
            next_page_token: "6f".into(),
            as_of: Some(AsOf { position: 7, ..AsOf::default() }),
            names: vec![Named { id: "harmony-house".into(), name: "Harmony House".into(), ..Named::default() }],
        };
        for response in [whole, GetStoryResponse::default()] {
            assert_eq!(ToldStory::from(response.clone()).encode_to_vec(), response.encode_to_vec());
        }
    }
}
