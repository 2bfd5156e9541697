//! Coming home from hospital, and a memory that is going.

use throughline_proto::v1::{
    Answer, Bond, HeardHow, HelpKind, HowItWas, Moment, Party, TheyKnow, Topic, Voice, Yes, YesBasis, party::Party as Of,
};

use crate::{
    agency::Agency,
    everyday,
    life::{Life, Where},
};

/// Met on the sofa, says no twice, turns out to be a cook, gets a ramp at the front door, joins a street painting, helps a neighbour.
pub(super) fn hospital(life: &mut Life) {
    life.first_heard(HeardHow::FromAnAgency, TheyKnow::Yes);
    life.come(1..=3, Where::Phone);
    life.met("hospital.rang");
    life.plan_meeting(3);
    life.come(2..=4, Where::Home);
    life.moment(Moment::HomeFromHospital, "hospital.moment");
    life.touches(Topic::Health);
    life.days_ago(4..=8);
    life.met("hospital.sofa");
    life.walks_alongside(14);
    let carer = life.offer(HelpKind::Care, "a carer in the mornings, for washing and dressing");
    life.answers(carer, Answer::No);
    life.come(3..=8, Where::Home);
    life.met("hospital.second");
    let frame = life.offer(HelpKind::Thing, "a walking frame from the loan store");
    let answer = life.either(60, Answer::No, Answer::NotNow);
    life.answers(frame, answer);
    life.shares_the_gift();
    everyday::some(life, 2);
    life.come(3..=9, Where::Home);
    life.met("hospital.door");
    life.shares_the_hope();
    let door = life.asks(HelpKind::Home, "to get in and out of my own front door without being carried");
    life.picks_up(door);
    ramp(life);
    life.speak_for_home();
    life.now(".later");
    everyday::some(life, 4);
    life.come(4..=10, Where::Out);
    life.met("hospital.out");
    let group = life.either(65, "painting", "cooking");
    life.joins(group);
    life.come(6..=16, Where::Group(group));
    life.met("hospital.group");
    life.helps_a_neighbour();
    everyday::some(life, 4);
    life.come(5..=12, Where::Home);
    let what_changed = life.phrase("hospital.what-changed");
    let bath = life.offer_again(HelpKind::Care, "a hand with the bath, Tuesdays only, from somebody of your own choosing", &what_changed);
    let answer = life.either(65, Answer::Yes, Answer::No);
    life.answers(bath, answer);
}

/// A ramp at the front door: measured, promised, built, and seen through when the one who uses it says so.
fn ramp(life: &mut Life) {
    let builder = if life.me.agency == Agency::IndependentLiving { Agency::CommunityResources } else { Agency::IndependentLiving };
    life.another_agency(builder);
    life.come(3..=9, Where::Home);
    life.met("hospital.measure");
    let ramp = life.offer(HelpKind::Home, "a ramp at the front door, and a rail on the left");
    life.answers(ramp, Answer::Yes);
    // It is seen through here, and not by chance.
    if let Some(ramp) = life.known.promises.pop() {
        life.come(12..=30, Where::Home);
        life.helped_with(&ramp, false);
        life.say(Voice::Supporter, "hospital.ramp-built");
        life.come(2..=7, Where::Home);
        life.helped_with(&ramp, true);
        life.say(Voice::Resident, "hospital.ramp-used");
        life.says_how_it_was(ramp.event, HowItWas::Good);
    }
}

/// A memory that is going, a house full of songs, and who decides what.
pub(super) fn memory(life: &mut Life) {
    life.first_heard(HeardHow::FromSomebodyClose, TheyKnow::Yes);
    life.come(2..=6, Where::Home);
    life.met("memory.first");
    best_interests(life);
    life.names_the_circle();
    life.tells_of_home(Bond::Partner);
    life.come(4..=10, Where::Home);
    life.met("memory.album");
    life.shares_the_gift();
    life.names_family();
    let rest = life.offer(HelpKind::Care, "a night's rest for the one who cares, twice a month");
    life.answers(rest, Answer::NotNow);
    everyday::some(life, 4);
    life.come(5..=12, Where::Phone);
    life.met("memory.lost-way");
    let lanyard = life.offer(HelpKind::Thing, "a card with a telephone number, sewn into the coat");
    life.answers(lanyard, Answer::Yes);
    life.joins("choir");
    life.come(5..=12, Where::Group("choir"));
    life.met("memory.choir");
    life.another_agency(Agency::Humourisk);
    life.speak_for_home();
    everyday::some(life, 5);
    if life.dice.chance(45) {
        life.come(6..=14, Where::Phone);
        life.moment(Moment::IntoHospital, "memory.into-hospital");
        life.touches(Topic::Health);
        life.come(8..=16, Where::Home);
        life.moment(Moment::HomeFromHospital, "memory.home-again");
        life.touches(Topic::Health);
        life.met("memory.home-after");
    }
    life.now(".later");
}

/// For some, the yes is a decision in their best interests, in a named person's name, and says who was asked.
fn best_interests(life: &mut Life) {
    life.walks_alongside(14);
    if life.dice.chance(40) {
        let heard_by = life.supporter().to_string();
        let given_by = Some(Party { party: Some(Of::Supporter(heard_by.clone())) });
        let view = life.phrase("memory.best-interests");
        let yes = Yes { basis: YesBasis::BestInterests.into(), given_by, heard_by, manner: 1, view };
        life.with_this_yes(yes);
    }
}
