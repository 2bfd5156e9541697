//! Starting again: in a new country, in new work, in a first home.

use throughline_proto::v1::{Answer, Bond, HeardHow, HelpKind, HowItWas, Moment, TheyKnow, Topic, Voice};

use crate::{
    everyday,
    life::{Life, Where},
};

/// Words first, then a table to say them at, then somebody else's letter to explain.
pub(super) fn newcomer(life: &mut Life) {
    life.first_heard(HeardHow::OutAndAbout, TheyKnow::Yes);
    life.come(2..=7, Where::Space(1));
    life.met("newcomer.first");
    life.walks_alongside(21);
    let school = life.asks(HelpKind::Paperwork, "to understand the form for the school place");
    life.picks_up(school);
    life.come(3..=8, Where::Space(1));
    life.met("newcomer.form");
    let english = life.offer(HelpKind::Learning, "a place at English over tea, with the children along");
    life.answers(english, Answer::Yes);
    life.shares_the_gift();
    life.keep_promises();
    life.come(4..=10, Where::Home);
    life.met("newcomer.papers");
    life.touches(Topic::Immigration);
    life.just_us();
    life.come(4..=9, Where::Space(2));
    life.joins("talking");
    life.come(5..=12, Where::Group("talking"));
    life.met("newcomer.talking");
    life.shares_the_hope();
    everyday::some(life, 4);
    life.come(4..=9, Where::Out);
    life.chooses("newcomer.choice", "speaking-english");
    life.takes_a_step("newcomer.step");
    life.now(".later");
    everyday::some(life, 3);
    life.come(5..=12, Where::Out);
    life.met("newcomer.bus");
    life.takes_a_step("newcomer.step");
    life.helps_a_neighbour();
    life.tells_of_a_friend(Bond::Neighbour);
    everyday::some(life, 3);
    if life.dice.chance(60) {
        life.come(6..=18, Where::Phone);
        life.moment(Moment::StartedWork, "newcomer.work");
        life.say(Voice::Resident, "newcomer.work-said");
    }
}

/// The depot shut. What can you do, who says so, and who is hiring.
pub(super) fn work(life: &mut Life) {
    life.first_heard(HeardHow::FromThemselves, TheyKnow::Yes);
    life.come(2..=6, Where::Space(2));
    life.moment(Moment::StoppedWork, "work.moment");
    life.days_ago(15..=90);
    life.met("work.first");
    life.walks_alongside(21);
    let letter = life.offer(HelpKind::Work, "an hour to write down what you can do, in your own words");
    let answer = life.either(65, Answer::Yes, Answer::NotNow);
    life.answers(letter, answer);
    life.come(4..=9, Where::Group("work"));
    life.joins("work");
    life.met("work.table");
    life.shares_the_gift();
    life.keep_promises();
    everyday::some(life, 3);
    life.come(5..=10, Where::Phone);
    life.met("work.no-luck");
    life.chooses("work.choice", "work-that-suits-me");
    life.come(4..=10, Where::Space(2));
    life.draws_the_life_map();
    life.takes_a_step("work.step");
    everyday::some(life, 4);
    life.come(5..=12, Where::Out);
    life.met("work.trial");
    life.takes_a_step("work.step");
    life.now(".later");
    if life.dice.chance(70) {
        life.come(8..=20, Where::Phone);
        life.moment(Moment::StartedWork, "work.started");
        life.say(Voice::Resident, "work.started-said");
        life.shares_a_strength("work.strength");
    }
    everyday::some(life, 4);
    life.come(5..=12, Where::Group("work"));
    life.helps_a_neighbour();
}

/// A key, an empty room, and a first soup that burns.
pub(super) fn first_flat(life: &mut Life) {
    life.first_heard(HeardHow::FromAnAgency, TheyKnow::Yes);
    life.come(2..=5, Where::Home);
    life.moment(Moment::Moved, "flat.moment");
    life.days_ago(1..=4);
    life.met("flat.first");
    life.walks_alongside(14);
    let bed = life.asks(HelpKind::Thing, "a bed, or a mattress at least, before Friday");
    life.picks_up(bed);
    life.come(2..=5, Where::Home);
    life.keep_promises();
    life.met("flat.bed");
    life.names_family();
    everyday::some(life, 2);
    life.come(4..=9, Where::Home);
    life.met("flat.meter");
    let budget = life.offer(HelpKind::Money, "half an hour each month with the bills spread out on the floor");
    let answer = life.either(50, Answer::No, Answer::Yes);
    life.answers(budget.clone(), answer);
    life.come(4..=9, Where::Space(1));
    life.joins("cooking");
    life.met("flat.soup");
    life.shares_the_hope();
    everyday::some(life, 4);
    life.come(5..=12, Where::Home);
    life.met("flat.door");
    life.shares_the_gift();
    life.chooses("flat.choice", "being-myself");
    life.now(".later");
    everyday::some(life, 3);
    life.come(5..=12, Where::Home);
    life.takes_a_step("flat.step");
    life.says_how_it_was(budget.event, HowItWas::AllRight);
    life.tells_of_a_friend(Bond::Friend);
    everyday::some(life, 3);
    life.come(5..=12, Where::Out);
    life.helps_a_neighbour();
}
