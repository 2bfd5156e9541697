//! The languages: one Fluent file each. To add one, put its file into `locales/` and its line into [`FILES`]; nothing else.

use std::{collections::BTreeMap, sync::LazyLock};

use fluent_syntax::{ast::Entry, parser::parse_runtime};
use intl_pluralrules::{PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

use super::{
    pattern::{Pieces, Reader, write},
    value::Argument,
};

/// Every language by its BCP 47 tag. The first is told where none fits, and lends its messages where another lacks one.
pub(super) const FILES: [(&str, &str); 2] = [("en", include_str!("../../locales/en.ftl")), ("ro", include_str!("../../locales/ro.ftl"))];

const TAGS: [&str; FILES.len()] = {
    let mut tags = [""; FILES.len()];
    let mut index = 0;
    while index < FILES.len() {
        tags[index] = FILES[index].0;
        index += 1;
    }
    tags
};

static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| FILES.iter().map(|(tag, source)| Language::read(tag, source)).collect());

/// The tags of the languages in which sentences can be told, English first.
pub fn languages() -> &'static [&'static str] {
    &TAGS
}

/// The tag of the language in which a story is told to whoever asks for this one.
pub fn language_for(tag: &str) -> &'static str {
    TAGS[index_of(tag)]
}

/// The language for a tag: itself, or what is left when its last parts are dropped ("en-GB": en), or else English.
fn index_of(tag: &str) -> usize {
    let mut rest = tag;
    loop {
        if let Some(index) = TAGS.iter().position(|known| known.eq_ignore_ascii_case(rest)) {
            return index;
        }
        match rest.rfind(['-', '_']) {
            Some(end) => rest = &rest[..end],
            None => return 0,
        }
    }
}

/// One language's messages.
pub(super) struct Language {
    /// The messages by their names.
    pub(super) messages: BTreeMap<&'static str, Pieces>,
    /// Which counts take which form.
    plurals: Option<PluralRules>,
    /// What could not be read: nothing, or the tests fail.
    #[cfg_attr(not(test), expect(dead_code, reason = "the files are compiled in, so that tests look at it once and for all"))]
    pub(super) problems: Vec<String>,
}

impl Language {
    /// The language for a tag.
    pub(super) fn of(tag: &str) -> &'static Self {
        &LANGUAGES[index_of(tag)]
    }

    /// Appends a message.
    pub(super) fn write(&self, name: &str, arguments: &[Argument<'_>], out: &mut String) {
        match self.messages.get(name).or_else(|| LANGUAGES[0].messages.get(name)) {
            Some(pieces) => write(pieces, arguments, self.plurals.as_ref(), out),
            None => out.push_str(name),
        }
    }

    fn read(tag: &str, source: &'static str) -> Self {
        let (resource, errors) = match parse_runtime(source) {
            Ok(resource) => (resource, Vec::new()),
            Err((resource, errors)) => (resource, errors),
        };
        let mut patterns = BTreeMap::new();
        for entry in resource.body {
            if let Entry::Message(message) = entry
                && let Some(pattern) = message.value
            {
                patterns.insert(message.id.name, pattern);
            }
        }
        let mut reader = Reader { patterns: &patterns, problems: errors.iter().map(ToString::to_string).collect() };
        let messages = patterns.iter().map(|(name, pattern)| (*name, reader.read(pattern, 0))).collect();
        let problems = reader.problems;
        let plurals = tag.parse::<LanguageIdentifier>().ok().and_then(|tag| PluralRules::create(tag, PluralRuleType::CARDINAL).ok());
        Self { messages, plurals, problems }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_asked_for_one_of_our_languages_answers() {
        let answers = ["", "en", "EN-GB", "ro_RO", "ro-x-own", "tlh", "e", "-"].map(language_for);
        assert_eq!(answers, ["en", "en", "en", "ro", "ro", "en", "en", "en"]);
    }
}
