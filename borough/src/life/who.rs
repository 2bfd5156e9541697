//! Who somebody is: what fills the sentences of their life, and their details as an agency writes them down.

use throughline_proto::v1::{Details, Manner, Reach};

use super::Life;
use crate::{
    tables::TABLES,
    words::{Chosen, Own},
};

const GIFTS_OF_THE_YOUNG: [&str; 4] = ["gift.drawing", "gift.listening", "gift.computers", "gift.baking"];

/// Gifts that are told without thirty years in one trade.
const GIFTS_WITHOUT_A_PAST: [&str; 12] = [
    "gift.bicycles",
    "gift.gardening",
    "gift.translating",
    "gift.listening",
    "gift.drawing",
    "gift.football",
    "gift.computers",
    "gift.storytelling",
    "gift.baking",
    "gift.knitting",
    "gift.welcoming",
    "gift.carpentry",
];

impl Life<'_> {
    /// Fills in who this is, before anything is told.
    pub(super) fn begin(&mut self) {
        let me = self.me;
        let (she, capital_she, her, his, capital_his) =
            if me.woman { ("she", "She", "her", "her", "Her") } else { ("he", "He", "him", "his", "His") };
        for (own, value) in [
            (Own::Name, me.given_name),
            (Own::She, she),
            (Own::CapitalShe, capital_she),
            (Own::Her, her),
            (Own::His, his),
            (Own::CapitalHis, capital_his),
            (Own::Hers, if me.woman { "hers" } else { "his" }),
            (Own::Street, &me.street),
            (Own::Country, &me.community.country),
            (Own::Language, language_name(&me.community.languages[0])),
        ] {
            self.filling.set(own, value);
        }
        self.filling.set_age(me.age);
        let dish = self.dice.find(&me.community.dishes).clone();
        self.filling.set(Own::Dish, dish);
        for (own, section) in
            [(Own::Close, "close-person"), (Own::Small, "small-thing"), (Own::Hope, "hope"), (Own::Neighbour, "neighbour")]
        {
            let value = self.phrase(section);
            self.filling.set(own, value);
        }
        self.gift = match me.arc.gift() {
            Some(gift) if self.dice.chance(70) => gift,
            _ => self.some_gift(),
        };
        self.filling.choose(Chosen::Seen, &format!("{}.seen", self.gift));
        self.filling.choose(Chosen::Said, &format!("{}.said", self.gift));
        self.now("");
    }

    /// A gift that one may have at that age.
    fn some_gift(&mut self) -> &'static str {
        match self.me.age {
            ..25 => self.dice.pick(&GIFTS_OF_THE_YOUNG),
            25..45 => self.dice.pick(&GIFTS_WITHOUT_A_PAST),
            _ => self.dice.pick(&TABLES.gifts),
        }
    }

    /// What is on their mind from here on: a section that everyday words may draw on.
    pub(crate) fn now(&mut self, part: &str) {
        let section = format!("{}.now{part}", self.me.arc.word());
        self.filling.choose(Chosen::Now, &section);
    }

    /// How they are called and reached, as one agency writes it down.
    pub(super) fn details(&mut self) -> Details {
        let me = self.me;
        let reach = vec![Reach {
            manner: if self.dice.chance(75) { Manner::Phone } else { Manner::Text }.into(),
            // Numbers that are kept for stories, and ring nowhere.
            at: format!("07700 900{:03}", me.number % 1000),
            safely: self.phrase("safely"),
        }];
        let access = if self.dice.chance(35) { vec![self.phrase("access")] } else { Vec::new() };
        let do_not_ask = if self.dice.chance(12) { vec![self.phrase("do-not-ask")] } else { Vec::new() };
        Details {
            known_as: me.given_name.into(),
            given_name: me.given_name.into(),
            family_name: me.family_name.into(),
            say_it: me.community.say_it.get(me.given_name).or_else(|| me.community.say_it.get(me.family_name)).cloned().unwrap_or_default(),
            born: me.born.to_string(),
            nhs_number: if self.dice.chance(40) { nhs_number(me.number) } else { String::new() },
            address: format!("{} {}", me.house, me.street),
            // A district that no post goes to.
            postcode: format!("IG99 {}{}{}", me.house % 10, letter(me.house), letter(me.house / 7 + 3)),
            reach,
            languages: me.community.languages.clone(),
            access,
            do_not_ask,
            reference: format!("{}-{}", self.agency.slug(), me.number),
            ..Default::default()
        }
    }
}

fn letter(number: u32) -> char {
    // Letters that postcodes end in.
    char::from(b"ABDEFGHJLNPQRSTUWXYZ"[number as usize % 20])
}

/// A number that is well formed and kept for trials: it begins with 999, and its last digit checks.
fn nhs_number(number: u64) -> String {
    let mut tried = number % 1_000_000;
    loop {
        let digits = format!("999{tried:06}");
        let sum: u32 = digits.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        match (11 - sum % 11) % 11 {
            10 => tried = (tried + 1) % 1_000_000,
            check => return format!("{digits}{check}"),
        }
    }
}

fn language_name(tag: &str) -> &'static str {
    match tag {
        "yo" => "Yoruba",
        "ig" => "Igbo",
        "bn" => "Bangla",
        "ur" => "Urdu",
        "pa" => "Punjabi",
        "ro" => "Romanian",
        "lt" => "Lithuanian",
        "sq" => "Albanian",
        "so" => "Somali",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "fa" => "Dari",
        "uk" => "Ukrainian",
        _ => "English",
    }
}
