//! Several people in one list: the person of the story first, then whom the reader may know, and the others as a number.

use throughline_proto::v1::{CircleMember, circle_member::Member};

use super::{
    teller::Teller,
    value::{
        Is, Named,
        Value::{Count, Text},
    },
};

/// A sentence names this many; the rest are counted.
const MOST_NAMED: usize = 6;

impl Teller<'_> {
    /// Names as they are, in a list.
    pub(super) fn list(&self, names: Vec<Option<String>>) -> Named {
        self.residents(std::iter::empty(), names)
    }

    /// Everybody in a circle, with what they do there.
    pub(super) fn members(&self, members: &[CircleMember]) -> Named {
        self.list(members.iter().map(|member| self.member(member)).collect())
    }

    fn member(&self, member: &CircleMember) -> Option<String> {
        let name = match member.member.as_ref()? {
            Member::Resident(person) => self.resident(person)?,
            Member::Supporter(supporter) => self.known_supporter(supporter)?,
            Member::Text(words) => self.text(words).into_owned(),
        };
        if name.is_empty() {
            return None;
        }
        Some(self.phrase("member", &[("name", Text(&name)), ("part", Text(&self.text(&member.part)))]))
    }

    /// Residents after the names that stand already; the person of the story once, and before all others.
    pub(super) fn residents<'b>(&self, people: impl Iterator<Item = &'b str>, mut names: Vec<Option<String>>) -> Named {
        let mut of_story = false;
        for person in people {
            if !self.is_of_story(person) {
                names.push(self.resident(person));
            } else if !of_story {
                of_story = true;
                names.insert(0, Some(self.story_person(person)));
            }
        }
        self.listed(names, of_story && self.to_resident)
    }

    fn story_person(&self, person: &str) -> String {
        let name = if self.to_resident { Some(self.phrase("you", &[])) } else { self.resident(person) };
        name.unwrap_or_else(|| self.phrase("someone", &[]))
    }

    /// "Amira, Tom and 2 others". Those without a name are the others.
    fn listed(&self, names: Vec<Option<String>>, you: bool) -> Named {
        let is = match (you, names.len()) {
            (true, 1) => Is::You,
            (true, _) => Is::WithYou,
            (false, 0 | 1) => Is::One,
            (false, _) => Is::Several,
        };
        let everybody = names.len();
        let mut names: Vec<String> = names.into_iter().flatten().collect();
        if names.len() > MOST_NAMED + 1 {
            names.truncate(MOST_NAMED);
        }
        let others = everybody - names.len();
        if names.is_empty() {
            names.push(self.phrase(if others > 1 { "some-people" } else { "someone" }, &[]));
        } else if others > 0 {
            names.push(self.phrase("others", &[("count", Count(others as u64))]));
        }
        let last = names.pop().unwrap_or_default();
        let text = match names.into_iter().reduce(|list, name| self.joined("list-next", &list, &name)) {
            Some(list) => self.joined("list-last", &list, &last),
            None => last,
        };
        Named { text, is }
    }

    fn joined(&self, how: &str, list: &str, name: &str) -> String {
        self.phrase(how, &[("list", Text(list)), ("name", Text(name))])
    }
}
