//! What everybody may fetch: the checkpoint and the tiles over HTTP, from us or from any server of files, and proofs over gRPC that agree with them.

use std::{
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use throughline_proof::{
    Checkpoint, Cosigner, Hash, Quorum, Signer, TlogProof, check_consistency, check_inclusion, consistency, inclusion,
    tile::{Tile, Tiles},
    tree::leaf_of,
};
use throughline_proto::v1::{GetConsistencyProofRequest, GetInclusionProofRequest, Reason, ReplayRequest};
use throughline_servers::Process;
use throughline_tests::{
    Place,
    chance::Chance,
    events::noted,
    process::{ends, text},
    refused,
};
use tokio::{net::TcpStream, task::spawn_blocking};

use super::{
    http::get,
    scene::{key_of, place, place_with, published, until},
    watcher::asked_at,
};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Somebody writes, until there are so many records.
async fn write(place: &Place, agency: &str, records: u64) {
    let house = place.agency(agency).await;
    let rosa = house.hears_of("Rosa").await;
    while place.head() < records {
        let more = (records - place.head()).min(200);
        house.record((0..more).map(|number| noted(&rosa, &format!("Note {number}."))).collect()).await.expect("taken in");
    }
}

/// The tiles of some stretches of a tree, fetched.
async fn fetched(at: SocketAddr, stretches: &[std::ops::Range<u64>], size: u64) -> Tiles {
    let mut tiles = Tiles::default();
    for tile in Tiles::of(stretches, size) {
        let answer = get(at, &format!("/{tile}")).await;
        assert_eq!(answer.status, 200, "{tile}");
        tiles.insert(tile, tile.hashes(&answer.body).expect("a tile"));
    }
    tiles
}

/// The roots over some stretches, from tiles alone.
async fn roots(at: SocketAddr, stretches: &[std::ops::Range<u64>], size: u64) -> Vec<Hash> {
    let tiles = fetched(at, stretches, size).await;
    stretches.iter().map(|stretch| tiles.root_of(stretch).expect("the tiles reach so far")).collect()
}

/// The root of a whole tree, from tiles alone.
async fn root_of(at: SocketAddr, size: u64) -> Hash {
    let whole = 0..size;
    roots(at, std::slice::from_ref(&whole), size).await[0]
}

fn hashes(told: &[Vec<u8>]) -> Vec<Hash> {
    told.iter().map(|hash| Hash::try_from(hash.as_slice()).expect("32 bytes")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn checkpoint_and_tiles_are_served_as_c2sp_says_and_older_tiles_stay() {
    let place = place().await;
    write(&place, "harmony-house", 20).await;
    let (old, at) = (published(&place).await, place.tiles());
    let narrow = Tile::within(0, 0, old.tree_size).expect("a tile");
    let before = get(at, &format!("/{narrow}")).await;
    assert_eq!((before.status, before.body.len()), (200, usize::from(narrow.width) * 32));
    write(&place, "care-city", 700).await;
    let told = published(&place).await;
    let answer = get(at, "/checkpoint").await;
    assert_eq!((answer.status, answer.text()), (200, told.checkpoint.clone()));
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=1"));
    for tile in Tile::between(0, told.tree_size) {
        let answer = get(at, &format!("/{tile}")).await;
        assert_eq!((answer.status, answer.body.len()), (200, usize::from(tile.width) * 32), "{tile}");
        assert_eq!(
            (answer.header("content-type"), answer.header("cache-control")),
            (Some("application/octet-stream"), Some(FOR_EVER)),
            "{tile}"
        );
    }
    assert_eq!(root_of(at, told.tree_size).await[..], told.root);
    // The narrow tile has become full, and is read all the same.
    let after = get(at, &format!("/{narrow}")).await;
    assert_eq!((after.status, after.body), (200, before.body));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_checkpoint_and_tiles_is_served() {
    let place = place().await;
    write(&place, "harmony-house", 300).await;
    published(&place).await;
    let at = place.tiles();
    assert_eq!(get(at, "/tile/0/000").await.status, 200);
    for path in [
        "/",
        "/tile",
        "/tile/",
        "/tile/0/999",
        "/tile/0/000.p/0",
        "/tile/0/000.p/256",
        "/tile/0/001.p/255",
        "/tile/00/000",
        "/tile/8/000",
        "/tile/entries/000",
        "/tile/0/../0/000",
        "/tile/../checkpoint",
        "/tile/0/../../../log.sqlite",
        "/tile/0/%2e%2e/%2e%2e/%2e%2e/keys.sqlite",
        "/tile/0/000%00",
        "/tile/0/000%2f..",
        "/tile/%ff",
        "/.covered",
        "/../keeper.token",
        "/checkpoint/..",
        "//etc/passwd",
        "/tile//etc/passwd",
    ] {
        let answer = get(at, path).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        assert_ne!(answer.header("cache-control"), Some(FOR_EVER), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_proof_over_grpc_is_the_one_that_the_tiles_make() {
    let place = place().await;
    write(&place, "harmony-house", 600).await;
    let (told, at) = (published(&place).await, place.tiles());
    let (size, mut audit, mut chance) = (told.tree_size, place.keeper().audit(), Chance::new(9_162));
    let key = place.keys().signer().public_key();
    let (records, _) = place.keeper().replays(ReplayRequest { until_position: size, ..ReplayRequest::default() }).await;
    for _ in 0..40 {
        let tree_size = 1 + chance.below(usize::try_from(size).expect("few")) as u64;
        let index = chance.below(usize::try_from(tree_size).expect("few")) as u64;
        let request = GetInclusionProofRequest { position: index + 1, tree_size };
        let proof = audit.get_inclusion_proof(request).await.expect("everybody may").into_inner();
        let header = &records[usize::try_from(index).expect("few")].header;
        let root = root_of(at, tree_size).await;
        assert_eq!((proof.leaf_index, proof.tree_size, proof.leaf_hash.as_slice()), (index, tree_size, &leaf_of(header)[..]));
        check_inclusion(&leaf_of(header), index, tree_size, &root, &hashes(&proof.hashes)).expect("it is proved");
        assert_eq!(hashes(&proof.hashes), roots(at, &inclusion(index, tree_size).expect("it is there"), tree_size).await);
        assert_eq!(proof.tlog_proof.is_empty(), tree_size != size);

        let proof = audit.get_inclusion_proof(GetInclusionProofRequest { position: index + 1, tree_size: 0 }).await;
        let proof = TlogProof::parse(&proof.expect("everybody may").into_inner().tlog_proof).expect("as C2SP writes it");
        proof.check(&leaf_of(header), place.log().origin(), &[key], &Quorum::default()).expect("it is proved");

        let old_size = chance.below(usize::try_from(tree_size).expect("few") + 1) as u64;
        let request = GetConsistencyProofRequest { old_size, new_size: tree_size };
        let proof = hashes(&audit.get_consistency_proof(request).await.expect("everybody may").into_inner().hashes);
        assert_eq!(proof, roots(at, &consistency(old_size, tree_size).expect("it goes on"), tree_size).await);
        if old_size > 0 {
            let old = root_of(at, old_size).await;
            check_consistency((old_size, &old), (tree_size, &root), &proof).expect("it goes on");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_proved_is_said_clearly() {
    let place = place().await;
    write(&place, "harmony-house", 30).await;
    let size = published(&place).await.tree_size;
    let mut audit = place.keeper().audit();
    for (position, tree_size, field) in [
        (0, 0, "position"),
        (place.head() + 1_000, 0, "position"),
        (u64::MAX, 0, "position"),
        (5, 4, "position"),
        (1, size + 1_000, "tree_size"),
        (1, u64::MAX, "tree_size"),
    ] {
        let answer = audit.get_inclusion_proof(GetInclusionProofRequest { position, tree_size }).await;
        refused(answer).is(Reason::FieldInvalid).at(field);
    }
    for (old_size, new_size, field) in
        [(0, size + 1_000, "new_size"), (0, u64::MAX, "new_size"), (9, 8, "old_size"), (u64::MAX, 0, "old_size")]
    {
        let answer = audit.get_consistency_proof(GetConsistencyProofRequest { old_size, new_size }).await;
        let refused = refused(answer);
        refused.is(Reason::FieldInvalid).at(field);
        assert!(refused.metadata.contains_key("tree_size"), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_published_yet_is_proved_to_nobody() {
    let key = Cosigner::new("nobody".into(), Signer::from_seed(&[4; 32]).expect("a key")).key();
    let place = place_with(vec![asked_at(SocketAddr::from(([127, 0, 0, 1], 1)), &key)], 1).await;
    write(&place, "harmony-house", 10).await;
    place.log().checkpoint_now().await.expect("signed");
    let answer = place.keeper().audit().get_inclusion_proof(GetInclusionProofRequest { position: 3, tree_size: 0 }).await;
    let refused = refused(answer);
    refused.is(Reason::FieldInvalid).at("position");
    assert_eq!(refused.metadata["tree_size"], "0");
    assert_eq!(get(place.tiles(), "/checkpoint").await.status, 404);
}

/// Serves a folder of files with nginx, whatever lies in it.
pub async fn nginx(files: &Path, own: &Path) -> (Process, SocketAddr) {
    let exe = env::current_exe().expect("a test has a path");
    let mut beside = exe.ancestors().map(|folder| folder.join("debian/usr/sbin/nginx")).chain([PathBuf::from("/usr/sbin/nginx")]);
    let program = beside.find(|path| path.exists()).expect("nginx is there; run: tests/run tools");
    let port = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a port").port();
    let (folder, files) = (own.display(), files.display());
    let configuration = format!(
        "daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors; events {{}}\n\
         http {{ access_log off; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;\n\
         uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5; server {{ listen 127.0.0.1:{port}; root {files}; }} }}\n"
    );
    let path = own.join("nginx.conf");
    fs::write(&path, configuration).expect("written");
    let (errors, at) = (own.join("errors"), SocketAddr::from(([127, 0, 0, 1], port)));
    let command = [text(&program), "-e", text(&errors), "-p", text(own), "-c", text(&path)];
    let running = Process::start(&command, &own.join("says"), None);
    until("nginx listens", async || TcpStream::connect(at).await.is_ok()).await;
    (running, at)
}

#[tokio::test(flavor = "multi_thread")]
async fn any_server_of_files_serves_the_tiles_and_our_monitor_follows_them() {
    let (place, own) = (place().await, tempfile::tempdir().expect("a folder"));
    write(&place, "harmony-house", 600).await;
    let told = published(&place).await;
    let (_running, at) = nginx(&place.folder.path().join("tiles"), own.path()).await;
    assert_eq!(get(at, "/checkpoint").await.body, get(place.tiles(), "/checkpoint").await.body);
    for tile in Tile::between(0, told.tree_size) {
        let path = format!("/{tile}");
        let (theirs, ours) = (get(at, &path).await, get(place.tiles(), &path).await);
        assert_eq!((theirs.status, theirs.body), (200, ours.body), "{tile}");
    }
    assert_eq!(root_of(at, told.tree_size).await[..], told.root);

    let (key, url, data) = (key_of(&place), format!("http://{at}"), own.path().join("monitor"));
    let looks = async || {
        let (key, url, data) = (key.clone(), url.clone(), data.clone());
        let looks = move || ends(&["monitor", &url, "--public-key", &key, "--data", text(&data), "--once", "--format", "json"]);
        spawn_blocking(looks).await.expect("it ends")
    };
    let (code, said, report) = looks().await;
    assert_eq!((code, &report["tree_size"], &report["sound"]), (Some(0), &told.tree_size.into(), &true.into()), "{said}");
    write(&place, "care-city", 900).await;
    let told = published(&place).await;
    let (code, said, report) = looks().await;
    assert_eq!((code, &report["tree_size"]), (Some(0), &told.tree_size.into()), "{said}");

    // The server of files shows another history, signed by the same key.
    let size = told.tree_size;
    let other = Checkpoint { origin: place.log().origin().into(), size, root: [7; 32] }.sign(place.keys().signer());
    fs::write(place.folder.path().join("tiles/checkpoint"), other.note).expect("written");
    let (code, said, report) = looks().await;
    assert_eq!((code, &report["sound"]), (Some(1), &false.into()), "{said}");
    assert_eq!(report["findings"][0]["position"], size, "{said}");
}
