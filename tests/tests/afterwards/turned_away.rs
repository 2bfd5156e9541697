//! What nodes count themselves: refusals, over restarts, and who cosigned.

use std::path::Path;

use throughline_tests::{
    Process,
    place::begin,
    process::{add_agency, run, text},
};

use super::scene::{Witness, published, runs};

async fn counted(folder: &Path) -> serde_json::Value {
    let out = tempfile::tempdir().unwrap();
    let told = runs(&[
        "audit",
        "report",
        "--data",
        text(folder),
        "--from",
        "2020-01-01",
        "--to",
        "2999-01-01",
        "--out",
        text(out.path()),
        "--format",
        "json",
    ])
    .await;
    assert_eq!(told.0, Some(0), "{}", told.1);
    told.2["counted_beside_the_log"].clone()
}

async fn is_turned_away(process: &Process, token: &str) {
    let caller = process.caller(token).await;
    let nobody = throughline_tests::events::noted("00000000-0000-4000-8000-000000000001", "Nobody.");
    assert!(caller.record(vec![nobody]).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_counted_by_rule_over_restarts_and_the_report_says_since_when() {
    let folder = tempfile::tempdir().unwrap();
    begin(folder.path());
    let token = add_agency(folder.path(), "Harmony House");
    let process = Process::start(folder.path());
    for _ in 0..3 {
        is_turned_away(&process, &token).await;
    }
    let first = counted(folder.path()).await["turned_away"].clone();
    assert_eq!(first["by_reason"], serde_json::json!({ "PERSON_UNKNOWN": 3 }), "{first}");
    is_turned_away(&process, &token).await;
    process.ask_to_end();
    assert!(process.wait().success());
    // Nobody asked since the fourth: it was kept when the node ended.
    let after = counted(folder.path()).await["turned_away"].clone();
    assert_eq!(after["by_reason"]["PERSON_UNKNOWN"], 4, "{after}");
    assert_eq!((&after["since"], &after["nodes"]), (&first["since"], &serde_json::json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_says_which_witness_cosigned_how_many_of_the_published_checkpoints() {
    let (folder, watching) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    begin(folder.path());
    add_agency(folder.path(), "Harmony House");
    let key = String::from_utf8(run(&["keys", "--data", text(folder.path())]).stdout).unwrap();
    let key = key.lines().find(|line| line.starts_with("throughline/")).unwrap_or_else(|| panic!("no key in {key}")).to_owned();
    let witness = Witness::start(watching.path(), &[&key]);
    let process =
        Process::start_with(folder.path(), &["--witness", &witness.asked_at(), "--witnesses-needed", "1", "--tiles", "127.0.0.1:0"], &[]);
    published(&process.keeper().await, 1).await;
    let told = counted(folder.path()).await;
    let (all, cosigned) = (&told["checkpoints"]["published"], &told["checkpoints"]["cosigned"]);
    assert!(all.as_u64() >= Some(1) && cosigned["a.neighbour.example/witness"] == *all, "{told}");
    assert_eq!(told["newest_checkpoint"]["cosigned"][0]["witness"], "a.neighbour.example/witness");
    assert_eq!(told["newest_checkpoint"]["witnesses_wanted"], 1);
}
