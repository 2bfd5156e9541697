//! Everyday life between the turns of an arc: visits, calls, asks, offers, groups, neighbours, and now and then something rare. Each
//! scene is one meeting or a few, and leaves alone what does not fit where the life has come to.

use throughline_proto::v1::{Answer, Bond, EndedBecause, HowItWas, Moment, Voice};

use crate::{
    calendar::days_from,
    life::{Life, Where},
};

/// A scene, and how often it comes up.
type Scene = fn(&mut Life);

const SCENES: [(u32, Scene); 26] = [
    (20, visit),
    (10, call),
    (5, not_in),
    (9, offer),
    (8, ask),
    (6, neighbour_offers),
    (6, help_a_neighbour),
    (4, help_a_supporter),
    (7, another_strength),
    (5, another_hope),
    (6, group),
    (4, group_day),
    (2, group_left),
    (5, map),
    (6, choice_or_step),
    (3, another_agency),
    (3, circle),
    (2, family),
    (3, sharing),
    (3, look_again),
    (2, rest),
    (3, moment),
    (3, note),
    (2, details),
    (1, worry),
    (2, rare),
];

/// So many scenes.
pub(crate) fn some(life: &mut Life, count: u32) {
    for _ in 0..count {
        if !life.is_over() {
            life.dice.weighed(&SCENES)(life);
            life.speak_for_home();
        }
    }
}

/// To the end of the story; some go quiet before.
pub(crate) fn carry_on(life: &mut Life) {
    while !life.is_over() {
        if life.dice.chance(2) {
            life.come(10..=20, Where::Phone);
            life.reach_out("know.rang");
            life.come(20..=35, Where::Home);
            life.reach_out("know.rang");
            return life.stop();
        }
        some(life, 1);
    }
}

/// Whoever is alongside takes turns.
fn take_turns(life: &mut Life) {
    let others: Vec<_> = life.known.beside.iter().map(|beside| beside.agency).filter(|agency| *agency != life.me.agency).collect();
    if !others.is_empty() && life.dice.chance(38) {
        let agency = life.dice.pick(&others);
        life.speak_for(agency);
    }
}

fn visit(life: &mut Life) {
    take_turns(life);
    let place = life.dice.pick(&[Where::Home, Where::Home, Where::Home, Where::Out, Where::Space(1), Where::Space(3)]);
    life.come(7..=19, place);
    life.met(if place == Where::Home { "visit" } else { "visit.out" });
    if life.dice.chance(22) {
        life.noted("noted");
        life.say(Voice::Resident, "visit.said");
    }
    life.keep_promises();
    answer_what_is_open(life);
    if life.dice.chance(18) {
        let days = life.dice.between(6..=18);
        life.plan_meeting(days);
    }
}

fn call(life: &mut Life) {
    take_turns(life);
    let place = life.either(80, Where::Phone, Where::Text);
    life.come(5..=15, place);
    match life.dice.chance(70) {
        true => life.met("call"),
        false => life.met_briefly(),
    }
    life.keep_promises();
    answer_what_is_open(life);
}

fn not_in(life: &mut Life) {
    take_turns(life);
    let place = life.either(60, Where::Phone, Where::Home);
    life.come(6..=14, place);
    life.reach_out("know.rang");
    if life.dice.chance(60) {
        life.come(1..=6, Where::Phone);
        life.met("call.back");
    }
}

/// An offer that had no answer gets one, or is taken back, or waits on.
fn answer_what_is_open(life: &mut Life) {
    let open = life.known.unanswered.iter().position(|offer| offer.agency == life.agency && days_from(offer.since, 5) < life.day);
    let Some(offer) = open.map(|at| life.known.unanswered.remove(at)) else { return };
    match life.dice.below(10) {
        0..=4 => life.answers(offer, Answer::Yes),
        5..=6 => life.answers(offer, Answer::NotNow),
        7 => life.answers(offer, Answer::No),
        8 => life.takes_back(&offer, "help.taken-back"),
        // It goes quiet.
        _ => {}
    }
}

fn offer(life: &mut Life) {
    take_turns(life);
    let place = life.either(70, Where::Home, Where::Phone);
    life.come(6..=16, place);
    let Some((kind, what)) = life.something_to_offer() else { return life.met("visit") };
    if life.dice.chance(60) {
        life.met("visit");
    }
    let offer = life.offer(kind, what);
    match life.dice.below(100) {
        0..=44 => life.answers(offer, Answer::Yes),
        45..=56 => life.answers(offer, Answer::NotNow),
        57..=67 => life.answers(offer, Answer::No),
        _ => life.known.unanswered.push(offer),
    }
}

fn ask(life: &mut Life) {
    take_turns(life);
    let place = life.either(60, Where::Home, Where::Phone);
    life.come(6..=16, place);
    let (kind, what) = life.something_to_ask();
    let ask = life.asks(kind, what);
    match life.dice.below(100) {
        0..=49 => life.picks_up(ask),
        50..=69 => match life.a_neighbour() {
            Some(neighbour) => life.neighbour_picks_up(ask, neighbour),
            None => life.picks_up(ask),
        },
        70..=84 => {
            life.come(3..=12, Where::Phone);
            life.picks_up(ask);
        }
        // It waits.
        _ => {}
    }
}

fn neighbour_offers(life: &mut Life) {
    life.come(6..=16, Where::Out);
    life.is_offered_help_by_a_neighbour();
    life.keep_promises();
}

fn help_a_neighbour(life: &mut Life) {
    if life.me.age < 18 {
        return visit(life);
    }
    life.come(6..=16, Where::Out);
    life.helps_a_neighbour();
}

fn help_a_supporter(life: &mut Life) {
    take_turns(life);
    life.come(6..=16, Where::Home);
    life.met_briefly();
    life.helps_a_supporter();
}

fn another_strength(life: &mut Life) {
    take_turns(life);
    life.come(6..=16, Where::Home);
    life.met("visit");
    life.shares_a_strength("strength");
}

fn another_hope(life: &mut Life) {
    take_turns(life);
    life.come(6..=16, Where::Home);
    life.met("visit");
    life.hopes("hope");
    life.say(Voice::Resident, "share.hope");
}

fn group(life: &mut Life) {
    let key = life.dice.pick(&["painting", "cooking", "shed", "walking", "choir", "garden", "sewing", "games", "laughing", "stories"]);
    if life.known.groups.len() > 2 || life.me.age < 18 || (key == "shed" && life.me.woman) {
        return visit(life);
    }
    life.come(6..=16, Where::Group(key));
    life.joins(key);
    life.met_briefly();
}

fn group_day(life: &mut Life) {
    let Some(key) = life.known.groups.last().copied() else { return group(life) };
    life.come(6..=16, Where::Group(key));
    life.met("group.day");
    if life.dice.chance(30) {
        life.shares_a_strength("strength");
    }
}

fn group_left(life: &mut Life) {
    life.come(6..=16, Where::Phone);
    life.leaves_a_group();
    life.met("call");
}

fn map(life: &mut Life) {
    if life.days_since_the_map().is_some_and(|days| days < 110) || life.me.age < 13 {
        return visit(life);
    }
    life.come(6..=16, Where::Home);
    life.met_briefly();
    life.draws_the_life_map();
}

fn choice_or_step(life: &mut Life) {
    life.come(6..=16, Where::Home);
    match life.known.choice {
        None => life.chooses("choice", ""),
        Some(_) => life.takes_a_step("choice.step"),
    }
    if life.dice.chance(50) {
        life.met("visit");
    }
}

fn another_agency(life: &mut Life) {
    if life.known.profiles.len() > 2 || life.known.beside.is_empty() {
        return visit(life);
    }
    let agency = life.dice.pick(life.me.arc.others());
    life.come(6..=16, Where::Home);
    life.met_briefly();
    match life.dice.below(100) {
        0..=11 => life.known_twice(agency),
        12..=40 if life.me.shares_home_with.is_some() => life.taken_for_another(agency),
        _ => {
            life.another_agency(agency);
        }
    }
}

fn circle(life: &mut Life) {
    if once(life, "circle") {
        life.come(6..=16, Where::Home);
        life.names_the_circle();
        life.tells_of_home(Bond::CaresFor);
    }
}

fn family(life: &mut Life) {
    if once(life, "family") {
        life.come(6..=16, Where::Home);
        life.met_briefly();
        life.names_family();
        life.tells_of_home(if life.me.age > 30 { Bond::Partner } else { Bond::Sibling });
    }
}

fn sharing(life: &mut Life) {
    if once(life, "sharing") {
        life.come_as_myself(5..=14);
        match life.dice.chance(85) {
            true => life.chooses_sharing(),
            false => life.keeps_one_away(),
        }
    }
}

fn look_again(life: &mut Life) {
    life.looks_again();
}

fn rest(life: &mut Life) {
    if once(life, "rest") {
        life.come(5..=14, Where::Phone);
        let days = life.dice.between(18..=40);
        life.rests(Some(days_from(life.day, days)), false);
        life.come(days + 1..=days + 8, Where::Phone);
        life.is_back();
    }
}

fn moment(life: &mut Life) {
    if once(life, "moment") {
        life.come(6..=16, Where::Home);
        life.moment(Moment::Other, "moment");
        life.met("visit");
    }
}

fn note(life: &mut Life) {
    take_turns(life);
    life.come(6..=16, Where::Out);
    life.noted("noted");
    life.met_briefly();
}

fn details(life: &mut Life) {
    if once(life, "details") {
        life.come(6..=16, Where::Phone);
        life.details_change();
    }
}

fn worry(life: &mut Life) {
    if once(life, "worry") && life.dice.chance(60) {
        life.come(6..=16, Where::Home);
        life.worries();
    }
}

/// Things that happen to few.
fn rare(life: &mut Life) {
    if !once(life, "rare") {
        return;
    }
    life.come(6..=16, Where::Home);
    match life.dice.below(3) {
        0 => life.might_have_been(),
        1 => {
            life.parts_with(EndedBecause::NotAMatch, "know.not-a-match");
            life.come(10..=28, Where::Home);
            life.walks_alongside(28);
            life.met("know.anew-match");
        }
        _ => {
            life.met("visit");
            if let Some(promise) = life.known.promises.last().map(|promise| promise.event) {
                life.says_how_it_was(promise, HowItWas::NotGood);
            }
        }
    }
}

/// Has this not been yet? From now on it has.
fn once(life: &mut Life, what: &'static str) -> bool {
    let new = !life.known.had.contains(&what);
    if new {
        life.known.had.push(what);
    }
    new
}
