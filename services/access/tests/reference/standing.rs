//! The reference for how somebody stands to the person of a story: the person, alongside with a yes, knowing them, named, shut out.

use throughline_access::{ActingFor, Caller};
use throughline_proto::v1::{Happened, Proxy, SharingChosen, Story, happened::Moment, party::Party};

use crate::situation::Role;

/// A caller before a story.
#[derive(Clone, Copy)]
pub struct Standing<'a> {
    pub story: &'a Story,
    pub caller: &'a Caller,
    pub today: &'a str,
    /// All profiles of the resident for whom the call is made.
    pub is: &'a [String],
    pub roles: &'a [Role],
}

impl Standing<'_> {
    pub fn agency(&self) -> &str {
        &self.caller.agency
    }

    pub fn is_profile(&self, person: &str) -> bool {
        self.story.profiles.iter().any(|profile| profile.person == person)
    }

    /// The resident, vouched for by the agency that knows them by this profile.
    pub fn is_the_person(&self) -> bool {
        let ActingFor::Resident(person) = &self.caller.acting_for else { return false };
        self.story.profiles.iter().any(|profile| profile.person == *person && profile.agency == self.agency())
    }

    /// "A person reads it only while acting for [the agency]": residents never do.
    pub fn is_for_agency(&self) -> bool {
        !matches!(self.caller.acting_for, ActingFor::Resident(_))
    }

    /// "Whoever is joined with [the named profile] counts too", until a date "which is no longer part of it", while nobody disagrees, and while the
    /// person lives. DESIGN is silent on death: what lets somebody speak for another ends with it. Nobody is their own proxy.
    pub fn proxy(&self) -> Vec<&Proxy> {
        let named: Vec<&Proxy> = self.story.proxies.iter().filter(|one| self.is.contains(&one.proxy)).collect();
        let died = self.story.stilled.as_ref().is_some_and(|stilled| stilled.died);
        let is_own = self.is.iter().any(|person| self.is_profile(person));
        if died || is_own || named.iter().any(|one| !one.contested_by.is_empty()) {
            return Vec::new();
        }
        let holds = |one: &&Proxy| one.is_granted && (one.until.is_empty() || self.today < one.until.as_str());
        named.into_iter().filter(holds).collect()
    }

    /// An agency, and nobody who is shut out.
    pub fn is_agency(&self) -> bool {
        self.is_for_agency() && !self.is_shut_out()
    }

    /// "Supporters who may see nothing of the story"; and residents, of a story that is not their own.
    pub fn is_shut_out(&self) -> bool {
        match &self.caller.acting_for {
            ActingFor::System | ActingFor::Auditor(_) => false,
            ActingFor::Resident(_) => !self.is_the_person() && self.proxy().is_empty(),
            ActingFor::Supporter(supporter) => self.in_force().any(|choice| choice.never_supporters.contains(supporter)),
        }
    }

    /// "Until which date; open when empty." The day itself is still in it.
    pub fn in_force(&self) -> impl Iterator<Item = &SharingChosen> {
        let choices = self.story.sharing.iter().filter_map(|held| held.choice.as_ref());
        choices.filter(|choice| choice.until.is_empty() || choice.until.as_str() >= self.today)
    }

    pub fn is_named(&self, choice: &SharingChosen) -> bool {
        choice.never_supporters.is_empty() && choice.agencies.iter().any(|agency| agency == self.agency())
    }

    /// "`AlongsideStarted` and `Introduced` grant reading only with the resident's yes."
    pub fn walks_alongside(&self) -> bool {
        let present = self.story.alongside.iter().any(|one| one.ended_event.is_empty() && one.with_yes && one.agency == self.agency());
        self.is_agency() && (present || self.is_introduced())
    }

    /// DESIGN is silent on how long an introduction lets somebody read: until the agency's walking alongside has ended since.
    fn is_introduced(&self) -> bool {
        let ended: Vec<&str> =
            self.story.alongside.iter().filter(|one| one.agency == self.agency()).filter_map(|one| day(one.until.as_ref())).collect();
        self.story.introductions.iter().any(|one| {
            let to_them = match one.to.as_ref().and_then(|to| to.party.as_ref()) {
                Some(Party::Agency(agency)) => agency == self.agency(),
                Some(Party::Supporter(supporter)) => self.caller.acting_for == ActingFor::Supporter(supporter.clone()),
                // Residents read no story but their own.
                Some(Party::Resident(_)) | None => false,
            };
            let when = day(one.when.as_ref()).unwrap_or_default();
            one.with_yes && to_them && !ended.iter().any(|ended| *ended >= when)
        })
    }

    /// An agency that knows the person itself, or said that it was alongside: it "keeps sight of what it wrote".
    pub fn has_had_a_part(&self, agency: &str) -> bool {
        self.story.profiles.iter().any(|profile| profile.agency == agency) || self.story.alongside.iter().any(|one| one.agency == agency)
    }

    /// "The agency that knows them": one of these profiles is its own.
    pub fn knows_one_of(&self, profiles: &[String]) -> bool {
        let own = self.story.profiles.iter().filter(|profile| profile.agency == self.agency());
        self.is_agency() && own.into_iter().any(|profile| profiles.contains(&profile.person))
    }

    /// "Seen by its named roles with cover". DESIGN is silent on roles that nobody holds: so that somebody sees it, the safeguarding lead does, and
    /// where there is none whoever reads for that agency. It is silent on an agency as a whole: it is told that there is something new.
    pub fn has_role(&self, roles: &[String]) -> bool {
        let of_theirs = |role: &&String| role.split('/').next() == Some(self.agency());
        let own: Vec<&String> = roles.iter().filter(of_theirs).collect();
        let held: Vec<&Role> = self.roles.iter().filter(|one| own.contains(&&one.role)).collect();
        let is_theirs = match &self.caller.acting_for {
            ActingFor::System => true,
            ActingFor::Supporter(_) if held.is_empty() => self.stands_in(),
            ActingFor::Supporter(_) => held.into_iter().any(|one| self.is_in(one)),
            ActingFor::Resident(_) | ActingFor::Auditor(_) => false,
        };
        self.is_agency() && !own.is_empty() && is_theirs
    }

    /// The safeguarding lead of their agency, or anybody where there is none.
    fn stands_in(&self) -> bool {
        let mut leads = self.leads().peekable();
        leads.peek().is_none() || leads.any(|one| self.is_in(one))
    }

    /// They are a safeguarding lead of their agency.
    pub fn is_lead(&self) -> bool {
        self.leads().any(|one| self.is_in(one))
    }

    fn leads(&self) -> impl Iterator<Item = &Role> {
        let role = format!("{}/safeguarding-lead", self.agency());
        self.roles.iter().filter(move |one| one.role == role)
    }

    /// "That agency's information lead", of which nobody is one who was not named.
    pub fn is_information_lead_of(&self, agency: &str) -> bool {
        let role = format!("{agency}/information-lead");
        agency == self.agency() && self.roles.iter().any(|one| one.role == role && self.is_in(one))
    }

    /// They hold it, or cover for whoever does.
    fn is_in(&self, role: &Role) -> bool {
        let ActingFor::Supporter(name) = &self.caller.acting_for else { return false };
        name == role.held_by || role.covered_by.is_some_and(|cover| cover == name)
    }
}

/// All that is generated happened on a day, at no known time.
fn day(happened: Option<&Happened>) -> Option<&str> {
    match happened?.moment.as_ref()? {
        Moment::Date(date) => Some(date),
        Moment::Time(time) => Some(time),
    }
}
