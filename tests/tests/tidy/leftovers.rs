//! What is left lying about while one works, and must not stay: notes to oneself, places that only one machine has, and the hosts of
//! package registries (the ordinary tools know them, and whoever runs behind a mirror has set them).

use crate::{
    finding::{Finding, assert_tidy},
    tree::files,
};

/// Put together here, so that this file does not find itself.
const NOTES: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
const PLACES: [&str; 4] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tmp/", "tl"), concat!("/ho", "me/")];
const REGISTRIES: [&str; 6] = [
    concat!("crates", ".io"),
    concat!("py", "pi.org"),
    concat!("pythonho", "sted.org"),
    concat!("npm", "js.org"),
    concat!("deb.", "debian.org"),
    concat!("docker", ".io"),
];

/// Written by a tool, or kept as it came from somebody else.
const KEPT_AS_IT_IS: [&str; 3] = ["Cargo.lock", "LICENCE", ".csv"];

fn nothing_is_left_over(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (needles, advice) in [
            (NOTES.as_slice(), "do it, or open an issue"),
            (PLACES.as_slice(), "this place is on one machine only"),
            (REGISTRIES.as_slice(), "name the package; its tool knows the host"),
        ] {
            let left = needles.iter().filter(|needle| line.contains(**needle));
            findings.extend(left.map(|needle| Finding::new(path, index + 1, format!("`{needle}` is left over: {advice}"))));
        }
    }
    findings
}

#[test]
fn nothing_is_left_lying_about() {
    let ours = files(|path| !KEPT_AS_IT_IS.iter().any(|kept| path.ends_with(kept)));
    assert_tidy(ours.iter().flat_map(|file| nothing_is_left_over(&file.path, &file.text)));
}

#[test]
fn each_leftover_is_found_with_its_line() {
    for needle in NOTES.into_iter().chain(PLACES).chain(REGISTRIES) {
        let findings = nothing_is_left_over("a.md", &format!("first\nsecond {needle} here\n"));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2], "{needle}");
    }
}
