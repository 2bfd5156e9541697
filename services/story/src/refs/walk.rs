//! The walk over all references of an event: the one list of them, written once for `&` and once for `&mut`.
//!
//! No catch-all arm, so that a new kind of event is not forgotten. What a reference may be is decided elsewhere.

macro_rules! walk {
    ($name:ident $(, $mutable:ident)?) => {
        pub(super) mod $name {
            use throughline_proto::v1::{
                AlongsideEnded, AlongsideStarted, AskPickedUp, BondTold, CircleMember, Corrected, DisagreementAdded, Event, ExportReviewed,
                Helped, Introduced, Looked, OfferedHelp, Party, Place, ProfilesJoined, ProxyNamed, SharingChosen, SharingScope,
                SupporterAway, SupporterLeft, SupporterReflected, Yes, circle_member::Member, event::Kind, party as parties, place as
                places, sharing_scope::Scope,
            };

            use crate::refs::{Field, RefKind, is_of_supporters};

            type Each<'each> = &'each mut dyn FnMut(RefKind, Field, & $($mutable)? String);

            pub(in crate::refs) fn event(event: & $($mutable)? Event, each: Each<'_>) {
                let part = if is_of_supporters(event.kind.as_ref()) { RefKind::Supporter } else { RefKind::Person };
                for (index, one) in (& $($mutable)? event.people).into_iter().enumerate() {
                    each(part, Field::of("people").at(index).then("person"), & $($mutable)? one.person);
                }
                for (index, one) in (& $($mutable)? event.words).into_iter().enumerate() {
                    each(part, Field::of("words").at(index).then("person"), & $($mutable)? one.person);
                }
                each(RefKind::Supporter, Field::of("recorded_by"), & $($mutable)? event.recorded_by);
                party(& $($mutable)? event.told_by, "told_by", each);
                if let Some(Place { place: Some(place) }) = & $($mutable)? event.place {
                    match place {
                        places::Place::Space(id) => each(RefKind::Group, Field::of("place.space").chosen(), id),
                        places::Place::Group(id) => each(RefKind::Group, Field::of("place.group").chosen(), id),
                        places::Place::Text(_) => {}
                    }
                }
                if let Some(audience) = & $($mutable)? event.audience {
                    list(RefKind::Agency, & $($mutable)? audience.agencies, "audience.agencies", each);
                }
                if let Some(kind) = & $($mutable)? event.kind {
                    by_kind(kind, each);
                }
            }

            fn by_kind(kind: & $($mutable)? Kind, each: Each<'_>) {
                use RefKind::{Agency, Event, Group, Person, Role, Supporter};
                match kind {
                    Kind::FirstHeardOf(_) | Kind::DetailsChanged(_) | Kind::StrengthShared(_) | Kind::HopeShared(_)
                    | Kind::MomentHappened(_) | Kind::LivesTogether(_) | Kind::LifeMapMade(_) | Kind::ChoseToWorkOn(_)
                    | Kind::RestChosen(_) | Kind::Died(_) | Kind::MovedAway(_) | Kind::Noted(_) | Kind::OtherwiseTold(_)
                    | Kind::OfferPublished(_) | Kind::SpaceOffered(_) | Kind::AgencyJoined(_) | Kind::SupporterJoined(_)
                    | Kind::PolicyAdopted(_) => {}
                    Kind::ReachedOut(it) => list(Supporter, & $($mutable)? it.by, "reached_out.by", each),
                    Kind::MeetingPlanned(it) => list(Supporter, & $($mutable)? it.with, "meeting_planned.with", each),
                    Kind::Met(it) => list(Supporter, & $($mutable)? it.with, "met.with", each),
                    Kind::AskedForHelp(it) => party(& $($mutable)? it.by, "asked_for_help.by", each),
                    Kind::AskPickedUp(it) => ask_picked_up(it, each),
                    Kind::OfferedHelp(it) => offered_help(it, each),
                    Kind::OfferTakenBack(it) => each(Event, Field::of("offer_taken_back.offer"), & $($mutable)? it.offer),
                    Kind::OfferAnswered(it) => each(Event, Field::of("offer_answered.offer"), & $($mutable)? it.offer),
                    Kind::Helped(it) => helped(it, each),
                    Kind::Introduced(it) => introduced(it, each),
                    Kind::ConnectedToGroup(it) => each(Group, Field::of("connected_to_group.group"), & $($mutable)? it.group),
                    Kind::GroupLeft(it) => each(Group, Field::of("group_left.group"), & $($mutable)? it.group),
                    Kind::AlongsideStarted(it) => alongside_started(it, each),
                    Kind::AlongsideEnded(it) => alongside_ended(it, each),
                    Kind::SupporterAway(it) => supporter_away(it, each),
                    Kind::BondTold(it) => bond_told(it, each),
                    Kind::CircleChanged(it) => members(& $($mutable)? it.members, "circle_changed.members", each),
                    Kind::FamilyNamed(it) => members(& $($mutable)? it.members, "family_named.members", each),
                    Kind::StepTaken(it) => each(Event, Field::of("step_taken.choice"), & $($mutable)? it.choice),
                    Kind::SaidHowItWas(it) => each(Event, Field::of("said_how_it_was.event"), & $($mutable)? it.event),
                    Kind::SafetyConcernShared(it) => list(Role, & $($mutable)? it.to_roles, "safety_concern_shared.to_roles", each),
                    Kind::SafetyConcernAnswered(it) => each(Event, Field::of("safety_concern_answered.concern"), & $($mutable)? it.concern),
                    Kind::Corrected(it) => corrected(it, each),
                    Kind::Withdrawn(it) => each(Event, Field::of("withdrawn.event"), & $($mutable)? it.event),
                    Kind::DisagreementAdded(it) => disagreement_added(it, each),
                    Kind::SharingChosen(it) => sharing_chosen(it, each),
                    Kind::ProfilesMayMatch(it) => {
                        list(Person, & $($mutable)? it.profiles, "profiles_may_match.profiles", each);
                        list(Agency, & $($mutable)? it.asked, "profiles_may_match.asked", each);
                    }
                    Kind::ProfilesJoined(it) => profiles_joined(it, each),
                    Kind::ProfilesSeparated(it) => list(Person, & $($mutable)? it.profiles, "profiles_separated.profiles", each),
                    Kind::Erased(it) => list(Person, & $($mutable)? it.profiles, "erased.profiles", each),
                    Kind::HoldPlaced(it) => list(Person, & $($mutable)? it.profiles, "hold_placed.profiles", each),
                    Kind::ExportReviewed(it) => export_reviewed(it, each),
                    Kind::RestrictionPlaced(it) => list(Person, & $($mutable)? it.profiles, "restriction_placed.profiles", each),
                    Kind::RetentionSet(it) => each(Agency, Field::of("retention_set.agency"), & $($mutable)? it.agency),
                    Kind::OfferWithdrawn(it) => each(Event, Field::of("offer_withdrawn.offer"), & $($mutable)? it.offer),
                    Kind::SpaceUsed(it) => each(Group, Field::of("space_used.space"), & $($mutable)? it.space),
                    Kind::GroupFormed(it) => each(Group, Field::of("group_formed.space"), & $($mutable)? it.space),
                    Kind::SupporterLeft(it) => supporter_left(it, each),
                    Kind::KeyChanged(it) => each(Agency, Field::of("key_changed.agency"), & $($mutable)? it.agency),
                    Kind::SupporterReflected(it) => supporter_reflected(it, each),
                    Kind::InvitationMade(it) => {
                        each(Supporter, Field::of("invitation_made.supporter"), & $($mutable)? it.supporter);
                        each(Person, Field::of("invitation_made.resident"), & $($mutable)? it.resident);
                        list(Person, & $($mutable)? it.profiles, "invitation_made.profiles", each);
                    }
                    Kind::InvitationUsed(it) => each(Event, Field::of("invitation_used.invitation"), & $($mutable)? it.invitation),
                    Kind::AccountConnected(it) => {
                        each(Supporter, Field::of("account_connected.supporter"), & $($mutable)? it.supporter);
                        each(Person, Field::of("account_connected.resident"), & $($mutable)? it.resident);
                        list(Person, & $($mutable)? it.profiles, "account_connected.profiles", each);
                    }
                    Kind::ProxyNamed(it) => proxy_named(it, each),
                    Kind::Looked(it) => looked(it, each),
                    Kind::RoleHeld(it) => {
                        each(Role, Field::of("role_held.role"), & $($mutable)? it.role);
                        each(Supporter, Field::of("role_held.supporter"), & $($mutable)? it.supporter);
                    }
                    Kind::LooksReleased(it) => each(Event, Field::of("looks_released.concern"), & $($mutable)? it.concern),
                    Kind::EmergencyOpened(it) => each(Supporter, Field::of("emergency_opened.supporter"), & $($mutable)? it.supporter),
                    Kind::EmergencyReviewed(it) => each(Event, Field::of("emergency_reviewed.opening"), & $($mutable)? it.opening),
                }
            }

            fn ask_picked_up(it: & $($mutable)? AskPickedUp, each: Each<'_>) {
                each(RefKind::Event, Field::of("ask_picked_up.ask"), & $($mutable)? it.ask);
                party(& $($mutable)? it.by, "ask_picked_up.by", each);
            }

            fn offered_help(it: & $($mutable)? OfferedHelp, each: Each<'_>) {
                party(& $($mutable)? it.by, "offered_help.by", each);
                each(RefKind::PublishedOffer, Field::of("offered_help.published_offer"), & $($mutable)? it.published_offer);
                each(RefKind::Event, Field::of("offered_help.ask"), & $($mutable)? it.ask);
            }

            fn helped(it: & $($mutable)? Helped, each: Each<'_>) {
                party(& $($mutable)? it.from, "helped.from", each);
                party(& $($mutable)? it.to, "helped.to", each);
                each(RefKind::Event, Field::of("helped.promise"), & $($mutable)? it.promise);
            }

            fn introduced(it: & $($mutable)? Introduced, each: Each<'_>) {
                party(& $($mutable)? it.to, "introduced.to", each);
                party(& $($mutable)? it.by, "introduced.by", each);
                yes(& $($mutable)? it.yes, ["introduced.yes.given_by", "introduced.yes.heard_by"], each);
            }

            fn alongside_started(it: & $($mutable)? AlongsideStarted, each: Each<'_>) {
                each(RefKind::Supporter, Field::of("alongside_started.supporter"), & $($mutable)? it.supporter);
                yes(& $($mutable)? it.yes, ["alongside_started.yes.given_by", "alongside_started.yes.heard_by"], each);
            }

            fn alongside_ended(it: & $($mutable)? AlongsideEnded, each: Each<'_>) {
                each(RefKind::Supporter, Field::of("alongside_ended.supporter"), & $($mutable)? it.supporter);
                each(RefKind::Supporter, Field::of("alongside_ended.promised_by"), & $($mutable)? it.promised_by);
            }

            fn supporter_away(it: & $($mutable)? SupporterAway, each: Each<'_>) {
                each(RefKind::Supporter, Field::of("supporter_away.supporter"), & $($mutable)? it.supporter);
                each(RefKind::Supporter, Field::of("supporter_away.covered_by"), & $($mutable)? it.covered_by);
            }

            fn bond_told(it: & $($mutable)? BondTold, each: Each<'_>) {
                each(RefKind::Person, Field::of("bond_told.of"), & $($mutable)? it.of);
                each(RefKind::Person, Field::of("bond_told.to"), & $($mutable)? it.to);
            }

            fn corrected(it: & $($mutable)? Corrected, each: Each<'_>) {
                each(RefKind::Event, Field::of("corrected.event"), & $($mutable)? it.event);
                if let Some(instead) = & $($mutable)? it.instead {
                    event(instead, &mut |kind, field, name| each(kind, field.inside(), name));
                }
            }

            fn disagreement_added(it: & $($mutable)? DisagreementAdded, each: Each<'_>) {
                each(RefKind::Event, Field::of("disagreement_added.event"), & $($mutable)? it.event);
                party(& $($mutable)? it.by, "disagreement_added.by", each);
            }

            fn sharing_chosen(it: & $($mutable)? SharingChosen, each: Each<'_>) {
                if let Some(scope) = & $($mutable)? it.scope {
                    sharing_scope(scope, each);
                }
                list(RefKind::Agency, & $($mutable)? it.agencies, "sharing_chosen.agencies", each);
                list(RefKind::Supporter, & $($mutable)? it.never_supporters, "sharing_chosen.never_supporters", each);
            }

            fn export_reviewed(it: & $($mutable)? ExportReviewed, each: Each<'_>) {
                for (index, one) in (& $($mutable)? it.decisions).into_iter().enumerate() {
                    each(RefKind::Event, Field::of("export_reviewed.decisions").at(index).then("event"), & $($mutable)? one.event);
                }
            }

            fn profiles_joined(it: & $($mutable)? ProfilesJoined, each: Each<'_>) {
                list(RefKind::Person, & $($mutable)? it.profiles, "profiles_joined.profiles", each);
                yes(& $($mutable)? it.yes, ["profiles_joined.yes.given_by", "profiles_joined.yes.heard_by"], each);
            }

            fn proxy_named(it: & $($mutable)? ProxyNamed, each: Each<'_>) {
                each(RefKind::Person, Field::of("proxy_named.proxy"), & $($mutable)? it.proxy);
                yes(& $($mutable)? it.yes, ["proxy_named.yes.given_by", "proxy_named.yes.heard_by"], each);
                each(RefKind::Supporter, Field::of("proxy_named.decided_by"), & $($mutable)? it.decided_by);
                each(RefKind::Event, Field::of("proxy_named.after_contest"), & $($mutable)? it.after_contest);
            }

            fn supporter_left(it: & $($mutable)? SupporterLeft, each: Each<'_>) {
                each(RefKind::Supporter, Field::of("supporter_left.supporter"), & $($mutable)? it.supporter);
                each(RefKind::Supporter, Field::of("supporter_left.promised_by"), & $($mutable)? it.promised_by);
            }

            fn supporter_reflected(it: & $($mutable)? SupporterReflected, each: Each<'_>) {
                each(RefKind::Supporter, Field::of("supporter_reflected.supporter"), & $($mutable)? it.supporter);
            }

            fn looked(it: & $($mutable)? Looked, each: Each<'_>) {
                party(& $($mutable)? it.reader, "looked.reader", each);
                each(RefKind::Event, Field::of("looked.under_concern"), & $($mutable)? it.under_concern);
                each(RefKind::Event, Field::of("looked.in_emergency"), & $($mutable)? it.in_emergency);
                each(RefKind::Agency, Field::of("looked.of_agency"), & $($mutable)? it.of_agency);
            }

            fn list(kind: RefKind, names: & $($mutable)? Vec<String>, head: &'static str, each: Each<'_>) {
                for (index, name) in names.into_iter().enumerate() {
                    each(kind, Field::of(head).at(index), name);
                }
            }

            fn party(party: & $($mutable)? Option<Party>, head: &'static str, each: Each<'_>) {
                match party {
                    None | Some(Party { party: None }) => {}
                    Some(Party { party: Some(party) }) => match party {
                        parties::Party::Resident(id) => each(RefKind::Person, Field::of(head).then("resident"), id),
                        parties::Party::Supporter(id) => each(RefKind::Supporter, Field::of(head).then("supporter"), id),
                        parties::Party::Agency(word) => each(RefKind::Agency, Field::of(head).then("agency"), word),
                    },
                }
            }

            fn yes(yes: & $($mutable)? Option<Yes>, [given_by, heard_by]: [&'static str; 2], each: Each<'_>) {
                if let Some(yes) = yes {
                    party(& $($mutable)? yes.given_by, given_by, each);
                    each(RefKind::Supporter, Field::of(heard_by), & $($mutable)? yes.heard_by);
                }
            }

            fn members(members: & $($mutable)? Vec<CircleMember>, head: &'static str, each: Each<'_>) {
                for (index, one) in members.into_iter().enumerate() {
                    let field = Field::of(head).at(index);
                    match & $($mutable)? one.member {
                        None | Some(Member::Text(_)) => {}
                        Some(Member::Resident(id)) => each(RefKind::Person, field.then("resident"), id),
                        Some(Member::Supporter(id)) => each(RefKind::Supporter, field.then("supporter"), id),
                    }
                }
            }

            fn sharing_scope(scope: & $($mutable)? SharingScope, each: Each<'_>) {
                match & $($mutable)? scope.scope {
                    None | Some(Scope::Kind(_) | Scope::Everything(_) | Scope::Topic(_)) => {}
                    Some(Scope::Event(id)) => each(RefKind::Event, Field::of("sharing_chosen.scope.event").chosen(), id),
                    Some(Scope::Group(id)) => each(RefKind::Group, Field::of("sharing_chosen.scope.group").chosen(), id),
                    Some(Scope::WrittenBy(word)) => each(RefKind::Agency, Field::of("sharing_chosen.scope.written_by").chosen(), word),
                }
            }
        }
    };
}

walk!(reading);
walk!(resolving, mut);
