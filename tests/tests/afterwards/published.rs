//! What was published stays: tiles that were lost come back as they were, and whoever asks for a checkpoint has no key unwrapped.

use std::{fs, net::TcpListener, path::PathBuf};

use tempfile::TempDir;
use throughline_proto::v1::{GetCheckpointRequest, GetCheckpointResponse, GetInclusionProofRequest, Reason};
use throughline_tests::{
    Process,
    events::noted,
    place::begin,
    process::{add_agency, run, text},
    refused,
};

use super::scene::{fetched, published, until};

/// Two full tiles of leaves, and one over them.
const RECORDS: u64 = 600;
/// One of leaves, and one further up.
const LOST: [&str; 2] = ["tile/0/001", "tile/1/000.p/2"];

/// A place that has published some records, and where its tiles are served.
struct Scene {
    folder: TempDir,
    served: Process,
    tiles: String,
}

fn serve(folder: &TempDir) -> (Process, String) {
    let tiles = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    (Process::start_with(folder.path(), &["--tiles", &tiles], &[]), tiles)
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        begin(folder.path());
        let token = add_agency(folder.path(), "Harmony House");
        let (served, tiles) = serve(&folder);
        let house = served.caller(&token).await;
        let rosa = house.hears_of("Rosa").await;
        let mut written = 0;
        while written < RECORDS {
            let notes = (0..200).map(|number| noted(&rosa, &format!("Note {number}."))).collect();
            written = house.record(notes).await.expect("taken in").entries.last().unwrap().position;
        }
        let scene = Self { folder, served, tiles };
        published(&scene.served.keeper().await, written).await;
        scene
    }

    fn file(&self, tile: &str) -> PathBuf {
        self.folder.path().join("tiles").join(tile)
    }

    fn files(&self) -> [Option<Vec<u8>>; 2] {
        LOST.map(|tile| fs::read(self.file(tile)).ok())
    }

    async fn asked_for_proof(&self) -> Result<(), tonic::Status> {
        // The record's neighbours lie in the second tile of leaves, and the root of the first lies in the one above.
        let request = GetInclusionProofRequest { position: 300, tree_size: 0 };
        self.served.keeper().await.audit().get_inclusion_proof(request).await.map(drop)
    }

    async fn newest(&self) -> Result<GetCheckpointResponse, tonic::Status> {
        self.served.keeper().await.audit().get_checkpoint(GetCheckpointRequest {}).await.map(tonic::Response::into_inner)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tiles_that_were_lost_or_cut_off_while_nobody_served_them_come_back_at_the_start() {
    let mut scene = Scene::new().await;
    let before = scene.files();
    assert!(before.iter().all(Option::is_some));
    scene.served.ask_to_end();
    until("it has ended", async || run(&["verify", "--data", text(scene.folder.path())]).status.success()).await;
    fs::remove_file(scene.file(LOST[0])).unwrap();
    fs::write(scene.file(LOST[1]), [0; 63]).unwrap();
    (scene.served, scene.tiles) = serve(&scene.folder);
    until("they are there again", async || scene.files() == before).await;
    scene.asked_for_proof().await.expect("it is proved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tile_that_was_lost_while_it_was_served_comes_back_once_somebody_has_missed_it() {
    let scene = Scene::new().await;
    let before = scene.files();
    LOST.iter().for_each(|tile| fs::remove_file(scene.file(tile)).unwrap());
    let (head, _) = fetched(&scene.tiles, &format!("/{}", LOST[0])).await;
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
    until("they are there again", async || scene.files() == before).await;
    assert_eq!(fetched(&scene.tiles, &format!("/{}", LOST[0])).await.1, before[0].clone().unwrap());

    fs::remove_file(scene.file(LOST[0])).unwrap();
    refused(scene.asked_for_proof().await).is(Reason::LogCannotRead);
    until("a proof is made again", async || scene.asked_for_proof().await.is_ok()).await;
    assert_eq!(scene.files(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_the_checkpoint_has_no_key_unwrapped() {
    let scene = Scene::new().await;
    let data = text(scene.folder.path());
    let renewed = run(&["keys", "renew", "--data", data, "--quiet"]);
    assert!(renewed.status.success(), "{renewed:?}");
    until("both keys sign", async || scene.newest().await.unwrap().verifier_keys.len() == 2).await;
    let before = scene.newest().await.unwrap().verifier_keys;
    // A seed that cannot be unwrapped any more is not missed.
    let keys = rusqlite::Connection::open(scene.folder.path().join("keys.sqlite")).unwrap();
    assert_eq!(keys.execute("update secret set wrapped = x'00' where name like 'signer/%'", []).unwrap(), 1);
    assert_eq!(scene.newest().await.unwrap().verifier_keys, before);
}
