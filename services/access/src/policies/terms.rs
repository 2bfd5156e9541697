//! The facts in Cedar's terms: who asks, what they would do, and with what. Nothing is decided here.

use std::{
    collections::{HashMap, HashSet},
    str::FromStr as _,
    sync::LazyLock,
};

use cedar_policy::{Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression as Value};
use throughline_proto::v1::Topic;

use super::facts::{Acting, Asker, Call, Chosen, DetailsFacts, Does, EntryFacts, Standing, StoryFacts, What};
use crate::Sight;

/// A question that Cedar can be asked.
pub(super) struct Question {
    pub(super) request: Request,
    pub(super) entities: Entities,
}

type Attributes = Vec<(&'static str, Value)>;

/// Would this be permitted? Nothing where it cannot even be asked, which no facts lead to.
pub(super) fn question(asker: &Asker<'_>, action: &'static str, writer: &str, what: What) -> Option<Question> {
    let (resource, attributes) = match what {
        What::Call(call) => ("Method", method(call)),
        What::Open(facts) => ("Story", story(facts)?),
        What::Details(facts) => ("Details", details(writer, facts)?),
        What::Entry(facts) => ("Entry", entry(writer, facts)?),
    };
    let (reader, resource) = (reader(asker)?, entity(resource, attributes)?);
    let context = Context::from_pairs([("purpose".to_owned(), text(asker.purpose))]).ok()?;
    let request = Request::new(reader.uid(), uid("Action", action)?, resource.uid(), context, None).ok()?;
    Some(Question { request, entities: Entities::from_entities([reader, resource], None).ok()? })
}

fn reader(asker: &Asker<'_>) -> Option<Entity> {
    let acting = match asker.acting {
        Acting::Nobody => "nobody",
        Acting::Supporter => "supporter",
        Acting::Resident => "resident",
    };
    entity(
        "Reader",
        vec![
            ("agency", text(asker.agency)),
            ("acting", text(acting)),
            ("isKeeper", Value::new_bool(asker.is_keeper)),
            ("isSafeguardingLead", Value::new_bool(asker.is_safeguarding_lead)),
        ],
    )
}

fn method(call: Call) -> Attributes {
    let does = match call.does {
        Does::Write => "write",
        Does::Read => "read",
        Does::LookUp => "look_up",
        Does::SeeLooks => "see_looks",
        Does::Keep => "keep",
        Does::SeeIn => "see_in",
        Does::OpenInEmergency => "open_in_emergency",
        Does::Review => "review",
        Does::Audit => "audit",
    };
    vec![("name", text(call.name)), ("does", text(does))]
}

fn story(story: StoryFacts) -> Option<Attributes> {
    Some(vec![
        ("standing", standing(story.standing)?),
        ("readerHasAPart", Value::new_bool(story.reader_has_a_part)),
        ("isOpenedToReader", Value::new_bool(story.is_opened_to_reader)),
        ("concernNamesReader", Value::new_bool(story.concern_names_reader)),
        ("isEmergency", Value::new_bool(story.is_emergency)),
    ])
}

fn details(writer: &str, details: DetailsFacts) -> Option<Attributes> {
    Some(vec![
        ("standing", standing(details.standing)?),
        ("writer", text(writer)),
        ("isByReader", Value::new_bool(details.is_by_reader)),
        ("isHidden", Value::new_bool(details.is_hidden)),
        ("isOpenToProxy", Value::new_bool(details.is_open_to_proxy)),
        ("isKeptFromProxy", Value::new_bool(details.is_kept_from_proxy)),
        ("isInformationLead", Value::new_bool(details.is_information_lead)),
        ("isEmergency", Value::new_bool(details.is_emergency)),
        ("chosen", chosen(details.chosen)?),
    ])
}

fn entry(writer: &str, entry: EntryFacts) -> Option<Attributes> {
    let mut attributes = vec![
        ("standing", standing(entry.standing)?),
        ("kind", text(entry.kind)),
        ("writer", text(writer)),
        ("topics", Value::new_set(topics(entry.topics))),
        ("chosen", chosen(entry.chosen)?),
    ];
    let facts = [
        ("isByReader", entry.is_by_reader),
        ("isInStory", entry.is_in_story),
        ("isHidden", entry.is_hidden),
        ("isJustUs", entry.is_just_us),
        ("namesReader", entry.names_reader),
        ("namesReadersProfile", entry.names_readers_profile),
        ("namesOnlyThisPerson", entry.names_only_this_person),
        ("isAgreed", entry.is_agreed),
        ("isForReadersRole", entry.is_for_readers_role),
        ("isReadersOwn", entry.is_readers_own),
        ("isUnderAConcern", entry.is_under_a_concern),
        ("targetIsAConcern", entry.target_is_a_concern),
        ("answersWhatIsHidden", entry.answers_what_is_hidden),
        ("topicsAreOpenToProxy", entry.topics_are_open_to_proxy),
        ("isKeptFromProxy", entry.is_kept_from_proxy),
        ("isInformationLead", entry.is_information_lead),
        ("isEmergency", entry.is_emergency),
        ("isToldLater", entry.is_told_later),
    ];
    attributes.extend(facts.map(|(name, holds)| (name, Value::new_bool(holds))));
    attributes.extend(entry.target.map(|target| ("target", level(target))));
    Some(attributes)
}

/// Entities are told apart by what they are, and by nothing else: no policy can name a person.
fn entity(kind: &'static str, attributes: Attributes) -> Option<Entity> {
    let attributes: HashMap<_, _> = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Entity::new(uid(kind, "this")?, attributes, HashSet::new()).ok()
}

fn uid(kind: &'static str, id: &str) -> Option<EntityUid> {
    static KINDS: LazyLock<HashMap<&'static str, EntityTypeName>> = LazyLock::new(|| {
        let kinds = ["Reader", "Action", "Method", "Story", "Details", "Entry"];
        kinds.into_iter().filter_map(|kind| Some((kind, EntityTypeName::from_str(&format!("Throughline::{kind}")).ok()?))).collect()
    });
    Some(EntityUid::from_type_name_and_id(KINDS.get(kind)?.clone(), EntityId::new(id)))
}

fn standing(standing: Standing) -> Option<Value> {
    let facts = [
        ("isThePerson", standing.is_the_person),
        ("isProxy", standing.is_proxy),
        ("isShutOut", standing.is_shut_out),
        ("isAlongside", standing.is_alongside),
        ("isStilled", standing.is_stilled),
        ("isRestricted", standing.is_restricted),
    ];
    Value::new_record(facts.map(|(name, holds)| (name.to_owned(), Value::new_bool(holds)))).ok()
}

fn chosen(chosen: Chosen) -> Option<Value> {
    let about = [("entry", chosen.entry), ("topics", chosen.topics), ("everyTopic", chosen.every_topic), ("rest", chosen.rest)];
    Value::new_record(about.into_iter().filter_map(|(name, sight)| Some((name.to_owned(), level(sight?))))).ok()
}

fn topics(bits: u32) -> Vec<Value> {
    let name = |topic| match Topic::try_from(topic) {
        Ok(Topic::Health) => "health",
        Ok(Topic::Abuse) => "abuse",
        Ok(Topic::Immigration) => "immigration",
        Ok(Topic::Sexuality) => "sexuality",
        Ok(Topic::Offences) => "offences",
        // One of a later version starts closed too.
        Ok(Topic::Unspecified) | Err(_) => "another",
    };
    (0..32).filter(|topic| bits & (1 << topic) != 0).map(|topic| text(name(topic))).collect()
}

fn level(sight: Sight) -> Value {
    Value::new_long(match sight {
        Sight::Nothing => 0,
        Sight::Sentence => 1,
        Sight::Words => 2,
    })
}

fn text(text: &str) -> Value {
    Value::new_string(text.to_owned())
}
