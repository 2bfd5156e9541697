//! Somebody who lost the one they lived with, and somebody who would rather be left alone.

use throughline_proto::v1::{Answer, HeardHow, HelpKind, HowItWas, Moment, TheyKnow, Voice};

use crate::{
    calendar::days_from,
    everyday,
    life::{Life, Where},
};

/// Two cups on the table, a rest that is respected, and a walk at the pace of the slowest.
pub(super) fn lost_someone(life: &mut Life) {
    life.first_heard(HeardHow::FromSomebodyClose, TheyKnow::Yes);
    life.come(2..=5, Where::Phone);
    life.reach_out("know.rang");
    life.come(3..=6, Where::Home);
    life.moment(Moment::LostSomeone, "lost.moment");
    life.days_ago(20..=60);
    life.met("lost.first");
    let company = life.offer(HelpKind::Company, "somebody to sit with on Sundays");
    life.answers(company, Answer::NotNow);
    let resting = life.dice.between(28..=60);
    life.rests(Some(days_from(life.day, resting)), false);
    life.come(resting + 1..=resting + 12, Where::Letter);
    life.noted("lost.card");
    life.come(4..=12, Where::Phone);
    life.is_back();
    life.walks_alongside(21);
    life.come(3..=8, Where::Home);
    life.met("lost.cups");
    life.shares_the_hope();
    everyday::some(life, 3);
    life.come(4..=10, Where::Home);
    life.met("lost.clothes");
    let wardrobe = life.asks(HelpKind::Company, "somebody to be in the room while I go through the wardrobe");
    life.picks_up(wardrobe);
    life.come(4..=10, Where::Home);
    life.shares_the_gift();
    life.joins("walking");
    life.now(".later");
    life.come(5..=12, Where::Group("walking"));
    life.met("lost.walk");
    everyday::some(life, 4);
    life.come(6..=14, Where::Out);
    life.helps_a_neighbour();
    life.tells_of_a_friend(throughline_proto::v1::Bond::Friend);
}

/// A door that opens as far as the chain; and, months on, a telephone call the other way.
pub(super) fn leave_me_be(life: &mut Life) {
    life.first_heard(HeardHow::FromSomebodyClose, TheyKnow::NotYet);
    for _ in 0..life.dice.between(1..=3) {
        life.come(3..=9, Where::Home);
        life.reach_out("alone.knocked");
    }
    life.come(4..=9, Where::Home);
    life.met("alone.chain");
    let visit = life.offer(HelpKind::Company, "a visit now and then");
    life.answers(visit, Answer::No);
    life.come(8..=20, Where::Letter);
    life.noted("alone.letter");
    life.come(5..=14, Where::Home);
    life.met("alone.doorstep");
    let meals = life.offer(HelpKind::Food, "a hot meal brought to the door");
    life.answers(meals, Answer::No);
    life.rests(None, true);
    life.chooses_sharing();
    if life.dice.chance(35) {
        // Nobody nudges. The door stays open, and that is all there is to tell.
        return life.stop();
    }
    life.come(110..=190, Where::Phone);
    life.is_back();
    life.met("alone.rang-us");
    let window = life.asks(HelpKind::Home, "the kitchen window to shut properly, and nothing else");
    life.picks_up(window.clone());
    life.come(3..=9, Where::Home);
    life.helped_with(&window, true);
    life.say(Voice::Resident, "alone.window");
    life.known.promises.clear();
    life.says_how_it_was(window.event, HowItWas::AllRight);
    life.come(20..=40, Where::Home);
    life.met("alone.tea");
    life.walks_alongside(60);
    life.shares_the_gift();
    // Every other month is enough, and that was agreed.
    for _ in 0..4 {
        life.come(45..=70, Where::Home);
        life.met("visit");
    }
    life.stop();
}
