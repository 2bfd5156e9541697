//! Safety concerns: seen by whoever holds their roles or covers and by their writer, and hidden from everybody else; and the looks under them.

use throughline_proto::v1::{
    Corrected, Looked, LooksReleased, Release, Restriction, SafetyConcernAnswered, SharingChosen, SharingLevel, Stilled, WithdrawnBecause,
    event::Kind,
};

use super::given::{
    CARE_CITY, Given, HARMONY, HUMOURISK, also_for, choice, event, everything, noted, rosa, rosas_story, supporter, system,
};
use crate::{Reader, Sight, Under};

const COUNCIL: &str = "council";

fn a_concern() -> Given {
    let answered = SafetyConcernAnswered { concern: "worry".into(), ..Default::default() };
    let given = rosas_story().alongside(CARE_CITY).alongside(HARMONY).concern("worry", HARMONY, &["council/safeguarding-lead"]);
    given.event(event("answer", COUNCIL, Kind::SafetyConcernAnswered(answered)))
}

#[test]
fn its_roles_and_its_writer_read_a_concern_and_its_answer() {
    for agency in [COUNCIL, HARMONY] {
        assert_eq!(a_concern().sight(&system(agency), "worry"), Sight::Words, "{agency}");
        assert_eq!(a_concern().sight(&system(agency), "answer"), Sight::Words, "{agency}");
    }
}

#[test]
fn nobody_else_sees_that_there_is_a_concern_or_an_answer() {
    for agency in [CARE_CITY, HUMOURISK, "council-other", "safeguarding-lead"] {
        assert_eq!(a_concern().sight(&system(agency), "worry"), Sight::Nothing, "{agency}");
        assert_eq!(a_concern().sight(&system(agency), "answer"), Sight::Nothing, "{agency}");
    }
}

#[test]
fn no_choice_and_no_audience_opens_a_concern() {
    let mut given = a_concern().chosen(choice(everything(), &[CARE_CITY], SharingLevel::Words));
    given.events = given.events.into_iter().map(|event| also_for(event, CARE_CITY)).collect();
    assert_eq!(given.sight(&system(CARE_CITY), "worry"), Sight::Nothing);
    assert_eq!(given.sight(&system(CARE_CITY), "answer"), Sight::Nothing);
}

#[test]
fn no_choice_closes_a_concern_to_its_roles() {
    let given = a_concern().chosen(choice(everything(), &[COUNCIL], SharingLevel::Nothing));
    assert_eq!(given.sight(&system(COUNCIL), "worry"), Sight::Words);
}

#[test]
fn a_supporter_who_was_shut_out_sees_no_concern_either() {
    let given = a_concern().chosen(SharingChosen { never_supporters: vec!["ex".into()], ..Default::default() });
    assert_eq!(given.sight(&supporter(COUNCIL, "ex"), "worry"), Sight::Nothing);
}

#[test]
fn a_concern_that_is_put_right_stays_hidden() {
    let corrected = Corrected { event: "worry".into(), ..Default::default() };
    let given = a_concern().event(event("corrected", HARMONY, Kind::Corrected(Box::new(corrected))));
    assert_eq!(given.sight(&system(CARE_CITY), "corrected"), Sight::Nothing);
    assert_eq!(given.sight(&rosa(), "corrected"), Sight::Nothing);
    assert_eq!(given.sight(&system(COUNCIL), "corrected"), Sight::Words);
}

#[test]
fn the_words_of_a_concern_about_the_wrong_person_are_hidden_with_those_of_its_answer() {
    let given = a_concern().withdrawn("worry", WithdrawnBecause::WrongPerson);
    for agency in [COUNCIL, HARMONY] {
        assert!(given.sight(&system(agency), "worry") <= Sight::Sentence);
        assert!(given.sight(&system(agency), "answer") <= Sight::Sentence);
    }
    assert_eq!(given.sight(&rosa(), "worry"), Sight::Nothing);
}

const LEAD: &str = "council/safeguarding-lead";

#[test]
fn where_a_role_is_held_only_its_holder_and_who_covers_see_the_concern() {
    let of_the_answer = Corrected { event: "answer".into(), ..Default::default() };
    let given = a_concern().event(event("corrected", COUNCIL, Kind::Corrected(Box::new(of_the_answer)))).holding(LEAD, "lead", "cover");
    for (who, sight) in [("lead", Sight::Words), ("cover", Sight::Words), ("colleague", Sight::Nothing)] {
        for id in ["worry", "answer", "corrected"] {
            assert_eq!(given.sight(&supporter(COUNCIL, who), id), sight, "{who} {id}");
        }
        assert_eq!(given.opens(&supporter(COUNCIL, who)), sight > Sight::Nothing, "{who}");
    }
}

#[test]
fn where_nobody_holds_any_of_its_roles_whoever_reads_for_the_agency_sees_it_and_is_to_name_somebody() {
    let nobody = a_concern().holding("council/another-role", "lead", "");
    let colleague = supporter(COUNCIL, "colleague");
    assert_eq!(nobody.sight(&colleague, "worry"), Sight::Words);
    assert_eq!(Reader::new(&nobody.viewer(&colleague), &nobody.story).nobody_holds("worry"), [LEAD]);
    let held = nobody.holding(LEAD, "lead", "");
    assert!(Reader::new(&held.viewer(&colleague), &held.story).nobody_holds("worry").is_empty());
    assert!(Reader::new(&held.viewer(&system(CARE_CITY)), &held.story).nobody_holds("worry").is_empty());
}

#[test]
fn where_nobody_holds_a_named_role_the_safeguarding_lead_sees_it_for_them_and_nobody_else() {
    let given = rosas_story().concern("worry", HARMONY, &["council/duty-worker"]).holding(LEAD, "lead", "cover");
    for (who, sight) in [("lead", Sight::Words), ("cover", Sight::Words), ("colleague", Sight::Nothing)] {
        assert_eq!(given.sight(&supporter(COUNCIL, who), "worry"), sight, "{who}");
    }
}

#[test]
fn a_worry_that_was_taken_back_opens_nothing_and_what_is_looked_at_under_it_stays_so() {
    let mut given = a_concern().holding(LEAD, "lead", "");
    given.story.concerns[0].withdrawn = true;
    let lead = supporter(COUNCIL, "lead");
    assert!(!given.opens(&lead));
    assert_eq!(under(&given, COUNCIL, "lead"), "worry");
}

#[test]
fn a_worry_is_seen_by_its_roles_also_where_a_story_is_restricted_or_stilled() {
    let mut given = a_concern().holding(LEAD, "lead", "");
    given.story.restrictions.push(Restriction::default());
    given.story.stilled = Some(Stilled { died: true, ..Default::default() });
    assert_eq!(given.sight(&supporter(COUNCIL, "lead"), "worry"), Sight::Words);
    assert_eq!(given.sight(&supporter(COUNCIL, "lead"), "answer"), Sight::Words);
    assert_eq!(given.sight(&supporter(COUNCIL, "colleague"), "worry"), Sight::Nothing);
}

#[test]
fn of_several_named_roles_one_that_is_held_is_enough() {
    let roles = [LEAD, "council/duty-worker"];
    let given = rosas_story().concern("worry", HARMONY, &roles).holding("council/duty-worker", "duty", "");
    assert_eq!(given.sight(&supporter(COUNCIL, "duty"), "worry"), Sight::Words);
    assert_eq!(given.sight(&supporter(COUNCIL, "colleague"), "worry"), Sight::Nothing);
    let two = given.holding(LEAD, "lead", "");
    assert_eq!(two.sight(&supporter(COUNCIL, "lead"), "worry"), Sight::Words);
    assert_eq!(two.sight(&supporter(COUNCIL, "duty"), "worry"), Sight::Words);
}

#[test]
fn the_same_role_elsewhere_is_another_role() {
    let given = a_concern().holding("care-city/safeguarding-lead", "lead", "").holding(LEAD, "somebody", "");
    assert_eq!(given.sight(&supporter(CARE_CITY, "lead"), "worry"), Sight::Nothing);
    // Nor does a supporter's id at another agency count.
    assert_eq!(given.sight(&supporter(COUNCIL, "lead"), "worry"), Sight::Nothing);
}

#[test]
fn an_agency_as_a_whole_is_told_that_there_is_something_new_whoever_holds_the_role() {
    assert_eq!(a_concern().holding(LEAD, "lead", "").sight(&system(COUNCIL), "worry"), Sight::Words);
}

#[test]
fn that_looks_are_released_is_known_to_those_who_know_of_the_concern() {
    let released = LooksReleased { concern: "worry".into(), ..Default::default() };
    let given = a_concern().event(event("released", COUNCIL, Kind::LooksReleased(released))).holding(LEAD, "lead", "");
    for (caller, sight) in
        [(supporter(HARMONY, "writer"), Sight::Words), (supporter(CARE_CITY, "beside"), Sight::Nothing), (rosa(), Sight::Nothing)]
    {
        assert_eq!(given.sight(&caller, "released"), sight, "{caller:?}");
    }
    // Whoever reads for the agency that wrote it keeps sight of what that wrote.
    assert_eq!(given.sight(&supporter(COUNCIL, "lead"), "released"), Sight::Words);
}

#[test]
fn a_look_under_a_concern_is_kept_from_the_resident_until_a_lead_releases_it() {
    let under = |concern: &str| Kind::Looked(Looked { under_concern: concern.into(), ..Default::default() });
    let given = a_concern().event(event("look", COUNCIL, under("worry"))).event(event("other-look", CARE_CITY, under("")));
    assert_eq!((given.sight(&rosa(), "look"), given.sight(&rosa(), "other-look")), (Sight::Nothing, Sight::Words));
    // Also when the concern was taken back.
    let mut taken_back = given.clone();
    taken_back.story.concerns.clear();
    assert_eq!(taken_back.sight(&rosa(), "look"), Sight::Nothing);
    let mut of_another = given.clone();
    of_another.story.releases.push(Release { concern: "another".into(), event: "released".into() });
    assert_eq!(of_another.sight(&rosa(), "look"), Sight::Nothing);
    let mut released = given;
    released.story.releases.push(Release { concern: "worry".into(), event: "released".into() });
    assert_eq!(released.sight(&rosa(), "look"), Sight::Words);
}

fn under(given: &Given, agency: &str, who: &str) -> String {
    let Under { concern, emergency } = Reader::new(&given.viewer(&supporter(agency, who)), &given.story).looks_under();
    assert_eq!(emergency, "");
    concern
}

#[test]
fn who_holds_a_role_looks_under_its_concern_where_nothing_else_opens_the_story_or_it_is_for_safety() {
    let given = a_concern().holding(LEAD, "lead", "");
    assert_eq!(under(&given, COUNCIL, "lead"), "worry");
    // Alongside, it is for safety only if they say so.
    let beside = given.clone().alongside(COUNCIL);
    assert_eq!(under(&beside, COUNCIL, "lead"), "");
    assert_eq!(under(&Given { purpose: "safety", ..beside.clone() }, COUNCIL, "lead"), "worry");
    assert_eq!(under(&beside, COUNCIL, "colleague"), "");
    // Whoever else reads for safety may have written it, or heard of it: that is not told at once, either.
    assert_eq!(under(&Given { purpose: "safety", ..beside }, COUNCIL, "colleague"), "worry");
    let mut for_safety = Given { purpose: "safety", ..given };
    assert_eq!(under(&for_safety, HARMONY, "writer"), "worry");
    for_safety.story.concerns[0].answered_by = "answer".into();
    assert_eq!(under(&for_safety, HARMONY, "writer"), "worry", "it is acknowledged, and not over");
    for_safety.story.concerns[0].withdrawn = true;
    assert_eq!(under(&for_safety, HARMONY, "writer"), "", "it was taken back");
}

#[test]
fn of_several_concerns_the_newest_without_an_answer_is_the_one() {
    let mut given = a_concern().concern("second", HARMONY, &[LEAD]).concern("third", HARMONY, &[LEAD]).holding(LEAD, "lead", "");
    assert_eq!(under(&given, COUNCIL, "lead"), "third");
    given.story.concerns[2].answered_by = "answer".into();
    assert_eq!(under(&given, COUNCIL, "lead"), "second");
    given.story.concerns.iter_mut().for_each(|concern| concern.answered_by = "answer".into());
    assert_eq!(under(&given, COUNCIL, "lead"), "third");
}

#[test]
fn the_words_that_were_taken_back_are_seen_by_the_writing_agencys_information_lead_alone() {
    let given = a_concern()
        .event(noted("noted", HARMONY))
        .withdrawn("noted", WithdrawnBecause::UnsafeToShow)
        .holding("harmony-house/information-lead", "keeper-of-words", "stand-in")
        .holding("care-city/information-lead", "theirs", "");
    for (caller, sight) in [
        (supporter(HARMONY, "keeper-of-words"), Sight::Words),
        (supporter(HARMONY, "stand-in"), Sight::Words),
        (supporter(HARMONY, "colleague"), Sight::Sentence),
        (system(HARMONY), Sight::Sentence),
        (supporter(CARE_CITY, "theirs"), Sight::Nothing),
        // That something stood there, and nothing of it.
        (rosa(), Sight::Sentence),
    ] {
        assert_eq!(given.sight(&caller, "noted"), sight, "{caller:?}");
    }
    // Somebody must have been named: it is never for want of one.
    let nobody = Given { roles: Vec::new(), ..given };
    assert_eq!(nobody.sight(&supporter(HARMONY, "colleague"), "noted"), Sight::Sentence);
}
