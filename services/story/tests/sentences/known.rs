//! Who is who in these tests, and two readers: one who knows all their names, and one who knows nobody's.

use throughline_story::sentence::Names;

pub const ROSA: &str = "6f1c2d3e-0000-4000-8000-0000000000a1";
/// The same person, as another agency knows her.
pub const ROSA_TOO: &str = "6f1c2d3e-0000-4000-8000-0000000000a2";
pub const TOM: &str = "6f1c2d3e-0000-4000-8000-0000000000b1";
pub const PAT: &str = "6f1c2d3e-0000-4000-8000-0000000000c1";
/// Somebody whom no reader may know.
pub const HIDDEN: &str = "6f1c2d3e-0000-4000-8000-0000000000f1";
pub const AMIRA: &str = "7f1c2d3e-0000-4000-8000-0000000000a1";
pub const BEN: &str = "7f1c2d3e-0000-4000-8000-0000000000b1";
/// A supporter whose name was erased.
pub const NAMELESS: &str = "7f1c2d3e-0000-4000-8000-0000000000f1";
pub const WALKERS: &str = "8f1c2d3e-0000-4000-8000-0000000000a1";
pub const KITCHEN: &str = "8f1c2d3e-0000-4000-8000-0000000000b1";
pub const OFFER: &str = "9f1c2d3e-0000-4000-8000-0000000000a1";

/// Knows everybody but [`HIDDEN`].
pub struct Everybody;

impl Names for Everybody {
    fn resident(&self, person: &str) -> Option<String> {
        let name = match person {
            ROSA | ROSA_TOO => "Rosa",
            TOM => "Tom",
            PAT => "Pat",
            _ => return None,
        };
        Some(name.to_owned())
    }

    fn supporter(&self, supporter: &str) -> Option<(String, String)> {
        let (name, agency) = match supporter {
            AMIRA => ("Amira", "Harmony House"),
            BEN => ("Ben", "Community Solutions"),
            NAMELESS => ("", "Community Solutions"),
            _ => return None,
        };
        Some((name.to_owned(), agency.to_owned()))
    }

    fn agency(&self, agency: &str) -> String {
        match agency {
            "community-solutions" => "Community Solutions".to_owned(),
            "council-adults" => "Adult Social Care".to_owned(),
            _ => "Harmony House".to_owned(),
        }
    }

    fn group(&self, group: &str) -> Option<String> {
        match group {
            WALKERS => Some("the Tuesday Walkers".to_owned()),
            KITCHEN => Some("Barking Kitchen".to_owned()),
            _ => None,
        }
    }

    fn event_text(&self, event: &str) -> Option<String> {
        (event == OFFER).then(|| "a lift to the GP on Tuesday.".to_owned())
    }
}

/// Knows nobody and nothing.
pub struct Nobody;

impl Names for Nobody {
    fn resident(&self, _person: &str) -> Option<String> {
        None
    }

    fn supporter(&self, _supporter: &str) -> Option<(String, String)> {
        None
    }

    fn agency(&self, _agency: &str) -> String {
        String::new()
    }

    fn group(&self, _group: &str) -> Option<String> {
        None
    }

    fn event_text(&self, _event: &str) -> Option<String> {
        None
    }
}
