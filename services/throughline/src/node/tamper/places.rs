//! The borough that is tampered with, as it was published; and the same borough gone on otherwise, under the same name and key: what a keeper who
//! lies could show to somebody else.

use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, bail};
use throughline_access::{ActingFor, Caller, KEEPER};
use throughline_log::verifier_key;
use throughline_proto::v1::{AgencyJoined, Event, Happened, RecordRequest, event::Kind, happened::Moment};
use throughline_record::Recorder;
use uuid::Uuid;

use super::super::{Folder, Local, Opened, Running, Serving, demo, folder::Place, publishing::published};
use crate::{
    bundle::{self, Trust},
    cli::{BundleArgs, DataArgs, DemoArgs, ServerArgs},
    config::{PublishingSettings, Stores},
    output::Output,
};

/// Publishing looks each second whether there is something to publish.
const PATIENCE: Duration = Duration::from_secs(60);
const A_MOMENT: Duration = Duration::from_millis(50);

/// What is tampered with. All of it lies in one folder.
#[derive(Debug)]
pub(super) struct Scene {
    pub root: PathBuf,
    /// The log's key, as whoever checks was given it.
    pub key: String,
    /// The bundle of everything, and one of the other history.
    pub bundle: PathBuf,
    pub other_bundle: PathBuf,
    /// Tiles and checkpoint: from before, of the newest, and of the other history.
    pub old_tiles: PathBuf,
    pub tiles: PathBuf,
    pub other_tiles: PathBuf,
    /// The place's folder, closed.
    pub place: PathBuf,
}

impl Scene {
    /// Somebody who has the key and knows no witnesses.
    pub(super) fn trust(&self) -> anyhow::Result<Trust> {
        Ok(Trust::new(std::slice::from_ref(&self.key), &[], None)?)
    }
}

/// Writes the borough, lets it go on in two ways, and keeps what each published.
pub(super) async fn begin(root: &Path, args: &DemoArgs, output: &Output) -> anyhow::Result<Scene> {
    let (place, other) = (root.join("place"), root.join("other"));
    let served = Served::open(&place).await?;
    demo::write(&served.opened, args, output).await?;
    served.is_published().await?;
    let key = verifier_key(served.opened.log.origin(), &served.opened.keys.signer().public_key());
    copy(&place.join("tiles"), &root.join("tiles-before"))?;
    served.close().await?;
    copy(&place, &other)?;
    for (folder, name) in [(&place, "the-corner"), (&other, "the-other-corner")] {
        let served = Served::open(folder).await?;
        agency_joins(&served.opened, name).await?;
        served.is_published().await?;
        copy(&folder.join("tiles"), &root.join(format!("tiles-{name}")))?;
        write_bundle(folder, &root.join(format!("bundle-{name}")), output).await?;
        served.close().await?;
    }
    Ok(Scene {
        key,
        bundle: root.join("bundle-the-corner"),
        other_bundle: root.join("bundle-the-other-corner"),
        old_tiles: root.join("tiles-before"),
        tiles: root.join("tiles-the-corner"),
        other_tiles: root.join("tiles-the-other-corner"),
        place,
        root: root.to_owned(),
    })
}

/// Publishes, to nobody: what is in the folder is served later.
fn publishes() -> PublishingSettings {
    PublishingSettings { publishes: true, ..PublishingSettings::QUIET }
}

/// A place that is open and served on this machine.
struct Served {
    opened: Opened,
    running: Running,
}

impl Served {
    async fn open(folder: &Path) -> anyhow::Result<Self> {
        let mut opened = Opened::open(&Folder::new(folder), &Place::new("demo", true), &Stores::in_folder(folder)).await?;
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let running = Running::start(&mut opened, Serving { publishing: publishes(), ..anywhere.into() }).await?;
        Ok(Self { opened, running })
    }

    /// Waits until everything in the log now is published.
    async fn is_published(&self) -> anyhow::Result<()> {
        let head = *self.opened.log.head().borrow();
        let (published, ..) = published(&self.opened, &publishes())?;
        let until = tokio::time::Instant::now() + PATIENCE;
        while published.newest().await?.is_none_or(|newest| newest.signed.checkpoint.size < head) {
            if tokio::time::Instant::now() > until {
                bail!("nothing was published in {} seconds", PATIENCE.as_secs());
            }
            tokio::time::sleep(A_MOMENT).await;
        }
        Ok(())
    }

    async fn close(self) -> anyhow::Result<()> {
        self.running.stop().await?;
        self.opened.close().await
    }
}

/// One more record, in which the two histories differ.
async fn agency_joins(opened: &Opened, word: &str) -> anyhow::Result<()> {
    let recorder = Recorder::new(opened.log.clone(), Arc::clone(&opened.keys), Arc::clone(&opened.views), Arc::clone(&opened.access));
    let event = Event {
        happened: Some(Happened { moment: Some(Moment::Date(throughline_views::today())) }),
        kind: Some(Kind::AgencyJoined(AgencyJoined { agency: word.to_owned(), name: word.replace('-', " ") })),
        ..Event::default()
    };
    let request = RecordRequest { request_id: Uuid::now_v7().to_string(), events: vec![event], ..RecordRequest::default() };
    let keeper = Caller { agency: KEEPER.to_owned(), acting_for: ActingFor::System, keeper: true };
    recorder.record(&keeper, request).await.context("the borough could not go on")?;
    Ok(())
}

/// As `throughline bundle` writes it, through the server that has the folder open.
async fn write_bundle(folder: &Path, out: &Path, output: &Output) -> anyhow::Result<()> {
    let place = DataArgs { data: folder.to_owned(), log: None, keys: None, master_key: None };
    let server = ServerArgs { place, address: None, token: Default::default(), certificate: Default::default() };
    let args = BundleArgs { server, out: out.to_owned(), resident: None, agency: None, reason: None };
    bundle::make(&args, &Local, output).await.map(drop)
}

/// Copies a folder with all that is in it.
pub(super) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let copied = || -> io::Result<()> {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                copy(&entry.path(), &to.join(entry.file_name())).map_err(io::Error::other)?;
            } else {
                fs::copy(entry.path(), to.join(entry.file_name()))?;
            }
        }
        Ok(())
    };
    copied().with_context(|| format!("{} cannot be copied", from.display()))
}
