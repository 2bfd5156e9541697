//! Which kind of event a row is, and the fields of that kind, by the proto's own descriptors: a kind added there can be imported without
//! a line of code here, once it is listed among those that an export can tell.

use std::collections::HashMap;

use prost_reflect::{DynamicMessage, EnumDescriptor, FieldDescriptor, Kind as FieldKind, MessageDescriptor, Value};
use throughline_proto::{strict::descriptors, v1};

use super::{
    columns::{Column, Header},
    mapping::{self, Choice, FromColumn, Scalar},
    problem::RowProblem,
};
use crate::{exit::WrongUse, nearest::did_you_mean};

/// Kinds that stand for themselves. Others answer or change an event, whose id an export does not know.
const KINDS: [&str; 17] = [
    "reached_out",
    "met",
    "strength_shared",
    "hope_shared",
    "moment_happened",
    "asked_for_help",
    "offered_help",
    "helped",
    "alongside_started",
    "alongside_ended",
    "chose_to_work_on",
    "step_taken",
    "rest_chosen",
    "died",
    "moved_away",
    "noted",
    "otherwise_told",
];
const EVENT: &str = "throughline.v1.Event";
/// Where a row's own wording goes, in this order of liking.
const WORDING_FIELDS: [&str; 2] = ["what", "why"];

/// A value for each row: always the same, or by a column.
#[derive(Debug, Clone)]
pub enum Source<T> {
    /// For every row.
    Always(T),
    /// By what the column says.
    Column {
        /// The column.
        column: Column,
        /// What each text means.
        values: HashMap<String, T>,
        /// What any other text means.
        otherwise: Option<T>,
    },
}

impl<T: Clone> Source<T> {
    /// Checks every value of a choice before any row is read.
    pub fn new(key: &str, choice: &Choice, header: &Header, read: impl Fn(&str) -> Result<T, WrongUse>) -> Result<Self, WrongUse> {
        let scalar = |scalar: &Scalar| read(&scalar.text()).map_err(|error| WrongUse::new(format!("{key}: {error}")));
        match choice {
            Choice::Always(value) => Ok(Self::Always(scalar(value)?)),
            Choice::From(FromColumn { column, values, otherwise }) => Ok(Self::Column {
                column: header.column(key, column)?,
                values: values.iter().map(|(text, value)| Ok((text.trim().to_owned(), scalar(value)?))).collect::<Result<_, WrongUse>>()?,
                otherwise: otherwise.as_ref().map(scalar).transpose()?,
            }),
        }
    }

    /// The value for one row. A text that the mapping does not know is read as it is, if `read` can.
    fn value(&self, cells: &[impl AsRef<str>], read: impl Fn(&str) -> Option<T>) -> Result<T, RowProblem> {
        let (column, values, otherwise) = match self {
            Self::Always(value) => return Ok(value.clone()),
            Self::Column { column, values, otherwise } => (column, values, otherwise),
        };
        let text = cells.get(column.index).map(|cell| cell.as_ref().trim()).unwrap_or_default();
        let known = values.get(text).or(otherwise.as_ref()).cloned();
        known.or_else(|| values.is_empty().then(|| read(text)).flatten()).ok_or_else(|| RowProblem::UnknownValue {
            column: column.name.clone(),
            value: text.to_owned(),
            hint: did_you_mean(text, values.keys().map(String::as_str)),
        })
    }
}

#[derive(Debug, Clone)]
struct KindRecipe {
    field: FieldDescriptor,
    message: MessageDescriptor,
    wording: Option<FieldDescriptor>,
    fields: Vec<(FieldDescriptor, Source<Value>)>,
}

/// How rows become kinds.
#[derive(Debug, Clone)]
pub struct Kinds {
    which: Source<String>,
    recipes: HashMap<String, KindRecipe>,
}

impl Kinds {
    /// As the mapping says, checked against the proto and the header.
    pub fn new(event: &mapping::Event, header: &Header) -> Result<Self, WrongUse> {
        let which = Source::new("[event] kind", &event.kind, header, |name| known_kind(name).map(str::to_owned))?;
        for kind in event.fields.keys() {
            known_kind(kind).map_err(|error| WrongUse::new(format!("[event.fields.{kind}]: {error}")))?;
        }
        let recipe = |kind: &&str| Ok(((*kind).to_owned(), KindRecipe::new(kind, event, header)?));
        Ok(Self { which, recipes: KINDS.iter().map(recipe).collect::<Result<_, WrongUse>>()? })
    }

    /// An event with its kind and the fields of that kind, and whether the wording went into it.
    pub fn event(&self, cells: &[impl AsRef<str>], wording: &str) -> Result<(v1::Event, bool), RowProblem> {
        let kind = self.which.value(cells, |text| known_kind(text).ok().map(str::to_owned))?;
        // Every name that `known_kind` lets through has a recipe.
        let Some(recipe) = self.recipes.get(&kind) else { return Ok((v1::Event::default(), false)) };
        let mut message = DynamicMessage::new(recipe.message.clone());
        let taken = match &recipe.wording {
            Some(field) if !wording.is_empty() => {
                message.set_field(field, Value::String(wording.to_owned()));
                true
            }
            _ => false,
        };
        for (field, source) in &recipe.fields {
            message.set_field(field, source.value(cells, |text| read_value(field, text).ok())?);
        }
        let mut event = DynamicMessage::new(recipe.field.parent_message().clone());
        event.set_field(&recipe.field, Value::Message(message));
        Ok((event.transcode_to().unwrap_or_default(), taken))
    }
}

impl KindRecipe {
    fn new(kind: &str, event: &mapping::Event, header: &Header) -> Result<Self, WrongUse> {
        let missing = || WrongUse::new(format!("this program does not know the kind \"{kind}\""));
        let field = descriptors().get_message_by_name(EVENT).and_then(|event| event.get_field_by_name(kind)).ok_or_else(missing)?;
        let FieldKind::Message(message) = field.kind() else { return Err(missing()) };
        let wording = WORDING_FIELDS.iter().find_map(|name| message.get_field_by_name(name));
        let given = event.fields.get(kind);
        let mut fields = Vec::new();
        for (name, choice) in given.into_iter().flatten() {
            let key = format!("[event.fields.{kind}] {name}");
            let field = settable(&message, name).map_err(|error| WrongUse::new(format!("{key}: {error}")))?;
            let source = Source::new(&key, choice, header, |text| read_value(&field, text))?;
            fields.push((field, source));
        }
        // A field that must be said and that the export does not tell is "other", where there is such a thing.
        for field in message.fields().filter(|field| given.is_none_or(|given| !given.contains_key(field.name()))) {
            if let FieldKind::Enum(choices) = field.kind()
                && let Some(other) = choices.values().find(|value| value.name().ends_with("_OTHER"))
            {
                let other = Value::EnumNumber(other.number());
                fields.push((field, Source::Always(other)));
            }
        }
        Ok(Self { field, message, wording, fields })
    }
}

fn known_kind(name: &str) -> Result<&'static str, WrongUse> {
    KINDS.iter().find(|kind| **kind == name).copied().ok_or_else(|| {
        let hint = did_you_mean(name, KINDS);
        WrongUse::new(format!("\"{name}\" is no kind that an export can tell.{hint} It can be {}", KINDS.join(", ")))
    })
}

fn settable(message: &MessageDescriptor, name: &str) -> Result<FieldDescriptor, WrongUse> {
    let simple = |field: &FieldDescriptor| {
        !field.is_list() && matches!(field.kind(), FieldKind::String | FieldKind::Bool | FieldKind::Uint32 | FieldKind::Enum(_))
    };
    message.get_field_by_name(name).filter(simple).ok_or_else(|| {
        let names: Vec<String> = message.fields().filter(simple).map(|field| field.name().to_owned()).collect();
        let hint = did_you_mean(name, names.iter().map(String::as_str));
        WrongUse::new(format!("a mapping cannot set this.{hint} It can set: {}", names.join(", ")))
    })
}

/// A text as a field's value: "home" for HELP_KIND_HOME.
fn read_value(field: &FieldDescriptor, text: &str) -> Result<Value, WrongUse> {
    let wrong = |wanted: &str| WrongUse::new(format!("\"{text}\" is not {wanted}"));
    match field.kind() {
        FieldKind::Enum(choices) => enum_number(&choices, text).map(Value::EnumNumber),
        FieldKind::Bool => match text.to_lowercase().as_str() {
            "true" | "yes" | "y" | "1" => Ok(Value::Bool(true)),
            "false" | "no" | "n" | "0" | "" => Ok(Value::Bool(false)),
            _ => Err(wrong("yes or no")),
        },
        FieldKind::Uint32 => text.parse().map(Value::U32).map_err(|_| wrong("a whole number")),
        _ => Ok(Value::String(text.to_owned())),
    }
}

/// "home" or "HELP_KIND_HOME".
pub fn enum_number(choices: &EnumDescriptor, text: &str) -> Result<i32, WrongUse> {
    let prefix = choices.values().next().map(|zero| zero.name().trim_end_matches("UNSPECIFIED").to_owned()).unwrap_or_default();
    let wanted = text.trim().to_uppercase().replace([' ', '-'], "_");
    let meant = choices
        .values()
        .filter(|value| value.number() != 0)
        .find(|value| value.name().trim_start_matches(&prefix) == wanted || value.name() == wanted);
    meant.map(|value| value.number()).ok_or_else(|| {
        let names: Vec<String> = choices
            .values()
            .filter(|value| value.number() != 0)
            .map(|value| value.name().trim_start_matches(&prefix).to_lowercase())
            .collect();
        let hint = did_you_mean(text, names.iter().map(String::as_str));
        WrongUse::new(format!("\"{text}\" is not among its values.{hint} It can be {}", names.join(", ")))
    })
}

impl Source<i32> {
    /// The number of an enum's value for one row.
    pub fn number(&self, cells: &[impl AsRef<str>], choices: &EnumDescriptor) -> Result<i32, RowProblem> {
        self.value(cells, |text| if text.is_empty() { Some(0) } else { enum_number(choices, text).ok() })
    }
}

#[cfg(test)]
#[path = "kinds_tests.rs"]
mod tests;
