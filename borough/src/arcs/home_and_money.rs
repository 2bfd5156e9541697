//! Letters about debt, and a flat where the wall is wet.

use throughline_proto::v1::{Answer, EndedBecause, HeardHow, HelpKind, HowItWas, Moment, TheyKnow, Voice};

use crate::{
    agency::Agency,
    everyday,
    life::{Life, Where},
};

/// A carrier bag of letters, opened one by one.
pub(super) fn debt(life: &mut Life) {
    let how = if life.dice.chance(60) { HeardHow::FromThemselves } else { HeardHow::FromAnAgency };
    life.first_heard(how, TheyKnow::Yes);
    life.come(2..=7, Where::Home);
    life.met("debt.bag");
    life.just_us();
    let letters = life.asks(HelpKind::Paperwork, "somebody to open the letters with");
    life.picks_up(letters);
    life.walks_alongside(21);
    life.come(4..=9, Where::Space(2));
    life.met("debt.table");
    let plan = life.offer(HelpKind::Money, "an hour to write to all of them at once, with one sum a month that you can pay");
    let answer = life.either(55, Answer::Yes, Answer::NotNow);
    life.answers(plan, answer);
    life.keep_promises();
    everyday::some(life, 2);
    life.come(4..=9, Where::Home);
    life.shares_the_gift();
    life.draws_the_life_map();
    life.chooses("debt.choice", "debt-i-can-manage");
    let agency = life.dice.pick(&[Agency::CouncilHousing, Agency::CareCity]);
    life.known_twice(agency);
    everyday::some(life, 3);
    life.come(4..=10, Where::Phone);
    life.met("debt.bailiff");
    life.takes_a_step("debt.step");
    life.now(".later");
    everyday::some(life, 3);
    life.come(5..=12, Where::Home);
    life.met("debt.backdated");
    life.takes_a_step("debt.step");
    everyday::some(life, 2);
    life.come(5..=12, Where::Out);
    life.helps_a_neighbour();
}

/// The wall is wet, the fan was promised, and the promise is taken back before it is kept.
pub(super) fn damp(life: &mut Life) {
    life.first_heard(HeardHow::FromThemselves, TheyKnow::Yes);
    life.come(2..=6, Where::Home);
    life.met("damp.wall");
    life.walks_alongside(28);
    let wall = life.asks(HelpKind::Home, "the wall in the children's room to be dry before winter");
    life.picks_up(wall);
    let paint = life.offer(HelpKind::Home, "a coat of special paint on the black corner");
    life.come(4..=9, Where::Letter);
    life.takes_back(&paint, "damp.paint-back");
    life.come(3..=8, Where::Home);
    life.met("damp.meter");
    life.shares_the_hope();
    let fan = life.offer(HelpKind::Home, "a fan in the bathroom, and the gutter above it seen to");
    life.answers(fan.clone(), Answer::Yes);
    everyday::some(life, 3);
    let agency = life.dice.pick(&[Agency::CareCity, Agency::CommunitySolutions]);
    life.another_agency(agency);
    life.come(4..=10, Where::Home);
    life.met("damp.cough");
    life.speak_for_home();
    if life.dice.chance(35) {
        life.come(5..=12, Where::Home);
        life.parts_with(EndedBecause::NotAMatch, "damp.not-a-match");
        life.come(8..=25, Where::Home);
        life.walks_alongside(21);
        life.met("know.anew-match");
    }
    life.come(4..=9, Where::Home);
    life.shares_the_gift();
    life.now(".later");
    everyday::some(life, 4);
    life.come(5..=10, Where::Home);
    let how = life.either(50, HowItWas::Good, HowItWas::NotGood);
    life.says_how_it_was(fan.event, how);
    if life.dice.chance(50) {
        life.come(10..=25, Where::Home);
        life.moment(Moment::Moved, "damp.moved");
        life.say(Voice::Resident, "damp.moved-said");
        life.details_change();
    }
    everyday::some(life, 2);
    life.come(5..=12, Where::Out);
    life.joins("sewing");
    life.helps_a_neighbour();
}
