//! Why events may not be, as data; and how that is said to callers.
//!
//! A message says what to do next, and nothing about what the caller may not see: what does not exist and what is not theirs read alike.

use throughline_proto::{Refusal, v1::Reason};

/// Why an event is not admitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No such person, or not for this caller.
    #[error("no such person; look again with FindPeople, or begin with FirstHearOf")]
    PersonUnknown {
        /// As the caller named them.
        person: String,
    },
    /// No such event, or not for this caller.
    #[error("no such event; name one that your agency can see")]
    EventUnknown {
        /// As the caller named it.
        event: String,
    },
    /// No such offer, ask or published offer, or not for these people.
    #[error("no such offer or ask for these people; name the event that made it")]
    OfferUnknown {
        /// As the caller named it.
        offer: String,
    },
    /// No such group or space.
    #[error("no such group or space; name the event that made it")]
    GroupUnknown {
        /// As the caller named it.
        group: String,
    },
    /// No such supporter.
    #[error("no such supporter; record SupporterJoined first")]
    SupporterUnknown {
        /// As the caller named them.
        supporter: String,
    },
    /// No such agency.
    #[error("no such agency takes part; check its word")]
    AgencyUnknown {
        /// As the caller named it.
        agency: String,
    },
    /// An agency of that name takes part.
    #[error("an agency of that name takes part already; choose another word")]
    AgencyExists {
        /// Its word.
        agency: String,
    },
    /// Yes and no are final, and so is taking back.
    #[error("the offer has had its answer, or was taken back; make a new offer")]
    OfferAlreadyAnswered {
        /// The offer.
        offer: String,
    },
    /// They said no to this kind of help.
    #[error("they said no to this kind of help until {until}; respect it, or say in what_changed what is different now")]
    TheySaidNo {
        /// Until which date.
        until: String,
    },
    /// Joined already, or not joined at all.
    #[error("these profiles are one person already, or are not joined at all; read the story again")]
    ProfilesNotAsSaid,
    /// Withdrawn events stay as they are.
    #[error("the event was withdrawn and stays so; record what happened as a new event")]
    AlreadyWithdrawn {
        /// The event.
        event: String,
    },
    /// They were erased.
    #[error("this person was erased, and nothing more can be written about them under this id; if they come back, begin with FirstHearOf")]
    PersonErased {
        /// As the caller named them.
        person: String,
    },
    /// Not all profiles of the person are named.
    #[error(
        "these profiles are joined with others as one person; name all {joined} of them, or ask for the whole story, or separate them first"
    )]
    JoinedWithOthers {
        /// How many profiles the person has.
        joined: usize,
    },
    /// They must be kept.
    #[error("these profiles must be kept for now ({basis}){}; end the hold first", if until.is_empty() { String::new() } else { format!(", until {until}") })]
    UnderHold {
        /// Until when, if that was said.
        until: String,
        /// On which basis.
        basis: String,
    },
    /// Nothing is restricted.
    #[error("no restriction of these profiles stands that could end; read the story again")]
    NotRestricted,
    /// With themselves.
    #[error("nobody can do this with themselves; name two different people")]
    WithThemselves,
    /// Not alongside.
    #[error("the supporter was not alongside this person, or has left; record who is alongside")]
    NotAlongside {
        /// The supporter.
        supporter: String,
    },
    /// They died or moved away.
    #[error("the story is stilled, and no more offers are made in it")]
    StoryStilled,
    /// Somebody sees to it.
    #[error("somebody has picked the ask up already; read the story again")]
    AskAlreadyPickedUp {
        /// The ask.
        ask: String,
    },
    /// Another agency's supporter.
    #[error("an agency speaks for its own supporters; let theirs record it")]
    NotYoursToActFor {
        /// The supporter.
        supporter: String,
    },
    /// Another agency's event.
    #[error("only the agency that wrote it may change it; add a disagreement instead")]
    NotYoursToChange {
        /// The event.
        event: String,
    },
    /// Somebody else's to decide.
    #[error("your agency may not record this; {ask}")]
    NotAllowed {
        /// What to do instead.
        ask: &'static str,
    },
    /// Not with Record.
    #[error("this is not recorded as an event; {call}")]
    NotForRecord {
        /// What to do instead.
        call: &'static str,
    },
    /// Another resident's, or said without their yes.
    #[error("only the resident may say this, or somebody who heard it from them; record it with their yes, in their own name")]
    ResidentsToSay,
    /// A proxy who may only read.
    #[error("this proxy may read, and not speak for the person; let the person say it, or a proxy who may speak for them")]
    ProxyMayOnlyRead,
    /// Somebody disagrees with an earlier naming.
    #[error("somebody disagrees that this proxy was named; talk with them, then name the proxy with after_contest and why, or leave it")]
    ProxyContested {
        /// The disagreement.
        event: String,
    },
    /// Nobody can tell when parental responsibility ends.
    #[error("parental responsibility ends on the 18th birthday; write the date of birth into their details first (DetailsChanged)")]
    BirthdayUnknown,
    /// Longer than parental responsibility lasts.
    #[error("parental responsibility ends on the 18th birthday; say a date until then, or name them on another footing")]
    ProxyPastEighteen {
        /// The birthday.
        until: String,
    },
    /// Somebody else's to decide, who holds a role.
    #[error("this is decided by somebody who holds the role, or covers for whoever does; let one of them record it")]
    RoleNotHeld,
    /// No one person's to say.
    #[error("the agency's own system says who holds its roles, for no one person; leave out \"throughline-acting-for\"")]
    AgencysToSay,
    /// What is not held cannot end.
    #[error("they do not hold this role; `throughline role list` tells who does")]
    RolesNotAsSaid,
    /// It must be there to be looked at.
    #[error("this stays as it was written, so that it can be looked at afterwards; add a disagreement, or record what is so now")]
    StaysAsWritten {
        /// The event.
        event: String,
    },
    /// A correction of another kind.
    #[error("a correction keeps the kind of event; withdraw it, and record the other kind anew")]
    KindMustStay,
    /// A change of other people's.
    #[error("the people stay those of the event that is changed; leave them out")]
    PeopleMustStay,
}

impl Refused {
    /// The reason, from the catalogue.
    pub fn reason(&self) -> Reason {
        match self {
            Self::PersonUnknown { .. } => Reason::PersonUnknown,
            Self::EventUnknown { .. } => Reason::EventUnknown,
            Self::OfferUnknown { .. } => Reason::OfferUnknown,
            Self::GroupUnknown { .. } => Reason::GroupUnknown,
            Self::SupporterUnknown { .. } => Reason::SupporterUnknown,
            Self::AgencyUnknown { .. } => Reason::AgencyUnknown,
            Self::AgencyExists { .. } => Reason::AgencyExists,
            Self::OfferAlreadyAnswered { .. } => Reason::OfferAlreadyAnswered,
            Self::TheySaidNo { .. } => Reason::TheySaidNo,
            Self::ProfilesNotAsSaid | Self::JoinedWithOthers { .. } => Reason::ProfilesNotAsSaid,
            Self::PersonErased { .. } => Reason::PersonErased,
            Self::UnderHold { .. } => Reason::UnderHold,
            Self::NotRestricted => Reason::NotRestricted,
            Self::AlreadyWithdrawn { .. } => Reason::AlreadyWithdrawn,
            Self::WithThemselves => Reason::WithThemselves,
            Self::NotAlongside { .. } => Reason::NotAlongside,
            Self::StoryStilled => Reason::StoryStilled,
            Self::AskAlreadyPickedUp { .. } => Reason::AskAlreadyPickedUp,
            Self::NotYoursToActFor { .. } => Reason::NotYoursToActFor,
            Self::NotYoursToChange { .. } => Reason::NotYoursToChange,
            Self::NotAllowed { .. } => Reason::NotAllowed,
            Self::NotForRecord { .. } => Reason::NotForRecord,
            Self::ResidentsToSay => Reason::ResidentsToSay,
            Self::ProxyMayOnlyRead => Reason::ProxyMayOnlyRead,
            Self::ProxyContested { .. } => Reason::ProxyContested,
            Self::BirthdayUnknown => Reason::BirthdayUnknown,
            Self::ProxyPastEighteen { .. } => Reason::ProxyPastEighteen,
            Self::RoleNotHeld => Reason::RoleNotHeld,
            Self::AgencysToSay => Reason::AgencysToSay,
            Self::RolesNotAsSaid => Reason::RolesNotAsSaid,
            Self::StaysAsWritten { .. } => Reason::StaysAsWritten,
            Self::KindMustStay | Self::PeopleMustStay => Reason::FieldInvalid,
        }
    }

    /// What a program may want to act on: the name as the caller gave it, or a date.
    fn metadata(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::PersonUnknown { person } | Self::PersonErased { person } => Some(("person", person)),
            Self::UnderHold { basis, .. } => Some(("basis", basis)),
            Self::EventUnknown { event }
            | Self::AlreadyWithdrawn { event }
            | Self::NotYoursToChange { event }
            | Self::StaysAsWritten { event } => Some(("event", event)),
            Self::ProxyContested { event } => (!event.is_empty()).then_some(("event", event.as_str())),
            Self::OfferUnknown { offer } | Self::OfferAlreadyAnswered { offer } => Some(("offer", offer)),
            Self::GroupUnknown { group } => Some(("group", group)),
            Self::SupporterUnknown { supporter } | Self::NotAlongside { supporter } | Self::NotYoursToActFor { supporter } => {
                Some(("supporter", supporter))
            }
            Self::AgencyUnknown { agency } | Self::AgencyExists { agency } => Some(("agency", agency)),
            Self::TheySaidNo { until } | Self::ProxyPastEighteen { until } => Some(("until", until)),
            Self::AskAlreadyPickedUp { ask } => Some(("ask", ask)),
            Self::ProfilesNotAsSaid
            | Self::JoinedWithOthers { .. }
            | Self::NotRestricted
            | Self::WithThemselves
            | Self::StoryStilled
            | Self::NotAllowed { .. }
            | Self::NotForRecord { .. }
            | Self::ResidentsToSay
            | Self::ProxyMayOnlyRead
            | Self::BirthdayUnknown
            | Self::RoleNotHeld
            | Self::AgencysToSay
            | Self::RolesNotAsSaid
            | Self::KindMustStay
            | Self::PeopleMustStay => None,
        }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        let (reason, message) = (refused.reason(), refused.to_string());
        let refusal = match &refused {
            Refused::KindMustStay => Self::field(reason, "corrected.instead", message),
            Refused::PeopleMustStay => Self::field(reason, "people", message),
            _ => Self::new(reason, message),
        };
        match refused.metadata() {
            Some((name, value)) => refusal.with(name, value),
            None => refusal,
        }
    }
}
