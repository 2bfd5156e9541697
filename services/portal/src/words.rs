//! The portal's own words, in every language: a folder of Fluent files each, in `words/`. To add one, put its folder there and its line into
//! [`FILES`]; nothing else. No page says anything to people that is not in those files, but for what the services told it: they tell in the same
//! language, and so must have it too.

use std::{convert::Infallible, iter::successors, sync::LazyLock};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, header::ACCEPT_LANGUAGE, request::Parts},
};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::{CharacterDirection, LanguageIdentifier};

use crate::cookie;

/// The words of one language: what is said to anybody, and what residents', supporters' and auditors' own pages say.
type Files = [&'static str; 4];

macro_rules! files {
    ($tag:literal) => {
        [
            include_str!(concat!("../words/", $tag, "/place.ftl")),
            include_str!(concat!("../words/", $tag, "/resident.ftl")),
            include_str!(concat!("../words/", $tag, "/supporter.ftl")),
            include_str!(concat!("../words/", $tag, "/auditor.ftl")),
        ]
    };
}

/// Every language: its BCP 47 tag, what those who speak it call it, and its words. The first is spoken where none fits, and lends its words where
/// another lacks some.
const FILES: [(&str, &str, Files); 2] = [("en", "English", files!("en")), ("ro", "Română", files!("ro"))];

static LANGUAGES: LazyLock<[Language; FILES.len()]> =
    LazyLock::new(|| FILES.map(|(tag, own_name, files)| Language::read(tag, own_name, &files)));

/// Around somebody's text that may run the other way: "first strong isolate", and "pop directional isolate".
const APART: [char; 2] = ['\u{2068}', '\u{2069}'];

/// A language, and the portal's words in it.
pub(crate) struct Language {
    pub(crate) tag: &'static str,
    pub(crate) own_name: &'static str,
    /// "ltr" or "rtl", as HTML has it.
    pub(crate) direction: &'static str,
    words: FluentBundle<FluentResource>,
}

impl Language {
    /// The language of this tag, or of what is left when its last parts are dropped: "ro-MD" is told in Romanian.
    pub(crate) fn of(tag: &str) -> Option<&'static Self> {
        let mut tags = successors(Some(tag), |tag| tag.rfind('-').map(|end| &tag[..end]));
        tags.find_map(|tag| LANGUAGES.iter().find(|language| language.tag.eq_ignore_ascii_case(tag)))
    }

    /// Reads files, which are compiled in: the tests look once and for all whether they are right.
    fn read(tag: &'static str, own_name: &'static str, files: &[&str]) -> Self {
        let identifier: LanguageIdentifier = tag.parse().unwrap_or_default();
        let direction = direction(&identifier);
        let mut words = FluentBundle::new_concurrent(vec![identifier]);
        // Around every argument, days and numbers too, would be more than is wanted: see `set_apart`.
        words.set_use_isolating(false);
        for file in files {
            let (Ok(resource) | Err((resource, _))) = FluentResource::try_new((*file).to_owned());
            _ = words.add_resource(resource);
        }
        Self { tag, own_name, direction, words }
    }

    fn write(&self, name: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.words.get_message(name)?.value()?;
        Some(self.words.format_pattern(pattern, arguments, &mut Vec::new()).into_owned())
    }
}

fn direction(language: &LanguageIdentifier) -> &'static str {
    if language.character_direction() == CharacterDirection::RTL { "rtl" } else { "ltr" }
}

/// Something that the portal says, by its name in the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase(pub(crate) &'static str);

impl AsRef<str> for Phrase {
    fn as_ref(&self) -> &str {
        self.0
    }
}

/// The words for one answer: in the language that its reader has chosen, or else that their browser asks for.
#[derive(Clone, Copy)]
pub(crate) struct Wording {
    language: &'static Language,
    /// The page can be asked for again. One that answers a form cannot, and may hold what was typed.
    pub(crate) can_change: bool,
}

impl Wording {
    pub(crate) fn asked_for(method: &Method, headers: &HeaderMap) -> Self {
        let chosen = cookie::language_in(headers).and_then(Language::of);
        let preferred = || headers.get(ACCEPT_LANGUAGE).and_then(|asked| preferred(asked.to_str().ok()?));
        Self { language: chosen.or_else(preferred).unwrap_or(&LANGUAGES[0]), can_change: [Method::GET, Method::HEAD].contains(method) }
    }

    /// The language's tag; the services are asked to tell in it, too.
    pub(crate) fn tag(self) -> &'static str {
        self.language.tag
    }

    pub(crate) fn direction(self) -> &'static str {
        self.language.direction
    }

    /// All that can be chosen.
    pub(crate) fn languages(self) -> &'static [Language] {
        LANGUAGES.as_slice()
    }

    pub(crate) fn say(self, phrase: impl AsRef<str>) -> String {
        self.write(phrase.as_ref(), None)
    }

    /// The same with what belongs into it: numbers, or texts.
    pub(crate) fn with<'a, V>(self, phrase: impl AsRef<str>, arguments: &[(&'static str, V)]) -> String
    where
        V: Into<FluentValue<'a>> + Clone,
    {
        let mut given = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            given.set(*name, self.set_apart(value.clone().into()));
        }
        self.write(phrase.as_ref(), Some(&given))
    }

    fn write(self, name: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let own = self.language.write(name, arguments);
        own.or_else(|| LANGUAGES[0].write(name, arguments)).unwrap_or_else(|| name.to_owned())
    }

    /// Text that may run the other way than the page leaves the words around it where they are. Most does not, and is left as it is.
    fn set_apart(self, value: FluentValue<'_>) -> FluentValue<'_> {
        match value {
            FluentValue::String(text) if self.language.direction == "rtl" || text.chars().any(turns) => {
                let [begin, end] = APART;
                format!("{begin}{text}{end}").into()
            }
            other => other,
        }
    }
}

/// Whether a letter runs from right to left, by the blocks that Unicode keeps for such scripts, or makes others do so.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{0590}'..='\u{08ff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Of the languages that a browser asks for ("ro-RO, en;q=0.8"), the one of ours that it would rather have; the first of those that it would as soon.
fn preferred(asked: &str) -> Option<&'static Language> {
    let weighed = asked.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let language = Language::of(parts.next()?)?;
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f32>).ok()?;
        (weight > 0.0).then_some((weight, language))
    });
    weighed.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, language)| language)
}

impl<S: Sync> FromRequestParts<S> for Wording {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::asked_for(&parts.method, &parts.headers))
    }
}

#[cfg(test)]
pub(crate) mod tests;
