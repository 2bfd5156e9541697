//! Text as it is compared: Latin letters and digits, in lower case, whatever script and marks it came in. No meaning of fields here.

use deunicode::deunicode_with_tofu;

/// What lies beyond is no name and no address, and is not looked at: comparing costs the product of two lengths.
const LONGEST_CHARACTERS: usize = 200;

/// The words of a text. An apostrophe joins ("O’Neill" is one word); everything else that is neither letter nor digit divides.
pub(crate) fn words(text: &str) -> Vec<String> {
    let short: String = text.chars().take(LONGEST_CHARACTERS).collect();
    let latin = deunicode_with_tofu(&short, "");
    latin
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '\'' && letter != '`')
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect()
}

/// The letters and digits of a text, in one piece.
pub(crate) fn joined(text: &str) -> String {
    words(text).concat()
}

/// The digits of a text, in one piece, if it has no letters.
pub(crate) fn digits(text: &str) -> Option<String> {
    let plain = joined(text);
    plain.bytes().all(|letter| letter.is_ascii_digit()).then_some(plain).filter(|digits| !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_capitals_and_punctuation_say_nothing() {
        assert_eq!(words("Mary-Ann O’Neill, Ștefănescu "), ["mary", "ann", "oneill", "stefanescu"]);
    }

    #[test]
    fn other_scripts_come_out_in_latin_letters() {
        assert_eq!(words("Иван"), ["ivan"]);
        assert!(words("রহিম").iter().all(|word| word.is_ascii()) && !words("রহিম").is_empty());
        assert!(!words("王小明").is_empty() && !words("محمد").is_empty());
    }

    #[test]
    fn nothing_comes_of_nothing_and_of_marks_alone() {
        assert!(words("").is_empty() && words(" –—… \u{0} \u{301}").is_empty());
    }

    #[test]
    fn what_is_far_too_long_is_cut() {
        assert!(joined(&"a".repeat(1_000_000)).len() <= LONGEST_CHARACTERS * 8);
    }
}
