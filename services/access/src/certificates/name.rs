//! Names as SPIFFE shapes them: `spiffe://<place>/agency/<agency>`. Spelt in one way only, so that they are compared as texts.

/// The name of an agency of a place.
pub fn spiffe_name(place: &str, agency: &str) -> String {
    format!("spiffe://{place}/agency/{agency}")
}

/// Place and agency of a name; none for any other text.
pub(super) fn of_agency(name: &str) -> Option<(&str, &str)> {
    let (place, path) = name.strip_prefix("spiffe://")?.split_once('/')?;
    let agency = path.strip_prefix("agency/")?;
    (is_word(place) && is_word(agency)).then_some((place, agency))
}

/// Whether a text can be a place's or an agency's word.
pub fn is_word(text: &str) -> bool {
    (1..=63).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_place_and_its_agency() {
        assert_eq!(of_agency(&spiffe_name("barking", "care-city")), Some(("barking", "care-city")));
    }

    #[test]
    fn another_spelling_is_no_name() {
        for name in [
            "",
            "spiffe://barking",
            "spiffe:///agency/care-city",
            "spiffe://barking/agency/",
            "spiffe://barking/agency/care-city/",
            "spiffe://barking/agency/care-city/agency/harmony-house",
            "spiffe://barking/agency/Care-City",
            "SPIFFE://barking/agency/care-city",
            "spiffe://barking:443/agency/care-city",
            "spiffe://user@barking/agency/care-city",
            "spiffe://barking/agency/care-city?as=keeper",
            "spiffe://barking/agency/care%2Dcity",
            "https://barking/agency/care-city",
            " spiffe://barking/agency/care-city",
        ] {
            assert_eq!(of_agency(name), None, "{name}");
        }
    }
}
