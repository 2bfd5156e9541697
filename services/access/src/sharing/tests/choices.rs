//! What the resident chose: wider, narrower, for whom, until when, and which choice counts.

use throughline_proto::v1::{SharingChosen, SharingLevel, Topic, event::Kind, sharing_scope::Scope};

use super::given::{
    CARE_CITY, Given, HARMONY, HUMOURISK, also_for, choice, event, everything, just_us, met, noted, rosa, rosas_story, supporter, system,
    touching,
};
use crate::Sight;

fn seen_by(agency: &str, given: &Given) -> Sight {
    given.sight(&system(agency), "e")
}

fn story_with(choices: &[SharingChosen]) -> Given {
    choices.iter().fold(rosas_story().alongside(CARE_CITY).alongside(HUMOURISK), |given, choice| given.chosen(choice.clone()))
}

#[test]
fn a_choice_opens_the_words_to_the_agency_that_it_names_and_to_no_other() {
    let given = story_with(&[choice(everything(), &[CARE_CITY], SharingLevel::Words)]).event(noted("e", HARMONY));
    assert_eq!(seen_by(CARE_CITY, &given), Sight::Words);
    assert_eq!(seen_by(HUMOURISK, &given), Sight::Nothing);
}

#[test]
fn a_choice_opens_to_an_agency_that_is_not_alongside_when_it_names_it() {
    let given = rosas_story().chosen(choice(everything(), &[CARE_CITY], SharingLevel::Sentence)).event(met("e", HARMONY));
    assert_eq!(seen_by(CARE_CITY, &given), Sight::Sentence);
}

#[test]
fn a_choice_that_names_nobody_opens_to_those_alongside_only() {
    let given = rosas_story().alongside(CARE_CITY).chosen(choice(everything(), &[], SharingLevel::Words)).event(noted("e", HARMONY));
    assert_eq!(seen_by(CARE_CITY, &given), Sight::Words);
    assert_eq!(seen_by(HUMOURISK, &given), Sight::Nothing);
}

#[test]
fn a_choice_closes_what_is_known_widely_to_the_agency_that_it_names() {
    let given = story_with(&[choice(everything(), &[CARE_CITY], SharingLevel::Nothing)]).event(met("e", HARMONY));
    assert_eq!(seen_by(CARE_CITY, &given), Sight::Nothing);
    assert_eq!(seen_by(HUMOURISK, &given), Sight::Sentence);
}

#[test]
fn a_choice_never_hides_from_the_writing_agency_what_it_wrote() {
    let given = story_with(&[choice(everything(), &[], SharingLevel::Nothing), choice(everything(), &[HARMONY], SharingLevel::Nothing)]);
    assert_eq!(seen_by(HARMONY, &given.event(met("e", HARMONY))), Sight::Words);
}

#[test]
fn a_choice_never_hides_anything_from_the_resident() {
    let given = story_with(&[choice(everything(), &[], SharingLevel::Nothing)]).event(noted("e", CARE_CITY));
    assert_eq!(given.sight(&rosa(), "e"), Sight::Words);
}

#[test]
fn a_choice_counts_on_its_last_day_and_not_the_day_after() {
    let until = |date: &str| SharingChosen { until: date.into(), ..choice(everything(), &[CARE_CITY], SharingLevel::Words) };
    assert_eq!(seen_by(CARE_CITY, &story_with(&[until("2026-06-01")]).event(noted("e", HARMONY))), Sight::Words);
    assert_eq!(seen_by(CARE_CITY, &story_with(&[until("2026-05-31")]).event(noted("e", HARMONY))), Sight::Nothing);
}

#[test]
fn a_choice_that_has_run_out_gives_back_the_one_before() {
    let ran_out = SharingChosen { until: "2026-05-31".into(), ..choice(everything(), &[CARE_CITY], SharingLevel::Nothing) };
    let given = story_with(&[choice(everything(), &[CARE_CITY], SharingLevel::Words), ran_out]).event(noted("e", HARMONY));
    assert_eq!(seen_by(CARE_CITY, &given), Sight::Words);
}

#[test]
fn the_newest_choice_counts() {
    let (open, close) =
        (choice(everything(), &[CARE_CITY], SharingLevel::Words), choice(everything(), &[CARE_CITY], SharingLevel::Nothing));
    assert_eq!(seen_by(CARE_CITY, &story_with(&[open.clone(), close.clone()]).event(met("e", HARMONY))), Sight::Nothing);
    assert_eq!(seen_by(CARE_CITY, &story_with(&[close, open]).event(met("e", HARMONY))), Sight::Words);
}

#[test]
fn a_narrower_choice_counts_more_than_a_newer_one() {
    let ladder = [
        Scope::Event("e".into()),
        Scope::Topic(Topic::Health.into()),
        Scope::Kind("met".into()),
        Scope::WrittenBy(HARMONY.into()),
        everything(),
    ];
    for (narrower, wider) in ladder.iter().zip(&ladder[1..]) {
        let topics: &[Topic] = if matches!(wider, Scope::Topic(_)) || matches!(narrower, Scope::Topic(_)) { &[Topic::Health] } else { &[] };
        let close_the_wider =
            [choice(narrower.clone(), &[CARE_CITY], SharingLevel::Sentence), choice(wider.clone(), &[CARE_CITY], SharingLevel::Nothing)];
        let given = story_with(&close_the_wider).event(touching(met("e", HARMONY), topics));
        assert_eq!(seen_by(CARE_CITY, &given), Sight::Sentence, "{narrower:?} before {wider:?}");
        let close_the_narrower =
            [choice(narrower.clone(), &[CARE_CITY], SharingLevel::Nothing), choice(wider.clone(), &[CARE_CITY], SharingLevel::Words)];
        let given = story_with(&close_the_narrower).event(touching(met("e", HARMONY), topics));
        assert_eq!(seen_by(CARE_CITY, &given), Sight::Nothing, "{narrower:?} before {wider:?}");
    }
}

#[test]
fn a_choice_about_something_else_changes_nothing() {
    for scope in [Scope::Event("other".into()), Scope::Kind("noted".into()), Scope::WrittenBy(CARE_CITY.into()), Scope::Everything(false)] {
        let given = story_with(&[choice(scope, &[CARE_CITY], SharingLevel::Nothing)]).event(met("e", HARMONY));
        assert_eq!(seen_by(CARE_CITY, &given), Sight::Sentence);
    }
}

#[test]
fn a_later_choice_about_everybody_narrows_what_was_chosen_by_name_and_never_widens_it() {
    let named = |level| choice(everything(), &[CARE_CITY], level);
    let everybody = |level| choice(everything(), &[], level);
    let narrowed = story_with(&[named(SharingLevel::Words), everybody(SharingLevel::Nothing)]).event(met("e", HARMONY));
    let not_widened = story_with(&[named(SharingLevel::Nothing), everybody(SharingLevel::Words)]).event(met("e", HARMONY));
    assert_eq!(seen_by(CARE_CITY, &narrowed), Sight::Nothing);
    assert_eq!(seen_by(CARE_CITY, &not_widened), Sight::Nothing);
    assert_eq!(seen_by(HUMOURISK, &not_widened), Sight::Words);
}

#[test]
fn a_closed_topic_is_opened_by_its_event_or_by_the_topic_and_not_by_everything() {
    let health = || touching(noted("e", HARMONY), &[Topic::Health]);
    for (scope, expected) in [
        (Scope::Event("e".into()), Sight::Words),
        (Scope::Topic(Topic::Health.into()), Sight::Words),
        (Scope::Topic(Topic::Abuse.into()), Sight::Nothing),
        (Scope::Kind("noted".into()), Sight::Nothing),
        (everything(), Sight::Nothing),
    ] {
        let given = story_with(&[choice(scope, &[CARE_CITY], SharingLevel::Words)]).event(health());
        assert_eq!(seen_by(CARE_CITY, &given), expected);
    }
}

#[test]
fn an_event_that_touches_on_two_topics_opens_when_both_are_open() {
    let topic = |topic: Topic, level| choice(Scope::Topic(topic.into()), &[CARE_CITY], level);
    let both = touching(noted("e", HARMONY), &[Topic::Health, Topic::Immigration]);
    let one = story_with(&[topic(Topic::Health, SharingLevel::Words)]).event(both.clone());
    let two = story_with(&[topic(Topic::Health, SharingLevel::Words), topic(Topic::Immigration, SharingLevel::Sentence)]).event(both);
    assert_eq!(seen_by(CARE_CITY, &one), Sight::Nothing);
    assert_eq!(seen_by(CARE_CITY, &two), Sight::Sentence);
}

#[test]
fn just_us_is_opened_by_a_choice_about_the_event_alone() {
    for (scope, expected) in
        [(Scope::Event("e".into()), Sight::Words), (Scope::Kind("noted".into()), Sight::Nothing), (everything(), Sight::Nothing)]
    {
        let given = story_with(&[choice(scope, &[CARE_CITY], SharingLevel::Words)]).event(just_us(noted("e", HARMONY)));
        assert_eq!(seen_by(CARE_CITY, &given), expected);
    }
}

#[test]
fn the_residents_no_counts_more_than_the_writers_audience() {
    let given = story_with(&[choice(everything(), &[], SharingLevel::Nothing)]).event(also_for(noted("e", HARMONY), CARE_CITY));
    assert_eq!(seen_by(CARE_CITY, &given), Sight::Nothing);
}

#[test]
fn the_writers_audience_stands_beside_a_choice_that_is_no_no() {
    let given = story_with(&[choice(everything(), &[], SharingLevel::Sentence)]).event(also_for(noted("e", HARMONY), CARE_CITY));
    assert_eq!(seen_by(CARE_CITY, &given), Sight::Words);
}

#[test]
fn a_supporter_who_was_shut_out_sees_nothing_not_even_what_their_agency_wrote() {
    let shut_out = SharingChosen { never_supporters: vec!["ex".into()], ..Default::default() };
    let given = story_with(&[shut_out]).event(met("e", CARE_CITY)).event(met("theirs", HARMONY));
    assert_eq!(given.sight(&supporter(CARE_CITY, "ex"), "e"), Sight::Nothing);
    assert_eq!(given.sight(&supporter(CARE_CITY, "ex"), "theirs"), Sight::Nothing);
    assert_eq!(given.sight(&supporter(CARE_CITY, "ann"), "e"), Sight::Words);
    assert_eq!(given.sight(&supporter(CARE_CITY, "ann"), "theirs"), Sight::Sentence);
}

#[test]
fn shutting_somebody_out_says_nothing_about_agencies() {
    let shut_out = SharingChosen { never_supporters: vec!["ex".into()], ..choice(everything(), &[CARE_CITY], SharingLevel::Words) };
    assert_eq!(seen_by(CARE_CITY, &story_with(&[shut_out]).event(noted("e", HARMONY))), Sight::Nothing);
}

#[test]
fn shutting_somebody_out_until_a_day_ends_after_it() {
    let shut_out = SharingChosen { never_supporters: vec!["ex".into()], until: "2026-05-31".into(), ..Default::default() };
    let given = story_with(&[shut_out]).event(met("e", HARMONY));
    assert_eq!(given.sight(&supporter(CARE_CITY, "ex"), "e"), Sight::Sentence);
}

#[test]
fn whom_somebody_shut_out_is_shown_to_no_other_agency_whatever_was_chosen() {
    let chosen = event("e", HARMONY, Kind::SharingChosen(SharingChosen::default()));
    let given = story_with(&[choice(everything(), &[CARE_CITY], SharingLevel::Words)]).event(chosen);
    assert_eq!(seen_by(CARE_CITY, &given), Sight::Nothing);
}

#[test]
fn a_choice_of_no_known_level_closes() {
    let given =
        story_with(&[SharingChosen { level: 99, ..choice(everything(), &[CARE_CITY], SharingLevel::Words) }]).event(met("e", HARMONY));
    assert_eq!(seen_by(CARE_CITY, &given), Sight::Nothing);
}

#[test]
fn nobody_sees_more_for_not_being_alongside() {
    let choices = [choice(everything(), &[CARE_CITY], SharingLevel::Words), choice(everything(), &[], SharingLevel::Sentence)];
    let beside = story_with(&choices).event(noted("e", HARMONY));
    let apart = choices.into_iter().fold(rosas_story(), Given::chosen).event(noted("e", HARMONY));
    assert_eq!(seen_by(CARE_CITY, &beside), Sight::Sentence);
    assert_eq!(seen_by(CARE_CITY, &apart), Sight::Sentence);
}
