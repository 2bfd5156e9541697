//! A place to measure: served, with one agency, one supporter and some thousand residents. What is measured there is said elsewhere.

use std::{ops::Range, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, ensure};
use throughline::{
    config::PublishingSettings,
    connect::{Credentials, Node as _, Speaker, Transport, at_address},
    node::{Folder, Local, Opened, Running, Serving},
};
use throughline_proto::v1::{
    Event, GetStoryRequest, Receipt, record_service_client::RecordServiceClient, story_service_client::StoryServiceClient,
};
use throughline_views::Views;
use tonic::Request;

use crate::{
    events,
    store::{Home, Store},
    stream::{Streamed, stream},
};

/// The agency.
const AGENCY: Speaker<'static> = Speaker::Agency { slug: "harmony-house", name: "Harmony House" };
/// Another, where there are two.
pub const CITY: Speaker<'static> = Speaker::Agency { slug: "care-city", name: "Care City" };
/// How many events one request may have.
const MOST_EVENTS: usize = 1_000;
/// The view may be a long way behind a large log.
const PATIENCE: Duration = Duration::from_secs(600);

/// A place with somebody in it.
#[derive(Debug, Clone)]
pub struct Place {
    address: String,
    token: String,
    /// The one supporter.
    pub supporter: String,
    /// The residents' profiles.
    pub residents: Vec<String>,
    /// The newest position that is known.
    pub head: u64,
}

/// A place that this process serves, callers and all, and that goes with its value.
pub struct Here {
    /// The place.
    pub place: Place,
    _running: Running,
    opened: Opened,
    // After what runs in it, so that it is still there while that ends.
    home: Home,
}

impl Here {
    /// Opens a new place in this process, and has residents heard of. It publishes nothing.
    pub async fn open(store: Store, residents: usize) -> anyhow::Result<Self> {
        Self::begin(store, residents, PublishingSettings::QUIET).await
    }

    /// The same, publishing as `serve` does, with no witnesses.
    pub async fn publishing(store: Store, residents: usize) -> anyhow::Result<Self> {
        Self::begin(store, residents, PublishingSettings { publishes: true, ..PublishingSettings::QUIET }).await
    }

    async fn begin(store: Store, residents: usize, publishing: PublishingSettings) -> anyhow::Result<Self> {
        let home = Home::new(store)?;
        let settings = home.settings()?;
        let mut opened = Opened::begin_with(&Folder::new(home.folder()), &home.place()?, &settings).await?;
        // Without limits: what is measured is how fast it can be.
        let serving = Serving { roles: settings.roles, metrics: settings.metrics, tls: settings.tls, publishing, ..settings.listen.into() };
        let running = Running::start(&mut opened, serving).await?;
        opened.caught_up().await?;
        let place = Place::settle(home.folder(), &format!("http://{}", running.address), residents).await?;
        Ok(Self { place, _running: running, opened, home })
    }

    /// The views that it answers from.
    pub fn views(&self) -> Arc<Views> {
        Arc::clone(&self.opened.views)
    }

    /// Where it lies.
    pub fn home(&self) -> &Home {
        &self.home
    }
}

impl Place {
    /// Has an agency, a supporter and residents take part in a place that is served at an address.
    pub async fn settle(folder: &Path, address: &str, residents: usize) -> anyhow::Result<Self> {
        Self::settle_as(AGENCY, folder, address, residents).await
    }

    /// The same place as another agency has it, with a supporter and residents of its own.
    pub async fn beside(&self, agency: Speaker<'_>, folder: &Path, residents: usize) -> anyhow::Result<Self> {
        Self::settle_as(agency, folder, &self.address, residents).await
    }

    async fn settle_as(agency: Speaker<'_>, folder: &Path, address: &str, residents: usize) -> anyhow::Result<Self> {
        let token = Local.token(folder, address, agency).await?.to_string();
        let mut place = Self { address: address.to_owned(), token, supporter: String::new(), residents: Vec::new(), head: 0 };
        let joined = place.record(vec![events::supporter_joined()]).await?;
        place.supporter = joined.entries.first().context("the supporter has no entry")?.person.clone();
        while place.residents.len() < residents {
            let first = place.residents.len();
            let numbers: Range<usize> = first..residents.min(first + MOST_EVENTS);
            let heard = place.record(numbers.map(events::first_heard_of).collect()).await?;
            place.residents.extend(heard.entries.into_iter().map(|entry| entry.person));
        }
        place.seen(place.head).await?;
        Ok(place)
    }

    /// The same place, of which only the residents after so many are known.
    pub fn without_the_first(&self, residents: usize) -> Self {
        Self { residents: self.residents[residents..].to_vec(), ..self.clone() }
    }

    /// The same place, served somewhere else from now on.
    #[must_use]
    pub fn moved_to(self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self }
    }

    /// The same place at another of its nodes, which has a folder and tokens of its own.
    pub async fn at_another_node(&self, folder: &Path, address: &str) -> anyhow::Result<Self> {
        let token = Local.token(folder, address, AGENCY).await?.to_string();
        let (supporter, residents) = (self.supporter.clone(), self.residents.clone());
        Ok(Self { address: address.to_owned(), token, supporter, residents, head: self.head })
    }

    /// A connection of its own, in the agency's name.
    pub async fn connect(&self) -> anyhow::Result<Transport> {
        connect(&self.address, &self.token, None).await
    }

    /// A connection of its own, in the supporter's name.
    pub async fn connect_as_supporter(&self) -> anyhow::Result<Transport> {
        connect(&self.address, &self.token, Some(&format!("supporter/{}", self.supporter))).await
    }

    /// A supporter who takes part from now on, and connections of theirs for reading, one for each of these purposes.
    pub async fn another_supporter(&mut self, purposes: &[&str]) -> anyhow::Result<Vec<Transport>> {
        let joined = self.record(vec![events::supporter_joined()]).await?;
        self.seen(self.head).await?;
        let acting_for = format!("supporter/{}", joined.entries.first().context("the supporter has no entry")?.person);
        let mut connections = Vec::new();
        for purpose in purposes {
            let credentials = Credentials::new(Some(&self.token), Some(&acting_for))?.reading_for(Some(purpose))?;
            connections.push(at_address(&self.address, credentials).await?.transport);
        }
        Ok(connections)
    }

    /// Records one request.
    pub async fn record(&mut self, events: Vec<Event>) -> anyhow::Result<Receipt> {
        let answer = RecordServiceClient::new(self.connect().await?).record(events::request(events)).await?;
        let receipt = answer.into_inner().receipt.context("the answer has no receipt")?;
        self.head = receipt.entries.last().map_or(self.head, |entry| entry.position);
        Ok(receipt)
    }

    /// Records one event a request through one stream.
    pub async fn stream(&mut self, events: impl Iterator<Item = Event>) -> anyhow::Result<Streamed> {
        let streamed = stream(self.connect().await?, events.map(|event| events::request(vec![event]))).await?;
        self.head = self.head.max(streamed.head);
        Ok(streamed)
    }

    /// Waits until the view has reached a position.
    pub async fn seen(&self, position: u64) -> anyhow::Result<()> {
        let person = self.residents.first().context("nobody lives here")?.clone();
        let mut request = Request::new(GetStoryRequest { person, page_size: 1, at_least_position: position, ..GetStoryRequest::default() });
        request.set_timeout(PATIENCE);
        let told = StoryServiceClient::new(self.connect_as_supporter().await?).get_story(request).await?.into_inner();
        ensure!(told.as_of.is_some_and(|as_of| as_of.position >= position), "the view has not reached {position}");
        Ok(())
    }

    /// Meetings of 400 bytes with some of the residents in turn, so that each story's entries lie scattered over the log, as they do in life.
    pub fn meetings(&self, residents: Range<usize>, numbers: Range<u64>) -> impl Iterator<Item = Event> + Send + use<> {
        let (supporter, residents) = (self.supporter.clone(), self.residents[residents].to_vec());
        numbers.zip((0..residents.len()).cycle()).map(move |(number, index)| events::met(&residents[index], &supporter, number))
    }
}

/// A connection to an address, in somebody's name.
pub async fn connect(address: &str, token: &str, acting_for: Option<&str>) -> anyhow::Result<Transport> {
    Ok(at_address(address, Credentials::new(Some(token), acting_for)?).await?.transport)
}
