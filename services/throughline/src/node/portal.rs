//! The portal beside the services: it calls them over the loopback, with a token of its own.

use std::{fs, net::SocketAddr, os::unix::fs::MetadataExt as _, path::Path};

use anyhow::{Context as _, bail};
use throughline_access::{Tokens, sign_in::ProviderSettings};
use throughline_portal::{BACK, Portal, Way};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tonic::transport::Endpoint;
use zeroize::Zeroizing;

use crate::config::{PortalSettings, SignInWith};

/// A portal that is being served.
pub struct Beside {
    /// Its address, as browsers know it.
    pub public: String,
    serving: JoinHandle<()>,
}

/// Serves it, until it is told to stop.
pub fn begin(
    folder: &Path,
    listener: TcpListener,
    settings: PortalSettings,
    services: SocketAddr,
    stopping: watch::Receiver<bool>,
) -> anyhow::Result<Beside> {
    let listens = listener.local_addr()?;
    let public = settings.address.unwrap_or_else(|| format!("http://{listens}")).trim_end_matches('/').to_owned();
    let provider = settings.provider.map(|with| provider(with, &public)).transpose()?;
    let channel = Endpoint::from_shared(format!("http://{services}"))?.tcp_nodelay(true).connect_lazy();
    let way = Way::new(channel, Some(&Tokens::portal_token(folder)?));
    let portal = Portal::new(&public, provider, way).context("people cannot sign in with this provider")?;
    Ok(Beside { public, serving: tokio::spawn(portal.serve(listener, stopping)) })
}

impl Beside {
    /// Waits until it has ended.
    pub async fn ended(self) -> anyhow::Result<()> {
        self.serving.await.context("the portal ended early")
    }
}

fn provider(with: SignInWith, public: &str) -> anyhow::Result<ProviderSettings> {
    let secret = with.secret.as_deref().map(secret_in).transpose()?;
    Ok(ProviderSettings { issuer: with.issuer, known_as: with.known_as, secret, back: format!("{public}{BACK}") })
}

/// A secret that others can read is none.
fn secret_in(file: &Path) -> anyhow::Result<Zeroizing<String>> {
    let told = || format!("the secret in {} cannot be read", file.display());
    let mode = fs::metadata(file).with_context(told)?.mode();
    if mode & 0o077 != 0 {
        bail!("others can read {}: have the provider make a new secret, and keep it for its owner alone (chmod 600)", file.display());
    }
    let read = Zeroizing::new(fs::read_to_string(file).with_context(told)?);
    let secret = Zeroizing::new(read.trim().to_owned());
    if secret.is_empty() { bail!("{} is empty; it should hold the secret that the provider gave", file.display()) } else { Ok(secret) }
}
