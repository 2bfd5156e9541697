//! Messages of a Fluent file, read once into what can be written out fast.
//!
//! Why not Fluent's own bundle, which would do: it takes 0.5 to 1.0 µs for the main message of a sentence alone, where a whole sentence takes 0.15 to
//! 0.3 µs here, and a page of a story is 50 sentences of some 200 µs in all. The files stay plain Fluent, read by Fluent's parser, and `oracle` holds
//! every message of every language to what the bundle says. Of Fluent's syntax this is understood: text, variables, quoted literals, references
//! to other messages, and choices by a variable (a word, a number, or a plural category). Functions, terms and attributes are not, and the tests
//! refuse a file that has any.
//!
//! One word beyond Fluent: for each variable `$x` there is `$x-is`: none, you, with-you, one or several.

use std::{borrow::Cow, collections::BTreeMap, fmt::Write as _};

use fluent_syntax::{
    ast::{Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    unicode::unescape_unicode_to_string,
};
use intl_pluralrules::{PluralCategory, PluralRules};

use super::value::{Argument, Value};

/// A message without its references.
pub(super) type Pieces = Vec<Piece>;

/// A piece of a message.
#[derive(Debug)]
pub(super) enum Piece {
    /// Text as it stands in the file.
    Text(Cow<'static, str>),
    /// A variable.
    Variable(&'static str),
    /// One of several, by a variable.
    Choice(Choice),
}

/// One of several, by a variable.
#[derive(Debug)]
pub(super) struct Choice {
    /// The variable.
    pub(super) variable: &'static str,
    /// By who or whether it is (`$x-is`), and not by what it says.
    pub(super) by_who: bool,
    /// What to choose from.
    pub(super) variants: Vec<(Key, Pieces)>,
    /// Which one stands where none fits.
    pub(super) otherwise: usize,
}

/// What a variant is chosen by.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A word, or a plural category.
    Word(&'static str),
    /// This very number.
    Number(u64),
}

/// References that go deeper than this go round in a circle.
const DEEPEST: usize = 8;

/// Reads messages. What is not understood is left out, and said.
pub(super) struct Reader<'a> {
    /// The patterns of one file by their names.
    pub(super) patterns: &'a BTreeMap<&'static str, Pattern<&'static str>>,
    /// What was not understood.
    pub(super) problems: Vec<String>,
}

impl Reader<'_> {
    /// Reads a pattern, with the messages that it refers to put in their places.
    pub(super) fn read(&mut self, pattern: &Pattern<&'static str>, depth: usize) -> Pieces {
        let mut pieces = Vec::with_capacity(pattern.elements.len());
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => pieces.push(Piece::Text(Cow::Borrowed(value))),
                PatternElement::Placeable { expression } => self.read_expression(expression, depth, &mut pieces),
            }
        }
        pieces
    }

    fn read_expression(&mut self, expression: &Expression<&'static str>, depth: usize, pieces: &mut Pieces) {
        match expression {
            Expression::Inline(InlineExpression::StringLiteral { value }) => pieces.push(Piece::Text(unescape_unicode_to_string(value))),
            Expression::Inline(InlineExpression::VariableReference { id }) => pieces.push(Piece::Variable(id.name)),
            Expression::Inline(InlineExpression::MessageReference { id, attribute: None }) => match self.patterns.get(id.name) {
                Some(pattern) if depth < DEEPEST => pieces.append(&mut self.read(pattern, depth + 1)),
                _ => self.problems.push(format!("there is no message {}, or it refers to itself", id.name)),
            },
            Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
                let choice = self.read_choice(id.name, variants, depth);
                pieces.push(Piece::Choice(choice));
            }
            other => self.problems.push(format!("not understood here: {other:?}")),
        }
    }

    fn read_choice(&mut self, name: &'static str, variants: &[Variant<&'static str>], depth: usize) -> Choice {
        let (variable, by_who) = name.strip_suffix("-is").map_or((name, false), |variable| (variable, true));
        let otherwise = variants.iter().position(|variant| variant.default).unwrap_or_default();
        let variants = variants.iter().map(|variant| (self.read_key(&variant.key), self.read(&variant.value, depth))).collect();
        Choice { variable, by_who, variants, otherwise }
    }

    fn read_key(&mut self, key: &VariantKey<&'static str>) -> Key {
        match key {
            VariantKey::Identifier { name } => Key::Word(name),
            VariantKey::NumberLiteral { value } => value.parse().map_or_else(
                |_| {
                    self.problems.push(format!("[{value}] is not a whole number"));
                    Key::Word(value)
                },
                Key::Number,
            ),
        }
    }
}

/// Writes a message. A variable that was not given is shown as Fluent shows it, `{$name}`, so that a test sees it.
pub(super) fn write(pieces: &[Piece], arguments: &[Argument<'_>], plurals: Option<&PluralRules>, out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Variable(name) => match find(arguments, name) {
                Some(Value::Text(text)) => out.push_str(text),
                Some(Value::Name(named)) => out.push_str(&named.text),
                // Writing into a string cannot fail.
                Some(Value::Count(count)) => _ = write!(out, "{count}"),
                None => _ = write!(out, "{{${name}}}"),
            },
            Piece::Choice(choice) => write(choice.pick(find(arguments, choice.variable), plurals), arguments, plurals, out),
        }
    }
}

impl Choice {
    fn pick(&self, value: Option<Value<'_>>, plurals: Option<&PluralRules>) -> &[Piece] {
        let word = match value {
            None => "",
            Some(value) if self.by_who => value.is(),
            Some(Value::Text(text)) => text,
            Some(Value::Name(named)) => &named.text,
            Some(Value::Count(count)) => return self.pick_by_count(count, plurals),
        };
        self.first(|key| matches!(key, Key::Word(other) if *other == word))
    }

    fn pick_by_count(&self, count: u64, plurals: Option<&PluralRules>) -> &[Piece] {
        let category = plurals.and_then(|rules| rules.select(count).ok()).map_or("other", |category| category_word(&category));
        self.first(|key| match key {
            Key::Number(number) => *number == count,
            Key::Word(word) => *word == category,
        })
    }

    fn first(&self, fits: impl Fn(&Key) -> bool) -> &[Piece] {
        let found = self.variants.iter().find(|(key, _)| fits(key)).or_else(|| self.variants.get(self.otherwise));
        found.map_or(&[], |(_, pieces)| pieces.as_slice())
    }
}

fn find<'a>(arguments: &[Argument<'a>], name: &str) -> Option<Value<'a>> {
    arguments.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
}

fn category_word(category: &PluralCategory) -> &'static str {
    match category {
        PluralCategory::ZERO => "zero",
        PluralCategory::ONE => "one",
        PluralCategory::TWO => "two",
        PluralCategory::FEW => "few",
        PluralCategory::MANY => "many",
        PluralCategory::OTHER => "other",
    }
}
