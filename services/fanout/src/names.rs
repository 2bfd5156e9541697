//! What things are called in NATS. Words of places and agencies are a–z, 0–9 and hyphens: none of them can be a wildcard or a second token.

/// The names of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    place: String,
}

impl Names {
    /// The names of a place, by its word.
    pub fn of(place: &str) -> Self {
        Self { place: place.to_owned() }
    }

    /// The stream with everybody's news.
    pub fn stream(&self) -> String {
        format!("THROUGHLINE_{}", self.place.to_uppercase().replace('-', "_"))
    }

    /// The subject of one agency's news.
    pub fn subject(&self, agency: &str) -> String {
        format!("throughline.{}.agency.{agency}.story-changed", self.place)
    }

    /// The subjects of all agencies' news.
    pub fn subjects(&self) -> String {
        self.subject("*")
    }

    /// The subject on which nodes tell each other how far the log has come.
    pub fn head(&self) -> String {
        format!("throughline.{}.head", self.place)
    }
}

/// Whether an agency's word may stand in a subject. The log takes in no other; this is checked again where a slip would tell everybody.
pub(crate) fn is_token(agency: &str) -> bool {
    !agency.is_empty() && agency.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_own_stream_and_subjects() {
        let names = Names::of("barking-and-dagenham");
        assert_eq!(names.stream(), "THROUGHLINE_BARKING_AND_DAGENHAM");
        assert_eq!(names.subject("harmony-house"), "throughline.barking-and-dagenham.agency.harmony-house.story-changed");
        assert_eq!(names.subjects(), "throughline.barking-and-dagenham.agency.*.story-changed");
        assert_eq!(names.head(), "throughline.barking-and-dagenham.head");
    }

    #[test]
    fn a_wildcard_is_no_agency() {
        assert!(is_token("care-city-2"));
        for word in ["", "*", ">", "a.b", "a b", "A"] {
            assert!(!is_token(word), "{word}");
        }
    }
}
