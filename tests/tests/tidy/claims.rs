//! The papers on data protection name what shows each claim: the files, tests and policies that they name are there.

use std::{collections::HashSet, fs};

use crate::{
    finding::{Finding, assert_tidy},
    tree::{File, files, files_ending, root},
};

const PAPERS: &str = "docs/data-protection/";
/// What a name may begin at, as the papers say.
const BEGINNINGS: [&str; 3] = ["", "tests/tests/", "services/"];
const SHARING: &str = "services/access/src/sharing/tests/";
/// So many words, and it is a test's sentence and no field's name.
const WORDS_OF_A_TEST: usize = 5;

/// What there is to be named.
struct Known {
    policies: HashSet<String>,
    functions: HashSet<String>,
    is_there: fn(&str) -> bool,
}

impl Known {
    fn here() -> Self {
        let read = |name: &str| fs::read_to_string(root().join("deploy/policies").join(name)).expect("the policies can be read");
        let policies = read("sharing.cedar") + &read("proxies.cedar");
        let named = |text: &str, before: &str, until: [char; 2]| -> Vec<String> {
            text.split(before).skip(1).filter_map(|rest| rest.split(until).next()).map(str::to_owned).collect()
        };
        Self {
            policies: named(&policies, "@id(\"", ['"'; 2]).into_iter().collect(),
            functions: files_ending("rs").iter().flat_map(|file| named(&file.text, "fn ", ['(', '<'])).collect(),
            is_there: |path| root().join(path).exists(),
        }
    }

    fn finds(&self, name: &str) -> bool {
        let is_file = name.ends_with('/') || [".rs", ".proto", ".cedar", ".toml"].iter().any(|ending| name.ends_with(ending));
        if is_file && !name.contains([' ', '*']) {
            let of_sharing = format!("{SHARING}{}", name.strip_prefix("sharing/").unwrap_or(name));
            return (self.is_there)(&of_sharing) || BEGINNINGS.iter().any(|begins| (self.is_there)(&format!("{begins}{name}")));
        }
        let is_test = name.split('_').count() >= WORDS_OF_A_TEST && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        !is_test || self.functions.contains(name)
    }
}

fn names_only_what_is_there(paper: &File, known: &Known) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in paper.text.lines().enumerate() {
        let missing = |what: &str| Finding::new(&paper.path, index + 1, format!("names “{what}”, which is not there (any more)"));
        let code = line.split('`').skip(1).step_by(2);
        findings.extend(code.filter(|name| !known.finds(name)).map(missing));
        let quoted = line.split('"').skip(1).step_by(2);
        findings.extend(quoted.filter(|name| is_policy(name) && !known.policies.contains(*name)).map(missing));
    }
    findings
}

fn is_policy(name: &str) -> bool {
    name.contains('-') && !name.ends_with('-') && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
}

#[test]
fn what_the_papers_on_data_protection_name_is_there() {
    let known = Known::here();
    let papers = files(|path| path.starts_with(PAPERS));
    assert!(!papers.is_empty() && !known.policies.is_empty());
    assert_tidy(papers.iter().flat_map(|paper| names_only_what_is_there(paper, &known)));
}

#[test]
fn a_name_that_leads_nowhere_is_found_with_its_line() {
    let known = Known {
        policies: ["known-widely".to_owned()].into(),
        functions: ["deny_is_the_default_here".to_owned()].into(),
        is_there: |path| path == "tests/tests/fuzz.rs",
    };
    let text = "It is (\"known-widely\", `fuzz.rs`, `deny_is_the_default_here`, `from_it`, \"so-called words\").\n\
        Not (\"known-by-nobody\", `gone.rs`, `deny_is_not_the_default`).";
    let paper = File { path: "a.md".to_owned(), text: text.to_owned() };
    assert_eq!(names_only_what_is_there(&paper, &known).iter().map(|finding| finding.line).collect::<Vec<_>>(), [2, 2, 2]);
}
