//! What a decision rests on, and all that it rests on: small, so that it can be compared and remembered.

use quick_cache::Equivalent;

use crate::Sight;

/// For whom a system calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Acting {
    /// For nobody who was named.
    Nobody,
    /// For one of its supporters.
    Supporter,
    /// For a resident.
    Resident,
}

/// Who asks, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Asker<'a> {
    /// The agency's word.
    pub agency: &'a str,
    /// For whom it calls.
    pub acting: Acting,
    /// It is the place's own agency.
    pub is_keeper: bool,
    /// The stated purpose; empty where none was stated.
    pub purpose: &'a str,
    /// They hold the role of a safeguarding lead at their agency, or cover for whoever does.
    pub is_safeguarding_lead: bool,
}

/// What a method does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Does {
    /// Writes.
    Write,
    /// Reads what people's stories hold.
    Read,
    /// Looks up the agency's own references.
    LookUp,
    /// Reads who looked, and who holds what.
    SeeLooks,
    /// Does what is the keeper's alone.
    Keep,
    /// Sees people to the door, which is the portal's alone. No policy is asked.
    SeeIn,
    /// Opens a story in an emergency.
    OpenInEmergency,
    /// Looks at what was opened in emergencies.
    Review,
    /// Reads the log itself.
    Audit,
}

/// A method that is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Call {
    /// Its name: "GetStory".
    pub name: &'static str,
    /// What it does.
    pub does: Does,
}

/// How the reader stands to the person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Standing {
    /// They are this person.
    pub is_the_person: bool,
    /// They are this person's proxy.
    pub is_proxy: bool,
    /// Shut out, or a resident who is somebody else.
    pub is_shut_out: bool,
    /// Their agency is alongside with a yes.
    pub is_alongside: bool,
    /// The person died or moved away.
    pub is_stilled: bool,
    /// The story is kept and not used for now.
    pub is_restricted: bool,
}

/// What the resident chose about something, where they did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Chosen {
    /// About this very entry.
    pub entry: Option<Sight>,
    /// The least about any of its topics.
    pub topics: Option<Sight>,
    /// The least about its topics, where something was chosen about each.
    pub every_topic: Option<Sight>,
    /// About its groups, its kind, its writer, or everything.
    pub rest: Option<Sight>,
}

/// A story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct StoryFacts {
    /// How the reader stands to the person.
    pub standing: Standing,
    /// The reader's agency knows the person itself, or is or was alongside.
    pub reader_has_a_part: bool,
    /// The resident opened something to them by name.
    pub is_opened_to_reader: bool,
    /// A safety concern names a role of theirs.
    pub concern_names_reader: bool,
    /// They opened it in an emergency, and that lasts.
    pub is_emergency: bool,
}

/// Somebody's names and ways to be reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct DetailsFacts {
    /// How the reader stands to the person.
    pub standing: Standing,
    /// The reader's own agency wrote them.
    pub is_by_reader: bool,
    /// Taken back.
    pub is_hidden: bool,
    /// The reader is a proxy, and the agency that wrote them let them see these.
    pub is_open_to_proxy: bool,
    /// The reader is a proxy, and the person keeps them from everybody.
    pub is_kept_from_proxy: bool,
    /// The reader is the writing agency's information lead.
    pub is_information_lead: bool,
    /// The reader opened the story in an emergency, and that lasts.
    pub is_emergency: bool,
    /// What the resident chose about them.
    pub chosen: Chosen,
}

/// An entry. The fields are those of the schema, which says what each means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "deploy/policies/throughline.cedarschema says it once")]
pub struct EntryFacts {
    pub standing: Standing,
    pub kind: &'static str,
    pub is_by_reader: bool,
    pub is_in_story: bool,
    /// A bit for each topic, by its number.
    pub topics: u32,
    pub is_hidden: bool,
    pub is_just_us: bool,
    pub names_reader: bool,
    pub names_readers_profile: bool,
    pub names_only_this_person: bool,
    pub is_agreed: bool,
    pub is_for_readers_role: bool,
    pub is_readers_own: bool,
    pub is_under_a_concern: bool,
    pub is_information_lead: bool,
    pub is_emergency: bool,
    pub is_told_later: bool,
    pub target: Option<Sight>,
    pub target_is_a_concern: bool,
    pub answers_what_is_hidden: bool,
    pub topics_are_open_to_proxy: bool,
    pub is_kept_from_proxy: bool,
    pub chosen: Chosen,
}

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum What {
    Call(Call),
    Open(StoryFacts),
    Details(DetailsFacts),
    Entry(EntryFacts),
}

impl What {
    /// The actions that are asked about, and what each gives.
    pub(super) fn steps(self) -> &'static [(&'static str, Sight)] {
        match self {
            Self::Call(_) => &[("call", Sight::Words)],
            Self::Open(_) => &[("open", Sight::Words)],
            Self::Details(_) => &[("details", Sight::Words)],
            Self::Entry(_) => &[("sentence", Sight::Sentence), ("words", Sight::Words)],
        }
    }
}

/// One situation, to be looked for among those that were decided before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct WeighedRef<'a> {
    pub(super) asker: Asker<'a>,
    pub(super) writer: &'a str,
    pub(super) what: What,
}

/// The same, kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Weighed {
    asker: OwnedAsker,
    writer: String,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct OwnedAsker {
    agency: String,
    acting: Acting,
    is_keeper: bool,
    purpose: String,
    is_safeguarding_lead: bool,
}

impl From<WeighedRef<'_>> for Weighed {
    fn from(WeighedRef { asker, writer, what }: WeighedRef<'_>) -> Self {
        let Asker { agency, acting, is_keeper, purpose, is_safeguarding_lead } = asker;
        let asker = OwnedAsker { agency: agency.to_owned(), acting, is_keeper, purpose: purpose.to_owned(), is_safeguarding_lead };
        Self { asker, writer: writer.to_owned(), what }
    }
}

impl Equivalent<Weighed> for WeighedRef<'_> {
    fn equivalent(&self, kept: &Weighed) -> bool {
        let OwnedAsker { agency, acting, is_keeper, purpose, is_safeguarding_lead } = &kept.asker;
        let asker = Asker { agency, acting: *acting, is_keeper: *is_keeper, purpose, is_safeguarding_lead: *is_safeguarding_lead };
        self.what == kept.what && self.writer == kept.writer && self.asker == asker
    }
}
