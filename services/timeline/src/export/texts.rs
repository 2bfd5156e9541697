//! What an export says by itself, besides the story's own sentences: one set of texts a language. To add one, put it beside the others.

mod en;
mod ro;

use throughline_proto::v1::{ChangeKind, KeptBackBecause, Voice};

/// The texts of one language. What stands in braces is filled in.
pub(crate) struct Texts {
    pub(crate) title: &'static str,
    pub(crate) title_with_name: &'static str,
    pub(crate) made_on: &'static str,
    pub(crate) from_agency: &'static str,
    pub(crate) intro: &'static str,
    pub(crate) erased: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) details: &'static str,
    /// In the order of the fields of `Details`.
    pub(crate) labels: [&'static str; 12],
    pub(crate) story: &'static str,
    pub(crate) months: [&'static str; 12],
    pub(crate) undated: &'static str,
    pub(crate) own_words: &'static str,
    pub(crate) their_words: &'static str,
    pub(crate) brought_words: &'static str,
    pub(crate) put_right: &'static str,
    pub(crate) taken_back: &'static str,
    pub(crate) seen_differently: &'static str,
    pub(crate) to_review: &'static str,
    pub(crate) of_others: &'static str,
    pub(crate) in_confidence: &'static str,
    pub(crate) of_harm: &'static str,
    pub(crate) legal: &'static str,
    pub(crate) looks: &'static str,
    pub(crate) no_looks: &'static str,
    pub(crate) left_out: &'static str,
    pub(crate) nothing_left_out: &'static str,
    pub(crate) left_to_review: &'static str,
    pub(crate) left_kept: &'static str,
    /// What is never in an export of this kind.
    pub(crate) never_in_it: &'static str,
    pub(crate) never_in_agencys: &'static str,
    pub(crate) rights: &'static str,
    pub(crate) your_rights: [&'static str; 5],
    pub(crate) files: &'static str,
    pub(crate) what_files: [&'static str; 3],
    pub(crate) file_review: &'static str,
    pub(crate) keep_safe: &'static str,
}

/// The texts in a language, by its tag.
pub(crate) fn texts(language: &str) -> &'static Texts {
    match language {
        "ro" => &ro::TEXTS,
        _ => &en::TEXTS,
    }
}

/// Puts a value in the place of a name in braces.
pub(crate) fn filled(text: &str, name: &str, value: &str) -> String {
    text.replace(&format!("{{{name}}}"), value)
}

impl Texts {
    /// Whose words these are.
    pub(crate) fn whose(&self, voice: Voice, agency: &str) -> String {
        match voice {
            Voice::Resident => self.own_words.to_owned(),
            Voice::Source => self.brought_words.to_owned(),
            Voice::Supporter | Voice::Unspecified => filled(self.their_words, "agency", agency),
        }
    }

    /// What became of an entry afterwards.
    pub(crate) fn change(&self, kind: ChangeKind) -> &'static str {
        match kind {
            ChangeKind::Corrected => self.put_right,
            ChangeKind::Withdrawn => self.taken_back,
            ChangeKind::Disagreed => self.seen_differently,
            ChangeKind::Unspecified => "",
        }
    }

    /// Why words are kept back.
    pub(crate) fn kept_back(&self, because: KeptBackBecause) -> &'static str {
        match because {
            KeptBackBecause::OfOthers | KeptBackBecause::Unspecified => self.of_others,
            KeptBackBecause::ToldInConfidence => self.in_confidence,
            KeptBackBecause::OfHarm => self.of_harm,
            KeptBackBecause::Legal => self.legal,
        }
    }
}
