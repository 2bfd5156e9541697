//! Secrets are told to nobody who looks at this machine's processes: not by their command lines, nor by their environment.

use std::{fs, process::Command};

use throughline_tests::{Process, place, process::add_agency};

/// What an unprivileged user of this machine reads; none where it may not.
fn as_nobody(path: &str) -> Option<String> {
    let read = Command::new("setpriv").args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "cat", path]).output();
    let read = read.expect("setpriv is there");
    read.status.success().then(|| String::from_utf8_lossy(&read.stdout).into_owned())
}

#[test]
fn what_stands_in_the_environment_is_read_by_no_other_program() {
    let folder = tempfile::tempdir().expect("a folder");
    place::begin(folder.path());
    add_agency(folder.path(), "Harmony House");
    let node = Process::start_with(folder.path(), &[], &[("THROUGHLINE_TOKEN", "tl_geheim")]);
    let process = format!("/proc/{}", node.id());
    let command = fs::read_to_string(format!("{process}/cmdline")).expect("anybody reads it");
    assert!(command.contains("serve") && !command.contains("geheim"), "{command}");
    assert_eq!(as_nobody(&format!("{process}/environ")), None);
    // Since nobody but root may look into its memory, what is in /proc is root's, also where another user runs it.
    let limits = fs::read_to_string(format!("{process}/limits")).expect("limits");
    assert!(limits.lines().any(|line| line.starts_with("Max core file size") && line.split_whitespace().nth(4) == Some("0")), "{limits}");
}
