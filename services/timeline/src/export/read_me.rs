//! `READ ME.txt`: what this is, how to have something put right, what was left out and why. Nothing that anybody wrote stands in it.

use super::{
    For,
    gather::Gathered,
    texts::{Texts, filled, texts},
};

/// The page, in plain text.
pub(crate) fn read_me(gathered: &Gathered) -> String {
    let texts = texts(gathered.language);
    let mut lines = vec![texts.title.to_owned(), filled(texts.made_on, "date", &gathered.made_on())];
    if !gathered.answers.is_empty() {
        lines.push(filled(texts.from_agency, "agency", &gathered.answers));
    }
    lines.extend([
        String::new(),
        if gathered.erased { texts.erased.to_owned() } else { texts.intro.to_owned() },
        texts.keep_safe.to_owned(),
    ]);
    section(&mut lines, texts.files, texts.what_files.map(str::to_owned));
    if gathered.whom != For::ThePerson {
        lines.push(bullet(texts.file_review));
    }
    section(&mut lines, texts.left_out, left_out(gathered, texts));
    section(&mut lines, texts.rights, texts.your_rights.map(str::to_owned));
    // As a text editor of any system shows it.
    lines.join("\r\n") + "\r\n"
}

/// What is not in the copy, and why: a sentence each.
pub(crate) fn left_out(gathered: &Gathered, texts: &Texts) -> Vec<String> {
    let counted = gathered.counted();
    let mut told = Vec::new();
    if counted.to_review > 0 {
        told.push(filled(texts.left_to_review, "count", &counted.to_review.to_string()));
    }
    if counted.kept_back > 0 {
        told.push(filled(texts.left_kept, "count", &counted.kept_back.to_string()));
    }
    if told.is_empty() && gathered.answers.is_empty() {
        told.push(texts.nothing_left_out.to_owned());
    }
    told.push(texts.never_in_it.to_owned());
    if !gathered.answers.is_empty() {
        told.push(texts.never_in_agencys.to_owned());
    }
    told
}

fn section(lines: &mut Vec<String>, heading: &str, items: impl IntoIterator<Item = String>) {
    lines.extend([String::new(), heading.to_owned(), "-".repeat(heading.chars().count())]);
    lines.extend(items.into_iter().map(|item| bullet(&item)));
}

fn bullet(text: &str) -> String {
    format!("* {text}")
}
