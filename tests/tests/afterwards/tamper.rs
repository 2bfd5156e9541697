//! `throughline demo --tamper`: everything that is done is found, and what nobody touched is not accused.

use throughline_tests::process::{ends, text};

#[test]
fn whoever_tampers_is_found_out_by_the_checks_that_everybody_has() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("borough");
    let (code, told, json) = ends(&["demo", "--tamper", "--residents", "8", "--data", text(&data), "--format", "json", "--quiet"]);
    assert_eq!((code, &json["all_found"]), (Some(0), &serde_json::json!(true)), "{told}");
    let tries = json["tries"].as_array().expect("a list");
    let untouched = tries.iter().filter(|one| one["untouched"] == true);
    assert_eq!((untouched.count(), tries.len()), (4, 17));
    for one in tries {
        let findings = one["findings"].as_array().expect("a list");
        assert_eq!(findings.is_empty(), one["untouched"] == true, "{one}");
        let is_whole =
            |finding: &serde_json::Value| finding["means"].as_str().is_some_and(|means| !means.is_empty()) && finding["position"].is_u64();
        assert!(findings.iter().all(is_whole), "{one}");
    }
    let means: Vec<_> = tries.iter().map(|one| one["findings"][0]["means"].as_str().unwrap_or_default()).collect();
    for meaning in [
        "a record was removed",
        "the log shows one history here and another there",
        "restored from an older backup",
        "the log's key is another",
    ] {
        assert!(means.iter().any(|means| means.contains(meaning)), "{meaning}: {means:#?}");
    }
    assert!(data.join("bundle-the-corner/manifest.json").exists(), "a folder that was named is kept");
    assert_eq!(ends(&["demo", "--tamper", "--data", text(&data)]).0, Some(2), "and nothing in it is written over");
}

#[test]
fn it_is_told_in_a_line_or_two_each() {
    let (code, told, _) = ends(&["demo", "--tamper", "--residents", "3", "--quiet"]);
    assert_eq!(code, Some(0), "{told}");
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 17 * 2 + 1, "{told}");
    for (number, pair) in (1..).zip(lines[..34].chunks(2)) {
        assert!(pair[0].trim_start().starts_with(&format!("{number}. ")), "{}", pair[0]);
        assert!(pair[1].starts_with("    Found at ") || pair[1] == "    Believed: nothing is wrong with it.", "{}", pair[1]);
    }
    assert!(lines[34].contains("Everything that was done was found out"));
}
