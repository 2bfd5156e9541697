//! How a command reaches a place: at an address, or through its data folder. A folder that a server has open is reached through that
//! server; otherwise the node is started in this process, and its services are called without a socket. Commands know neither log nor views.

mod tls;
mod way;

use std::{any::Any, future::Future, path::Path};

use throughline_proto::{ACTING_FOR, PURPOSE};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
};
use zeroize::Zeroizing;

pub use self::{
    tls::about_clocks,
    way::{Here, Way},
};
use crate::{
    cli::{CertificateArgs, Command, DataArgs, ServerArgs},
    exit::{Exit, WrongUse},
    node::Folder,
    output::Output,
    telemetry,
};

/// A page of 500 entries with their words may be larger than gRPC's usual 4 MiB.
pub const LARGEST_ANSWER_BYTES: usize = 64 << 20;

/// What every stub is made from: the way, with token and all.
pub type Transport = InterceptedService<Way, Credentials>;

/// In whose name a command speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker<'a> {
    /// The place's own keeper: replay, export, agencies.
    Keeper,
    /// An agency, by its word, with its name if it should take part from now on.
    Agency {
        /// Its word.
        slug: &'a str,
        /// Its name.
        name: &'a str,
    },
}

/// What the commands ask of the machinery that opens a data folder: log, views and services in one process.
pub trait Node: Sync {
    /// The address of the server that has the folder open, if one has: what its lock file says.
    fn serving(&self, folder: &Path) -> anyhow::Result<Option<String>>;

    /// Opens the folder in this process, for its own calls and, on a loopback port, for those of other commands until `Started` is dropped.
    fn start_in_process(&self, place: &DataArgs) -> impl Future<Output = anyhow::Result<Started>> + Send;

    /// A token for the speaker, good with the server at this address, which has the folder open.
    fn token(&self, folder: &Path, address: &str, speaker: Speaker<'_>) -> impl Future<Output = anyhow::Result<Zeroizing<String>>> + Send;

    /// Carries out what only the node itself can: `demo`, `serve`, `verify`, `rebuild`, `agency`, `keys`, `migrate`, `copy`.
    fn carry_out(&self, command: Command, output: &Output) -> impl Future<Output = anyhow::Result<Exit>> + Send;
}

/// A node that runs in this process.
pub struct Started {
    /// Where it listens for others: `http://127.0.0.1:…`.
    pub address: String,
    /// Its services, to be called without a socket.
    pub services: Here,
    /// Keeps it running; dropping it stops it.
    pub running: Box<dyn Any + Send + Sync>,
}

/// Token, acting-for and purpose, put on every call.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    token: Option<MetadataValue<Ascii>>,
    acting_for: Option<MetadataValue<Ascii>>,
    purpose: Option<MetadataValue<Ascii>>,
}

impl Credentials {
    /// Checked once, so that calls cannot fail on them.
    pub fn new(token: Option<&str>, acting_for: Option<&str>) -> anyhow::Result<Self> {
        let token = token.map(|token| Zeroizing::new(format!("Bearer {token}")).parse()).transpose();
        let acting_for = acting_for.map(str::parse).transpose();
        Ok(Self {
            token: token.map_err(|_| WrongUse::new("the token has characters that no token has"))?,
            acting_for: acting_for.map_err(|_| WrongUse::new("--as takes supporter/ID or resident/ID"))?,
            purpose: None,
        })
    }

    /// The same, stating what is read for.
    pub fn reading_for(self, purpose: Option<&str>) -> anyhow::Result<Self> {
        let purpose = purpose.map(str::parse).transpose().map_err(|_| WrongUse::new("--for takes one word, such as visit"))?;
        Ok(Self { purpose, ..self })
    }
}

impl Credentials {
    fn has_token(&self) -> bool {
        self.token.is_some()
    }
}

impl Interceptor for Credentials {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.token {
            let mut token = token.clone();
            token.set_sensitive(true);
            request.metadata_mut().insert("authorization", token);
        }
        if let Some(acting_for) = &self.acting_for {
            request.metadata_mut().insert(ACTING_FOR, acting_for.clone());
        }
        if let Some(purpose) = &self.purpose {
            request.metadata_mut().insert(PURPOSE, purpose.clone());
        }
        telemetry::pass_on_trace(request.metadata_mut());
        Ok(request)
    }
}

/// A way to a place, in somebody's name.
pub struct Connection {
    /// What stubs are made from.
    pub transport: Transport,
    /// Where it leads, for messages.
    pub address: String,
    /// The node of this process, if it is one, kept running while the connection is.
    _running: Option<Box<dyn Any + Send + Sync>>,
}

/// The way to the place that the command line names, in the speaker's name.
pub async fn connect(node: &impl Node, server: &ServerArgs, speaker: Speaker<'_>) -> anyhow::Result<Connection> {
    if let Some(address) = &server.address {
        let token = server.token.read()?;
        if token.is_none() && server.certificate.certificate.is_none() {
            let wanted = "an --address wants to know who calls: a --token-file or THROUGHLINE_TOKEN on this machine, a --certificate with its --key elsewhere";
            return Err(WrongUse::new(wanted).into());
        }
        return at_address_with(address, Credentials::new(token.as_deref().map(String::as_str), None)?, &server.certificate).await;
    }
    let folder = server.place.data.as_path();
    // An agency may bring its export to a place that begins with it; there is nothing to read back from a place that is not there.
    if speaker == Speaker::Keeper && Folder::new(folder).place()?.is_none() {
        return Err(
            WrongUse::new(format!("{} is no data folder; name one with --data, or a server with --address", folder.display())).into()
        );
    }
    if let Some(address) = node.serving(folder)? {
        let token = node.token(folder, &address, speaker).await?;
        return at_address(&address, Credentials::new(Some(&token), None)?).await;
    }
    let Started { address, services, running } = node.start_in_process(&server.place).await?;
    let credentials = Credentials::new(Some(&node.token(folder, &address, speaker).await?), None)?;
    Ok(Connection { transport: InterceptedService::new(Way::Here(services), credentials), address, _running: Some(running) })
}

/// The way to an address that is not over TLS.
pub async fn at_address(address: &str, credentials: Credentials) -> anyhow::Result<Connection> {
    at_address_with(address, credentials, &CertificateArgs::default()).await
}

/// The way to an address, with a certificate where it is over TLS.
pub async fn at_address_with(address: &str, credentials: Credentials, certificate: &CertificateArgs) -> anyhow::Result<Connection> {
    let way = Way::Away(tls::open(address, &credentials, certificate).await?);
    Ok(Connection { transport: InterceptedService::new(way, credentials), address: address.to_owned(), _running: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_and_acting_for_go_with_every_call() {
        let mut credentials = Credentials::new(Some("tl_1"), Some("supporter/9")).expect("valid");
        let request = credentials.call(Request::new(())).expect("it goes on");
        let header = |name: &str| request.metadata().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        assert_eq!(header("authorization").as_deref(), Some("Bearer tl_1"));
        assert_eq!(header(ACTING_FOR).as_deref(), Some("supporter/9"));
    }

    #[test]
    fn a_token_that_cannot_travel_is_wrong_use() {
        assert!(Credentials::new(Some("line\nbreak"), None).is_err());
    }
}
