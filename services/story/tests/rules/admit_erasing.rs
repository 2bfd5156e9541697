//! Who may be erased and when; what must be kept; and that nobody writes about whom was erased.

use throughline_proto::v1::{
    Corrected, Erased, Event, HoldPlaced, ProfilesJoined, ProfilesMayMatch, Reason, Withdrawn, WithdrawnBecause, Yes, event::Kind,
};

use crate::{
    given::{AMINA, CARE, CARL, ROSA, ROSA_TOO, TOM, Telling, given, id, said, yes_of},
    happenings::{met, noted},
};

fn named(people: &[&str]) -> Vec<String> {
    people.iter().map(|&person| person.to_owned()).collect()
}

fn erased(number: usize, people: &[&str]) -> Event {
    said(number, Kind::Erased(Erased { profiles: named(people), basis: "UK GDPR article 17(1)(b)".into() })).of(people)
}

fn hold(number: usize, people: &[&str], until: &str, ended: bool) -> Event {
    let hold = HoldPlaced { profiles: named(people), basis: "UK GDPR article 17(3)(e)".into(), until: until.into(), ended };
    said(number, Kind::HoldPlaced(hold)).of(people)
}

#[test]
fn a_person_is_erased_by_the_keeper_and_by_the_call_that_is_for_it() {
    let admission = given([]).when(erased(1, &[ROSA])).erasing().then_admitted();
    assert!(admission.depends_on.contains(ROSA), "what is written meanwhile has it decided anew");
    given([]).when(erased(1, &[ROSA])).by_keeper().then_refused(Reason::NotForRecord);
}

#[test]
fn a_person_is_erased_whole_or_not_at_all() {
    given([]).joined().when(erased(1, &[ROSA])).erasing().then_refused(Reason::ProfilesNotAsSaid);
    given([]).joined().when(erased(1, &[ROSA, ROSA_TOO])).erasing().then_admitted();
}

#[test]
fn nobody_is_erased_twice_nor_anybody_who_is_not_there() {
    given([erased(1, &[ROSA])]).when(erased(2, &[ROSA])).erasing().then_refused(Reason::PersonErased);
    given([]).when(erased(1, &[AMINA])).erasing().then_refused(Reason::PersonUnknown);
}

#[test]
fn a_hold_stops_an_erasure_until_it_ends() {
    given([hold(1, &[ROSA], "", false)]).when(erased(2, &[ROSA])).erasing().then_refused(Reason::UnderHold);
    given([hold(1, &[ROSA], "2026-06-01", false)]).when(erased(2, &[ROSA])).erasing().then_refused(Reason::UnderHold);
    given([hold(1, &[ROSA], "2026-05-31", false)]).when(erased(2, &[ROSA])).erasing().then_admitted();
    given([hold(1, &[ROSA], "", false), hold(2, &[ROSA], "", true)]).when(erased(3, &[ROSA])).erasing().then_admitted();
    given([hold(1, &[TOM], "", false)]).when(erased(2, &[ROSA])).erasing().then_admitted();
}

#[test]
fn a_hold_is_the_keepers_and_for_somebody_who_is_still_there() {
    given([]).when(hold(1, &[ROSA], "", false)).then_refused(Reason::NotAllowed);
    given([]).when(hold(1, &[ROSA], "", false)).by_keeper().then_admitted();
    given([erased(1, &[ROSA])]).when(hold(2, &[ROSA], "", false)).by_keeper().then_refused(Reason::PersonErased);
}

#[test]
fn nobody_writes_about_somebody_who_was_erased() {
    given([erased(1, &[ROSA])]).when(said(9, met(&[]))).then_refused(Reason::PersonErased);
    given([erased(1, &[ROSA])]).when(said(9, met(&[])).by(CARE)).then_refused(Reason::PersonUnknown);
    let joined = Kind::ProfilesJoined(ProfilesJoined { profiles: named(&[ROSA, TOM]), evidence: Vec::new(), yes: yes_of(TOM) });
    given([erased(1, &[ROSA])]).when(said(9, joined).of(&[ROSA, TOM])).then_refused(Reason::PersonErased);
}

/// Care City's Tom, who lives or is erased, and an id that never was: Harmony House learns from no refusal which of them it has named.
#[test]
fn whom_another_agency_knew_and_who_was_erased_is_refused_as_an_id_that_never_was() {
    const NEVER: &str = "00000000-0000-4000-8000-0000000000a8";
    const ANOTHER: &str = "00000000-0000-4000-8000-0000000000a9";
    let kinds = |profiles: &[&str], yes: Option<Yes>| {
        let profiles = named(profiles);
        [
            Kind::ProfilesJoined(ProfilesJoined { profiles: profiles.clone(), evidence: Vec::new(), yes }),
            Kind::ProfilesMayMatch(ProfilesMayMatch { profiles, ..Default::default() }),
        ]
    };
    let refused = |lived: Vec<Event>, kind: &Kind, person: &str| {
        let told = given(lived).when(said(9, kind.clone()).of(&[person])).decide().err();
        told.map(|(_, refused)| (refused.reason(), refused.to_string().replace(person, "X")))
    };
    for heard_by in [ANOTHER, CARL, AMINA] {
        for given_by in [ROSA, "X"] {
            for profiles in [&[ROSA, "X"][..], &["X", ROSA], &["X", "X"], &["X", ANOTHER]] {
                let asked = |person: &'static str| {
                    let with = |word: &'static str| if word == "X" { person } else { word };
                    let yes = yes_of(with(given_by)).map(|yes| Yes { heard_by: heard_by.into(), ..yes });
                    kinds(&profiles.iter().map(|&word| with(word)).collect::<Vec<_>>(), yes)
                };
                for (of_tom, of_nobody) in asked(TOM).iter().zip(&asked(NEVER)) {
                    let never = refused(vec![], of_nobody, NEVER);
                    assert!(never.is_some(), "{of_nobody:?}");
                    assert_eq!(refused(vec![erased(1, &[TOM])], of_tom, TOM), never, "{of_tom:?}");
                    // A yes that one of their own heard is what joins a profile of theirs with the living.
                    if matches!(of_tom, Kind::ProfilesJoined(_)) && (heard_by != AMINA || !profiles.contains(&ROSA)) {
                        assert_eq!(refused(vec![], of_tom, TOM), never, "{of_tom:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_was_written_about_somebody_else_too_can_still_be_put_right() {
    let both = || said(1, noted("tea")).of(&[ROSA, TOM]);
    let instead = Some(Box::new(Event { kind: Some(noted("coffee")), ..Default::default() }));
    let corrected = Kind::Corrected(Box::new(Corrected { event: id(1), why: String::new(), instead }));
    given([both(), erased(2, &[ROSA])]).when(said(9, corrected).of(&[TOM])).then_admitted();
    let withdrawn = Kind::Withdrawn(Withdrawn { event: id(1), because: WithdrawnBecause::Mistake.into(), why: String::new() });
    given([both(), erased(2, &[ROSA])]).when(said(9, withdrawn.clone()).of(&[ROSA, TOM])).then_refused(Reason::PersonErased);
    given([both(), erased(2, &[ROSA])]).when(said(9, withdrawn).of(&[TOM])).then_admitted();
}
