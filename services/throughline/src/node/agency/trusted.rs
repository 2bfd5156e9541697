//! What the place says of agencies and their authorities, asked and told over gRPC as its keeper. No files in here.

use anyhow::{anyhow, bail, ensure};
use throughline_access::certificates::{Fingerprint, Parsed};
use throughline_proto::v1::{
    KeyChanged, ListAgenciesRequest, ListedAgency, ListedAuthority, audit_service_client::AuditServiceClient, event::Kind,
};
use throughline_story::{CERTIFICATE_OF_AGENCY, SPEAKS_FOR_AGENCY, TOKEN_OF_AGENCY};

use crate::{
    connect::{LARGEST_ANSWER_BYTES, Transport},
    exit::WrongUse,
    recording::record,
};

/// The agencies as the place lists them, and the way to it.
pub struct Trusted {
    transport: Transport,
    agencies: Vec<ListedAgency>,
}

impl Trusted {
    /// Asks.
    pub async fn ask(transport: Transport) -> anyhow::Result<Self> {
        Self::ask_as_of(transport, 0).await
    }

    async fn ask_as_of(transport: Transport, at_least_position: u64) -> anyhow::Result<Self> {
        let mut audit = AuditServiceClient::new(transport.clone()).max_decoding_message_size(LARGEST_ANSWER_BYTES);
        match audit.list_agencies(ListAgenciesRequest { at_least_position }).await {
            Ok(answer) => Ok(Self { transport, agencies: answer.into_inner().agencies }),
            Err(status) => bail!("the place does not list its agencies: {}", status.message()),
        }
    }

    /// Everybody.
    pub fn agencies(&self) -> &[ListedAgency] {
        &self.agencies
    }

    /// The authorities of an agency, also those that have ended.
    pub fn of(&self, agency: &str) -> &[ListedAuthority] {
        self.agencies.iter().find(|listed| listed.agency == agency).map_or(&[], |listed| &listed.authorities)
    }

    /// Whether this authority speaks for an agency.
    pub fn speaks(&self, agency: &str, certificate: &[u8]) -> bool {
        self.of(agency).iter().any(|authority| !authority.ended && authority.certificate == certificate)
    }

    /// The authorities that speak for an agency.
    pub fn speaking(&self, agency: &str) -> impl Iterator<Item = &ListedAuthority> {
        self.of(agency).iter().filter(|authority| !authority.ended)
    }

    /// The one authority that speaks for an agency and whose fingerprint begins so.
    pub fn by_fingerprint(&self, agency: &str, beginning: &str) -> anyhow::Result<&ListedAuthority> {
        let beginning = beginning.to_lowercase().replace(':', "");
        ensure!(
            beginning.len() >= 8,
            WrongUse::new("give at least eight digits of the fingerprint, as `throughline agency list` shows it")
        );
        let found: Vec<_> =
            self.speaking(agency).filter(|authority| Fingerprint::of(&authority.certificate).to_string().starts_with(&beginning)).collect();
        match found.as_slice() {
            [authority] => Ok(authority),
            [] => bail!(WrongUse::new(format!("no authority that begins so speaks for {agency}; `throughline agency list` shows them"))),
            _ => bail!(WrongUse::new("several authorities begin so; give more of the fingerprint")),
        }
    }

    /// From now on an authority speaks for an agency. One that speaks for another cannot: whoever holds its key would be both.
    pub async fn begin(&mut self, agency: &str, certificate: &[u8]) -> anyhow::Result<()> {
        let key = |certificate: &[u8]| Parsed::read(certificate).map(|says| says.public_key);
        let own = key(certificate)?;
        let others = self.agencies.iter().filter(|listed| listed.agency != agency);
        if let Some(other) = others.flat_map(|listed| &listed.authorities).find(|other| key(&other.certificate).as_ref() == Ok(&own)) {
            let whose = self.agencies.iter().find(|listed| listed.authorities.contains(other)).map_or("another", |listed| &listed.agency);
            bail!(WrongUse::new(format!("this authority speaks for {whose}; each agency has one of its own")));
        }
        if self.speaks(agency, certificate) {
            return Ok(());
        }
        self.say(KeyChanged { agency: agency.to_owned(), certificate: certificate.to_vec(), ..KeyChanged::default() }).await
    }

    /// An authority no longer speaks.
    pub async fn end(&mut self, agency: &str, certificate: &[u8]) -> anyhow::Result<()> {
        let (agency, certificate) = (agency.to_owned(), certificate.to_vec());
        self.say(KeyChanged { agency, certificate, ended: true, ..KeyChanged::default() }).await
    }

    /// A certificate of an authority is taken back.
    pub async fn take_back(&mut self, agency: &str, certificate: &[u8], serial: &[u8]) -> anyhow::Result<()> {
        let (agency, certificate, serial) = (agency.to_owned(), certificate.to_vec(), serial.to_vec());
        self.say(KeyChanged { agency, certificate, serial, ..KeyChanged::default() }).await
    }

    /// A certificate is made for an agency.
    pub async fn gives_out(&self, agency: &str, serial: &[u8]) -> anyhow::Result<()> {
        let (purpose, agency, serial) = (CERTIFICATE_OF_AGENCY.to_owned(), agency.to_owned(), serial.to_vec());
        say(self.transport.clone(), KeyChanged { purpose, agency, serial, ..KeyChanged::default() }).await?;
        Ok(())
    }

    async fn say(&mut self, key: KeyChanged) -> anyhow::Result<()> {
        let position = say(self.transport.clone(), KeyChanged { purpose: SPEAKS_FOR_AGENCY.to_owned(), ..key }).await?;
        // It is heeded when the server's view has it: whoever is told that it is done may rely on it.
        *self = Self::ask_as_of(self.transport.clone(), position).await?;
        Ok(())
    }
}

/// A token of an agency's is made, or counts no longer: who administers keys is in the log, and no token ever.
pub(super) async fn say_of_token(transport: Transport, agency: &str, label: &str, ended: bool) -> anyhow::Result<()> {
    let (purpose, agency, label) = (TOKEN_OF_AGENCY.to_owned(), agency.to_owned(), label.to_owned());
    say(transport, KeyChanged { purpose, agency, label, ended, ..KeyChanged::default() }).await?;
    Ok(())
}

/// A key of the place itself is made, by whoever keeps it; nobody is let in by that.
pub(in crate::node) async fn say_of_own_key(transport: Transport, purpose: &str, public_key: &[u8]) -> anyhow::Result<()> {
    let (purpose, public_key) = (purpose.to_owned(), public_key.to_vec());
    say(transport, KeyChanged { purpose, public_key, ..KeyChanged::default() }).await?;
    Ok(())
}

/// Has it written down that a key changed.
pub(in crate::node) async fn say(transport: Transport, key: KeyChanged) -> anyhow::Result<u64> {
    let said = record(transport, Kind::KeyChanged(key)).await;
    said.map_err(|status| anyhow!("the place did not take it in: {}", status.message()))
}
