//! One telling of one event: which language, whose voice, and the pieces that most sentences share. Wording lies in the locales only.

use std::borrow::Cow;

use throughline_proto::v1::{Event, Telling, Voice, place::Place};

use super::{
    Names,
    language::Language,
    text,
    value::{Argument, Value::Text},
};

/// Tells one event.
pub(super) struct Teller<'a> {
    /// What is told.
    pub(super) event: &'a Event,
    /// Whose story it is told in.
    pub(super) story_people: &'a [String],
    /// What the reader may know of who and what it speaks of.
    pub(super) names: &'a dyn Names,
    /// They are "you".
    pub(super) to_resident: bool,
    language: &'static Language,
}

impl<'a> Teller<'a> {
    /// Makes ready to tell.
    pub(super) fn new(event: &'a Event, telling: &Telling, story_people: &'a [String], names: &'a dyn Names) -> Self {
        let to_resident = telling.voice() == Voice::Resident;
        Self { event, story_people, names, to_resident, language: Language::of(&telling.language) }
    }

    /// A whole sentence.
    pub(super) fn say(&self, message: &str, arguments: &[Argument<'_>]) -> String {
        text::capitalised(self.phrase(message, arguments))
    }

    /// A part of a sentence.
    pub(super) fn phrase(&self, message: &str, arguments: &[Argument<'_>]) -> String {
        let mut out = String::with_capacity(128);
        self.language.write(message, arguments, &mut out);
        out
    }

    /// What somebody wrote, ready to be shown; empty when there is nothing. Its own question or exclamation mark puts it between quotation marks,
    /// so that the sentence keeps its full stop.
    pub(super) fn text<'b>(&self, written: &'b str) -> Cow<'b, str> {
        let cleaned = text::clean(written);
        if cleaned.ends_with(['?', '!']) {
            return Cow::Owned(self.phrase("quoted", &[("text", Text(&cleaned))]));
        }
        cleaned
    }

    /// The first of these that says anything: what the event says itself, or else what the event that it refers to says.
    pub(super) fn text_or_of<'b>(&self, written: &'b str, event: &str) -> Cow<'b, str> {
        let own = self.text(written);
        if !own.is_empty() || event.is_empty() {
            return own;
        }
        let of_event = self.names.event_text(event).unwrap_or_default();
        Cow::Owned(self.text(&of_event).into_owned())
    }

    /// Where it was, as a phrase: "at home", "at Barking Kitchen"; empty when it was not said.
    pub(super) fn place(&self) -> Cow<'a, str> {
        let named = |name: &str| Cow::Owned(self.phrase("at-place", &[("place", Text(name))]));
        let known = |id: &str, unknown| match self.names.group(id) {
            Some(name) => named(&text::clean(&name)),
            None => Cow::Owned(self.phrase(unknown, &[])),
        };
        match self.event.place.as_ref().and_then(|place| place.place.as_ref()) {
            None => Cow::Borrowed(""),
            Some(Place::Space(space)) => known(space, "at-a-space"),
            Some(Place::Group(group)) => known(group, "at-a-group"),
            Some(Place::Text(words)) => {
                // "on the sofa at home" reads on by itself; "Barking Library" and "22 Axe Street" are names.
                let words = self.text(words);
                if words.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit()) { named(&words) } else { words }
            }
        }
    }

    /// How they were in touch, as messages choose by it.
    pub(super) fn manner(&self) -> &'static str {
        self.event.manner().as_str_name()
    }
}

/// What messages choose by where something is so, or is not.
pub(super) fn yes_or_no(so: bool) -> &'static str {
    if so { "yes" } else { "no" }
}
