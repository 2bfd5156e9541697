//! Who and what takes part in the place: agencies, supporters, groups, spaces and what is on offer. Small, and kept in memory with the
//! supporters' names opened; it is made again at every start from the records that the view lists for it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use throughline_log::Keys;
use throughline_proto::v1::{Corrected, Details, Event, Reach, RetentionSet, event::Kind};
use throughline_story::{SIGNS_CHECKPOINTS, SPEAKS_FOR_AGENCY};
use uuid::Uuid;

use crate::{authorities::Authorities, roles::Roles, sign_ins::SignIns, told::ToldEntry};

/// An agency that takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyKnown {
    /// Its name.
    pub name: String,
}

/// A supporter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupporterKnown {
    /// Their agency.
    pub agency: String,
    /// Their name, where it can be opened.
    pub name: Option<String>,
    /// How they are reached at work, as their agency said.
    pub reach: Vec<Reach>,
    /// They left.
    pub left: bool,
}

/// A group or a space.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupKnown {
    /// Its name.
    pub name: String,
    /// The agency that wrote of it.
    pub agency: String,
    /// What it is, in a few words.
    pub description: String,
    /// It is a space.
    pub is_space: bool,
}

/// A published offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferKnown {
    /// Its name.
    pub name: String,
    /// The agency.
    pub agency: String,
    /// No longer on offer.
    pub withdrawn: bool,
}

/// How long something is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct RetentionKnown {
    /// The setting.
    pub set: RetentionSet,
    /// The event that set it.
    pub event: String,
    /// Its place in the log.
    pub position: u64,
}

/// Everybody and everything that takes part.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// By their word.
    pub agencies: HashMap<String, AgencyKnown>,
    /// By their id.
    pub supporters: HashMap<String, SupporterKnown>,
    /// Groups and spaces, by their id.
    pub groups: HashMap<String, GroupKnown>,
    /// Published offers, by their id.
    pub offers: HashMap<String, OfferKnown>,
    /// The policies that were adopted last, with the record that adopted them.
    pub adopted: Option<(u64, Arc<str>)>,
    /// Which authorities speak for which agency.
    pub authorities: Authorities,
    /// The keys of which the log says that checkpoints are signed with them, too, or no more.
    pub checkpoint_keys: BTreeMap<Vec<u8>, bool>,
    /// How long things are kept, in the order of kind and agency.
    pub retention: Vec<RetentionKnown>,
    /// Who may sign in with what.
    pub sign_ins: SignIns,
    /// Who holds which role, and who is away.
    pub(crate) roles: Roles,
    /// Whose ways to be reached an event told: they go with it when it is taken back.
    reaches: HashMap<String, String>,
    /// Who left, by the event that said so: it may be taken back.
    departures: HashMap<String, String>,
    /// The record that last changed what stories are told with.
    changed: u64,
}

impl Directory {
    /// The position of the record that last changed what stories are told with. How people come in changes none.
    pub fn changed(&self) -> u64 {
        self.changed
    }

    /// Does the directory change with this event?
    pub(crate) fn keeps(&self, event: &Event) -> bool {
        match &event.kind {
            Some(
                Kind::AgencyJoined(_)
                | Kind::SupporterJoined(_)
                | Kind::SupporterLeft(_)
                | Kind::SupporterAway(_)
                | Kind::RoleHeld(_)
                | Kind::GroupFormed(_)
                | Kind::SpaceOffered(_)
                | Kind::OfferPublished(_)
                | Kind::OfferWithdrawn(_)
                | Kind::PolicyAdopted(_)
                | Kind::RetentionSet(_)
                | Kind::InvitationMade(_)
                | Kind::InvitationUsed(_)
                | Kind::AccountConnected(_),
            ) => true,
            Some(Kind::KeyChanged(key)) => key.purpose == SPEAKS_FOR_AGENCY || key.purpose == SIGNS_CHECKPOINTS,
            Some(Kind::Withdrawn(withdrawn)) => self.knows(&withdrawn.event),
            Some(Kind::Corrected(corrected)) => self.knows(&corrected.event),
            Some(Kind::DetailsChanged(_)) => event.people.iter().any(|part| self.supporters.contains_key(&part.person)),
            _ => false,
        }
    }

    /// Takes in one more event, in the order of the log.
    pub(crate) fn learn(&mut self, entry: &ToldEntry, keys: &Keys) {
        let event = entry.event();
        match &event.kind {
            Some(Kind::InvitationMade(made)) => return self.sign_ins.invited(&event.id, made, entry.recorded_at_us()),
            Some(Kind::InvitationUsed(used)) => return self.sign_ins.used(used),
            Some(Kind::AccountConnected(connected)) => return self.sign_ins.connected(connected, entry.told.position),
            _ => self.changed = entry.told.position,
        }
        let group = |name: &str, description: &str, is_space| GroupKnown {
            name: name.to_owned(),
            agency: event.agency.clone(),
            description: description.to_owned(),
            is_space,
        };
        match &event.kind {
            Some(Kind::AgencyJoined(joined)) => {
                self.agencies.insert(joined.agency.clone(), AgencyKnown { name: joined.name.clone() });
            }
            Some(Kind::SupporterJoined(joined)) => self.joined(entry, &joined.supporter, keys),
            Some(Kind::SupporterLeft(left)) => {
                self.departures.insert(event.id.clone(), left.supporter.clone());
                self.set_left(&left.supporter, true);
            }
            Some(Kind::SupporterAway(away)) => self.roles.away(&event.id, away),
            Some(Kind::RoleHeld(held)) => self.roles.learn(held),
            Some(Kind::GroupFormed(formed)) => {
                self.groups.insert(event.id.clone(), group(&formed.name, &formed.description, false));
            }
            Some(Kind::SpaceOffered(space)) => {
                self.groups.insert(event.id.clone(), group(&space.name, &space.description, true));
            }
            Some(Kind::OfferPublished(offer)) => {
                let known = OfferKnown { name: offer.name.clone(), agency: event.agency.clone(), withdrawn: false };
                self.offers.insert(event.id.clone(), known);
            }
            Some(Kind::OfferWithdrawn(withdrawn)) => {
                if let Some(known) = self.offers.get_mut(&withdrawn.offer) {
                    known.withdrawn = true;
                }
            }
            Some(Kind::PolicyAdopted(adopted)) if !adopted.text.is_empty() => {
                self.adopted = Some((entry.told.position, adopted.text.as_str().into()));
            }
            Some(Kind::RetentionSet(set)) => self.keep_for(set, &event.id),
            Some(Kind::KeyChanged(key)) if key.purpose == SIGNS_CHECKPOINTS => {
                self.checkpoint_keys.insert(key.public_key.clone(), !key.ended);
            }
            Some(Kind::KeyChanged(key)) => self.authorities.learn(key, self.changed),
            Some(Kind::Withdrawn(withdrawn)) => self.take_back(&withdrawn.event),
            Some(Kind::Corrected(corrected)) => self.put_right(corrected),
            Some(Kind::DetailsChanged(_)) => {
                for part in &event.people {
                    if let (Some(known), Some(details)) = (self.supporters.get_mut(&part.person), details_in(entry, &part.person, keys)) {
                        known.name = name_in(&details).or_else(|| known.name.take());
                        if !details.reach.is_empty() {
                            self.reaches.insert(event.id.clone(), part.person.clone());
                            known.reach = details.reach;
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// A supporter takes part, with the name and the ways to be reached that their agency tells.
    fn joined(&mut self, entry: &ToldEntry, supporter: &str, keys: &Keys) {
        let event = entry.event();
        let details = details_in(entry, supporter, keys).unwrap_or_default();
        if !details.reach.is_empty() {
            self.reaches.insert(event.id.clone(), supporter.to_owned());
        }
        let (agency, name) = (event.agency.clone(), name_in(&details));
        self.supporters.insert(supporter.to_owned(), SupporterKnown { agency, name, reach: details.reach, left: false });
    }

    /// Did this event make something that is listed here?
    fn knows(&self, event: &str) -> bool {
        self.departures.contains_key(event)
            || self.reaches.contains_key(event)
            || self.roles.knows(event)
            || self.groups.contains_key(event)
            || self.offers.contains_key(event)
    }

    fn take_back(&mut self, event: &str) {
        if let Some(supporter) = self.departures.remove(event) {
            self.set_left(&supporter, false);
        }
        if let Some(known) = self.reaches.remove(event).and_then(|supporter| self.supporters.get_mut(&supporter)) {
            known.reach.clear();
        }
        self.roles.take_back(event);
        self.groups.remove(event);
        if let Some(offer) = self.offers.get_mut(event) {
            offer.withdrawn = true;
        }
    }

    /// What is public is called as it was put right.
    fn put_right(&mut self, corrected: &Corrected) {
        let instead = corrected.instead.as_ref().and_then(|instead| instead.kind.as_ref());
        let description = match instead {
            Some(Kind::GroupFormed(group)) => Some(&group.description),
            Some(Kind::SpaceOffered(space)) => Some(&space.description),
            _ => None,
        };
        if let (Some(known), Some(description)) = (self.groups.get_mut(&corrected.event), description) {
            known.description.clone_from(description);
        }
        let name = match instead {
            Some(Kind::GroupFormed(group)) => &group.name,
            Some(Kind::SpaceOffered(space)) => &space.name,
            Some(Kind::OfferPublished(offer)) => &offer.name,
            Some(Kind::SupporterAway(away)) => return self.roles.put_right(&corrected.event, away),
            _ => return,
        };
        let known = self.groups.get_mut(&corrected.event).map(|group| &mut group.name);
        if let Some(known) = known.or_else(|| self.offers.get_mut(&corrected.event).map(|offer| &mut offer.name)) {
            known.clone_from(name);
        }
    }

    /// The newest setting for the same kind and agency counts.
    fn keep_for(&mut self, set: &RetentionSet, event: &str) {
        self.retention.retain(|known| (&known.set.kind, &known.set.agency) != (&set.kind, &set.agency));
        if !set.ended {
            self.retention.push(RetentionKnown { set: set.clone(), event: event.to_owned(), position: self.changed });
            self.retention.sort_by(|one, other| (&one.set.kind, &one.set.agency).cmp(&(&other.set.kind, &other.set.agency)));
        }
    }

    fn set_left(&mut self, supporter: &str, left: bool) {
        if let Some(known) = self.supporters.get_mut(supporter) {
            known.left = left;
        }
    }
}

/// Somebody's details, from the words of an event that carries them, where they can be opened.
fn details_in(entry: &ToldEntry, person: &str, keys: &Keys) -> Option<Details> {
    entry.words(Uuid::parse_str(person).ok()?, keys).ok()??.details
}

/// What somebody likes to be called.
fn name_in(details: &Details) -> Option<String> {
    let full = [details.given_name.as_str(), details.family_name.as_str()].join(" ");
    [details.known_as.clone(), full.trim().to_owned()].into_iter().find(|name| !name.is_empty())
}
