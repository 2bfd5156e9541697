//! Asks, offers, answers and what became of them (rules 4 and 5), and worries about safety.

use throughline_proto::v1::{
    Answer, DoneBy, HelpKind, OfferedHelp, Promise, PromiseState, Role, SafetyConcernAnswered, SafetyConcernShared, Story, event::Kind,
};

use crate::{
    given::{AMINA, BEN, CARE, CARL, HARMONY, ROSA, TOM, Telling, agency, id, on, part, resident, said, story, supporter},
    happenings::{answered, answered_until, asked, died, helped, moved_away, offer, offered, picked_up, taken_back},
};

fn promise(story: &Story, number: usize) -> &Promise {
    story.promises.iter().find(|promise| promise.event == id(number)).expect("there is such a promise")
}

fn state(story: &Story, number: usize) -> PromiseState {
    promise(story, number).state()
}

fn offered_for(ask: usize) -> Kind {
    Kind::OfferedHelp(OfferedHelp { ask: id(ask), by: supporter(BEN), ..offer("a ramp") })
}

#[test]
fn an_ask_waits_until_somebody_sees_to_it() {
    let waiting = story([said(1, asked("a ramp"))]);
    assert_eq!((state(&waiting, 1), promise(&waiting, 1).whose.clone()), (PromiseState::Waiting, None));
    let open = story([said(1, asked("a ramp")), said(2, picked_up(1, supporter(BEN))).on("2026-03-02")]);
    assert_eq!((state(&open, 1), promise(&open, 1).whose.clone()), (PromiseState::Open, supporter(BEN)));
    assert_eq!((promise(&open, 1).last_event.clone(), promise(&open, 1).last_change.clone()), (id(2), Some(on("2026-03-02"))));
    assert_eq!((promise(&open, 1).what.as_str(), promise(&open, 1).help()), ("a ramp", HelpKind::Home));
}

#[test]
fn an_offer_is_the_offerers_and_waits_for_its_answer() {
    let story = story([said(1, offered("soup")).recorded_by(AMINA), said(2, offered("bread")).by(CARE)]);
    assert_eq!((state(&story, 1), promise(&story, 1).whose.clone()), (PromiseState::Offered, supporter(AMINA)));
    assert_eq!(promise(&story, 2).whose, agency(CARE));
}

#[test]
fn an_answer_says_how_the_offer_stands() {
    for (answer, expected) in
        [(Answer::Yes, PromiseState::Open), (Answer::NotNow, PromiseState::NotNow), (Answer::No, PromiseState::SaidNo)]
    {
        assert_eq!(state(&story([said(1, offered("soup")), said(2, answered(1, answer))]), 1), expected);
    }
}

#[test]
fn not_now_may_be_answered_again_and_yes_and_no_are_final() {
    let again = story([said(1, offered("soup")), said(2, answered(1, Answer::NotNow)), said(3, answered(1, Answer::Yes))]);
    assert_eq!(state(&again, 1), PromiseState::Open);
    let stays = story([said(1, offered("soup")), said(2, answered(1, Answer::No)), said(3, answered(1, Answer::Yes))]);
    assert_eq!(state(&stays, 1), PromiseState::SaidNo);
}

#[test]
fn an_offer_may_be_taken_back_until_it_is_answered() {
    assert_eq!(state(&story([said(1, offered("soup")), said(2, taken_back(1))]), 1), PromiseState::TakenBack);
    let promised = story([said(1, offered("soup")), said(2, answered(1, Answer::Yes)), said(3, taken_back(1))]);
    assert_eq!(state(&promised, 1), PromiseState::Open, "after a yes only the receiver closes it");
}

#[test]
fn a_no_holds_ninety_days_unless_they_said_until_when() {
    let story = story([
        said(1, offered("soup")).by(CARE),
        said(2, answered(1, Answer::No)).on("2026-01-01"),
        said(3, offered("bread")),
        said(4, answered_until(3, Answer::No, "2026-12-31")),
    ]);
    // Told in order: the first answer is older than its offer in this story, and yet takes effect after it.
    let mut until: Vec<&str> = story.said_no.iter().map(|no| no.until.as_str()).collect();
    until.sort_unstable();
    assert_eq!(until, ["2026-04-01", "2026-12-31"]);
    let no = story.said_no.iter().find(|no| no.offer == id(1)).expect("it is there");
    assert_eq!((no.help(), no.agency.as_str(), no.offered_by.as_str(), no.answer()), (HelpKind::Food, HARMONY, CARE, Answer::No));
}

#[test]
fn not_now_holds_only_if_they_said_until_when() {
    assert!(story([said(1, offered("soup")), said(2, answered(1, Answer::NotNow))]).said_no.is_empty());
    let until = story([said(1, offered("soup")), said(2, answered_until(1, Answer::NotNow, "2026-07-01"))]);
    assert_eq!((until.said_no[0].until.as_str(), until.said_no[0].answer()), ("2026-07-01", Answer::NotNow));
}

#[test]
fn a_new_answer_to_the_same_offer_replaces_the_not_now() {
    let events = [said(1, offered("soup")), said(2, answered_until(1, Answer::NotNow, "2026-07-01")), said(3, answered(1, Answer::Yes))];
    assert!(story(events).said_no.is_empty());
}

#[test]
fn only_the_receiver_sees_a_promise_through() {
    let yes = [said(1, offered("soup")), said(2, answered(1, Answer::Yes))];
    let part_of_it = story(yes.iter().cloned().chain([said(3, helped(1, supporter(BEN), DoneBy::Unspecified))]));
    assert_eq!(state(&part_of_it, 1), PromiseState::Open);
    let giver = said(3, helped(1, supporter(BEN), DoneBy::Giver));
    assert_eq!(state(&story(yes.iter().cloned().chain([giver.clone()])), 1), PromiseState::SaidDone);
    let receiver = said(4, helped(1, supporter(BEN), DoneBy::Receiver));
    assert_eq!(state(&story(yes.iter().cloned().chain([giver.clone(), receiver.clone()])), 1), PromiseState::SeenThrough);
    let again = said(5, helped(1, supporter(BEN), DoneBy::Giver));
    assert_eq!(state(&story(yes.into_iter().chain([receiver, again])), 1), PromiseState::SeenThrough);
}

#[test]
fn what_the_giver_says_does_not_undo_a_no() {
    let events = [said(1, offered("soup")), said(2, answered(1, Answer::No)), said(3, helped(1, supporter(BEN), DoneBy::Giver))];
    assert_eq!(state(&story(events), 1), PromiseState::SaidNo);
}

#[test]
fn help_without_a_promise_changes_none() {
    let events = [said(1, asked("a ramp")), said(2, helped(77, supporter(BEN), DoneBy::Receiver))];
    assert_eq!(state(&story(events), 1), PromiseState::Waiting);
}

#[test]
fn an_ask_that_was_helped_with_has_a_helper() {
    let events = [said(1, asked("a ramp")), said(2, helped(1, resident(TOM), DoneBy::Giver))];
    let story = story(events);
    assert_eq!((state(&story, 1), promise(&story, 1).whose.clone()), (PromiseState::SaidDone, resident(TOM)));
}

#[test]
fn help_by_somebody_else_counts_when_the_receiver_was_there() {
    let by_tom = said(2, helped(1, resident(TOM), DoneBy::Receiver)).of(&[TOM]).with(part(ROSA, Role::Present));
    assert_eq!(state(&story([said(1, asked("a ramp")), by_tom]), 1), PromiseState::SeenThrough);
}

#[test]
fn an_offer_leaves_the_ask_that_it_answers_waiting_until_the_yes() {
    let offered = story([said(1, asked("a ramp")), said(2, offered_for(1))]);
    assert_eq!(state(&offered, 1), PromiseState::Waiting);
    let agreed = story([said(1, asked("a ramp")), said(2, offered_for(1)), said(3, answered(2, Answer::Yes))]);
    assert_eq!((state(&agreed, 1), promise(&agreed, 1).whose.clone()), (PromiseState::Open, supporter(BEN)));
    let declined = story([said(1, asked("a ramp")), said(2, offered_for(1)), said(3, answered(2, Answer::No))]);
    assert_eq!(state(&declined, 1), PromiseState::Waiting);
}

#[test]
fn a_yes_to_one_of_two_offers_for_an_ask_gives_it_to_that_offerer() {
    let carls = Kind::OfferedHelp(OfferedHelp { ask: id(1), by: supporter(CARL), ..offer("a ramp") });
    let story = story([said(1, asked("a ramp")), said(2, carls), said(3, offered_for(1)), said(4, answered(2, Answer::Yes))]);
    assert_eq!(promise(&story, 1).whose, supporter(CARL));
    assert_eq!(state(&story, 3), PromiseState::Offered);
}

#[test]
fn an_ask_and_the_offer_that_answered_it_are_seen_through_together() {
    for promise in [1, 2] {
        let story = story([
            said(1, asked("a ramp")),
            said(2, offered_for(1)),
            said(3, answered(2, Answer::Yes)),
            said(4, asked("a lift")),
            said(5, helped(promise, supporter(BEN), DoneBy::Giver)),
            said(6, helped(promise, supporter(BEN), DoneBy::Receiver)),
        ]);
        assert_eq!((state(&story, 1), state(&story, 2)), (PromiseState::SeenThrough, PromiseState::SeenThrough));
        assert_eq!(state(&story, 4), PromiseState::Waiting, "the other ask is another matter");
    }
}

#[test]
fn an_answer_of_which_only_the_day_is_known_comes_after_the_offer_of_that_day() {
    let at_ten = said(1, offered("soup")).on("2026-03-01T10:00:00Z");
    assert_eq!(state(&story([at_ten, said(2, answered(1, Answer::Yes)).on("2026-03-01")]), 1), PromiseState::Open);
}

#[test]
fn an_offer_to_two_is_answered_by_each_for_themselves() {
    let both = said(1, offered("soup")).of(&[ROSA, TOM]);
    let toms = said(2, answered(1, Answer::No)).of(&[TOM]).with(part(ROSA, Role::Present));
    let story = story([both, toms]);
    assert_eq!(state(&story, 1), PromiseState::Offered);
    assert!(story.said_no.is_empty());
}

#[test]
fn who_died_or_moved_away_is_promised_nothing_any_longer() {
    for stilled in [died(), moved_away()] {
        let story = story([
            said(1, asked("a ramp")),
            said(2, offered("soup")),
            said(3, offered("bread")),
            said(4, answered(3, Answer::Yes)),
            said(5, offered("tea")),
            said(6, answered(5, Answer::No)),
            said(7, stilled).on("2026-04-01"),
        ]);
        for number in [1, 2, 3] {
            assert_eq!((state(&story, number), &promise(&story, number).last_event), (PromiseState::Released, &id(7)));
        }
        assert_eq!(state(&story, 5), PromiseState::SaidNo, "what was closed stays as it was");
    }
}

#[test]
fn a_worry_about_safety_waits_until_it_is_acknowledged_even_after_a_death() {
    let concern = SafetyConcernShared { to_roles: vec!["adults/lead".into()], ..Default::default() };
    let shared = said(1, Kind::SafetyConcernShared(concern));
    let waiting = story([shared.clone(), said(2, died())]);
    assert_eq!((state(&waiting, 1), waiting.concerns[0].answered_by.as_str()), (PromiseState::Waiting, ""));
    let answered = Kind::SafetyConcernAnswered(SafetyConcernAnswered { concern: id(1), ..Default::default() });
    let answered = story([shared, said(2, answered.clone()), said(3, answered)]);
    assert_eq!((state(&answered, 1), answered.concerns[0].answered_by.clone()), (PromiseState::SeenThrough, id(2)));
}
