//! Offers, asks and answers: rules 1, 4 and 5, each with a neighbour that is allowed.

use throughline_proto::v1::{
    Answer, ChoseToWorkOn, DoneBy, Event, HelpKind, Helped, OfferedHelp, Reason, Role, SaidHowItWas, StepTaken, event::Kind,
};

use crate::{
    given::{AMINA, CARE, CARL, ROSA, ROSA_TOO, TOM, Telling, about, given, id, part, resident, said, supporter},
    happenings::{
        answered, answered_until, asked, corrected, died, helped, met, moved_away, noted, offer, offered, picked_up, started, taken_back,
        withdrawn,
    },
};

/// Harmony House offered food on the first of March, and Rosa said no until July.
fn a_no() -> [Event; 2] {
    [said(1, offered("soup")), said(2, answered_until(1, Answer::No, "2026-07-01")).on("2026-03-02")]
}

#[test]
fn an_offer_after_a_no_to_the_same_kind_is_refused() {
    given(a_no()).when(said(3, offered("bread")).on("2026-05-01")).then_refused(Reason::TheySaidNo);
}

#[test]
fn after_a_no_the_agency_may_say_what_has_changed() {
    let changed = Kind::OfferedHelp(OfferedHelp { what_changed: "it is free now".into(), ..offer("bread") });
    given(a_no()).when(said(3, changed).on("2026-05-01")).then_admitted();
}

#[test]
fn a_no_holds_for_its_kind_only() {
    let lift = Kind::OfferedHelp(OfferedHelp { kind: HelpKind::GettingAbout.into(), ..offer("a lift") });
    given(a_no()).when(said(3, lift).on("2026-05-01")).then_admitted();
}

#[test]
fn a_no_holds_until_the_day_that_was_set_and_not_longer() {
    given(a_no()).when(said(3, offered("bread")).on("2026-06-30")).then_refused(Reason::TheySaidNo);
    given(a_no()).when(said(3, offered("bread")).on("2026-07-01")).then_admitted();
}

#[test]
fn a_no_without_a_date_holds_ninety_days() {
    let no = || [said(1, offered("soup")), said(2, answered(1, Answer::No))];
    given(no()).when(said(3, offered("bread")).on("2026-05-29")).then_refused(Reason::TheySaidNo);
    given(no()).when(said(3, offered("bread")).on("2026-05-30")).then_admitted();
}

#[test]
fn an_offer_that_was_made_before_the_no_may_be_told_late() {
    given(a_no()).when(said(3, offered("bread")).on("2026-02-20")).then_admitted();
    given(a_no()).when(said(3, offered("bread")).on("2026-03-02")).then_refused(Reason::TheySaidNo);
}

#[test]
fn not_now_with_a_date_holds_like_a_no_and_without_one_not_at_all() {
    let until = [said(1, offered("soup")), said(2, answered_until(1, Answer::NotNow, "2026-07-01"))];
    given(until).when(said(3, offered("bread")).on("2026-05-01")).then_refused(Reason::TheySaidNo);
    given([said(1, offered("soup")), said(2, answered(1, Answer::NotNow))])
        .when(said(3, offered("bread")).on("2026-05-01"))
        .then_admitted();
}

#[test]
fn a_no_to_another_agency_holds_where_it_may_be_seen_and_shows_nothing_elsewhere() {
    let cares = || [said(1, offered("soup")).by(CARE).of(&[ROSA_TOO]), said(2, answered(1, Answer::No)).by(CARE).of(&[ROSA_TOO])];
    let offered_too = |known: Vec<Event>| given(known).joined().when(said(4, offered("bread")).on("2026-03-09"));
    offered_too(cares().into()).then_admitted();
    offered_too(cares().into()).seeing(2).then_refused(Reason::TheySaidNo);
    // To walk alongside is not to see every answer.
    let alongside = || cares().into_iter().chain([said(3, started(AMINA))]).collect();
    offered_too(alongside()).then_admitted();
    offered_too(alongside()).seeing(2).then_refused(Reason::TheySaidNo);
}

#[test]
fn a_no_to_ones_own_offer_that_another_agency_wrote_down_holds_where_it_may_be_seen() {
    let heard_by_care = || [said(1, offered("soup")), said(2, answered(1, Answer::No)).by(CARE).of(&[ROSA])];
    let again = || given(heard_by_care()).joined().when(said(3, offered("bread")).on("2026-03-09"));
    again().then_admitted();
    again().seeing(2).then_refused(Reason::TheySaidNo);
}

#[test]
fn an_offer_does_not_become_one_of_the_refused_kind_by_a_correction() {
    let lift = || Kind::OfferedHelp(OfferedHelp { kind: HelpKind::GettingAbout.into(), ..offer("a lift") });
    let events = || a_no().into_iter().chain([said(3, lift()).on("2026-05-01")]);
    given(events()).when(said(4, corrected(3, offered("bread"))).on("2026-05-02")).then_refused(Reason::TheySaidNo);
    given(events()).when(said(4, corrected(3, lift())).on("2026-05-02")).then_admitted();
}

#[test]
fn in_a_stilled_story_nothing_is_offered_and_everything_else_is_kept() {
    for still in [died(), moved_away()] {
        let stilled = || given([said(1, still.clone()).on("2026-04-01")]);
        stilled().when(said(2, offered("soup")).on("2026-04-02")).then_refused(Reason::StoryStilled);
        stilled().when(said(2, offered("soup")).on("2026-03-31")).then_admitted();
        for fact in [met(&[AMINA]), noted("x"), asked("a ramp"), died(), started(AMINA)] {
            stilled().when(said(2, fact).on("2026-04-02")).then_admitted();
        }
    }
}

#[test]
fn an_offer_rests_on_the_story_and_a_meeting_on_nothing() {
    let admission = given([]).joined().when(said(1, offered("soup"))).then_admitted();
    assert_eq!(admission.depends_on, [ROSA.to_owned(), ROSA_TOO.to_owned()].into());
    for fact in [met(&[AMINA]), noted("x"), asked("a ramp"), started(AMINA), died()] {
        assert!(given([]).when(said(1, fact)).then_admitted().depends_on.is_empty());
    }
}

#[test]
fn an_offer_answered_with_yes_or_no_is_not_answered_twice() {
    for first in [Answer::Yes, Answer::No] {
        let events = [said(1, offered("soup")), said(2, answered(1, first))];
        given(events).when(said(3, answered(1, Answer::Yes))).then_refused(Reason::OfferAlreadyAnswered);
    }
    let not_now = [said(1, offered("soup")), said(2, answered(1, Answer::NotNow))];
    given(not_now).when(said(3, answered(1, Answer::No))).then_admitted();
}

#[test]
fn an_offer_that_was_taken_back_is_not_answered() {
    given([said(1, offered("soup")), said(2, taken_back(1))])
        .when(said(3, answered(1, Answer::Yes)))
        .then_refused(Reason::OfferAlreadyAnswered);
}

#[test]
fn an_answer_wants_an_offer_made_to_these_people() {
    given([said(1, offered("soup"))]).when(said(2, answered(9, Answer::Yes))).then_refused(Reason::OfferUnknown);
    given([said(1, asked("a ramp"))]).when(said(2, answered(1, Answer::Yes))).then_refused(Reason::OfferUnknown);
    let toms = said(2, answered(1, Answer::Yes)).by(CARE).of(&[TOM]);
    given([said(1, offered("soup"))]).when(toms).then_refused(Reason::OfferUnknown);
}

#[test]
fn an_answer_that_comes_after_a_death_is_kept() {
    given([said(1, offered("soup")), said(2, died())]).when(said(3, answered(1, Answer::No))).then_admitted();
}

#[test]
fn an_offer_that_was_withdrawn_is_not_answered() {
    let events = [said(1, offered("soup")), said(2, withdrawn(1))];
    given(events).when(said(3, answered(1, Answer::Yes))).then_refused(Reason::AlreadyWithdrawn);
}

#[test]
fn an_offer_is_taken_back_by_the_agency_that_made_it_and_by_no_other() {
    let event = said(2, taken_back(1));
    given([said(1, offered("soup"))]).when(event.clone()).then_admitted();
    given([said(1, offered("soup"))]).joined().when(event.by(CARE)).then_refused(Reason::NotYoursToChange);
}

#[test]
fn an_answered_offer_is_not_taken_back() {
    let events = [said(1, offered("soup")), said(2, answered(1, Answer::Yes))];
    given(events).when(said(3, taken_back(1))).then_refused(Reason::OfferAlreadyAnswered);
    given([said(1, offered("soup")), said(2, answered(1, Answer::NotNow))]).when(said(3, taken_back(1))).then_admitted();
}

#[test]
fn an_ask_is_picked_up_once() {
    given([said(1, asked("a ramp"))]).when(said(2, picked_up(1, None))).then_admitted();
    let events = [said(1, asked("a ramp")), said(2, picked_up(1, None))];
    given(events).when(said(3, picked_up(1, None))).then_refused(Reason::AskAlreadyPickedUp);
    let seen_through = [said(1, asked("a ramp")), said(2, helped(1, supporter(AMINA), DoneBy::Receiver))];
    given(seen_through).when(said(3, picked_up(1, None))).then_refused(Reason::AskAlreadyPickedUp);
    given([said(1, offered("soup"))]).when(said(2, picked_up(1, None))).then_refused(Reason::OfferUnknown);
}

#[test]
fn another_agency_that_knows_the_person_may_pick_an_ask_up() {
    given([said(1, asked("a ramp"))]).joined().when(said(2, picked_up(1, supporter(CARL))).by(CARE)).then_admitted();
}

#[test]
fn an_offer_answers_an_ask_that_there_is() {
    let for_ask = |ask| Kind::OfferedHelp(OfferedHelp { ask: id(ask), ..offer("a ramp") });
    given([said(1, asked("a ramp"))]).when(said(2, for_ask(1))).then_admitted();
    given([said(1, asked("a ramp"))]).when(said(2, for_ask(9))).then_refused(Reason::OfferUnknown);
    given([said(1, noted("x"))]).when(said(2, for_ask(1))).then_refused(Reason::OfferUnknown);
}

#[test]
fn an_offer_stands_on_a_published_offer_that_stands() {
    let on = |number| Kind::OfferedHelp(OfferedHelp { published_offer: id(number), ..offer("soup") });
    given([]).when(said(1, on(800))).then_admitted();
    given([]).when(said(1, on(801))).then_refused(Reason::OfferUnknown);
}

#[test]
fn nobody_helps_themselves() {
    let help = |from, to| Kind::Helped(Helped { from, to, kind: HelpKind::Food.into(), ..Default::default() });
    let refused = |event: Event| given([]).joined().when(event).then_refused(Reason::WithThemselves);
    refused(said(1, help(resident(ROSA), resident(ROSA))));
    refused(said(1, help(resident(ROSA), resident(ROSA_TOO))));
    refused(said(1, help(resident(ROSA), None)));
    refused(said(1, help(supporter(AMINA), supporter(AMINA))));
    given([]).joined().when(said(1, help(resident(ROSA), supporter(AMINA)))).then_admitted();
    given([]).joined().when(said(1, help(supporter(AMINA), None))).then_admitted();
    let toms = said(1, help(resident(ROSA_TOO), None)).by(CARE).of(&[ROSA_TOO, TOM]);
    given([]).joined().when(toms).then_admitted();
}

#[test]
fn help_sees_to_an_offer_or_an_ask_that_there_is() {
    given([said(1, asked("a ramp"))]).when(said(2, helped(1, supporter(AMINA), DoneBy::Giver))).then_admitted();
    given([said(1, noted("x"))]).when(said(2, helped(1, supporter(AMINA), DoneBy::Giver))).then_refused(Reason::OfferUnknown);
    given([]).when(said(2, helped(9, supporter(AMINA), DoneBy::Giver))).then_refused(Reason::OfferUnknown);
}

#[test]
fn a_step_leads_toward_something_chosen_or_stands_alone() {
    let chose = said(1, Kind::ChoseToWorkOn(ChoseToWorkOn::default()));
    let step = |choice| Kind::StepTaken(StepTaken { choice, what: "rang".into() });
    given([chose]).when(said(2, step(id(1)))).then_admitted();
    given([]).when(said(2, step(String::new()))).then_admitted();
    given([said(1, noted("x"))]).when(said(2, step(id(1)))).then_refused(Reason::EventUnknown);
}

#[test]
fn later_events_of_a_request_see_the_earlier_ones() {
    let both = [said(1, offered("soup")), said(2, answered(1, Answer::No))];
    given([]).when_all(both.clone()).then_admitted();
    let thrice = both.iter().cloned().chain([said(3, offered("bread")).on("2026-03-05")]);
    given([]).when_all(thrice).then_refused(Reason::TheySaidNo);
    let twice = both.into_iter().chain([said(3, answered(1, Answer::Yes))]);
    given([]).when_all(twice).then_refused(Reason::OfferAlreadyAnswered);
}

#[test]
fn a_yes_in_the_same_request_picks_the_ask_up() {
    let for_ask = Kind::OfferedHelp(OfferedHelp { ask: id(1), ..offer("a ramp") });
    let events = [said(1, asked("a ramp")), said(2, for_ask), said(3, answered(2, Answer::Yes)), said(4, picked_up(1, None))];
    given([]).when_all(events).then_refused(Reason::AskAlreadyPickedUp);
}

#[test]
fn what_is_the_residents_to_say_is_written_down_for_them_but_not_in_another_residents_name() {
    let how = Kind::SaidHowItWas(SaidHowItWas { event: id(1), how: 1 });
    let kinds = [answered(1, Answer::Yes), Kind::RestChosen(Default::default()), Kind::SharingChosen(Default::default()), how];
    for kind in kinds {
        let world = || given([said(1, offered("soup"))]).joined();
        world().when(said(2, kind.clone())).then_admitted();
        world().when(said(2, kind.clone())).for_supporter(AMINA).then_admitted();
        world().when(said(2, kind.clone())).for_resident(ROSA_TOO).then_admitted();
        world().when(said(2, kind)).for_resident(TOM).then_refused(Reason::ResidentsToSay);
    }
}

#[test]
fn a_resident_may_offer_help_to_a_neighbour_whom_the_agency_knows() {
    let by_tom = Kind::OfferedHelp(OfferedHelp { by: resident(ROSA_TOO), ..offer("soup") });
    given([]).when(said(1, by_tom).by(CARE).of(&[TOM])).for_resident(ROSA_TOO).then_admitted();
}

#[test]
fn an_offer_to_two_rests_on_both_stories() {
    let both = said(1, offered("soup")).by(CARE).of(&[TOM, ROSA_TOO]);
    let admission = given([]).when(both.clone()).then_admitted();
    assert_eq!(admission.depends_on, [TOM.to_owned(), ROSA_TOO.to_owned()].into());
    let stilled = said(9, died()).by(CARE).of(&[TOM]);
    given([stilled]).when(both).then_refused(Reason::StoryStilled);
}

#[test]
fn a_refusal_says_until_when_they_said_no() {
    let refused = throughline_story::Refused::TheySaidNo { until: "2026-07-01".into() };
    let refusal = throughline_proto::Refusal::from(refused);
    assert_eq!((refusal.reason, refusal.metadata), (Reason::TheySaidNo, vec![("until", "2026-07-01".to_owned())]));
}

#[test]
fn an_agency_finishes_what_it_began_also_when_it_no_longer_knows_the_person() {
    let offer = said(1, offered("soup")).of(&[TOM]);
    given([offer.clone()]).when(said(2, taken_back(1)).of(&[TOM])).then_admitted();
    given([offer.clone()]).when(said(2, answered(1, Answer::Yes)).of(&[TOM])).then_admitted();
    given([offer]).when(said(2, noted("x")).of(&[TOM])).then_refused(Reason::PersonUnknown);
}

#[test]
fn who_was_there_has_no_say_in_the_offer() {
    let event = said(1, offered("soup")).by(CARE).with(part(TOM, Role::Present));
    let event = Event { people: vec![about(ROSA_TOO), part(TOM, Role::Present)], ..event };
    given([said(9, died()).by(CARE).of(&[TOM])]).when(event).then_admitted();
}
