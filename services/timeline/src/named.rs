//! What those are called whom a story names by an id, for whoever shows it. Other residents have no name here, as in sentences.

use std::collections::BTreeSet;

use throughline_proto::v1::{Alongside, CircleMember, Meeting, Named, Party, Story, circle_member::Member, party};
use throughline_story::Names;
use throughline_views::StoryNames;

/// The supporters, agencies and groups of a story with only what its reader sees.
pub(crate) fn all(story: &Story, names: &StoryNames) -> Vec<Named> {
    let mut found = Found::default();
    story.alongside.iter().for_each(|alongside| found.alongside(alongside));
    for promise in &story.promises {
        found.party(promise.whose.as_ref());
        found.agencies.insert(&promise.agency);
    }
    for no in &story.said_no {
        found.agencies.extend([no.agency.as_str(), no.offered_by.as_str()]);
    }
    for introduction in &story.introductions {
        found.party(introduction.to.as_ref());
        found.party(introduction.by.as_ref());
    }
    story.last_met.iter().chain(&story.planned).for_each(|meeting| found.meeting(meeting));
    story.circle.iter().chain(&story.family).for_each(|member| found.member(member));
    for opening in &story.openings {
        found.supporters.insert(&opening.supporter);
        found.agencies.insert(&opening.agency);
    }
    found.agencies.extend(story.proxies.iter().map(|proxy| proxy.agency.as_str()));
    found.groups.extend(story.groups.iter().map(|tie| tie.group.as_str()));
    found.agencies.extend(story.profiles.iter().map(|profile| profile.agency.as_str()));
    for choice in story.sharing.iter().filter_map(|sharing| sharing.choice.as_ref()) {
        found.agencies.extend(choice.agencies.iter().map(String::as_str));
        found.supporters.extend(choice.never_supporters.iter().map(String::as_str));
    }
    found.named(names)
}

/// The same of what a list says of a story.
pub(crate) fn in_lists(alongside: &[Alongside], planned: &[Meeting], names: &StoryNames) -> Vec<Named> {
    let mut found = Found::default();
    alongside.iter().for_each(|alongside| found.alongside(alongside));
    planned.iter().for_each(|meeting| found.meeting(meeting));
    found.named(names)
}

#[derive(Default)]
struct Found<'a> {
    supporters: BTreeSet<&'a str>,
    agencies: BTreeSet<&'a str>,
    groups: BTreeSet<&'a str>,
}

impl<'a> Found<'a> {
    fn alongside(&mut self, alongside: &'a Alongside) {
        self.supporters.extend([alongside.supporter.as_str(), alongside.covered_by.as_str()]);
        self.agencies.insert(&alongside.agency);
    }

    fn party(&mut self, party: Option<&'a Party>) {
        match party.and_then(|party| party.party.as_ref()) {
            Some(party::Party::Supporter(supporter)) => _ = self.supporters.insert(supporter),
            Some(party::Party::Agency(agency)) => _ = self.agencies.insert(agency),
            Some(party::Party::Resident(_)) | None => {}
        }
    }

    fn meeting(&mut self, meeting: &'a Meeting) {
        self.supporters.extend(meeting.with.iter().map(String::as_str));
        self.agencies.insert(&meeting.agency);
    }

    fn member(&mut self, member: &'a CircleMember) {
        if let Some(Member::Supporter(supporter)) = &member.member {
            self.supporters.insert(supporter);
        }
    }

    fn named(mut self, names: &'a StoryNames) -> Vec<Named> {
        let mut all = Vec::new();
        for id in self.supporters {
            let Some(known) = names.directory.supporters.get(id) else { continue };
            self.agencies.insert(&known.agency);
            let (name, agency) = (known.name.clone().unwrap_or_default(), known.agency.clone());
            all.push(Named { id: id.to_owned(), name, agency, reach: if known.left { Vec::new() } else { known.reach.clone() } });
        }
        let plain = |id: &str, name: String| Named { id: id.to_owned(), name, ..Named::default() };
        all.extend(self.groups.into_iter().filter_map(|group| names.group(group).map(|name| plain(group, name))));
        all.extend(self.agencies.into_iter().filter(|agency| !agency.is_empty()).map(|agency| plain(agency, names.agency(agency))));
        all.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        all
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use throughline_proto::v1::{Alongside, GroupTie, Promise};
    use throughline_views::{AgencyKnown, Directory, GroupKnown, SupporterKnown};

    use super::*;

    #[test]
    fn whoever_the_story_names_by_an_id_is_called_once_and_nobody_else_is() {
        let supporter =
            |name: Option<&str>| SupporterKnown { agency: "house".into(), name: name.map(str::to_owned), reach: Vec::new(), left: false };
        let mut directory = Directory::default();
        directory.agencies = [("house", "The House"), ("care", "Care City")]
            .map(|(word, name)| (word.to_owned(), AgencyKnown { name: name.into() }))
            .into_iter()
            .collect();
        directory.supporters = [("amina", Some("Amina")), ("ben", None), ("unseen", Some("Unseen"))]
            .map(|(id, name)| (id.to_owned(), supporter(name)))
            .into_iter()
            .collect();
        directory.groups.insert("choir".into(), GroupKnown { name: "The Choir".into(), agency: "house".into(), ..GroupKnown::default() });
        let ben = Party { party: Some(party::Party::Supporter("ben".into())) };
        let somebody = Party { party: Some(party::Party::Resident("tom".into())) };
        let story = Story {
            alongside: vec![Alongside { supporter: "amina".into(), agency: "house".into(), ..Alongside::default() }; 2],
            promises: vec![
                Promise { whose: Some(ben), agency: "care".into(), ..Promise::default() },
                Promise { whose: Some(somebody), ..Promise::default() },
            ],
            groups: vec![GroupTie { group: "choir".into(), ..GroupTie::default() }],
            ..Story::default()
        };
        let names = StoryNames { directory: Arc::new(directory), ..StoryNames::default() };
        let told: Vec<_> = all(&story, &names).into_iter().map(|named| (named.id, named.name, named.agency)).collect();
        let expected = [
            ("amina", "Amina", "house"),
            ("ben", "", "house"),
            ("care", "Care City", ""),
            ("choir", "The Choir", ""),
            ("house", "The House", ""),
        ];
        assert_eq!(told, expected.map(|(id, name, agency)| (id.to_owned(), name.to_owned(), agency.to_owned())));
    }
}
