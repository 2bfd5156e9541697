//! "Did you mean …?": the name closest to what was written, wherever somebody can mistype one.

/// Below this likeness a suggestion would only confuse.
const LIKE_ENOUGH: f64 = 0.6;

/// The name most like what was written, if any is like enough.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    names
        .into_iter()
        .map(|name| (likeness(&written, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= LIKE_ENOUGH)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

/// " Did you mean "…"?", or nothing.
pub fn did_you_mean<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(written, names).map(|name| format!(" Did you mean \"{name}\"?")).unwrap_or_default()
}

fn likeness(one: &str, other: &str) -> f64 {
    // Jaro-Winkler favours what begins alike; the edit distance finds what is only swapped or cut at the front.
    strsim::jaro_winkler(one, other).max(strsim::normalized_damerau_levenshtein(one, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_name_that_was_meant() {
        assert_eq!(nearest("GetStroy", ["ListEntries", "GetStory", "WatchStory"]), Some("GetStory"));
    }

    #[test]
    fn nothing_is_suggested_when_nothing_is_like_it() {
        assert_eq!(did_you_mean("zzz", ["person", "supporter"]), "");
    }
}
