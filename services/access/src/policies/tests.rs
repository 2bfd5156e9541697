//! What policies can be adopted, and what the embedded ones say of situations that stories seldom make.

use std::str::FromStr as _;

use cedar_policy::{Entities, Request};

use super::{
    facts::{Acting, Chosen, DetailsFacts, Standing},
    *,
};
use crate::Method;

fn supporter(agency: &'static str) -> Asker<'static> {
    Asker { agency, acting: Acting::Supporter, is_keeper: false, purpose: "", is_safeguarding_lead: false }
}

fn met() -> EntryFacts {
    EntryFacts { kind: "met", is_in_story: true, ..EntryFacts::default() }
}

fn alongside() -> Standing {
    Standing { is_alongside: true, ..Standing::default() }
}

fn with(policy: &str) -> Result<Policies, PolicyError> {
    Policies::read(&format!("{EMBEDDED}\n{policy}"))
}

#[test]
fn every_question_fits_the_schema() {
    let schema = schema().unwrap();
    let asker = supporter("harmony-house");
    let chosen = Chosen { entry: Some(Sight::Words), topics: Some(Sight::Nothing), every_topic: None, rest: Some(Sight::Sentence) };
    let entry = EntryFacts { topics: 0b10_0010, target: Some(Sight::Words), chosen, ..met() };
    let questions = [
        ("call", What::Call(Call { name: "GetStory", does: facts::Does::Read })),
        ("open", What::Open(StoryFacts::default())),
        ("details", What::Details(DetailsFacts { chosen, ..DetailsFacts::default() })),
        ("sentence", What::Entry(entry)),
        ("words", What::Entry(met())),
    ];
    let questions = questions.map(|(action, what)| terms::question(&asker, action, "care-city", what));
    for terms::Question { request, entities } in questions.map(Option::unwrap) {
        Request::new(
            request.principal().unwrap().clone(),
            request.action().unwrap().clone(),
            request.resource().unwrap().clone(),
            request.context().unwrap().clone(),
            Some(&schema),
        )
        .unwrap();
        Entities::from_entities(entities, Some(&schema)).unwrap();
    }
}

#[test]
fn the_embedded_policies_name_every_kind_rightly() {
    let known: Vec<_> = EMBEDDED
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|word| word.contains('_') && !["look_up", "see_looks", "open_in_emergency"].contains(word))
        .collect();
    assert!(known.len() > 40);
    let events = throughline_proto::DESCRIPTORS;
    for kind in known {
        assert!(events.windows(kind.len()).any(|window| window == kind.as_bytes()), "{kind} is no kind of event");
    }
}

#[test]
fn what_is_known_widely_is_a_sentence_and_says_by_which_policy() {
    let policies = Policies::embedded().unwrap();
    let entry = EntryFacts { standing: alongside(), ..met() };
    let explained = policies.explain(&supporter("care-city"), "harmony-house", entry);
    assert_eq!(explained, Explained { sight: Sight::Sentence, policies: vec!["known-widely".to_owned()] });
    assert_eq!(policies.sight(&supporter("care-city"), "harmony-house", entry), Sight::Sentence);
}

#[test]
fn what_is_refused_says_by_which_policy() {
    let policies = Policies::embedded().unwrap();
    let entry = EntryFacts { standing: Standing { is_shut_out: true, ..Standing::default() }, is_by_reader: true, ..met() };
    let explained = policies.explain(&supporter("care-city"), "care-city", entry);
    assert_eq!(explained, Explained { sight: Sight::Nothing, policies: vec!["shut-out-of-entries".to_owned()] });
}

#[test]
fn purposes_of_enforcement_are_barred_from_everything() {
    let policies = Policies::embedded().unwrap();
    let asker = Asker { purpose: "enforcement", ..supporter("care-city") };
    let part = StoryFacts { reader_has_a_part: true, ..StoryFacts::default() };
    assert!(!policies.may_call(&asker, Call { name: "GetStory", does: facts::Does::Read }));
    assert!(!policies.may_open(&asker, part));
    assert_eq!(policies.sight(&asker, "care-city", EntryFacts { is_by_reader: true, ..met() }), Sight::Nothing);
    assert!(!policies.may_see_details(&asker, "care-city", DetailsFacts { is_by_reader: true, ..DetailsFacts::default() }));
}

#[test]
fn a_stilled_story_is_read_for_a_reason_only() {
    let policies = Policies::embedded().unwrap();
    let stilled = EntryFacts { standing: Standing { is_stilled: true, ..alongside() }, ..met() };
    let asker = supporter("care-city");
    assert_eq!(policies.sight(&asker, "harmony-house", stilled), Sight::Nothing);
    assert_eq!(policies.sight(&asker, "harmony-house", EntryFacts { kind: "died", ..stilled }), Sight::Sentence);
    assert_eq!(policies.sight(&Asker { purpose: "records", ..asker }, "harmony-house", stilled), Sight::Sentence);
}

#[test]
fn a_place_may_close_what_is_known_widely() {
    let policies =
        with(r#"@id("ours") forbid (principal, action, resource is Throughline::Entry) when { resource.kind == "died" };"#).unwrap();
    let died = EntryFacts { kind: "died", standing: alongside(), ..met() };
    assert_eq!(policies.sight(&supporter("care-city"), "harmony-house", died), Sight::Nothing);
    assert_eq!(policies.sight(&supporter("care-city"), "harmony-house", EntryFacts { kind: "met", ..died }), Sight::Sentence);
}

#[test]
fn a_text_that_is_no_policy_is_refused_and_says_where() {
    let told = Policies::read("// Ours.\n\npermit (everybody);").unwrap_err();
    assert!(matches!(&told, PolicyError::NotPolicies { problems } if problems[0].starts_with("line 3: ")), "{told}");
    assert!(matches!(with("permit (principal, action, resource);").unwrap_err(), PolicyError::Unnamed));
    let twice = r#"@id("public") permit (principal, action, resource) when { principal.isKeeper };"#;
    assert!(matches!(with(twice).unwrap_err(), PolicyError::NamedTwice { name } if name == "public"));
}

#[test]
fn a_policy_that_speaks_of_what_is_not_there_is_refused() {
    let misspelt = r#"@id("x") permit (principal, action == Throughline::Action::"open", resource) when { resource.isStiled };"#;
    let line = format!("line {}: ", EMBEDDED.matches('\n').count() + 2);
    let error = with(misspelt).unwrap_err();
    assert!(matches!(&error, PolicyError::Unfit { problems } if problems[0].starts_with(&line)), "{error}");
}

/// What becomes of adopting the embedded policies and one more, where these agencies take part.
fn adopting(policy: &str, agencies: &[&str]) -> Result<Policies, PolicyError> {
    Policies::to_adopt(&format!("{EMBEDDED}\n{policy}"), agencies)
}

/// Who would be locked out of what.
fn locked_out(policy: &str, agencies: &[&str]) -> (String, &'static str) {
    match adopting(policy, agencies).unwrap_err() {
        PolicyError::LocksOut { who, what } => (who, what),
        other => panic!("{policy}: {other}"),
    }
}

#[test]
fn policies_that_lock_somebody_out_are_refused() {
    for (policy, who) in [
        (r#"@id("x") forbid (principal, action, resource);"#, "the keeper of the place"),
        (r#"@id("x") forbid (principal, action, resource) when { principal.acting == "resident" };"#, "a resident"),
        (r#"@id("x") forbid (principal, action, resource) when { principal.acting == "supporter" };"#, "a supporter"),
        (r#"@id("x") forbid (principal, action == Throughline::Action::"words", resource);"#, "a resident"),
    ] {
        assert_eq!(locked_out(policy, &[]).0, who, "{policy}");
    }
    assert!(matches!(Policies::to_adopt("", &[]).unwrap_err(), PolicyError::LocksOut { .. }));
}

#[test]
fn a_resident_reads_takes_away_and_sees_who_looked_and_who_holds_what() {
    for (method, what) in [
        (Method::GetStory, "read"),
        (Method::ExportStory, "take their own story away"),
        (Method::ListLooks, "see who looked at their story"),
        (Method::ListWordsHeld, "see who holds what about them"),
    ] {
        let policy = format!(
            r#"@id("x") forbid (principal, action, resource is Throughline::Method)
               when {{ resource.name == "{}" && principal.acting == "resident" }};"#,
            method.name()
        );
        assert_eq!(locked_out(&policy, &[]), ("a resident".to_owned(), what));
    }
}

#[test]
fn a_place_may_bar_an_agency_but_not_all_of_them_nor_the_residents_whom_one_knows() {
    let both = ["care-city", "harmony-house"];
    let bars = |agencies: &str, who: &str| {
        let condition = format!(r#"[{agencies}].contains(principal.agency) && {who}"#);
        format!(r#"@id("x") forbid (principal, action, resource) when {{ {condition} }};"#)
    };
    let but_residents = r#"principal.acting != "resident""#;
    let (one, all) = (r#""care-city""#, r#""care-city", "harmony-house""#);
    assert!(adopting(&bars(one, but_residents), &both).is_ok());
    assert_eq!(locked_out(&bars(all, but_residents), &both), ("an agency".to_owned(), "write"));
    assert_eq!(locked_out(&bars(all, r#"principal.acting == "supporter""#), &both), ("a supporter".to_owned(), "read"));
    assert_eq!(locked_out(&bars(one, "true"), &both), ("a resident whom care-city knows".to_owned(), "read"));
    assert!(adopting(&bars(r#""an-agency""#, "true"), &both).is_ok(), "nobody who takes part is meant");
}

#[test]
fn a_place_may_name_the_agencies_that_take_part_and_bar_all_others() {
    let only = r#"@id("x") forbid (principal, action, resource)
        unless { principal.isKeeper || ["care-city", "harmony-house"].contains(principal.agency) };"#;
    assert!(adopting(only, &["care-city", "harmony-house"]).is_ok());
    let policies = with(only).unwrap();
    assert!(!policies.may_call(&supporter("stranger"), Method::GetStory.call()));
    assert!(policies.may_call(&supporter("care-city"), Method::GetStory.call()));
    assert_eq!(locked_out(only, &["care-city", "green-shoots"]).0, "a resident whom green-shoots knows");
}

#[test]
fn nobody_who_is_shut_out_is_let_in_for_being_of_an_agency_that_takes_part() {
    let (before, rest) = EMBEDDED.split_once("when { resource.standing.isShutOut };").unwrap();
    let but = r#"when { resource.standing.isShutOut && principal.agency != "care-city" };"#;
    let text = format!("{before}{but}{rest}");
    assert!(matches!(Policies::to_adopt(&text, &["care-city"]).unwrap_err(), PolicyError::LetsIn { .. }));
    assert!(Policies::to_adopt(&text, &["harmony-house"]).is_ok());
}

#[test]
fn no_policies_are_adopted_under_which_a_system_alone_reads_or_somebody_shut_out() {
    let without = |name: &str| {
        let (before, rest) = EMBEDDED.split_once(&format!("@id(\"{name}\")")).unwrap();
        format!("{before}{}", rest.split_once("};").unwrap().1)
    };
    let and = |policy: &str| format!("{EMBEDDED}\n{policy}");
    let calls = r#"@id("x") permit (principal, action == Throughline::Action::"call", resource) when"#;
    for (text, let_in) in [
        (and(&format!(r#"{calls} {{ resource.does == "read" }};"#)), "a system that calls for nobody"),
        (and(&format!("{calls} {{ principal.isKeeper }};")), "a system that calls for nobody"),
        (and(&format!(r#"{calls} {{ context.purpose == "planning" }};"#)), "a system that calls for nobody"),
        (without("shut-out"), "somebody whom the resident shut out"),
        (without("shut-out-of-entries"), "somebody whom the resident shut out"),
    ] {
        assert!(matches!(Policies::to_adopt(&text, &[]).unwrap_err(), PolicyError::LetsIn { who, .. } if who == let_in), "{text}");
        assert!(Policies::read(&text).is_ok(), "a log that holds it is read");
    }
    assert!(Policies::to_adopt(EMBEDDED, &[]).is_ok());
}

#[test]
fn policies_that_leave_any_method_to_nobody_are_refused() {
    for method in Method::ALL.iter().map(|method| method.call()) {
        let forbids = format!(
            r#"@id("x") forbid (principal, action, resource is Throughline::Method) when {{ resource.name == "{}" }};"#,
            method.name
        );
        match adopting(&forbids, &["care-city", "harmony-house"]) {
            Err(PolicyError::LeftToNobody { method: left }) => assert_eq!(left, method.name),
            // Who could not do these is said first.
            Err(error) => {
                let said_first = ["Record", "GetStory", "ExportStory", "ListLooks", "ListWordsHeld"];
                let is_said_first = matches!(error, PolicyError::LocksOut { .. }) && said_first.contains(&method.name);
                assert!(is_said_first, "{error}");
            }
            Ok(_) => assert!(matches!(method.does, facts::Does::SeeIn | facts::Does::OpenInEmergency), "{}", method.name),
        }
    }
}

#[test]
fn the_schema_is_what_it_says() {
    assert!(Schema::from_str(SCHEMA).is_ok());
}
