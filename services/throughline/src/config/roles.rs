//! What a node does: the roles of `serve --role`, and which services each brings. Nothing is started here.

use std::{collections::BTreeSet, fmt};

use crate::exit::WrongUse;

/// A part of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Taking in what agencies write, and finding people.
    Record,
    /// Telling stories.
    Timeline,
    /// Replaying the log for auditors.
    Audit,
    /// Telling agencies that there is something new.
    Fanout,
    /// Pages for people.
    Portal,
}

impl Role {
    /// Every role, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Record, Self::Timeline, Self::Audit, Self::Fanout, Self::Portal];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Timeline => "timeline",
            Self::Audit => "audit",
            Self::Fanout => "fanout",
            Self::Portal => "portal",
        }
    }

    /// The services that a node with this role has, by their full names.
    pub fn services(self) -> &'static [&'static str] {
        match self {
            Self::Record => &["throughline.v1.RecordService", "throughline.v1.PeopleService", "throughline.v1.SignInService"],
            Self::Timeline => &["throughline.v1.StoryService"],
            Self::Audit => &["throughline.v1.AuditService"],
            Self::Fanout | Self::Portal => &[],
        }
    }

    /// The role that brings a service.
    pub fn of_service(service: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.services().contains(&service))
    }
}

/// What one node does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles(BTreeSet<Role>);

impl Roles {
    /// Everything that callers can call.
    pub fn all_services() -> Self {
        Self([Role::Record, Role::Timeline, Role::Audit].into())
    }

    /// Reads roles, several of them in one text with commas between them.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, WrongUse> {
        let names = texts.into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|name| !name.is_empty());
        let roles: BTreeSet<Role> = names.map(parse).collect::<Result<_, _>>()?;
        if roles.is_empty() {
            return Err(WrongUse::new(format!("--role names no role; give one or more of {}", every_name())));
        }
        Ok(Self(roles))
    }

    /// The same, and one more.
    #[must_use]
    pub fn with(mut self, role: Role) -> Self {
        self.0.insert(role);
        self
    }

    /// Whether the node does this.
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// What it does, in order.
    pub fn iter(&self) -> impl Iterator<Item = Role> {
        self.0.iter().copied()
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.iter().map(Role::name).collect::<Vec<_>>().join(", "))
    }
}

fn parse(name: &str) -> Result<Role, WrongUse> {
    let found = Role::ALL.into_iter().find(|role| role.name() == name);
    found.ok_or_else(|| WrongUse::new(format!("\"{name}\" is no role; there are {}", every_name())))
}

fn every_name() -> String {
    Role::ALL.map(Role::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_with_commas_and_repeated() {
        let roles = Roles::parse(["timeline, audit", "record", "audit"]).expect("roles");
        assert_eq!(roles.to_string(), "record, timeline, audit");
        assert!(!roles.has(Role::Fanout));
    }

    #[test]
    fn what_is_no_role_is_told_with_those_there_are() {
        for (text, said) in [("scribe", "\"scribe\" is no role"), (" ,", "names no role")] {
            let told = Roles::parse([text]).expect_err("it is none").to_string();
            assert!(told.contains(said) && told.contains("record, timeline, audit, fanout, portal"), "{told}");
        }
    }

    #[test]
    fn every_service_of_the_wire_has_its_role() {
        let pool = prost_reflect::DescriptorPool::decode(throughline_proto::DESCRIPTORS).expect("descriptors");
        let without: Vec<_> = pool.services().filter(|service| Role::of_service(service.full_name()).is_none()).collect();
        assert_eq!(without, []);
    }
}
