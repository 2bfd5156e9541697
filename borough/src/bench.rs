//! An event of the size that the benchmarks speak of.

use jiff::civil::date;
use throughline_proto::v1::{Event, Manner, Met, Part, Place, Role, Voice, Words, event::Kind, place};

use crate::{
    calendar::{days_from, timed},
    dice::Dice,
    tables::TABLES,
};

const SENTENCES: [&str; 6] = [
    "We sat by the window and talked about the allotment, the buses and the old days. ",
    "She made tea for us both with one hand, and laughed at the face that I was making. ",
    "He read me the letter from his sister twice, the second time just for the sound. ",
    "There was bread in the oven for next door, and I was to carry it, and come back. ",
    "The kitchen light works again. He had the ladder out before I could even ask him. ",
    "We walked to the corner and back, and had a rest on the wall beside the bakery. ",
];

/// Somebody and a supporter met, and the supporter wrote it down: about 400 bytes of facts and words. The same number makes the same event.
pub fn bench_event(person: &str, supporter: &str, number: u64) -> Event {
    let mut dice = Dice::new(400, number);
    let day = days_from(date(2026, 1, 1), dice.between(0..=300));
    let mut text = format!("{}{}", dice.pick(&SENTENCES), dice.pick(&SENTENCES));
    text.truncate(text.trim_end().len());
    let space = &dice.find(&TABLES.place.space).name;
    Event {
        happened: Some(timed(day, 9 * 60 + 5 * dice.below(100))),
        people: vec![Part { person: person.into(), role: Role::About.into() }],
        recorded_by: supporter.into(),
        place: Some(Place { place: Some(place::Place::Text(space.clone())) }),
        manner: Manner::InPerson.into(),
        words: vec![Words { person: person.into(), text, voice: Voice::Supporter.into(), details: None }],
        kind: Some(Kind::Met(Met { with: vec![supporter.into()], one_way: false })),
        ..Default::default()
    }
}
