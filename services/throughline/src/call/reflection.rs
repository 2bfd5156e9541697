//! What a server has, as the server itself says it: gRPC reflection, version 1.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use anyhow::{Context as _, bail};
use prost::Message as _;
use prost_reflect::{DescriptorPool, prost_types::FileDescriptorProto};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, ServerReflectionResponse, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

use crate::connect::{LARGEST_ANSWER_BYTES, Transport};

/// Reflection's own services are nothing that anybody would want to call by reflection.
const OWN: &str = "grpc.reflection.";

/// One conversation with a server about itself: a question, an answer, the next question.
struct Conversation {
    questions: mpsc::Sender<ServerReflectionRequest>,
    answers: Streaming<ServerReflectionResponse>,
}

impl Conversation {
    async fn begin(transport: Transport) -> anyhow::Result<Self> {
        let (questions, receiver) = mpsc::channel(1);
        let mut reflection = ServerReflectionClient::new(transport).max_decoding_message_size(LARGEST_ANSWER_BYTES);
        let answers = reflection.server_reflection_info(ReceiverStream::new(receiver)).await?.into_inner();
        Ok(Self { questions, answers })
    }

    async fn ask(&mut self, question: MessageRequest) -> anyhow::Result<MessageResponse> {
        let request = ServerReflectionRequest { host: String::new(), message_request: Some(question) };
        self.questions.send(request).await.ok().context("the server ended the conversation about its methods")?;
        let answer = self.answers.message().await?.and_then(|answer| answer.message_response);
        match answer.context("the server did not say which methods it has")? {
            MessageResponse::ErrorResponse(error) => Err(Status::new(tonic::Code::from(error.error_code), error.error_message).into()),
            answer => Ok(answer),
        }
    }

    async fn files(&mut self, question: MessageRequest) -> anyhow::Result<Vec<FileDescriptorProto>> {
        let MessageResponse::FileDescriptorResponse(answer) = self.ask(question).await? else {
            bail!("the server answered another question than the one about its files");
        };
        let decode = |bytes: Vec<u8>| FileDescriptorProto::decode(bytes.as_slice()).context("the server's description cannot be read");
        answer.file_descriptor_proto.into_iter().map(decode).collect()
    }

    async fn services(&mut self) -> anyhow::Result<Vec<String>> {
        let MessageResponse::ListServicesResponse(answer) = self.ask(MessageRequest::ListServices(String::new())).await? else {
            bail!("the server answered another question than the one about its services");
        };
        Ok(answer.service.into_iter().map(|service| service.name).filter(|name| !name.starts_with(OWN)).collect())
    }
}

/// Everything that the server can be asked, with the comments of its .proto files.
pub async fn descriptors(transport: Transport) -> anyhow::Result<DescriptorPool> {
    let mut conversation = Conversation::begin(transport).await?;
    let mut known: BTreeMap<String, FileDescriptorProto> = BTreeMap::new();
    for service in conversation.services().await? {
        for file in conversation.files(MessageRequest::FileContainingSymbol(service)).await? {
            known.insert(file.name().to_owned(), file);
        }
    }
    // A server may give one file at a time: ask for what they import until nothing is missing.
    let mut asked = BTreeSet::new();
    let mut missing: VecDeque<String> = known.values().flat_map(|file| file.dependency.clone()).collect();
    while let Some(name) = missing.pop_front() {
        if known.contains_key(&name) || !asked.insert(name.clone()) {
            continue;
        }
        for file in conversation.files(MessageRequest::FileByFilename(name)).await? {
            missing.extend(file.dependency.iter().cloned());
            known.insert(file.name().to_owned(), file);
        }
    }
    let mut pool = DescriptorPool::new();
    pool.add_file_descriptor_protos(known.into_values()).context("the server's description of itself does not fit together")?;
    Ok(pool)
}
