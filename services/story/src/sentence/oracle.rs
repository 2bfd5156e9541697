//! Fluent's own bundle as the oracle: every message of every language, for every choice that it can make, reads the same as in there.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use super::{
    language::{FILES, Language},
    pattern::{Key, Piece},
    value::{Is, Named, Value},
};

/// A value that the test owns.
#[derive(Debug, Clone)]
enum Sample {
    Text(Cow<'static, str>),
    Name(Named),
    Count(u64),
}

impl Sample {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Name(named) => Value::Name(named),
            Self::Count(count) => Value::Count(*count),
        }
    }
}

/// What each variable of a message is worth trying with.
fn samples(pieces: &[Piece], found: &mut BTreeMap<&'static str, Vec<Sample>>) {
    for piece in pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Variable(name) => {
                found.entry(name).or_default();
            }
            Piece::Choice(choice) => {
                let of_variable = found.entry(choice.variable).or_default();
                if choice.by_who {
                    of_variable.extend(
                        [Is::Nobody, Is::You, Is::WithYou, Is::One, Is::Several].map(|is| Sample::Name(Named { text: "X".into(), is })),
                    );
                } else if choice.variants.iter().any(|(key, _)| matches!(key, Key::Number(_) | Key::Word("one" | "few" | "many"))) {
                    of_variable.extend([0, 1, 2, 3, 5, 12, 19, 20, 21, 22, 101, 102, 1_000_000].map(Sample::Count));
                } else {
                    let words = choice.variants.iter().filter_map(|(key, _)| if let Key::Word(word) = key { Some(*word) } else { None });
                    of_variable.extend(words.chain(["something else"]).map(|word| Sample::Text(word.into())));
                }
                for (_, variant) in &choice.variants {
                    samples(variant, found);
                }
            }
        }
    }
}

/// Tries one variable after the other with all it is worth trying with, the others standing still on each of their first few.
fn combinations(found: &BTreeMap<&'static str, Vec<Sample>>) -> Vec<Vec<(&'static str, Sample)>> {
    let mut all = Vec::new();
    let longest = found.values().map(Vec::len).max().unwrap_or(1).max(1);
    for step in 1..=longest {
        for offset in 0..longest {
            let pick = |index: usize, samples: &Vec<Sample>| {
                let wanted = offset + index * step;
                if samples.is_empty() { Sample::Text("{$x} — shown".into()) } else { samples[wanted % samples.len()].clone() }
            };
            all.push(found.iter().enumerate().map(|(index, (name, samples))| (*name, pick(index, samples))).collect());
        }
    }
    all
}

fn as_fluent_reads_it(bundle: &FluentBundle<FluentResource>, name: &str, arguments: &[(&'static str, Sample)]) -> String {
    let mut given = FluentArgs::new();
    for (name, sample) in arguments {
        given.set(format!("{name}-is"), sample.value().is());
        match sample {
            Sample::Text(text) => given.set(*name, text.clone()),
            Sample::Name(named) => given.set(*name, named.text.clone()),
            Sample::Count(count) => given.set(*name, *count),
        }
    }
    let pattern = bundle.get_message(name).and_then(|message| message.value()).unwrap();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned();
    assert!(errors.is_empty(), "{name}: {errors:?}");
    text
}

#[test]
fn every_message_reads_as_fluent_reads_it() {
    for (tag, source) in FILES {
        let mut bundle = FluentBundle::new(vec![tag.parse().unwrap()]);
        bundle.set_use_isolating(false);
        bundle.add_resource(FluentResource::try_new(source.to_owned()).unwrap()).unwrap();
        let language = Language::of(tag);
        for (name, pieces) in &language.messages {
            let mut found = BTreeMap::new();
            samples(pieces, &mut found);
            for combination in combinations(&found) {
                let arguments: Vec<_> = combination.iter().map(|(name, sample)| (*name, sample.value())).collect();
                let mut ours = String::new();
                language.write(name, &arguments, &mut ours);
                assert_eq!(ours, as_fluent_reads_it(&bundle, name, &combination), "{tag}: {name} with {combination:?}");
            }
        }
    }
}

#[test]
fn every_language_file_is_understood_whole() {
    for (tag, _) in FILES {
        assert_eq!(Language::of(tag).problems, Vec::<String>::new(), "{tag}");
    }
}

#[test]
fn every_language_has_the_messages_that_the_code_asks_for_and_no_other() {
    for (tag, source) in FILES {
        assert_eq!(asked_for(tag, source), asked_for("en", FILES[0].1), "{tag}");
    }
}

/// All but the pieces that only other messages refer to: those are each language's own affair.
fn asked_for(tag: &str, source: &str) -> BTreeSet<&'static str> {
    let is_referred_to = |name: &str| source.contains(&format!("{{ {name} }}"));
    Language::of(tag).messages.keys().copied().filter(|name| !is_referred_to(name)).collect()
}
