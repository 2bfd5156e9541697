//! How names, words and numbers are spelt: UUIDs, "#0", agencies' words, roles, NHS numbers, languages.

use crate::refs::RefKind;

/// How long an agency's word may be.
const AGENCY_LIMIT_BYTES: usize = 63;
/// How long a language tag may be.
const LANGUAGE_LIMIT_BYTES: usize = 35;

/// What is wrong with a reference, if anything. `index` is that of the event in its request.
pub(super) fn reference(kind: RefKind, name: &str, index: usize) -> Option<&'static str> {
    match kind {
        RefKind::Agency => (!is_agency(name)).then_some("not an agency's word; a–z, 0–9 and hyphens, at most 63"),
        RefKind::Role => (!is_role(name)).then_some("not a role; write it like council-adults/safeguarding-lead"),
        RefKind::Person | RefKind::Event | RefKind::Supporter | RefKind::Group | RefKind::PublishedOffer => id(name, index),
    }
}

fn id(name: &str, index: usize) -> Option<&'static str> {
    match name.strip_prefix('#') {
        None => (!is_uuid(name)).then_some("not a UUID in its usual form: 36 characters, small letters"),
        Some(number) => match own_index(number) {
            None => Some("not the index of an event; write it like #0"),
            Some(other) => (other >= index).then_some("names an event that does not come earlier in the request"),
        },
    }
}

/// The number behind "#", in its one spelling.
fn own_index(number: &str) -> Option<usize> {
    let canonical = number == "0" || (!number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit()));
    if canonical { number.parse().ok() } else { None }
}

/// Whether it is "#" and this very index.
pub(super) fn is_own_index(name: &str, index: usize) -> bool {
    name.strip_prefix('#').and_then(own_index) == Some(index)
}

/// "6f1c…", 36 characters, small letters.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// "harmony-house".
pub(super) fn is_agency(text: &str) -> bool {
    let plain = text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    plain && !text.is_empty() && text.len() <= AGENCY_LIMIT_BYTES && !text.starts_with('-') && !text.ends_with('-')
}

fn is_role(text: &str) -> bool {
    text.split_once('/').is_some_and(|(agency, role)| is_agency(agency) && is_agency(role))
}

/// Ten digits, the last of which checks the others (modulo 11).
pub(super) fn is_nhs_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || !bytes.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes[..9].iter().zip((2..=10).rev()).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    let expected = (11 - sum % 11) % 11;
    expected == u32::from(bytes[9] - b'0')
}

/// "bn", "zh-Hant": subtags of letters and digits, the first of letters.
pub(super) fn is_language(text: &str) -> bool {
    let mut subtags = text.split('-');
    let first = subtags.next().is_some_and(|tag| (2..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let rest = subtags.all(|tag| (1..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    first && rest && text.len() <= LANGUAGE_LIMIT_BYTES
}

/// Control characters, except newline and tab.
pub(super) fn has_control(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.iter().any(|byte| (*byte < 0x20 && *byte != b'\n' && *byte != b'\t') || *byte == 0x7f) {
        return true;
    }
    // U+0080 to U+009F are two bytes, the first 0xC2.
    bytes.contains(&0xc2) && text.chars().any(|character| ('\u{80}'..='\u{9f}').contains(&character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_nhs_number_checks_itself() {
        assert!(is_nhs_number("9434765919"));
        assert!(!is_nhs_number("9434765918"));
        assert!(!is_nhs_number("943 476 5919"));
    }

    #[test]
    fn an_nhs_number_whose_check_would_be_ten_is_none() {
        // 1·10 + 6·2 = 22: check 0; 1·10 + 1·2 = 12: check 10, which no digit is.
        assert!(is_nhs_number("1000000060"));
        assert!((0..10).all(|digit| !is_nhs_number(&format!("100000001{digit}"))));
    }

    #[test]
    fn a_reference_points_to_an_earlier_event_of_the_request() {
        assert_eq!(reference(RefKind::Event, "#2", 3), None);
        assert!(reference(RefKind::Event, "#3", 3).is_some());
        assert!(reference(RefKind::Event, "#02", 3).is_some());
        assert!(reference(RefKind::Event, "#+1", 3).is_some());
        assert!(reference(RefKind::Event, "#", 3).is_some());
    }

    #[test]
    fn a_uuid_is_written_in_one_way() {
        assert_eq!(reference(RefKind::Person, "0190163d-8694-739b-aea5-966c26f8ad90", 0), None);
        assert!(reference(RefKind::Person, "0190163D-8694-739B-AEA5-966C26F8AD90", 0).is_some());
        assert!(reference(RefKind::Person, "0190163d8694739baea5966c26f8ad90", 0).is_some());
    }

    #[test]
    fn newlines_and_tabs_are_no_control_characters_and_all_others_are() {
        assert!(!has_control("one\n\ttwo, ½ of £3"));
        assert!(has_control("one\r\ntwo"));
        assert!(has_control("\u{7f}"));
        assert!(has_control("\u{85}"));
        assert!(has_control("\0"));
    }

    #[test]
    fn a_role_is_an_agency_and_a_word() {
        assert_eq!(reference(RefKind::Role, "council-adults/safeguarding-lead", 0), None);
        assert!(reference(RefKind::Role, "council-adults", 0).is_some());
        assert!(reference(RefKind::Role, "council-adults/", 0).is_some());
    }
}
