//! A place that is served over TLS, and how one comes to it: with a certificate, and as the keeper who says which authorities count. No test
//! lives in here.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
};

use rustls::{
    AlertDescription, ClientConfig, RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _},
};
use throughline::{config::TlsFiles, node::Serving};
use throughline_proto::v1::{AgencyJoined, KeyChanged, event::Kind};
use throughline_tests::{Caller, Place, events, place};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

use crate::papers::{Paper, Signer, Wanted};

/// A place over TLS.
pub struct Served {
    pub place: Place,
    /// The authority of the server's certificate.
    pub servers: Signer,
}

impl Served {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        place::begin(folder.path());
        let servers = Signer::new("servers");
        let tls = write(folder.path(), "server", &servers.signs_for_server());
        Self { place: Place::open_with(folder, serving(&tls)).await, servers }
    }

    /// The same place, closed and opened again.
    pub async fn restarted(self) -> Self {
        let folder = self.place.close().await;
        let tls = TlsFiles { certificate: folder.path().join("server.pem"), key: folder.path().join("server.key") };
        Self { place: Place::open_with(folder, serving(&tls)).await, servers: self.servers }
    }

    /// An agency takes part, with an authority of its own.
    pub async fn agency(&self, word: &str) -> Signer {
        let joined = AgencyJoined { agency: word.to_owned(), name: word.to_owned() };
        self.place.keeper().write(events::of_nobody(Kind::AgencyJoined(joined))).await;
        let authority = Signer::new(word);
        self.speaks(word, &authority).await;
        authority
    }

    /// From now on this authority speaks for an agency.
    pub async fn speaks(&self, agency: &str, authority: &Signer) {
        self.says(key(agency, authority)).await;
    }

    /// The same of one that is known by its certificate alone, as DER.
    pub async fn speaks_by(&self, agency: &str, certificate: &[u8]) {
        let (purpose, agency, certificate) = ("agency".into(), agency.into(), certificate.to_vec());
        self.says(KeyChanged { purpose, agency, certificate, ..KeyChanged::default() }).await;
    }

    /// It no longer does.
    pub async fn ends(&self, agency: &str, authority: &Signer) {
        self.says(KeyChanged { ended: true, ..key(agency, authority) }).await;
    }

    /// One certificate of it is taken back.
    pub async fn takes_back(&self, agency: &str, authority: &Signer, serial: u64) {
        let serial = serial.to_be_bytes().to_vec();
        self.says(KeyChanged { serial, ..key(agency, authority) }).await;
    }

    async fn says(&self, key: KeyChanged) {
        self.place.keeper().write(events::of_nobody(Kind::KeyChanged(key))).await;
        self.place.seen().await;
    }

    /// A caller with a certificate, on a connection of their own.
    pub async fn caller(&self, paper: &Paper) -> Caller {
        Caller::by_certificate(self.channel(Some(paper)).await)
    }

    /// The same, at another node of this place.
    pub async fn caller_at(&self, address: SocketAddr, paper: &Paper) -> Caller {
        Caller::by_certificate(channel(address, &self.servers, Some(paper)).await)
    }

    /// An agency's caller, whose certificate its authority gives out for this.
    pub async fn caller_of(&self, agency: &str, authority: &Signer) -> Caller {
        self.caller(&authority.signs(&Wanted::of(agency))).await
    }

    pub async fn channel(&self, paper: Option<&Paper>) -> Channel {
        channel(self.place.address, &self.servers, paper).await
    }

    /// What the server says to a handshake: nothing if it is well.
    pub async fn shakes_hands(&self, paper: Option<&Paper>) -> Result<(), AlertDescription> {
        let mut stream = self.handshake(paper).await;
        // With TLS 1.3 the caller learns what became of their certificate only from what comes next.
        match stream.read_u8().await {
            Ok(_) => Ok(()),
            Err(error) => match error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>()) {
                Some(rustls::Error::AlertReceived(alert)) => Err(*alert),
                other => panic!("the server said nothing of its own: {error} {other:?}"),
            },
        }
    }

    /// A connection over TLS on which HTTP/2 has begun.
    pub async fn handshake(&self, paper: Option<&Paper>) -> TlsStream<TcpStream> {
        let tcp = TcpStream::connect(self.place.address).await.expect("it listens");
        let name = ServerName::try_from("localhost").expect("a name");
        let connector = TlsConnector::from(Arc::new(client(&self.servers, paper)));
        let mut stream = connector.connect(name, tcp).await.expect("the server's own part is well");
        stream.flush().await.expect("it can be written");
        stream
    }
}

/// On any free port, with this certificate.
pub fn serving(tls: &TlsFiles) -> Serving {
    Serving { tls: Some(tls.clone()), ..SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into() }
}

/// A connection to an address.
async fn channel(address: SocketAddr, servers: &Signer, paper: Option<&Paper>) -> Channel {
    let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(servers.pem())).domain_name("localhost");
    let tls = match paper {
        Some(paper) => tls.identity(Identity::from_pem(&paper.certificate, &paper.key)),
        None => tls,
    };
    let endpoint = Endpoint::from_shared(format!("https://{address}")).expect("an address").tls_config(tls).expect("it can be used");
    endpoint.connect().await.expect("it answers")
}

/// Writes a certificate and its key into a folder.
pub fn write(folder: &Path, name: &str, paper: &Paper) -> TlsFiles {
    let files = TlsFiles { certificate: folder.join(format!("{name}.pem")), key: folder.join(format!("{name}.key")) };
    fs::write(&files.certificate, &paper.certificate).expect("it can be written");
    fs::write(&files.key, &paper.key).expect("it can be written");
    files
}

fn key(agency: &str, authority: &Signer) -> KeyChanged {
    KeyChanged { purpose: "agency".into(), agency: agency.into(), certificate: authority.der(), ..KeyChanged::default() }
}

fn client(servers: &Signer, paper: Option<&Paper>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(servers.der())).expect("an authority");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    let config = config.with_root_certificates(roots);
    let mut config = match paper {
        Some(paper) => {
            let chain = CertificateDer::pem_slice_iter(paper.certificate.as_bytes()).collect::<Result<_, _>>().expect("PEM");
            let key = PrivateKeyDer::from_pem_slice(paper.key.as_bytes()).expect("PEM");
            config.with_client_auth_cert(chain, key).expect("they belong together")
        }
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    config
}
