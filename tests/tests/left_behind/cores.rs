//! No core file is written, however the program ends, and nobody but root can look into its memory.

use std::{fs, path::Path, process::Command};

use throughline_tests::{place, process::add_agency};

use crate::{
    node::{Node, data},
    ways,
};

fn cores(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("core")).collect()
}

/// Whether this machine writes core files where a process runs: then one that aborts leaves one.
fn control_leaves_one(folder: &Path) -> bool {
    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap_or_default();
    if pattern.starts_with(['|', '/']) {
        return false;
    }
    let aborted = Command::new("sh").args(["-c", "cd \"$0\"; ulimit -c unlimited; kill -ABRT $$", super::kept::text(folder)]).status();
    assert!(!aborted.expect("a shell").success());
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_leaves_no_core_file_even_where_they_are_allowed() {
    let (folder, control) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    fs::create_dir_all(data(folder.path())).expect("a folder");
    place::begin(&data(folder.path()));
    let token = add_agency(&data(folder.path()), "Harmony House");
    let node = Node::start(folder.path(), &[]);
    let house = node.caller(&token).await.with_a_reader().await;
    ways::live(&house).await;
    let limits = fs::read_to_string(format!("/proc/{}/limits", node.id())).expect("limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a limit");
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    node.crash();
    assert_eq!(cores(folder.path()), Vec::<String>::new());
    if control_leaves_one(control.path()) {
        assert_eq!(cores(control.path()).len(), 1, "this machine writes core files");
    }
}
