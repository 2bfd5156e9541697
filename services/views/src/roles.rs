//! Who holds which role, and who covers for whom, in the order of the log. Part of the directory; what a role lets somebody see is not said here.

use std::collections::{BTreeMap, HashMap};

use throughline_proto::v1::{RoleHeld, SupporterAway};
use throughline_story::{RoleKnown, role_agency};

use crate::Directory;

/// Roles, and absences.
#[derive(Debug, Clone, Default)]
pub(crate) struct Roles {
    /// "agency/role", and who holds it, in the order in which they came to.
    held: BTreeMap<String, Vec<String>>,
    /// By supporter; the newest last, so that one that is taken back leaves those before it.
    away: HashMap<String, Vec<Absence>>,
}

/// Somebody is away.
#[derive(Debug, Clone)]
struct Absence {
    event: String,
    until: String,
    covered_by: String,
}

impl Roles {
    pub(crate) fn learn(&mut self, held: &RoleHeld) {
        let holders = self.held.entry(held.role.clone()).or_default();
        holders.retain(|holder| *holder != held.supporter);
        if !held.ended {
            holders.push(held.supporter.clone());
        }
    }

    pub(crate) fn away(&mut self, event: &str, away: &SupporterAway) {
        let absence = Absence { event: event.to_owned(), until: away.until.clone(), covered_by: away.covered_by.clone() };
        self.away.entry(away.supporter.clone()).or_default().push(absence);
    }

    pub(crate) fn knows(&self, event: &str) -> bool {
        self.away.values().flatten().any(|absence| absence.event == event)
    }

    pub(crate) fn take_back(&mut self, event: &str) {
        self.away.values_mut().for_each(|absences| absences.retain(|absence| absence.event != event));
    }

    /// As it should read, also where it was about somebody else.
    pub(crate) fn put_right(&mut self, event: &str, instead: &SupporterAway) {
        let right = Absence { event: event.to_owned(), until: instead.until.clone(), covered_by: instead.covered_by.clone() };
        let own = self.away.entry(instead.supporter.clone()).or_default();
        match own.iter_mut().find(|absence| absence.event == event) {
            Some(absence) => *absence = right,
            None => own.push(right),
        }
        let of_others = self.away.iter_mut().filter(|(supporter, _)| **supporter != instead.supporter);
        of_others.for_each(|(_, absences)| absences.retain(|absence| absence.event != event));
    }

    /// The newest absence, if it lasts; its last day is a day away.
    fn absence(&self, supporter: &str, today: &str) -> Option<&Absence> {
        self.away.get(supporter)?.last().filter(|absence| absence.until.is_empty() || absence.until.as_str() >= today)
    }
}

impl Directory {
    /// Who holds a role today and who covers: of those who take part for its agency. One covers for another, and nobody for whoever covers.
    pub fn role(&self, role: &str, today: &str) -> RoleKnown {
        let agency = role_agency(role);
        let takes_part = |supporter: &&String| self.supporters.get(*supporter).is_some_and(|known| known.agency == agency && !known.left);
        let held_by: Vec<String> = self.roles.held.get(role).into_iter().flatten().filter(takes_part).cloned().collect();
        let covers = held_by.iter().filter_map(|holder| Some(&self.roles.absence(holder, today)?.covered_by)).filter(takes_part);
        RoleKnown { covered_by: covers.cloned().collect(), held_by }
    }

    /// The roles of an agency that somebody holds, and who.
    pub fn roles_of(&self, agency: &str, today: &str) -> BTreeMap<String, RoleKnown> {
        let own = self.roles.held.range(format!("{agency}/")..).map(|(role, _)| role).take_while(|role| role_agency(role) == agency);
        own.map(|role| (role.clone(), self.role(role, today))).filter(|(_, known)| !known.held_by.is_empty()).collect()
    }

    /// The agencies with roles that were ever held.
    pub fn agencies_with_roles(&self) -> Vec<String> {
        let mut agencies: Vec<String> = self.roles.held.keys().map(|role| role_agency(role).to_owned()).collect();
        agencies.dedup();
        agencies
    }

    /// Until when somebody is away, and who covers; none while they are there.
    pub fn away(&self, supporter: &str, today: &str) -> Option<(&str, &str)> {
        self.roles.absence(supporter, today).map(|absence| (absence.until.as_str(), absence.covered_by.as_str()))
    }

    /// Who is away today with this supporter covering for them; of those who take part.
    pub fn covered_by(&self, supporter: &str, today: &str) -> Vec<&str> {
        let covers = |(away, _): &(&String, _)| self.away(away, today).is_some_and(|(_, cover)| cover == supporter);
        let mut away: Vec<&str> =
            self.supporters.iter().filter(|(_, known)| !known.left).filter(covers).map(|(away, _)| away.as_str()).collect();
        away.sort_unstable();
        away
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SupporterKnown;

    const LEAD: &str = "council/lead";

    fn directory(supporters: &[(&str, &str)]) -> Directory {
        let known = |agency: &str| SupporterKnown { agency: agency.to_owned(), name: None, reach: Vec::new(), left: false };
        let supporters = supporters.iter().map(|&(supporter, agency)| (supporter.to_owned(), known(agency)));
        let mut directory = Directory::default();
        directory.supporters.extend(supporters);
        directory
    }

    fn held(directory: &mut Directory, role: &str, supporter: &str, ended: bool) {
        directory.roles.learn(&RoleHeld { role: role.to_owned(), supporter: supporter.to_owned(), ended });
    }

    fn away(directory: &mut Directory, event: &str, supporter: &str, until: &str, covered_by: &str) {
        let away = SupporterAway { supporter: supporter.to_owned(), until: until.to_owned(), covered_by: covered_by.to_owned() };
        directory.roles.away(event, &away);
    }

    fn who(directory: &Directory, today: &str) -> (Vec<String>, Vec<String>) {
        let RoleKnown { held_by, covered_by } = directory.role(LEAD, today);
        (held_by, covered_by)
    }

    #[test]
    fn a_role_is_held_until_it_is_said_to_have_ended_or_they_leave() {
        let mut directory = directory(&[("ann", "council"), ("bob", "council")]);
        held(&mut directory, LEAD, "ann", false);
        held(&mut directory, LEAD, "bob", false);
        held(&mut directory, LEAD, "ann", false);
        assert_eq!(who(&directory, "2026-06-01").0, ["bob", "ann"]);
        held(&mut directory, LEAD, "bob", true);
        assert_eq!(who(&directory, "2026-06-01").0, ["ann"]);
        directory.supporters.get_mut("ann").unwrap().left = true;
        assert!(directory.roles_of("council", "2026-06-01").is_empty());
    }

    #[test]
    fn cover_lasts_through_its_last_day_and_reaches_one_step() {
        let mut directory = directory(&[("ann", "council"), ("bob", "council"), ("cas", "council")]);
        held(&mut directory, LEAD, "ann", false);
        away(&mut directory, "1", "ann", "2026-06-10", "bob");
        away(&mut directory, "2", "bob", "2026-06-10", "cas");
        assert_eq!(who(&directory, "2026-06-10").1, ["bob"]);
        assert_eq!(who(&directory, "2026-06-11").1, Vec::<String>::new());
    }

    #[test]
    fn whoever_covers_is_of_the_same_agency() {
        let mut directory = directory(&[("ann", "council"), ("eve", "elsewhere")]);
        held(&mut directory, LEAD, "ann", false);
        away(&mut directory, "1", "ann", "", "eve");
        assert_eq!(who(&directory, "2026-06-10").1, Vec::<String>::new());
        assert_eq!(directory.away("ann", "2026-06-10"), Some(("", "eve")));
    }

    #[test]
    fn what_is_taken_back_or_put_right_reads_as_if_it_had_been_said_so() {
        let mut directory = directory(&[("ann", "council"), ("bob", "council"), ("cas", "council")]);
        held(&mut directory, LEAD, "ann", false);
        away(&mut directory, "1", "ann", "2026-06-10", "bob");
        away(&mut directory, "2", "ann", "2026-06-12", "cas");
        assert!(directory.roles.knows("2"));
        directory.roles.take_back("2");
        assert_eq!(who(&directory, "2026-06-09").1, ["bob"]);
        let instead = SupporterAway { supporter: "ann".into(), until: "2026-06-08".into(), covered_by: "bob".into() };
        directory.roles.put_right("1", &instead);
        assert_eq!(who(&directory, "2026-06-09").1, Vec::<String>::new());
        let of_another = SupporterAway { supporter: "cas".into(), ..instead };
        directory.roles.put_right("1", &of_another);
        assert_eq!((directory.away("ann", "2026-06-08"), directory.away("cas", "2026-06-08")), (None, Some(("2026-06-08", "bob"))));
    }

    #[test]
    fn an_agencys_roles_are_not_those_of_one_with_a_longer_word() {
        let mut directory = directory(&[("ann", "council"), ("eve", "council-adults")]);
        held(&mut directory, LEAD, "ann", false);
        held(&mut directory, "council-adults/lead", "eve", false);
        assert_eq!(directory.roles_of("council", "2026-06-01").into_keys().collect::<Vec<_>>(), [LEAD]);
        assert_eq!(directory.agencies_with_roles(), ["council-adults", "council"]);
    }
}
