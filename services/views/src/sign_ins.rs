//! Who may sign in with what: links that count, and accounts that were connected, as the log says. Both are known by digests alone. Whether
//! whom they are of still takes part is asked elsewhere, when somebody comes.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use throughline_proto::v1::{AccountConnected, InvitationMade, InvitationUsed};
use uuid::Uuid;

use crate::{ViewError, Views};

/// SHA-256, or a keyed MAC of that length.
type Digest = [u8; 32];

/// Somebody who signs in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SignsInAs {
    /// A supporter, by their id.
    Supporter(String),
    /// A resident, by a profile.
    Resident(String),
    /// An auditor, by the keeper's word for them.
    Auditor(String),
}

/// A link that was made and not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationKnown {
    /// The event that made it.
    pub event: String,
    /// For whom.
    pub whom: SignsInAs,
    /// Until when it counts, in microseconds since 1970.
    pub until_unix_us: i64,
}

/// Links and accounts. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct SignIns {
    known: Arc<Known>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    invitations: HashMap<Digest, InvitationKnown>,
    accounts: HashMap<Digest, SignsInAs>,
    /// The auditors who came in, until the keeper ends it.
    auditors: HashSet<String>,
    /// Of whom all accounts were disconnected, with the position of the record that last did.
    disconnected: HashMap<SignsInAs, u64>,
}

impl SignIns {
    /// The link with a token of this digest, if one was made and not used; it may have expired.
    pub fn invitation(&self, token_digest: &Digest) -> Option<&InvitationKnown> {
        self.known.invitations.get(token_digest)
    }

    /// Whose account this is.
    pub fn account(&self, account: &Digest) -> Option<&SignsInAs> {
        self.known.accounts.get(account)
    }

    /// Whether an auditor came in by an invitation, and it was not ended since.
    pub fn lets_look(&self, auditor: &str) -> bool {
        self.known.auditors.contains(auditor)
    }

    /// The position of the record that last disconnected all of somebody's accounts; 0 if none did. Who signed in before it is signed in no more.
    pub fn disconnected_at(&self, whom: &SignsInAs) -> u64 {
        self.known.disconnected.get(whom).copied().unwrap_or_default()
    }

    /// A new link for somebody takes the place of one that they had not used, by whichever of their profiles. Those that had expired by then are
    /// forgotten.
    pub(crate) fn invited(&mut self, event: &str, made: &InvitationMade, recorded_at_us: i64) {
        let (Ok(digest), whom) = (Digest::try_from(made.token_digest.as_slice()), of(&made.supporter, &made.resident, &made.auditor))
        else {
            return;
        };
        let known = Arc::make_mut(&mut self.known);
        let is_theirs = |other: &SignsInAs| *other == whom || is_among(other, &made.profiles);
        known.invitations.retain(|_, other| other.until_unix_us > recorded_at_us && !is_theirs(&other.whom));
        let made = InvitationKnown { event: event.to_owned(), whom, until_unix_us: made.until_unix_us.cast_signed() };
        known.invitations.insert(digest, made);
    }

    pub(crate) fn used(&mut self, used: &InvitationUsed) {
        let Known { invitations, auditors, .. } = Arc::make_mut(&mut self.known);
        let came_in = invitations.values().find(|known| known.event == used.invitation).map(|known| known.whom.clone());
        if let Some(SignsInAs::Auditor(auditor)) = came_in {
            auditors.insert(auditor);
        }
        invitations.retain(|_, other| other.event != used.invitation);
    }

    /// An account is of whoever connected it last: they were signed in to it. Disconnecting without naming one disconnects all of somebody's, by
    /// whichever of their profiles. What was on its way while that was written comes too late: who connected it was signed in before.
    pub(crate) fn connected(&mut self, connected: &AccountConnected, position: u64) {
        let whom = of(&connected.supporter, &connected.resident, &connected.auditor);
        let came_too_late = connected.as_of != 0 && connected.as_of < self.disconnected_at(&whom);
        let Known { accounts, disconnected, auditors, .. } = Arc::make_mut(&mut self.known);
        if connected.ended && !connected.sessions_only {
            auditors.remove(&connected.auditor);
        }
        match Digest::try_from(connected.account.as_slice()) {
            Ok(account) if connected.ended => {
                if accounts.get(&account) == Some(&whom) {
                    accounts.remove(&account);
                }
            }
            Ok(account) if !came_too_late => {
                accounts.insert(account, whom);
            }
            Err(_) if connected.ended => {
                if !connected.sessions_only {
                    accounts.retain(|_, other| *other != whom && !is_among(other, &connected.profiles));
                }
                let beside = connected.profiles.iter().map(|profile| SignsInAs::Resident(profile.clone()));
                disconnected.extend(beside.chain([whom]).map(|whom| (whom, position)));
            }
            Ok(_) | Err(_) => {}
        }
    }
}

impl Views {
    /// The agency that knows somebody under this profile; none if nobody does, or they were erased.
    pub fn who_knows(&self, profile: &str) -> Result<Option<String>, ViewError> {
        let Ok(person) = Uuid::parse_str(profile) else { return Ok(None) };
        self.read_here(|snapshot| {
            let read = snapshot.story(person)?;
            let mut profiles = read.iter().flat_map(|read| &read.story().profiles);
            let known = profiles.find(|known| known.person == profile && known.erased_event.is_empty());
            Ok(known.map(|known| known.agency.clone()).filter(|agency| !agency.is_empty()))
        })
    }

    /// The other profiles that are one person with this one, whichever agency's; none if there are none, or nobody is known under it.
    pub fn profiles_beside(&self, profile: &str) -> Result<Vec<String>, ViewError> {
        let Ok(person) = Uuid::parse_str(profile) else { return Ok(Vec::new()) };
        self.read_here(|snapshot| {
            // Whether they are the caller's to ask about is said later, and not by how this went.
            let read = match snapshot.story(person) {
                Err(ViewError::SetAside { .. }) => None,
                read => read?,
            };
            let profiles = read.iter().flat_map(|read| &read.story().profiles);
            let beside = profiles.filter(|known| known.person != profile && known.erased_event.is_empty());
            Ok(beside.map(|known| known.person.clone()).collect())
        })
    }

    /// For whom the portal calls once somebody has signed in, as "throughline-acting-for" says it; none for whoever no longer takes part.
    pub fn acting_for(&self, whom: &SignsInAs) -> Result<Option<String>, ViewError> {
        match whom {
            SignsInAs::Supporter(supporter) => {
                let directory = self.directory();
                let known = directory.supporters.get(supporter).filter(|known| !known.left);
                Ok(known.map(|known| format!("{}/supporter/{supporter}", known.agency)))
            }
            SignsInAs::Auditor(auditor) => Ok(Some(format!("auditor/{auditor}"))),
            SignsInAs::Resident(resident) => Ok(self.who_knows(resident)?.map(|_| format!("resident/{resident}"))),
        }
    }
}

fn is_among(whom: &SignsInAs, profiles: &[String]) -> bool {
    matches!(whom, SignsInAs::Resident(profile) if profiles.contains(profile))
}

fn of(supporter: &str, resident: &str, auditor: &str) -> SignsInAs {
    match (supporter, auditor) {
        ("", "") => SignsInAs::Resident(resident.to_owned()),
        ("", _) => SignsInAs::Auditor(auditor.to_owned()),
        _ => SignsInAs::Supporter(supporter.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(token: u8, supporter: &str, until_unix_us: u64) -> InvitationMade {
        InvitationMade { supporter: supporter.into(), token_digest: vec![token; 32], until_unix_us, ..InvitationMade::default() }
    }

    fn account(account: &[u8], supporter: &str, ended: bool) -> AccountConnected {
        AccountConnected { supporter: supporter.into(), account: account.to_vec(), ended, ..AccountConnected::default() }
    }

    #[test]
    fn a_link_counts_until_it_is_used_or_another_takes_its_place() {
        let mut known = SignIns::default();
        known.invited("one", &made(1, "amina", 10), 0);
        known.invited("two", &made(2, "ben", 10), 0);
        known.invited("three", &made(3, "amina", 10), 0);
        assert!(known.invitation(&[1; 32]).is_none() && known.invitation(&[2; 32]).is_some());
        known.used(&InvitationUsed { invitation: "three".into(), nonce: Vec::new() });
        assert!(known.invitation(&[3; 32]).is_none() && known.invitation(&[2; 32]).is_some());
    }

    #[test]
    fn links_that_have_expired_are_forgotten_when_the_next_is_made() {
        let mut known = SignIns::default();
        known.invited("one", &made(1, "amina", 10), 0);
        known.invited("two", &made(2, "ben", 30), 10);
        assert!(known.invitation(&[1; 32]).is_none());
    }

    #[test]
    fn an_account_is_disconnected_by_its_owner_alone_or_with_all_of_theirs() {
        let mut known = SignIns::default();
        known.connected(&account(&[1; 32], "amina", false), 1);
        known.connected(&account(&[2; 32], "amina", false), 1);
        known.connected(&account(&[1; 32], "ben", true), 1);
        assert_eq!(known.account(&[1; 32]), Some(&SignsInAs::Supporter("amina".into())));
        known.connected(&account(&[1; 32], "amina", true), 1);
        assert!(known.account(&[1; 32]).is_none() && known.account(&[2; 32]).is_some());
        known.connected(&account(&[], "amina", true), 1);
        assert!(known.account(&[2; 32]).is_none());
    }
    #[test]
    fn what_was_made_by_another_profile_of_the_same_person_goes_with_the_rest() {
        let of = |account: u8, resident: &str| AccountConnected {
            resident: resident.into(),
            account: vec![account; 32],
            ..AccountConnected::default()
        };
        let link = |token: u8, resident: &str, profiles: &[&str]| InvitationMade {
            resident: resident.into(),
            token_digest: vec![token; 32],
            until_unix_us: 10,
            profiles: profiles.iter().map(|&profile| profile.to_owned()).collect(),
            ..InvitationMade::default()
        };
        let mut known = SignIns::default();
        known.connected(&of(1, "rosa of the house"), 1);
        known.connected(&of(2, "rosa of the city"), 2);
        known.connected(&of(3, "sam"), 3);
        known.invited("one", &link(1, "rosa of the house", &[]), 0);
        known.invited("two", &link(2, "sam", &[]), 0);
        known.invited("three", &link(3, "rosa of the city", &["rosa of the house"]), 0);
        assert!(known.invitation(&[1; 32]).is_none() && known.invitation(&[2; 32]).is_some() && known.invitation(&[3; 32]).is_some());

        let profiles = vec!["rosa of the house".to_owned()];
        let all = AccountConnected { resident: "rosa of the city".into(), ended: true, profiles, ..AccountConnected::default() };
        known.connected(&all, 7);
        assert!(known.account(&[1; 32]).is_none() && known.account(&[2; 32]).is_none() && known.account(&[3; 32]).is_some());
        let at = |resident: &str| known.disconnected_at(&SignsInAs::Resident(resident.into()));
        assert_eq!([at("rosa of the house"), at("rosa of the city"), at("sam")], [7, 7, 0]);
    }

    #[test]
    fn an_account_that_was_on_its_way_while_all_were_disconnected_comes_too_late() {
        let mut known = SignIns::default();
        known.connected(&account(&[], "amina", true), 5);
        let as_of = |as_of| AccountConnected { as_of, ..account(&[1; 32], "amina", false) };
        known.connected(&as_of(4), 6);
        assert!(known.account(&[1; 32]).is_none());
        known.connected(&as_of(6), 7);
        assert!(known.account(&[1; 32]).is_some());
        // What was written before it was said counts as it did.
        known.connected(&account(&[2; 32], "amina", false), 8);
        assert!(known.account(&[2; 32]).is_some());
    }
}
