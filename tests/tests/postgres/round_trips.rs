//! How often a batch waits for the server: twice at the most, whatever is in it, and once for each request at the most when many wait.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use throughline_log::{Draft, Keys, Lane, Log, PostgresStore, Request, Sealed, seal};
use throughline_servers::Postgres;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use uuid::Uuid;

use crate::migrated;

/// Stands before the server, and counts what is waited for: each Sync and each simple query is answered once. Checkpoints do not count, of
/// which one is saved in each second, however slow the machine is.
async fn counting() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let waits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&waits);
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            tokio::spawn(pass(near, Arc::clone(&counted)));
        }
    });
    (port, waits)
}

async fn pass(near: TcpStream, waits: Arc<AtomicUsize>) -> std::io::Result<()> {
    let far = TcpStream::connect(("127.0.0.1", Postgres::shared().port())).await?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let ((mut from_near, mut to_near), (mut from_far, mut to_far)) = (near.into_split(), far.into_split());
    tokio::spawn(async move { copy(&mut from_far, &mut to_near).await });
    // The first message has no kind.
    let mut kind = None;
    let (mut of_checkpoints, mut is_checkpoint) = (HashSet::new(), false);
    loop {
        let mut length = [0; 4];
        from_near.read_exact(&mut length).await?;
        let mut rest = vec![0; u32::from_be_bytes(length) as usize - 4];
        from_near.read_exact(&mut rest).await?;
        to_far.write_all(&[kind.as_slice(), &length, &rest].concat()).await?;
        let mut fields = rest.split(|byte| *byte == 0);
        match kind {
            // A statement's name and its text.
            Some(b'P') => {
                let (name, text) = (fields.next().unwrap_or_default().to_vec(), fields.next().unwrap_or_default());
                is_checkpoint = String::from_utf8_lossy(text).contains("throughline_log.checkpoint");
                of_checkpoints.extend(is_checkpoint.then_some(name));
            }
            // A portal's name and a statement's.
            Some(b'B') => is_checkpoint = fields.nth(1).is_some_and(|name| of_checkpoints.contains(name)),
            Some(b'S' | b'Q') if !is_checkpoint => _ = waits.fetch_add(1, Ordering::SeqCst),
            _ => {}
        }
        kind = Some(from_near.read_u8().await?);
    }
}

/// Three events about nobody.
fn sealed(keys: &Keys) -> Sealed {
    let draft = || Draft {
        id: Uuid::now_v7(),
        lane: Lane::Control,
        people: Vec::new(),
        facts: b"something".to_vec(),
        words: Vec::new(),
        source_key: Some(Uuid::new_v4().to_string()),
    };
    let request = Request {
        agency: "care-city".into(),
        request_id: Uuid::now_v7(),
        content: Vec::new(),
        recorded_at_us: 1,
        drafts: vec![draft(), draft(), draft()],
        condition: None,
    };
    seal(keys, request).expect("sealed")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_waits_for_the_server_twice_at_the_most() {
    let (folder, database, (port, waits)) = (tempfile::tempdir().expect("a folder"), migrated().await, counting().await);
    let keys = Keys::open(folder.path()).expect("keys");
    let store = PostgresStore::new(&format!("postgres://postgres@127.0.0.1:{port}/{database}?sslmode=disable")).expect("an address");
    let log = Log::open(store, Arc::clone(&keys), "throughline/place".to_owned()).await.expect("it opens");
    // Connections are made and statements prepared by whoever is first.
    log.append(sealed(&keys)).await.expect("appended");
    log.checkpoint_now().await.expect("signed");

    let before = waits.load(Ordering::SeqCst);
    for _ in 0..40 {
        log.append(sealed(&keys)).await.expect("appended");
    }
    let alone = waits.load(Ordering::SeqCst) - before;
    assert!((40..=80).contains(&alone), "{alone} for 40 batches of one request");

    let before = waits.load(Ordering::SeqCst);
    let mut appending = JoinSet::new();
    for sealed in (0..400).map(|_| sealed(&keys)).collect::<Vec<_>>() {
        let log = log.clone();
        appending.spawn(async move { log.append(sealed).await.map(drop) });
    }
    for appended in appending.join_all().await {
        appended.expect("appended");
    }
    let together = waits.load(Ordering::SeqCst) - before;
    assert!((1..100).contains(&together), "{together} for 400 requests that came together");
    log.close().await;
}
