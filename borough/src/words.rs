//! A small grammar of plain English. The sentences lie in `data/words/*.txt`, so that they can be read, changed and added to without
//! knowing Rust; this is only what puts them together.
//!
//! A line "= visit" opens a section, and each line after it is one way to say it. Inside a line, `{name}` is somebody's own word,
//! `{weather}` a line of another section, `{?weather}` the same half of the time, `{tea|coffee}` one or the other, and `{@now}` a section that
//! the life itself chose. "//" begins a comment.

use std::{collections::HashMap, sync::LazyLock};

use crate::dice::Dice;

const FILES: [&str; 7] = [
    include_str!("../data/words/everyday.txt"),
    include_str!("../data/words/help.txt"),
    include_str!("../data/words/gifts.txt"),
    include_str!("../data/words/people.txt"),
    include_str!("../data/words/arcs-one.txt"),
    include_str!("../data/words/arcs-two.txt"),
    include_str!("../data/words/arcs-three.txt"),
];

/// The grammar that all lives are told with.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(&FILES, &mut Vec::new()));

/// A word that is somebody's own. The order is that of [`OWN_NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Own {
    Name,
    She,
    CapitalShe,
    Her,
    His,
    CapitalHis,
    Supporter,
    Agency,
    OtherSupporter,
    OtherAgency,
    Street,
    Dish,
    Language,
    Country,
    Thing,
    Group,
    Neighbour,
    Close,
    Small,
    Hope,
}

const OWN_NAMES: [&str; 20] = [
    "name",
    "she",
    "She",
    "her",
    "his",
    "His",
    "supporter",
    "agency",
    "other-supporter",
    "other-agency",
    "street",
    "dish",
    "language",
    "country",
    "thing",
    "group",
    "neighbour",
    "close",
    "small",
    "hope",
];

/// A section that the life itself chose, and may change as it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chosen {
    Now,
    Seen,
    Said,
    Season,
}

/// An age at which some things are said in another way. A section "visit.young" is how "visit" is said under eighteen; ".mid" and ".old" are
/// said in turn with what fits anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    Young,
    Mid,
    Old,
}

const AGE_NAMES: [&str; 3] = [".young", ".mid", ".old"];

const CHOSEN_NAMES: [&str; 4] = ["now", "seen", "said", "season"];

/// What one life fills the sentences with, and which lines it has used.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    own: [String; OWN_NAMES.len()],
    chosen: [Option<usize>; CHOSEN_NAMES.len()],
    used: Vec<u64>,
    age: Option<Age>,
}

impl Filling {
    /// Says from now on what fits somebody of so many years.
    pub(crate) fn set_age(&mut self, years: i32) {
        self.age = match years {
            ..18 => Some(Age::Young),
            25..55 => Some(Age::Mid),
            55.. => Some(Age::Old),
            _ => None,
        };
    }

    /// Sets somebody's own word.
    pub(crate) fn set(&mut self, own: Own, value: impl Into<String>) {
        self.own[own as usize] = value.into();
    }

    /// Reads it.
    pub(crate) fn get(&self, own: Own) -> &str {
        &self.own[own as usize]
    }

    /// Chooses a section.
    pub(crate) fn choose(&mut self, chosen: Chosen, section: &str) {
        self.chosen[chosen as usize] = WORDS.section(section);
    }

    fn is_used(&self, line: usize) -> bool {
        self.used.get(line / 64).is_some_and(|bits| bits >> (line % 64) & 1 == 1)
    }

    fn mark_used(&mut self, line: usize) {
        if self.used.len() <= line / 64 {
            self.used.resize(line / 64 + 1, 0);
        }
        self.used[line / 64] |= 1 << (line % 64);
    }
}

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
    /// Reads the files. What stands in braces and is not known is put into `unknown`, for the tests.
    fn read(files: &[&'static str], unknown: &mut Vec<&'static str>) -> Self {
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
