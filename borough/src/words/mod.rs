//! A small grammar of plain English. The sentences lie in `data/words/*.txt`, so that they can be read, changed and added to without
//! knowing Rust; this is only what puts them together.
//!
//! A line "= visit" opens a section, and each line after it is one way to say it. Inside a line, `{name}` is somebody's own word,
//! `{weather}` a line of another section, `{?weather}` the same half of the time, `{tea|coffee}` one or the other, and `{@now}` a section
//! that the life itself chose. "//" begins a comment.

mod filling;
mod read;

use std::{collections::HashMap, sync::LazyLock};

use filling::AGE_NAMES;
pub(crate) use filling::{Age, Chosen, Filling, Own};

use crate::dice::Dice;

const FILES: [&str; 7] = [
    include_str!("../../data/words/everyday.txt"),
    include_str!("../../data/words/help.txt"),
    include_str!("../../data/words/gifts.txt"),
    include_str!("../../data/words/people.txt"),
    include_str!("../../data/words/arcs-one.txt"),
    include_str!("../../data/words/arcs-two.txt"),
    include_str!("../../data/words/arcs-three.txt"),
];

/// The grammar that all lives are told with.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(&FILES, &mut Vec::new()));

#[derive(Debug)]
enum Piece {
    Text(&'static str),
    Own(usize),
    Chosen(usize),
    Section(usize),
    Perhaps(usize),
    OneOf(Vec<Vec<Piece>>),
}

#[derive(Debug)]
struct Line {
    number: usize,
    source: &'static str,
    pieces: Vec<Piece>,
}

#[derive(Debug, Default)]
struct Section {
    lines: Vec<Line>,
    /// How it is said at each age, where that differs.
    at_age: [Option<usize>; AGE_NAMES.len()],
}

/// All sections.
#[derive(Debug)]
pub(crate) struct Words {
    sections: Vec<Section>,
    by_name: HashMap<&'static str, usize>,
}

impl Words {
    fn section(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The names of all sections that begin so.
    pub(crate) fn names(&self, prefix: &str) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.by_name.keys().filter(|name| name.starts_with(prefix)).copied().collect();
        names.sort_unstable();
        names
    }

    /// The lines of a section as they lie in the file: for tables, such as asks and offers.
    pub(crate) fn lines(&self, section: &str) -> Vec<&'static str> {
        self.section(section).map(|found| self.sections[found].lines.iter().map(|line| line.source).collect()).unwrap_or_default()
    }

    /// Something said, of this section, in a way that this life has not used yet if there is one.
    pub(crate) fn say(&self, section: &str, dice: &mut Dice, filling: &mut Filling) -> String {
        let mut said = String::with_capacity(320);
        if let Some(found) = self.section(section) {
            self.write(found, dice, filling, &mut said);
        }
        said.truncate(said.trim_end().len());
        said
    }

    fn write(&self, section: usize, dice: &mut Dice, filling: &mut Filling, said: &mut String) {
        let at_age = filling.age.and_then(|age| Some((age, self.sections[section].at_age[age as usize]?)));
        let section = match at_age {
            Some((Age::Young, section)) => section,
            Some((_, section)) if dice.chance(50) => section,
            _ => section,
        };
        let Some(line) = fresh(&self.sections[section].lines, dice, filling) else { return };
        filling.mark_used(line.number);
        self.write_pieces(&line.pieces, dice, filling, said);
    }

    fn write_pieces(&self, pieces: &[Piece], dice: &mut Dice, filling: &mut Filling, said: &mut String) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => push(said, text),
                Piece::Own(own) => push(said, &filling.own[*own]),
                Piece::OneOf(ways) => self.write_pieces(&ways[dice.index(ways.len())], dice, filling, said),
                Piece::Section(inner) => self.write(*inner, dice, filling, said),
                Piece::Perhaps(inner) => {
                    if dice.chance(50) {
                        self.write(*inner, dice, filling, said);
                    }
                }
                Piece::Chosen(chosen) => {
                    if let Some(inner) = filling.chosen[*chosen] {
                        self.write(inner, dice, filling, said);
                    }
                }
            }
        }
    }
}

/// Begins each sentence with a capital: what fills a sentence does not know where it will stand.
pub(crate) fn with_capitals(text: &str) -> String {
    let mut capitalised = String::with_capacity(text.len());
    let (mut begins, mut ended) = (true, false);
    for letter in text.chars() {
        match begins && letter.is_lowercase() {
            true => capitalised.extend(letter.to_uppercase()),
            false => capitalised.push(letter),
        }
        begins = ended && letter == ' ';
        ended = matches!(letter, '.' | '!' | '?');
    }
    capitalised
}

/// A line that this life has not used; any line once all are used.
fn fresh<'words>(lines: &'words [Line], dice: &mut Dice, filling: &Filling) -> Option<&'words Line> {
    if lines.is_empty() {
        return None;
    }
    let start = dice.index(lines.len());
    let turn = lines[start..].iter().chain(&lines[..start]);
    turn.clone().find(|line| !filling.is_used(line.number)).or_else(|| turn.clone().next())
}

/// Adds text; what was left out leaves no doubled space behind.
fn push(said: &mut String, text: &str) {
    let text = if said.is_empty() || said.ends_with(' ') { text.trim_start_matches(' ') } else { text };
    said.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_in_braces_is_known() {
        let mut unknown = Vec::new();
        Words::read(&FILES, &mut unknown);
        assert_eq!(unknown, Vec::<&str>::new());
    }

    #[test]
    fn every_section_says_something() {
        let empty: Vec<_> = WORDS.by_name.iter().filter(|(_, section)| WORDS.sections[**section].lines.is_empty()).collect();
        assert!(empty.is_empty(), "{empty:?}");
    }

    #[test]
    fn a_life_does_not_say_the_same_line_twice_while_there_are_others() {
        let words = Words::read(&["= hello\none\ntwo\nthree"], &mut Vec::new());
        let (mut dice, mut filling) = (Dice::new(1, 1), Filling::default());
        let mut said: Vec<String> = (0..3).map(|_| words.say("hello", &mut dice, &mut filling)).collect();
        said.sort();
        assert_eq!(said, ["one", "three", "two"]);
    }

    #[test]
    fn under_eighteen_everything_is_said_in_its_own_way() {
        let words = Words::read(&["= hello\n{greeting}, {name}\n= greeting\nGood day\n= greeting.young\nHi"], &mut Vec::new());
        let mut filling = Filling::default();
        filling.set(Own::Name, "Rosa");
        assert_eq!(words.say("hello", &mut Dice::new(1, 1), &mut filling), "Good day, Rosa");
        filling.set_age(12);
        assert_eq!(words.say("hello", &mut Dice::new(1, 1), &mut filling), "Hi, Rosa");
    }

    #[test]
    fn a_choice_may_hold_what_is_filled_in() {
        let words = Words::read(&["= hello\n{with {name}|with {name}} at {noon|noon}"], &mut Vec::new());
        let mut filling = Filling::default();
        filling.set(Own::Name, "Rosa");
        assert_eq!(words.say("hello", &mut Dice::new(1, 1), &mut filling), "with Rosa at noon");
    }

    #[test]
    fn every_sentence_begins_with_a_capital() {
        assert_eq!(with_capitals("a lift. the bus? she said: yes. “no.”"), "A lift. The bus? She said: yes. “no.”");
    }

    #[test]
    fn what_is_left_out_leaves_no_doubled_space() {
        let words = Words::read(&["= hello\nGood morning, { |} {@now} {name}."], &mut Vec::new());
        let mut filling = Filling::default();
        filling.set(Own::Name, "Rosa");
        assert_eq!(words.say("hello", &mut Dice::new(1, 1), &mut filling), "Good morning, Rosa.");
    }
}
