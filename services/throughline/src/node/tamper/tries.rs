//! What is done, one thing after the other, and which check is asked about it.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

use anyhow::Context as _;
use throughline_audit::publishing::TileFolder;
use throughline_log::Signer;
use throughline_proof::{Checkpoint, Note, VerifierKey, witness::AddCheckpoint};
use throughline_proto::v1::BundledRecord;
use tokio::{net::TcpListener, sync::watch};

use super::{
    Found, Outcome,
    forging::{Care, forge, records},
    places::{Scene, copy},
};
use crate::{
    bundle::{self, Trust},
    config::Stores,
    monitor::{Follower, Served},
    node::{Folder, folder::Place, publishing::serve, verify::compare_views},
    output::{Format, Output},
    witness::Seen,
};

type Hear<'a> = dyn FnMut(Outcome) -> anyhow::Result<()> + Send + 'a;
type Change = Box<dyn FnOnce(&mut Vec<BundledRecord>) + Send>;

async fn check(folder: &Path, trust: &Trust) -> anyhow::Result<throughline_log::Report> {
    Ok(bundle::verify(folder, trust, |_, _| {}).await?.report)
}

/// Bundles that somebody changed.
pub(super) async fn bundles(scene: &Scene, hear: &mut Hear<'_>) -> anyhow::Result<()> {
    let trust = scene.trust()?;
    let report = check(&scene.bundle, &trust).await?;
    hear(Outcome::untouched(format!("The bundle as it was written, of {} records.", report.records), report.findings))?;
    for (done, care, change) in deeds(scene)? {
        let to = scene.root.join("forged");
        _ = fs::remove_dir_all(&to);
        forge(&scene.bundle, &to, care, change)?;
        hear(Outcome::of_report(done, check(&to, &trust).await?))?;
    }
    let stranger = Signer::from_seed(&[7; 32]).context("a key cannot be made")?;
    let wrong = Trust { public_keys: vec![stranger.public_key()], ..trust };
    hear(Outcome::of_report("The untouched bundle, checked with the key of another log.", check(&scene.bundle, &wrong).await?))
}

/// What is done to records. Positions are counted from 1, and places in the list from 0.
fn deeds(scene: &Scene) -> anyhow::Result<Vec<(String, Care, Change)>> {
    let ours = records(&scene.bundle)?;
    let theirs = records(&scene.other_bundle)?.pop().context("the other history has no records")?;
    let sealed =
        ours.iter().skip(20).position(|record| record.parts.first().is_some_and(|part| part.len() > 8)).context("nothing is sealed")? + 20;
    let (middle, last) = (ours.len() / 2, ours.len());
    let bit: Change = Box::new(move |records| records[middle].header[30] ^= 1);
    let removed = move || -> Change { Box::new(move |records| drop(records.remove(middle))) };
    let swapped: Change = Box::new(move |records| records.swap(middle, middle + 1));
    let repeated: Change = Box::new(move |records| records.insert(middle, records[middle].clone()));
    let inserted: Change = Box::new(move |records| records.insert(middle, theirs));
    let truncated: Change = Box::new(move |records| records.truncate(last - 3));
    let part: Change = Box::new(move |records| records[sealed].parts[0][8] ^= 1);
    let at = middle + 1;
    Ok(vec![
        (format!("One bit of record {at} was changed."), Care::Numbered, bit),
        (format!("Record {at} was taken out, and those after it numbered anew."), Care::Numbered, removed()),
        (format!("Record {at} was taken out, and everything made to agree that can be without the log's key."), Care::Whole, removed()),
        (format!("Records {at} and {} were swapped.", at + 1), Care::Numbered, swapped),
        (format!("Record {at} was put in twice."), Care::Numbered, repeated),
        (format!("A record of another history was put in before record {at}."), Care::Numbered, inserted),
        (format!("The log was cut off after record {}, as if nothing had come since.", last - 3), Care::Numbered, truncated),
        (format!("One bit of what is sealed beside record {} was changed.", sealed + 1), Care::Numbered, part),
    ])
}

/// Tiles as they are served over HTTP, to somebody who follows them.
pub(super) async fn followed(scene: &Scene, hear: &mut Hear<'_>) -> anyhow::Result<()> {
    let (stop, stopping) = watch::channel(false);
    let folder = scene.root.join("monitor");
    fs::create_dir_all(&folder)?;
    let mut follower = Follower::new(&folder, scene.trust()?)?;
    let tiles = [
        (&scene.tiles, ""),
        (&scene.old_tiles, "The checkpoint from before was served again, as if it were the newest."),
        (&scene.other_tiles, "The same key had signed two histories: a monitor that knew one was shown the other."),
    ];
    for (tiles, done) in tiles {
        let listener =
            TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.context("nothing can be served on this machine")?;
        let served = Served::new(&format!("http://{}", listener.local_addr()?))?;
        let serving = tokio::spawn(serve(listener, TileFolder::new(tiles), stopping.clone()));
        let looked = follower.look(&[served], |_, _| {}).await?;
        hear(match done {
            "" => Outcome::untouched("The tiles as they were published, followed by a monitor.", looked.findings),
            done => Outcome::new(done, looked.findings),
        })?;
        serving.abort();
    }
    drop(stop);
    Ok(())
}

/// The same two histories, for a witness to cosign.
pub(super) fn witnessed(scene: &Scene, hear: &mut Hear<'_>) -> anyhow::Result<()> {
    let folder = scene.root.join("witness");
    fs::create_dir_all(&folder)?;
    let witness = Seen::open(&folder, Some("a.neighbour.example/witness"))?;
    let logs = [VerifierKey::parse(&scene.key)?];
    let mut old = 0;
    for (tiles, done) in [
        (&scene.tiles, "A witness was asked to cosign the log."),
        (&scene.other_tiles, "The same witness was asked to cosign the other history."),
    ] {
        let checkpoint = fs::read_to_string(tiles.join("checkpoint")).context("nothing was published")?;
        let size = Note::parse(&checkpoint).ok().and_then(|note| Checkpoint::parse(&note.text)).map_or(0, |checkpoint| checkpoint.size);
        // The first time a witness sees a log there is nothing to prove.
        let asked = AddCheckpoint { old, proof: Vec::new(), checkpoint };
        let decided = witness.decide(&asked, &logs).map_err(|error| error.0).context("the witness cannot keep what it sees")?;
        let found = decided.err().map(|declined| Found {
            position: size,
            expected: "a checkpoint that goes on from the one that it cosigned".to_owned(),
            found: "one that does not".to_owned(),
            means: format!("it does not cosign: {declined}"),
        });
        hear(if old == 0 { Outcome::untouched(done, found) } else { Outcome::new(done, found) })?;
        old = size;
    }
    Ok(())
}

/// Views, held against a replay of the log.
pub(super) async fn views(scene: &Scene, hear: &mut Hear<'_>) -> anyhow::Result<()> {
    let quiet = Output::new(Format::Text, true);
    let compare =
        async |folder: &Path| compare_views(&Folder::new(folder), &Place::new("demo", true), &Stores::in_folder(folder), &quiet).await;
    hear(Outcome::untouched("The views as they are, compared with a replay of the log.", compare(&scene.place).await?))?;
    let changed = scene.root.join("views-changed");
    copy(&scene.place, &changed)?;
    let rows = rusqlite::Connection::open(changed.join("views.sqlite")).context("the views cannot be opened")?;
    let moved = rows.execute("update story set last_met = last_met + 1 where number = (select max(number) from story)", [])?;
    drop(rows);
    anyhow::ensure!(moved == 1, "the views have no story to change");
    hear(Outcome::new("In the views, the last meeting of one story was moved.", compare(&changed).await?))
}
