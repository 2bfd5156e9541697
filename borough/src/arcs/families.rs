//! A new parent, and a child who cares for one.

use throughline_proto::v1::{Answer, Bond, HeardHow, HelpKind, HowItWas, Moment, TheyKnow, Voice};

use crate::{
    everyday,
    life::{Life, Where},
};

/// Nobody sleeps; somebody holds the baby; then it is she who holds somebody else's.
pub(super) fn new_parent(life: &mut Life) {
    life.first_heard(HeardHow::FromThemselves, TheyKnow::Yes);
    life.come(2..=5, Where::Home);
    life.moment(Moment::HadABaby, "parent.moment");
    life.days_ago(9..=30);
    life.met("parent.first");
    life.walks_alongside(10);
    life.names_family();
    let hold = life.offer(HelpKind::Family, "somebody to hold the baby for an hour, so that you can sleep");
    let answer = life.either(70, Answer::Yes, Answer::NotNow);
    life.answers(hold, answer);
    life.come(2..=7, Where::Phone);
    life.reach_out("know.rang");
    life.come(1..=3, Where::Home);
    life.met("parent.night");
    life.shares_the_hope();
    life.keep_promises();
    everyday::some(life, 3);
    life.come(5..=12, Where::Home);
    life.met("parent.cot");
    let cot = life.asks(HelpKind::Thing, "a cot that is not the bottom drawer");
    match life.a_neighbour() {
        Some(neighbour) if life.dice.chance(60) => life.neighbour_picks_up(cot, neighbour),
        _ => life.picks_up(cot),
    }
    life.come(4..=9, Where::Home);
    life.shares_the_gift();
    life.joins("babies");
    life.come(5..=14, Where::Group("babies"));
    life.met("parent.group");
    life.tells_of_a_friend(Bond::Friend);
    life.now(".later");
    everyday::some(life, 5);
    life.come(7..=20, Where::Home);
    life.met("parent.month-six");
    life.chooses("parent.choice", "time-to-myself");
    everyday::some(life, 4);
    life.come(6..=15, Where::Out);
    life.takes_a_step("parent.step");
    life.helps_a_neighbour();
}

/// Eleven, or fourteen, and the one who knows where the tablets are.
pub(super) fn young_carer(life: &mut Life) {
    life.first_heard(HeardHow::FromAnAgency, TheyKnow::Yes);
    life.come(3..=9, Where::Out);
    life.met("carer.first");
    life.walks_alongside(14);
    life.come(4..=9, Where::Home);
    life.met("carer.home");
    life.shares_a_strength("carer.strength");
    life.say(Voice::Supporter, "carer.strength-seen");
    life.tells_of_home(Bond::CaresFor);
    let saturday = life.offer(HelpKind::Care, "a Saturday afternoon when somebody else is in with your mum or dad");
    life.answers(saturday, Answer::No);
    everyday::some(life, 2);
    life.come(5..=12, Where::Out);
    life.met("carer.school");
    life.hopes("carer.hope");
    life.say(Voice::Resident, "share.hope");
    life.joins("young");
    life.come(6..=14, Where::Group("young"));
    life.met("carer.film");
    everyday::some(life, 4);
    life.come(40..=60, Where::Home);
    let what_changed = life.phrase("carer.what-changed");
    let again = life.offer_again(HelpKind::Care, "two hours on Saturdays, from the person your mum or dad chose", &what_changed);
    life.answers(again.clone(), Answer::Yes);
    life.now(".later");
    everyday::some(life, 2);
    life.come(8..=15, Where::Phone);
    life.says_how_it_was(again.event, HowItWas::Good);
    life.chooses("carer.choice", "time-to-myself");
    everyday::some(life, 2);
    life.come(5..=12, Where::Out);
    life.takes_a_step("carer.step");
}
