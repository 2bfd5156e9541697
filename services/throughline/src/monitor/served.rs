//! Fetching checkpoints and tiles over HTTP.

use anyhow::{Context as _, bail};
use throughline_access::fetch::{Fetch, HttpRequest, is_askable};
use throughline_proof::{Hash, tile::Tile};

use crate::exit::WrongUse;

/// Where a log's tiles are served.
#[derive(Debug)]
pub struct Served {
    /// The address, without a slash at its end.
    pub url: String,
    fetch: Fetch,
}

impl Served {
    /// At an address.
    pub fn new(url: &str) -> anyhow::Result<Self> {
        let url = url.trim_end_matches('/').to_owned();
        if !url.parse().is_ok_and(|url| is_askable(&url)) {
            return Err(
                WrongUse::new(format!("\"{url}\" is no address of tiles: give https://…, or http://127.0.0.1:… on this machine")).into()
            );
        }
        Ok(Self { url, fetch: Fetch::new().context("nothing can be asked over TLS")? })
    }

    /// The newest checkpoint.
    pub async fn checkpoint(&self) -> anyhow::Result<String> {
        let bytes =
            self.get("checkpoint").await?.with_context(|| format!("{} has no checkpoint: nothing was published there yet", self.url))?;
        String::from_utf8(bytes).context("its checkpoint is no text")
    }

    /// A tile's hashes; nothing where it is not there, or is none. One that has become full since is fetched as such.
    pub async fn tile(&self, tile: Tile) -> anyhow::Result<Option<Vec<Hash>>> {
        let mut bytes = self.get(&tile.path()).await?;
        if bytes.is_none() && !tile.is_full() {
            bytes = self.get(&Tile { width: 256, ..tile }.path()).await?;
        }
        let Some(mut bytes) = bytes else { return Ok(None) };
        bytes.truncate(usize::from(tile.width) * size_of::<Hash>());
        Ok(tile.hashes(&bytes).ok())
    }

    async fn get(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let url = format!("{}/{path}", self.url);
        let mut request = HttpRequest::new(Vec::new());
        *request.uri_mut() = url.parse().map_err(|_| WrongUse::new(format!("\"{url}\" is no address")))?;
        let answer = self.fetch.ask(request).await.with_context(|| format!("{url} cannot be fetched"))?;
        match answer.status().as_u16() {
            200 => Ok(Some(answer.into_body())),
            404 | 410 => Ok(None),
            status => bail!("{url} answers {status}"),
        }
    }
}
