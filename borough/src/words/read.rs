//! Reads the files of the grammar: sections, lines, and what stands in braces.

use std::collections::HashMap;

use super::{
    Line, Piece, Section, Words,
    filling::{AGE_NAMES, CHOSEN_NAMES, OWN_NAMES},
};

impl Words {
    /// Reads the files. What stands in braces and is not known is put into `unknown`, for the tests.
    pub(super) fn read(files: &[&'static str], unknown: &mut Vec<&'static str>) -> Self {
        let mut words = Self { sections: Vec::new(), by_name: HashMap::new() };
        let lines = || files.iter().flat_map(|file| file.lines()).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
        for name in lines().filter_map(|line| line.strip_prefix("= ")) {
            let next = words.by_name.len();
            words.by_name.entry(name).or_insert(next);
        }
        words.sections.resize_with(words.by_name.len(), Section::default);
        for (name, section) in &words.by_name {
            words.sections[*section].at_age = AGE_NAMES.map(|age| words.section(&format!("{name}{age}")));
        }
        let mut section = 0;
        for (number, line) in lines().enumerate() {
            match line.strip_prefix("= ") {
                Some(name) => section = words.by_name[name],
                None => {
                    let pieces = words.pieces(line, unknown);
                    words.sections[section].lines.push(Line { number, source: line, pieces });
                }
            }
        }
        words
    }

    fn pieces(&self, line: &'static str, unknown: &mut Vec<&'static str>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                pieces.push(Piece::Text(before));
            }
            let (ways, after) = inside(after);
            match ways.as_slice() {
                [one] => pieces.extend(self.piece(one, unknown)),
                _ => pieces.push(Piece::OneOf(ways.into_iter().map(|way| self.pieces(way, unknown)).collect())),
            }
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest));
        }
        pieces
    }

    fn piece(&self, inside: &'static str, unknown: &mut Vec<&'static str>) -> Option<Piece> {
        let known = match inside.split_at_checked(1) {
            Some(("?", name)) => self.section(name).map(Piece::Perhaps),
            Some(("@", name)) => CHOSEN_NAMES.iter().position(|chosen| *chosen == name).map(Piece::Chosen),
            _ => {
                let own = OWN_NAMES.iter().position(|own| *own == inside).map(Piece::Own);
                own.or_else(|| self.section(inside).map(Piece::Section))
            }
        };
        if known.is_none() {
            unknown.push(inside);
        }
        known
    }
}

/// What stands between braces, each way of it, and what comes after. Braces may lie inside braces.
fn inside(text: &'static str) -> (Vec<&'static str>, &'static str) {
    let (mut ways, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                ways.push(&text[start..at]);
                return (ways, &text[at + 1..]);
            }
            '}' => depth -= 1,
            '|' if depth == 0 => {
                ways.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    (vec![text], "")
}
