//! `throughline role`, through the server that runs.

use throughline_tests::{
    Place, Process,
    process::{run, text},
};

const LEAD: &str = "harmony-house/safeguarding-lead";

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_says_and_tells_who_holds_a_role() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let lead = house.is_joined_by("Lena").await;
    place.seen().await;
    drop(house);
    let folder = place.close().await;
    let server = Process::start(folder.path());
    let ends = |arguments: &[&str]| {
        let output = run(&[&["role"][..], arguments, &["--data", text(folder.path())]].concat());
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), told)
    };
    let (code, told) = ends(&["end", LEAD, &lead]);
    assert!(code == Some(1) && told.contains("do not hold this role"), "{told}");
    assert_eq!(ends(&["hold", LEAD, &lead]).0, Some(0));
    let (code, told) = ends(&["list"]);
    assert!(code == Some(0) && told.contains(&format!("{LEAD}  {lead}")), "{told}");
    assert_eq!(ends(&["end", LEAD, &lead]).0, Some(0));
    let (_, told) = ends(&["list", "--format", "json"]);
    assert!(told.contains("\"roles\":[]") || told.contains("\"roles\": []"), "{told}");
    server.kill();
}
