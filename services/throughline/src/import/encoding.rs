//! From bytes to text: UTF-8 with or without its mark, UTF-16 with its mark, or whatever the mapping says; and Windows-1252 where nothing
//! else can be meant. A guess is always said.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::exit::WrongUse;

/// Stands where a character could not be read. A row that has one is left out and named.
pub const LOST: char = char::REPLACEMENT_CHARACTER;

/// A file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without the mark at its beginning.
    pub text: String,
    /// What was guessed, if anything.
    pub note: Option<String>,
}

/// Decodes a file; `wanted` is what the mapping says.
pub fn decode(bytes: &[u8], wanted: Option<&str>) -> Result<Decoded, WrongUse> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(WrongUse::new("the file is a spreadsheet, not a CSV: open it and save it as CSV (UTF-8)"));
    }
    if let Some(name) = wanted {
        let encoding = Encoding::for_label(name.as_bytes());
        let encoding = encoding
            .ok_or_else(|| WrongUse::new(format!("[file] encoding = \"{name}\" is not known; try \"utf-8\" or \"windows-1252\"")))?;
        return Ok(as_it_is(bytes, encoding));
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(as_it_is(bytes, encoding));
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok(as_it_is(bytes, UTF_8));
    }
    let Some(line) = first_line_beyond_utf8(bytes) else {
        return Ok(as_it_is(bytes, UTF_8));
    };
    // Where some letters are good UTF-8, the file is UTF-8 and damaged here and there: reading all of it as Windows-1252 would spoil the good ones.
    if has_letters_beyond_ascii_in_utf8(bytes) {
        let note = format!("The file is UTF-8 but damaged, first on line {line}; the damaged rows are left out.");
        return Ok(Decoded { note: Some(note), ..as_it_is(bytes, UTF_8) });
    }
    let note = format!("The file is not UTF-8 (first on line {line}); read as Windows-1252. Say `encoding` under [file] to be sure.");
    Ok(Decoded { note: Some(note), ..as_it_is(bytes, WINDOWS_1252) })
}

fn as_it_is(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, _, _) = encoding.decode(bytes);
    Decoded { text: text.into_owned(), note: None }
}

fn first_line_beyond_utf8(bytes: &[u8]) -> Option<usize> {
    let at = std::str::from_utf8(bytes).err()?.valid_up_to();
    Some(1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count())
}

fn has_letters_beyond_ascii_in_utf8(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], wanted: Option<&str>) -> Decoded {
        decode(bytes, wanted).expect("it decodes")
    }

    #[test]
    fn the_mark_of_utf8_is_not_part_of_the_text() {
        assert_eq!(text("\u{feff}Zoë".as_bytes(), None), Decoded { text: "Zoë".into(), note: None });
        assert_eq!(text("\u{feff}Zoë".as_bytes(), Some("utf-8")).text, "Zoë");
    }

    #[test]
    fn what_is_not_utf8_is_read_as_windows_1252_with_a_note() {
        let decoded = text(b"name\nZo\xeb \x80", None);
        assert_eq!(decoded.text, "name\nZoë €");
        assert!(decoded.note.expect("a note").contains("line 2"));
    }

    #[test]
    fn a_damaged_utf8_file_keeps_its_good_letters() {
        let decoded = text(b"Zo\xc3\xab\nZo\xc3", None);
        assert_eq!(decoded.text, format!("Zoë\nZo{LOST}"));
        assert!(decoded.note.expect("a note").contains("line 2"));
    }

    #[test]
    fn the_mark_of_utf16_is_understood() {
        assert_eq!(text(b"\xff\xfea\x00\n\x00", None).text, "a\n");
    }

    #[test]
    fn what_the_mapping_says_counts() {
        assert_eq!(text(b"\xa4", Some("iso-8859-15")).text, "€");
        assert!(decode(b"a", Some("latin-klingon")).is_err());
    }

    #[test]
    fn a_spreadsheet_is_told_apart() {
        assert!(decode(b"PK\x03\x04rest", None).expect_err("no CSV").0.contains("spreadsheet"));
    }
}
