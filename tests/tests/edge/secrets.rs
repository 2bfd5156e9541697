//! Secrets are told to nobody who looks at this machine's processes: not by their command lines, nor by their environment, nor by their memory.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use throughline_servers::{Postgres, Process};
use throughline_tests::{
    place,
    process::{command, program, text},
};

const PATIENCE: Duration = Duration::from_secs(60);

/// Serves the folder as a user who is not root, where we can become one; waits until it listens.
fn serves(folder: &Path, data: &Path) -> Process {
    let (own, says) = (folder.join("throughline"), folder.join("said"));
    fs::copy(program(), &own).expect("copied");
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("ours");
    if let Some(user) = Postgres::owner() {
        let told = Command::new("id").args(["-u", user]).output().expect("id is there");
        let user: Option<u32> = String::from_utf8_lossy(&told.stdout).trim().parse().ok();
        // Only root may give files away.
        for file in [data.to_owned(), data.join("place.toml")] {
            _ = chown(file, user, None);
        }
    }
    let command = [text(&own), "serve", "--data", text(data), "--listen", "127.0.0.1:0", "--metrics", "off", "--format", "json"];
    let environment = [("THROUGHLINE_TOKEN".to_owned(), "tl_geheim".to_owned())];
    let mut process = Process::start_in(&command, &environment, &says, Postgres::owner());
    let until = Instant::now() + PATIENCE;
    while !fs::read_to_string(&says).is_ok_and(|said| said.contains("address")) {
        assert!(process.ended().is_none() && Instant::now() < until, "{}", fs::read_to_string(&says).unwrap_or_default());
        std::thread::sleep(Duration::from_millis(10));
    }
    process
}

#[test]
fn what_a_server_holds_is_read_by_no_other_program_of_its_user() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    fs::create_dir(&data).expect("a folder");
    place::begin(&data);
    let process = serves(folder.path(), &data);
    let of_process = |name: &str| format!("/proc/{}/{name}", process.id());
    let command = fs::read_to_string(of_process("cmdline")).expect("anybody reads it");
    assert!(command.contains("serve"), "{command}");
    // The kernel gives to root what belongs to a process into whose memory its own user may not look.
    for file in ["environ", "mem", "maps"] {
        assert_eq!(fs::metadata(of_process(file)).expect("it is there").uid(), 0, "{file}");
    }
    let limits = fs::read_to_string(of_process("limits")).expect("limits");
    assert!(limits.lines().any(|line| line.starts_with("Max core file size") && line.split_whitespace().nth(4) == Some("0")), "{limits}");
}

/// What a program says that must end by itself, and soon.
fn ends(mut command: Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let until = Instant::now() + PATIENCE;
    while child.try_wait().expect("ours").is_none() {
        if Instant::now() >= until {
            child.kill().expect("ours");
            panic!("it goes on, whatever stands on its command line");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().expect("it has ended")
}

#[test]
fn a_password_on_a_command_line_is_refused_before_anything_is_done_and_is_repeated_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    // Nothing listens there: whoever took the address would say that, or wait.
    let (log, keys) = ("postgres://w:geheim@127.0.0.1:1/log", "--keys=postgres://127.0.0.1:1/keys?password=geheim");
    let there = |name: &str| folder.path().join(name);
    let (served, verified) = (there("served"), there("verified"));
    for (data, arguments) in [
        (&served, vec!["serve", "--listen", "127.0.0.1:0", "--metrics", "off", "--log", log, keys]),
        (&served, vec!["serve", "--listen", "127.0.0.1:0", "--metrics", "off", "--nats", "nats://w:geheim@127.0.0.1:1"]),
        (&verified, vec!["verify", "--log", log, "--format", "json"]),
    ] {
        let mut command = command();
        command.args(&arguments).args(["--data", text(data)]);
        let output = ends(command);
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && told.contains("THROUGHLINE_LOG"), "{arguments:?}: {told}");
        assert!(!told.contains("geheim"), "{told}");
        assert!(!data.exists(), "nothing is begun: {arguments:?}");
    }
}
