//! Who is calling: each header both ways.

use std::sync::Arc;

use throughline_proto::{ACTING_FOR, PURPOSE, Refusal, SIGNED_IN_AT, v1::Reason};
use tonic::{Request, metadata::MetadataMap};

use super::{ActingFor, Caller, check_acting_for};
use crate::{Access, Method, Register, RolesHeld, policies::EMBEDDED, policies::facts::Does, tokens::Tokens};

const SOMEBODY: &str = "6f1c1c4e-52cd-4c1b-9f0a-0d8f3f5a7b10";

/// A resident whom an agency knows.
const KNOWN: &str = "11111111-52cd-4c1b-9f0a-0d8f3f5a7b10";

/// The record that disconnected all accounts of everybody.
const DISCONNECTED_AT: u64 = 7;

/// Rules that somebody wrote into a log by another way than adoption: whoever asks may call anything.
const ANYBODY: &str = r#"@id("anybody") permit (principal, action == Throughline::Action::"call", resource);"#;

/// Everybody takes part, or nobody.
struct Everybody(bool);

/// The same, where anybody may call anything.
struct ByRulesForAnybody(Everybody);

impl Register for ByRulesForAnybody {
    fn knows(&self, profile: &str) -> Option<String> {
        self.0.knows(profile)
    }

    fn belongs(&self, agency: &str, supporter: &str) -> bool {
        self.0.belongs(agency, supporter)
    }

    fn lets_look(&self, _: &str) -> bool {
        false
    }

    fn disconnected_at(&self, acting_for: &ActingFor) -> u64 {
        self.0.disconnected_at(acting_for)
    }

    fn profiles_of(&self, resident: &str) -> Vec<throughline_proto::v1::Profile> {
        self.0.profiles_of(resident)
    }

    fn adopted(&self) -> Option<(u64, Arc<str>)> {
        Some((7, format!("{EMBEDDED}\n{ANYBODY}").into()))
    }

    fn today(&self) -> String {
        self.0.today()
    }

    fn now_us(&self) -> i64 {
        self.0.now_us()
    }

    fn roles(&self, caller: &Caller, today: &str) -> RolesHeld {
        self.0.roles(caller, today)
    }
}

impl Register for Everybody {
    fn knows(&self, profile: &str) -> Option<String> {
        (profile == KNOWN).then(|| "harmony-house".to_owned())
    }

    fn belongs(&self, _: &str, _: &str) -> bool {
        self.0
    }

    fn lets_look(&self, _: &str) -> bool {
        false
    }

    fn disconnected_at(&self, acting_for: &ActingFor) -> u64 {
        if *acting_for == ActingFor::System { 0 } else { DISCONNECTED_AT }
    }

    fn profiles_of(&self, _: &str) -> Vec<throughline_proto::v1::Profile> {
        Vec::new()
    }

    fn adopted(&self) -> Option<(u64, Arc<str>)> {
        None
    }

    fn today(&self) -> String {
        "2026-06-01".to_owned()
    }

    fn now_us(&self) -> i64 {
        0
    }

    fn roles(&self, _: &Caller, _: &str) -> RolesHeld {
        RolesHeld::default()
    }
}

struct Place {
    _folder: tempfile::TempDir,
    access: Access,
    token: String,
}

/// Who a call with this metadata is from, where every supporter is the agency's own.
fn caller(metadata: &MetadataMap, access: &Access) -> Result<Caller, Refusal> {
    access.caller(&Request::from_parts(metadata.clone(), tonic::Extensions::default(), ()), Method::Record)
}

fn a_place() -> Result<Place, Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let tokens = Tokens::open(folder.path())?;
    let token = tokens.add("harmony-house", "laptop")?;
    Ok(Place { _folder: folder, access: Access::new(tokens, Everybody(true)).unwrap(), token: token.to_string() })
}

fn metadata(pairs: &[(&'static str, &str)]) -> MetadataMap {
    let mut metadata = MetadataMap::new();
    for (key, value) in pairs {
        metadata.append(*key, value.parse().expect("it is text"));
    }
    metadata
}

#[test]
fn a_known_token_names_its_agency_which_acts_as_its_system() {
    let place = a_place().unwrap();
    let bearer = format!("Bearer {}", place.token);
    let found = caller(&metadata(&[("authorization", &bearer)]), &place.access).unwrap();
    assert_eq!(found, Caller { agency: "harmony-house".into(), acting_for: ActingFor::System, keeper: false });
}

#[test]
fn the_scheme_is_read_whatever_its_case() {
    let place = a_place().unwrap();
    let bearer = format!("bearer {}", place.token);
    assert!(caller(&metadata(&[("authorization", &bearer)]), &place.access).is_ok());
}

#[test]
fn a_call_without_a_token_is_refused() {
    let place = a_place().unwrap();
    assert_eq!(caller(&MetadataMap::new(), &place.access).unwrap_err().reason, Reason::TokenUnknown);
}

#[test]
fn an_unknown_token_is_refused_without_being_repeated() {
    let place = a_place().unwrap();
    let refusal = caller(&metadata(&[("authorization", "Bearer tl_nobody")]), &place.access).unwrap_err();
    assert_eq!(refusal.reason, Reason::TokenUnknown);
    assert!(!refusal.message.contains("tl_nobody"));
}

#[test]
fn another_scheme_is_refused() {
    let place = a_place().unwrap();
    let basic = format!("Basic {}", place.token);
    assert_eq!(caller(&metadata(&[("authorization", &basic)]), &place.access).unwrap_err().reason, Reason::TokenUnknown);
}

#[test]
fn two_tokens_in_one_call_are_refused() {
    let place = a_place().unwrap();
    let bearer = format!("Bearer {}", place.token);
    let twice = metadata(&[("authorization", &bearer), ("authorization", &bearer)]);
    assert_eq!(caller(&twice, &place.access).unwrap_err().reason, Reason::TokenUnknown);
}

#[test]
fn the_keepers_token_makes_a_keeper() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    let bearer = format!("Bearer {}", Tokens::keeper_token(folder.path()).unwrap().as_str());
    let access = Access::new(tokens, Everybody(false)).unwrap();
    assert!(caller(&metadata(&[("authorization", &bearer)]), &access).unwrap().keeper);
}

#[test]
fn whatever_was_adopted_no_system_reads_for_nobody_but_the_keeper_who_takes_a_story_out_in_the_persons_stead() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    let agencys = format!("Bearer {}", tokens.add("harmony-house", "laptop").unwrap().as_str());
    let keepers = format!("Bearer {}", Tokens::keeper_token(folder.path()).unwrap().as_str());
    let access = Access::new(tokens, ByRulesForAnybody(Everybody(true))).unwrap();
    let may = |bearer: &str, acting_for: Option<&str>, method| {
        let headers = [("authorization", bearer), (PURPOSE, "rights")].into_iter().chain(acting_for.map(|value| (ACTING_FOR, value)));
        let metadata = metadata(&headers.collect::<Vec<_>>());
        let request = Request::from_parts(metadata, tonic::Extensions::default(), ());
        access.viewer(&request, method).map(|viewer| access.again(&viewer, method).is_ok())
    };
    let supporter = format!("supporter/{SOMEBODY}");
    let all_that_read = Method::ALL.iter().copied().filter(|method| method.call().does == Does::Read);
    for method in all_that_read {
        assert_eq!(may(&agencys, None, method).unwrap_err().reason, Reason::PersonMissing, "{method:?}");
        assert_eq!(may(&keepers, None, method).is_ok(), method == Method::ExportStory, "{method:?}");
        assert_eq!(may(&agencys, Some(&supporter), method), Ok(true), "{method:?}");
    }
}

#[test]
fn a_call_may_act_for_a_supporter_or_a_resident() {
    let place = a_place().unwrap();
    let bearer = format!("Bearer {}", place.token);
    for (value, acting_for) in [
        (format!("supporter/{SOMEBODY}"), ActingFor::Supporter(SOMEBODY.into())),
        (format!("resident/{SOMEBODY}"), ActingFor::Resident(SOMEBODY.into())),
    ] {
        let found = caller(&metadata(&[("authorization", &bearer), (ACTING_FOR, &value)]), &place.access).unwrap();
        assert_eq!(found.acting_for, acting_for);
    }
}

#[test]
fn somebody_named_in_another_form_is_refused() {
    let place = a_place().unwrap();
    let bearer = format!("Bearer {}", place.token);
    let upper = format!("supporter/{}", SOMEBODY.to_uppercase());
    let unhyphenated = format!("supporter/{}", SOMEBODY.replace('-', ""));
    let neighbour = format!("neighbour/{SOMEBODY}");
    for value in ["", "supporter", "supporter/", "supporter/me", SOMEBODY, &upper, &unhyphenated, &neighbour] {
        let refusal = caller(&metadata(&[("authorization", &bearer), (ACTING_FOR, value)]), &place.access).unwrap_err();
        assert_eq!(refusal.reason, Reason::NotYoursToActFor, "{value}");
    }
}

#[test]
fn acting_for_two_at_once_is_refused() {
    let place = a_place().unwrap();
    let bearer = format!("Bearer {}", place.token);
    let one = format!("supporter/{SOMEBODY}");
    let twice = metadata(&[("authorization", &bearer), (ACTING_FOR, &one), (ACTING_FOR, &one)]);
    assert_eq!(caller(&twice, &place.access).unwrap_err().reason, Reason::NotYoursToActFor);
}

#[test]
fn a_supporter_of_the_agency_may_be_acted_for_and_another_may_not() {
    let found = Caller { agency: "harmony-house".into(), acting_for: ActingFor::Supporter(SOMEBODY.into()), keeper: false };
    assert_eq!(check_acting_for(&found, |supporter| supporter == SOMEBODY), Ok(()));
    assert_eq!(check_acting_for(&found, |_| false).unwrap_err().reason, Reason::NotYoursToActFor);
}

#[test]
fn the_portal_says_whose_supporter_is_signed_in_there_and_a_residents_agency_is_the_one_that_knows_them() {
    let through = |acting_for: &str| {
        let headers = metadata(&[(ACTING_FOR, acting_for)]).into_headers();
        super::caller_through_the_portal(&headers, |profile| (profile == KNOWN).then(|| "care-city".to_owned()))
    };
    let caller = |agency: &str, acting_for| Caller { agency: agency.into(), acting_for, keeper: false };
    let supporter = through(&format!("harmony-house/supporter/{SOMEBODY}")).unwrap();
    assert_eq!(supporter, caller("harmony-house", ActingFor::Supporter(SOMEBODY.into())));
    assert_eq!(through(&format!("resident/{KNOWN}")).unwrap(), caller("care-city", ActingFor::Resident(KNOWN.into())));
    for other in
        ["", "harmony-house", &format!("resident/{SOMEBODY}"), &format!("keeper/supporter/{SOMEBODY}"), &format!("supporter/{SOMEBODY}")]
    {
        assert_eq!(through(other).unwrap_err().reason, Reason::NotYoursToActFor, "{other}");
    }
}

#[test]
fn who_signed_in_before_all_their_accounts_were_disconnected_is_called_for_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let bearer = |token: &str| format!("Bearer {token}");
    let tokens = Tokens::open(folder.path()).unwrap();
    let agencys = bearer(&tokens.add("harmony-house", "laptop").unwrap());
    let portals = bearer(&Tokens::portal_token(folder.path()).unwrap());
    let access = Access::new(tokens, Everybody(true)).unwrap();
    let of_the_house = format!("harmony-house/supporter/{SOMEBODY}");
    let resident = format!("resident/{KNOWN}");
    let may = |bearer: &str, acting_for: &str, signed_in_at: &[&str]| {
        let headers = [("authorization", bearer), (ACTING_FOR, acting_for)].into_iter();
        let metadata = metadata(&headers.chain(signed_in_at.iter().map(|at| (SIGNED_IN_AT, *at))).collect::<Vec<_>>());
        caller(&metadata, &access).map_err(|refusal| refusal.reason)
    };
    for acting_for in [&of_the_house, &resident] {
        for before in [&["6"][..], &["0"], &[], &["7", "7"], &["soon"], &["-1"], &[""]] {
            assert_eq!(may(&portals, acting_for, before), Err(Reason::NotYoursToActFor), "{before:?}");
        }
        for after in ["7", "8"] {
            assert!(may(&portals, acting_for, &[after]).is_ok(), "{after}");
        }
    }
    // Whom an agency's own system calls for did not sign in here.
    assert!(may(&agencys, &format!("supporter/{SOMEBODY}"), &[]).is_ok());
}
