//! Ways to spoil a bundle, and what is to be said of each.

use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

use serde_json::{Value, json};

/// A way to spoil a bundle, and what is said of it.
pub type Spoilt<'a> = (&'a str, Box<dyn Fn(&Path) + 'a>, &'a str);

const CHUNK: &str = "records/000000";

/// All of them; `elsewhere` is a bundle to which links may lead.
pub fn ways(elsewhere: &Path) -> Vec<Spoilt<'_>> {
    links(elsewhere).into_iter().chain(tiles()).chain(records()).chain(manifests()).chain(beside()).collect()
}

/// Changes a bundle's manifest.
pub fn change_manifest(folder: &Path, change: impl FnOnce(&mut Value)) {
    let path = folder.join("manifest.json");
    let mut manifest = serde_json::from_slice(&fs::read(&path).expect("read")).expect("JSON");
    change(&mut manifest);
    fs::write(path, manifest.to_string()).expect("written");
}

fn spoilt<'a>(what: &'a str, says: &'a str, spoil: impl Fn(&Path) + 'a) -> Spoilt<'a> {
    (what, Box::new(spoil), says)
}

fn links(elsewhere: &Path) -> Vec<Spoilt<'_>> {
    vec![
        spoilt("a file that is a link", "records/000000 is a link, and a bundle has none", |folder| {
            fs::remove_file(folder.join(CHUNK)).expect("gone");
            symlink(elsewhere.join(CHUNK), folder.join(CHUNK)).expect("a link");
        }),
        spoilt("a folder that is a link", "records is a link, and a bundle has none", |folder| {
            fs::remove_dir_all(folder.join("records")).expect("gone");
            symlink(elsewhere.join("records"), folder.join("records")).expect("a link");
        }),
        spoilt("a link beside the rest", "found tile/passwd", |folder| symlink("/etc/passwd", folder.join("tile/passwd")).expect("a link")),
        spoilt("a file more", "found records/000001", |folder| fs::write(folder.join("records/000001"), "more").expect("written")),
        spoilt("a checkpoint that is a pipe", "a checkpoint signed by the key that you gave, found it cannot be read", |folder| {
            fs::remove_file(folder.join("checkpoint")).expect("gone");
            let made = Command::new("mkfifo").arg(folder.join("checkpoint")).status().expect("mkfifo is there");
            assert!(made.success());
        }),
    ]
}

fn tiles() -> Vec<Spoilt<'static>> {
    let first = |folder: &Path| fs::read_dir(folder.join("tile/0/000.p")).expect("tiles").next().expect("one").expect("an entry").path();
    vec![
        spoilt("a tile that is missing", "a tile was changed", move |folder| fs::remove_file(first(folder)).expect("gone")),
        spoilt("a tile of another length", "32 bytes for each of its hashes", move |folder| {
            fs::write(first(folder), [0; 33]).expect("written");
        }),
    ]
}

/// Something is done to the file of records.
fn records() -> Vec<Spoilt<'static>> {
    let change = |what, says, change: fn(&mut Vec<u8>)| {
        spoilt(what, says, move |folder| {
            let mut bytes = fs::read(folder.join(CHUNK)).expect("read");
            change(&mut bytes);
            fs::write(folder.join(CHUNK), bytes).expect("written");
        })
    };
    vec![
        change("records that were cut off", "cut off", |bytes| bytes.truncate(bytes.len() - 9)),
        change("a length of gigabytes", "longer than any is", |bytes| drop(bytes.splice(0..2, [0xff, 0xff, 0xff, 0xff, 0x7f]))),
        change("a length without an end", "length is none", |bytes| drop(bytes.splice(0..2, [0xff; 12]))),
        change("something behind the records", "more in it than its records", |bytes| bytes.push(0)),
        spoilt("a file of nothing that is endless", "more in it than its records", |folder| {
            fs::File::options().write(true).open(folder.join(CHUNK)).and_then(|file| file.set_len(1 << 36)).expect("a hole");
        }),
    ]
}

fn manifests() -> Vec<Spoilt<'static>> {
    let change = |what, says, field: &'static str, value: Value| {
        spoilt(what, says, move |folder| change_manifest(folder, |manifest| manifest[field] = value.clone()))
    };
    let write =
        |what, says, bytes: Vec<u8>| spoilt(what, says, move |folder| fs::write(folder.join("manifest.json"), &bytes).expect("written"));
    vec![
        change("another tree's size", "found 1000000", "tree_size", json!(1_000_000)),
        change("more records than there are", "NOT as it was", "records", json!(u64::MAX)),
        change("another key beside it", "one of the log's keys", "verifier_keys", json!(["a+b"])),
        change("another format", "of the format throughline-bundle/2", "format", json!("throughline-bundle/2")),
        change("a manifest that says more", "none that this program knows", "believe", json!(true)),
        write("a huge manifest", "larger than any is", vec![b' '; 3 << 20]),
        write("a manifest of garbage", "manifest.json", b"\xff{}".to_vec()),
        spoilt("no manifest", "is no bundle", |folder| fs::remove_file(folder.join("manifest.json")).expect("gone")),
    ]
}

fn beside() -> Vec<Spoilt<'static>> {
    let adopted = |folder: &Path| fs::read_dir(folder.join("policies")).expect("policies").next().expect("one").expect("an entry").path();
    vec![
        spoilt("other policies", "the policies that this record adopted, found other policies", move |folder| {
            fs::write(adopted(folder), "permit (principal, action, resource);").expect("written");
        }),
        spoilt("policies that are not there", "what lies beside the records was changed", move |folder| {
            fs::remove_file(adopted(folder)).expect("gone");
        }),
        spoilt("no checkpoint", "a checkpoint signed by the key that you gave, found it cannot be read", |folder| {
            fs::remove_file(folder.join("checkpoint")).expect("gone");
        }),
        spoilt("a checkpoint of another size", "either it has been changed, or the key is another", |folder| {
            let note = fs::read_to_string(folder.join("checkpoint")).expect("read");
            fs::write(folder.join("checkpoint"), note.replacen('\n', "\n1", 1)).expect("written");
        }),
    ]
}
