//! What people wrote, made safe to stand inside a sentence: as it came, but on one line, without marks that would turn the rest of it around,
//! and without the full stop that the sentence brings itself.

use std::borrow::Cow;

/// Keeps a right-to-left text from turning the sentence around it: FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// Makes text ready to be shown. Empty when nothing is left.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let trimmed = trim(text);
    if is_plain(trimmed) {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(trimmed.len());
    for character in trimmed.chars() {
        if is_space(character) {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_unsafe(character) {
            out.push(character);
        }
    }
    let cleaned = trim(&out);
    if cleaned.chars().any(is_right_to_left) {
        return Cow::Owned(format!("{}{cleaned}{}", ISOLATE.0, ISOLATE.1));
    }
    Cow::Owned(cleaned.to_owned())
}

/// A word of some list ("warm-home") as it is read: "warm home".
pub(super) fn spelt_out(word: &str) -> String {
    clean(word).replace(['-', '_'], " ")
}

/// Begins with a capital.
pub(super) fn capitalised(mut sentence: String) -> String {
    let Some(first) = sentence.chars().next() else { return sentence };
    if first.is_ascii() {
        if let Some(start) = sentence.get_mut(..1) {
            start.make_ascii_uppercase();
        }
    } else if first.is_lowercase() {
        let capital: String = first.to_uppercase().collect();
        sentence.replace_range(..first.len_utf8(), &capital);
    }
    sentence
}

fn trim(text: &str) -> &str {
    text.trim_start().trim_end_matches(|character: char| character.is_whitespace() || matches!(character, '.' | '…'))
}

/// Nothing to look at more closely: printable ASCII, words a single space apart.
fn is_plain(text: &str) -> bool {
    let mut before = b'x';
    text.bytes().all(|byte| {
        let plain = matches!(byte, b' '..=b'~') && (byte, before) != (b' ', b' ');
        before = byte;
        plain
    })
}

fn is_space(character: char) -> bool {
    character == ' ' || character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

/// Overrides and embeddings of direction, invisible fillers, annotations. Joiners stay: Persian, Bengali and emoji are written with them.
fn is_unsafe(character: char) -> bool {
    matches!(character, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
}

/// Letters of Hebrew, Arabic and their neighbours.
fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::{capitalised, clean};

    #[test]
    fn plain_text_is_shown_as_it_came_without_its_full_stop() {
        assert_eq!(clean(" a lift to the GP on Tuesday. "), "a lift to the GP on Tuesday");
    }

    #[test]
    fn a_text_of_nothing_but_marks_is_empty() {
        assert_eq!(clean("\u{202e}\n...\u{200b} "), "");
    }

    #[test]
    fn lines_and_control_characters_become_single_spaces() {
        assert_eq!(clean("one\r\n\ttwo\u{0}\u{2028}three"), "one two three");
    }

    #[test]
    fn overrides_of_direction_are_taken_out() {
        assert_eq!(clean("safe\u{202e}txt.exe\u{202c} é."), "safetxt.exe é");
    }

    #[test]
    fn right_to_left_text_is_isolated_from_the_sentence_around_it() {
        assert_eq!(clean("رضا."), "\u{2068}رضا\u{2069}");
    }

    #[test]
    fn joined_emoji_stay_joined() {
        assert_eq!(clean("with 👩‍👧 today"), "with 👩‍👧 today");
    }

    #[test]
    fn a_sentence_begins_with_a_capital_in_any_alphabet() {
        assert_eq!(capitalised("étienne".to_owned()), "Étienne");
        assert_eq!(capitalised("you".to_owned()), "You");
        assert_eq!(capitalised(String::new()), "");
    }
}
