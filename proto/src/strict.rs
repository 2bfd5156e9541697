//! The codec of every service. prost drops fields that it does not know; a request that has any is refused here instead, so that
//! nothing a partner sends is lost unseen. Answers are read leniently, so that an older program understands a newer server. What is sent gets
//! a buffer of its own size.

use std::{marker::PhantomData, sync::LazyLock};

use prost::{Message, Name, bytes::Buf as _};
use prost_reflect::{DescriptorPool, DynamicMessage, Value};
use tonic::{
    Status,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
};

use crate::{DESCRIPTORS, Refusal, v1::Reason};

#[allow(clippy::expect_used, reason = "the descriptors are compiled in, and the tests decode them")]
static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(DESCRIPTORS).expect("the descriptors that this crate was built with are valid"));

/// All of `throughline.v1`, by descriptor.
pub fn descriptors() -> &'static DescriptorPool {
    &POOL
}

/// prost's codec, except that a request with unknown fields is refused.
#[derive(Debug, Clone)]
pub struct Strict<T, U>(PhantomData<(T, U)>);

impl<T, U> Default for Strict<T, U> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T, U> Codec for Strict<T, U>
where
    T: Message + Send + 'static,
    U: Message + Name + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = SizedEncoder<T>;
    type Decoder = StrictDecoder<U>;

    fn encoder(&mut self) -> Self::Encoder {
        SizedEncoder(PhantomData)
    }

    fn decoder(&mut self) -> Self::Decoder {
        StrictDecoder(PhantomData)
    }
}

/// Encodes one message, into a buffer that has room for all of it from the start: a story is many times what it begins with.
#[derive(Debug)]
pub struct SizedEncoder<T>(PhantomData<T>);

impl<T: Message> Encoder for SizedEncoder<T> {
    type Item = T;
    type Error = Status;

    fn encode(&mut self, message: T, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.reserve(message.encoded_len());
        message.encode(buffer).map_err(|error| Status::internal(error.to_string()))
    }
}

/// Decodes one message, strictly if it is a request.
#[derive(Debug)]
pub struct StrictDecoder<U>(PhantomData<U>);

impl<U: Message + Name + Default> Decoder for StrictDecoder<U> {
    type Item = U;
    type Error = Status;

    fn decode(&mut self, source: &mut DecodeBuf<'_>) -> Result<Option<U>, Status> {
        let bytes = source.copy_to_bytes(source.remaining());
        decode(&bytes).map(Some).map_err(Status::from)
    }
}

/// Decodes a message. A request (by its name) with an unknown field anywhere is refused.
pub fn decode<U: Message + Name + Default>(bytes: &[u8]) -> Result<U, Refusal> {
    let message =
        U::decode(bytes).map_err(|error| Refusal::new(Reason::Malformed, format!("the bytes are not a {}: {error}", U::full_name())))?;
    // Bytes that encode again as they came cannot have held anything else; only others are searched, field by field.
    if U::NAME.ends_with("Request") && message.encode_to_vec() != bytes {
        refuse_unknown(&U::full_name(), bytes)?;
    }
    Ok(message)
}

fn refuse_unknown(name: &str, bytes: &[u8]) -> Result<(), Refusal> {
    let unreadable = || Refusal::new(Reason::Malformed, format!("the bytes are not a {name}"));
    let descriptor = POOL.get_message_by_name(name).ok_or_else(unreadable)?;
    let message = DynamicMessage::decode(descriptor, bytes).map_err(|_| unreadable())?;
    match first_unknown(&message) {
        None => Ok(()),
        Some(path) => Err(Refusal::field(
            Reason::UnknownField,
            path,
            "this version does not know the field; leave it out, or use a server that knows it",
        )),
    }
}

/// The path of the first unknown field, depth first.
fn first_unknown(message: &DynamicMessage) -> Option<String> {
    if let Some(field) = message.unknown_fields().next() {
        return Some(field.number().to_string());
    }
    message.fields().find_map(|(field, value)| {
        let inside = match value {
            Value::Message(inner) => first_unknown(inner),
            Value::List(items) => items.iter().enumerate().find_map(|(index, item)| match item {
                Value::Message(inner) => first_unknown(inner).map(|path| format!("[{index}].{path}")),
                _ => None,
            }),
            _ => None,
        };
        inside.map(|path| {
            let joint = if path.starts_with('[') { "" } else { "." };
            format!("{}{joint}{path}", field.name())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::v1::{Event, GetStoryRequest, RecordRequest};

    #[test]
    fn a_request_without_unknown_fields_is_decoded() {
        let request = GetStoryRequest { person: "p".into(), ..Default::default() };
        assert_eq!(decode::<GetStoryRequest>(&request.encode_to_vec()), Ok(request));
    }

    #[test]
    fn an_unknown_field_deep_inside_a_request_is_refused_with_its_path() {
        // Field 99, varint 1, inside events[0].
        let request = RecordRequest { events: vec![Event::default()], ..Default::default() };
        let mut bytes = request.encode_to_vec();
        let at = bytes.len();
        bytes.extend([0x98, 0x06, 0x01]);
        bytes[at - 1] = 3;
        let refusal = decode::<RecordRequest>(&bytes).expect_err("it is refused");
        assert_eq!(refusal.reason, Reason::UnknownField);
        assert_eq!(refusal.violations[0].field, "events[0].99");
    }

    #[test]
    fn bytes_that_are_no_message_are_refused_as_malformed() {
        assert_eq!(decode::<RecordRequest>(&[0xff; 9]).expect_err("it is refused").reason, Reason::Malformed);
    }
}
