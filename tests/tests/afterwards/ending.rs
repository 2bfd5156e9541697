//! How a log ends, as docs/how-a-log-ends.md says it: handed over to another place, shut down, and with its keys lost.

use std::{fs, net::TcpListener, path::Path};

use tempfile::TempDir;
use throughline_proto::v1::Receipt;
use throughline_tests::{
    Process,
    place::begin,
    process::{add_agency, run, text},
};

use super::scene::{Witness, fetched, published, runs};

const KEYS: [&str; 3] = ["keys.sqlite", "master.key", "erased.ledger"];

/// A place with a witness, whose tiles are served at an address.
struct Scene {
    folder: TempDir,
    /// What others keep: proofs, bundles, what the monitor remembers.
    others: TempDir,
    token: String,
    key: String,
    witness: Witness,
    served: Process,
    tiles: String,
}

fn free_port() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

fn key_of(folder: &Path) -> String {
    let told = String::from_utf8(run(&["keys", "--data", text(folder)]).stdout).unwrap();
    told.lines().find(|line| line.starts_with("throughline/")).unwrap_or_else(|| panic!("no key in {told}")).to_owned()
}

/// Serves a folder with tiles, which count only when the witness has cosigned.
fn serve(folder: &Path, witness: &Witness, tiles: &str) -> Process {
    Process::start_with(folder, &["--witness", &witness.asked_at(), "--witnesses-needed", "1", "--tiles", tiles], &[])
}

impl Scene {
    fn new() -> Self {
        let (folder, others) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        begin(folder.path());
        let token = add_agency(folder.path(), "Harmony House");
        let (key, tiles) = (key_of(folder.path()), free_port());
        let witness = Witness::start(&others.path().join("witness"), &[&key]);
        let served = serve(folder.path(), &witness, &tiles);
        Self { folder, others, token, key, witness, served, tiles }
    }

    fn kept(&self, name: &str) -> String {
        text(&self.others.path().join(name)).to_owned()
    }

    /// Writes something, and waits until it is published.
    async fn writes(&self, served: &Process) -> Receipt {
        let house = served.caller(&self.token).await;
        let rosa = house.record(vec![throughline_tests::events::of_nobody(group())]).await.expect("taken in");
        published(&served.keeper().await, rosa.entries[0].position).await;
        rosa
    }

    /// Somebody was there, and is erased.
    async fn loses_somebody(&self) {
        let (house, keeper) = (self.served.caller(&self.token).await, self.served.keeper().await);
        let rosa = house.hears_of("Rosa").await;
        let position = keeper.erases(&rosa).await;
        published(&keeper, position).await;
    }

    /// Follows the tiles at an address once, from where the monitor was.
    async fn follows(&self, tiles: &str, key: &str, memory: &str) -> (Option<i32>, String) {
        let (url, data, witness) = (format!("http://{tiles}"), self.kept(memory), self.witness.key.clone());
        let told = runs(&["monitor", &url, "--public-key", key, "--witness", &witness, "--data", &data, "--once", "--quiet"]).await;
        (told.0, told.1)
    }

    /// Keeps a receipt and its proof, and a bundle of everything.
    async fn keeps_everything(&self, receipt: &Receipt) {
        let entries = receipt.entries.iter().map(|entry| {
            let leaf: String = entry.leaf_hash.iter().map(|byte| format!("{byte:02x}")).collect();
            serde_json::json!({ "position": entry.position, "leaf_hash": leaf })
        });
        let json = serde_json::json!({ "log_origin": receipt.log_origin, "entries": entries.collect::<Vec<_>>() });
        fs::write(self.others.path().join("receipt.json"), json.to_string()).unwrap();
        let data = text(self.folder.path());
        let proof = runs(&["proof", &self.kept("receipt.json"), "--out", &self.kept("proofs"), "--data", data]).await;
        assert_eq!(proof.0, Some(0), "{}", proof.1);
        let bundle = runs(&["bundle", "--out", &self.kept("bundle"), "--data", data]).await;
        assert_eq!(bundle.0, Some(0), "{}", bundle.1);
    }

    /// Whoever kept these and has the keys that they were given can still check all of it, with nothing else.
    async fn is_still_proved(&self, receipt: &Receipt) {
        let proof = format!("{}/{}.tlog-proof", self.kept("proofs"), receipt.entries[0].position);
        let (key, witness) = (self.key.as_str(), self.witness.key.as_str());
        let bundle = runs(&["verify", "--bundle", &self.kept("bundle"), "--public-key", key, "--witness", witness]).await;
        assert_eq!(bundle.0, Some(0), "{}", bundle.1);
        let proof =
            runs(&["verify", "--proof", &proof, "--receipt", &self.kept("receipt.json"), "--public-key", key, "--witness", witness]).await;
        assert_eq!(proof.0, Some(0), "{}", proof.1);
    }
}

fn group() -> throughline_proto::v1::event::Kind {
    let formed = throughline_proto::v1::GroupFormed { name: "Thursday soup".into(), ..Default::default() };
    throughline_proto::v1::event::Kind::GroupFormed(formed)
}

fn end(served: Process) {
    served.ask_to_end();
    assert!(served.wait().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_handed_over_goes_on_in_one_place_and_whoever_watched_it_goes_on_too() {
    let scene = Scene::new();
    let before = scene.writes(&scene.served).await;
    scene.loses_somebody().await;
    assert_eq!(scene.follows(&scene.tiles, &scene.key, "monitor").await.0, Some(0));
    let Scene { served, folder, .. } = &scene;
    served.ask_to_end();
    let new = tempfile::tempdir().unwrap();
    let to = format!("sqlite:{}", text(&new.path().join("log.sqlite")));
    super::scene::until("the old server has ended", async || run(&["verify", "--data", text(folder.path())]).status.success()).await;
    let copied = runs(&["copy", "--to", &to, "--hand-over", "--data", text(folder.path())]).await;
    assert_eq!(copied.0, Some(0), "{}", copied.1);
    for name in KEYS.into_iter().chain(["place.toml", "checkpoint.note", "checkpoint.tree", "keeper.token", "tokens.toml"]) {
        fs::copy(folder.path().join(name), new.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let tiles = free_port();
    let going_on = serve(new.path(), &scene.witness, &tiles);
    let after = scene.writes(&going_on).await;
    assert!(after.entries[0].position > before.entries[0].position && after.log_origin == before.log_origin);
    let followed = scene.follows(&tiles, &scene.key, "monitor").await;
    assert_eq!(followed.0, Some(0), "{}", followed.1);
    // The old place says that it is over, and can still be checked.
    let old = runs(&["serve", "--data", text(folder.path()), "--listen", "127.0.0.1:0", "--metrics", "off"]).await;
    assert!(old.0 == Some(2) && old.1.contains("handed over"), "{}", old.1);
    end(going_on);
    for folder in [folder.path(), new.path()] {
        let verified = runs(&["verify", "--data", text(folder)]).await;
        assert_eq!(verified.0, Some(0), "{}", verified.1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_place_that_goes_on_all_the_same_is_cosigned_by_nobody_and_publishes_nothing() {
    let scene = Scene::new();
    scene.writes(&scene.served).await;
    let Scene { served, folder, .. } = &scene;
    served.ask_to_end();
    super::scene::until("the old server has ended", async || run(&["verify", "--data", text(folder.path())]).status.success()).await;
    let new = tempfile::tempdir().unwrap();
    copy(folder.path(), new.path());
    let going_on = serve(new.path(), &scene.witness, &free_port());
    scene.writes(&going_on).await;
    scene.writes(&going_on).await;
    // Nobody handed it over, so that it starts; but the witness has seen the log go on elsewhere.
    let old = serve(folder.path(), &scene.witness, &free_port());
    let house = old.caller(&scene.token).await;
    let position = house.record(vec![throughline_tests::events::of_nobody(group())]).await.expect("taken in").entries[0].position;
    super::scene::until("it has signed it", async || signed_size(folder.path()) >= position).await;
    // The question that is under way may be about less; the next one is about this.
    let declined = times_declined(&old).await;
    super::scene::until("its witness has declined", async || times_declined(&old).await >= declined + 2).await;
    let newest = old.keeper().await.audit().get_checkpoint(throughline_proto::v1::GetCheckpointRequest {}).await.unwrap().into_inner();
    assert!(newest.tree_size < position, "it is published though no witness cosigned it");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_log_that_was_shut_down_everything_can_be_checked_with_nothing_of_it_left() {
    let scene = Scene::new();
    let receipt = scene.writes(&scene.served).await;
    scene.keeps_everything(&receipt).await;
    let Scene { served, .. } = &scene;
    served.ask_to_end();
    super::scene::until("the server has ended", async || run(&["verify", "--data", text(scene.folder.path())]).status.success()).await;
    fs::remove_dir_all(scene.folder.path()).unwrap();
    scene.is_still_proved(&receipt).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_its_keys_lost_a_log_is_still_proved_and_another_begins_under_another_name() {
    let mut scene = Scene::new();
    let receipt = scene.writes(&scene.served).await;
    scene.keeps_everything(&receipt).await;
    assert_eq!(scene.follows(&scene.tiles, &scene.key, "monitor").await.0, Some(0));
    let next = tempfile::tempdir().unwrap();
    fs::write(next.path().join("place.toml"), "place = \"barking-and-dagenham-two\"\n").unwrap();
    let token = add_agency(next.path(), "Harmony House");
    let other = Process::start(next.path());
    end(std::mem::replace(&mut scene.served, other));
    for name in KEYS {
        fs::remove_file(scene.folder.path().join(name)).unwrap();
    }
    let data = text(scene.folder.path()).to_owned();
    let structure = runs(&["verify", "--structure", "--public-key", &scene.key, "--data", &data]).await;
    assert_eq!(structure.0, Some(0), "{}", structure.1);
    scene.is_still_proved(&receipt).await;
    let again = runs(&["serve", "--data", &data, "--listen", "127.0.0.1:0", "--metrics", "off"]).await;
    assert!(again.0 == Some(1) && again.1.contains("not those of the log"), "nobody goes on in it with other keys: {}", again.1);
    // Whoever watches is told of the new log by its key, and goes on from nothing; under the old name nobody would believe it.
    scene.served.ask_to_end();
    super::scene::until("it has ended", async || run(&["verify", "--data", text(next.path())]).status.success()).await;
    let (key, tiles) = (key_of(next.path()), free_port());
    scene.witness = Witness::start(&scene.others.path().join("another-witness"), &[&scene.key, &key]);
    scene.token = token;
    scene.served = serve(next.path(), &scene.witness, &tiles);
    scene.writes(&scene.served).await;
    assert_eq!(scene.follows(&tiles, &key, "another-monitor").await.0, Some(0));
    let unasked = scene.follows(&tiles, &scene.key, "monitor").await;
    assert_eq!(unasked.0, Some(1), "{}", unasked.1);
}

/// How many records a place has signed, for itself.
fn signed_size(folder: &Path) -> u64 {
    let note = fs::read_to_string(folder.join("checkpoint.note")).unwrap();
    note.lines().nth(1).unwrap().parse().unwrap()
}

/// How often a server's witness was asked and did not cosign.
async fn times_declined(served: &Process) -> u64 {
    let (_, numbers) = fetched(served.metrics.as_ref().unwrap(), "/metrics").await;
    let numbers = String::from_utf8(numbers).unwrap();
    let line = numbers.lines().find(|line| line.starts_with("throughline_witnesses_not_cosigned_total{"));
    line.map_or(0, |line| line.rsplit(' ').next().unwrap().parse().unwrap())
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() { copy(&entry.path(), &to) } else { _ = fs::copy(entry.path(), to).unwrap() }
    }
}
