//! The words that the product does not say (DESIGN §2), and how they are looked for. Which texts are searched is said elsewhere.

/// Never, as whole words: how they are written, hyphens and capitals apart.
const NEVER: [&str; 34] = [
    "referral",
    "referrals",
    "handover",
    "handovers",
    "step up",
    "stepped up",
    "step down",
    "stepped down",
    "threshold",
    "thresholds",
    "case",
    "cases",
    "discharged",
    "service user",
    "service users",
    "client",
    "clients",
    "non engagement",
    "did not attend",
    REFUSED,
    "hard to reach",
    "assessment",
    "assessments",
    "intervention",
    "interventions",
    "caseload",
    "caseloads",
    "needs",
    "deficit",
    "deficits",
    "risk score",
    "risk scores",
    "high risk",
    "frequent flyer",
];

/// Never said of a person. Of a request it may be said, where only developers read it.
pub const REFUSED: &str = "refused";

/// Where a word stands for something else, and why that may be.
struct Allowed {
    /// The end of the file's path; everywhere when empty.
    file: &'static str,
    /// The words around it.
    phrase: &'static str,
    /// For whoever reads this list.
    why: &'static str,
}

const ALLOWED: [Allowed; 6] = [
    Allowed { file: "", phrase: "open referral uk", why: "the name of a public data standard" },
    Allowed { file: "", phrase: "lower case", why: "letters, not people" },
    Allowed { file: "throughline/src/call/mod.rs", phrase: "client", why: "OpenTelemetry's own word for the caller's side of a call" },
    Allowed { file: "", phrase: "case when", why: "SQL's own word" },
    Allowed { file: "", phrase: "data protection impact assessment", why: "the paper's name in law: UK GDPR, article 35" },
    Allowed { file: "", phrase: "case:concept:name", why: "a column of the municipal log, kept as it came" },
];

/// The forbidden words in a text, in the order of the list.
pub fn forbidden_in(path: &str, text: &str) -> Vec<&'static str> {
    let mut text = spaced(text);
    for allowed in ALLOWED.iter().filter(|allowed| path.ends_with(allowed.file)) {
        text = text.replace(&spaced(allowed.phrase), " · ");
    }
    NEVER.into_iter().filter(|never| text.contains(&format!(" {never} "))).collect()
}

/// The words in lower case with one space before, between and after; hyphens, underscores and humps divide words.
fn spaced(text: &str) -> String {
    let mut words = String::from(" ");
    let mut before = ' ';
    for letter in text.chars() {
        let hump = before.is_lowercase() && letter.is_uppercase();
        if (hump || !letter.is_alphanumeric()) && !words.ends_with(' ') {
            words.push(' ');
        }
        if letter.is_alphanumeric() {
            words.extend(letter.to_lowercase());
        }
        before = letter;
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

#[test]
fn a_forbidden_word_is_found_however_it_is_written() {
    for text in
        ["A Referral.", "referral_id", "ReferralMade", "SERVICE_USER", "service-user", "step-up", "case", "caseClosed", "did not\nattend"]
    {
        assert!(!forbidden_in("a.rs", text).is_empty(), "{text}");
    }
}

#[test]
fn a_word_that_only_holds_a_forbidden_one_is_not_found() {
    for text in ["showcase", "because", "needed", "clientele", "uppercase", "footstep update", "undischarged"] {
        assert!(forbidden_in("a.rs", text).is_empty(), "{text}");
    }
}

#[test]
fn an_allowed_phrase_hides_only_itself() {
    assert!(forbidden_in("a.rs", "Fields as in Open Referral UK").is_empty());
    assert_eq!(forbidden_in("a.rs", "Open Referral UK and a referral"), ["referral"]);
}

#[test]
fn every_allowance_has_a_reason_and_holds_a_forbidden_word() {
    for allowed in ALLOWED {
        assert!(!allowed.why.is_empty());
        let phrase = spaced(allowed.phrase);
        assert!(NEVER.iter().any(|never| phrase.contains(&format!(" {never} "))), "{} allows nothing", allowed.phrase);
    }
}
