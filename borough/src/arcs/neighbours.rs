//! A man with more bicycles than visitors, and somebody who came to give.

use throughline_proto::v1::{Answer, Bond, HeardHow, HelpKind, HowItWas, TheyKnow, Voice};

use crate::{
    everyday,
    life::{Life, Where},
};

/// He says no to every group there is, until somebody brings a bicycle that doesn't go.
pub(super) fn bicycles(life: &mut Life) {
    life.first_heard(HeardHow::OutAndAbout, TheyKnow::Yes);
    life.come(4..=9, Where::Out);
    life.met("bicycles.street");
    let lunch = life.offer(HelpKind::Company, "a seat at the lunch club on Wednesdays");
    life.answers(lunch, Answer::No);
    life.come(8..=16, Where::Home);
    life.met("bicycles.hall");
    life.shares_the_gift();
    life.walks_alongside(28);
    let drill = life.asks(HelpKind::Thing, "a vice that does not slip, to borrow");
    life.picks_up(drill);
    everyday::some(life, 2);
    life.come(6..=12, Where::Home);
    life.keep_promises();
    life.met("bicycles.child");
    life.helps_a_neighbour();
    everyday::some(life, 2);
    life.come(6..=12, Where::Space(0));
    life.met("bicycles.warehouse");
    life.joins("bikes");
    life.shares_the_hope();
    life.come(6..=14, Where::Group("bikes"));
    life.met("bicycles.saturday");
    life.now(".later");
    everyday::some(life, 4);
    life.come(6..=12, Where::Out);
    life.helps_a_neighbour();
    life.tells_of_a_friend(Bond::Friend);
    everyday::some(life, 3);
    life.come(6..=12, Where::Home);
    let what_changed = life.phrase("bicycles.what-changed");
    let table = life.offer_again(HelpKind::Company, "a chair at the table after Bike Saturday, with the others", &what_changed);
    life.answers(table.clone(), Answer::Yes);
    life.come(8..=16, Where::Group("bikes"));
    life.says_how_it_was(table.event, HowItWas::Good);
    life.say(Voice::Resident, "how.good");
}

/// Comes with a tin of biscuits and a plan, and much later says what is hard.
pub(super) fn giver(life: &mut Life) {
    life.first_heard(HeardHow::FromThemselves, TheyKnow::Yes);
    life.come(3..=9, Where::Space(2));
    life.met("giver.first");
    life.shares_the_gift();
    life.shares_the_hope();
    life.come(5..=10, Where::Out);
    life.helps_a_neighbour();
    life.joins("painting");
    life.come(6..=14, Where::Group("painting"));
    life.met("giver.painting");
    everyday::some(life, 2);
    life.come(5..=12, Where::Out);
    life.helps_a_neighbour();
    life.helps_a_supporter();
    everyday::some(life, 3);
    life.come(6..=14, Where::Home);
    life.met("giver.own-door");
    life.walks_alongside(28);
    let own = life.asks(HelpKind::Home, "a hand with my own stairs carpet, for a change");
    match life.a_neighbour() {
        Some(neighbour) => life.neighbour_picks_up(own, neighbour),
        None => life.picks_up(own),
    }
    life.now(".later");
    everyday::some(life, 3);
    life.come(6..=12, Where::Space(1));
    life.met("giver.festival");
    life.helps_a_neighbour();
    life.tells_of_a_friend(Bond::Neighbour);
}
