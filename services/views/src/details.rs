//! Details told at different times, as one: the newer over the older, and an empty field leaves what was known.

use rusqlite::Connection;
use throughline_log::Keys;
use throughline_proto::v1::{Details, Words};
use uuid::Uuid;

use crate::{ViewError, told::unpack};

/// The newer details over those that were known.
pub fn details_over(known: Details, newer: Details) -> Details {
    let text = |known: String, newer: String| if newer.is_empty() { known } else { newer };
    fn list<T>(known: Vec<T>, newer: Vec<T>) -> Vec<T> {
        if newer.is_empty() { known } else { newer }
    }
    Details {
        known_as: text(known.known_as, newer.known_as),
        given_name: text(known.given_name, newer.given_name),
        family_name: text(known.family_name, newer.family_name),
        say_it: text(known.say_it, newer.say_it),
        other_names: list(known.other_names, newer.other_names),
        born: text(known.born, newer.born),
        nhs_number: text(known.nhs_number, newer.nhs_number),
        address: text(known.address, newer.address),
        postcode: text(known.postcode, newer.postcode),
        reach: list(known.reach, newer.reach),
        languages: list(known.languages, newer.languages),
        access: list(known.access, newer.access),
        do_not_ask: list(known.do_not_ask, newer.do_not_ask),
        reference: text(known.reference, newer.reference),
    }
}

/// What was written of somebody's details before a position, the newer over the older: a name and a date of birth may come apart.
pub(crate) fn known_before(rows: &Connection, (number, id): (i64, Uuid), before: i64, keys: &Keys) -> Result<Details, ViewError> {
    let mut select = rows.prepare_cached(
        "select record.position, record.header, record.parts from details join record using (position)
         where details.person = ?1 and details.position < ?2 order by record.position",
    )?;
    let (mut found, mut known) = (select.query([number, before])?, Details::default());
    while let Some(row) = found.next()? {
        let position = row.get::<_, i64>(0)?.unsigned_abs();
        let record = unpack(position, row.get(1)?, row.get_ref(2)?.as_blob().unwrap_or_default())?;
        if let Ok(Some(Words { details: Some(details), .. })) = throughline_log::open_words(&record, id, keys) {
            known = details_over(known, details);
        }
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_field_leaves_what_was_known() {
        let known = Details { known_as: "Rosa".into(), address: "here".into(), languages: vec!["bn".into()], ..Details::default() };
        let newer = Details { address: "there".into(), ..Details::default() };
        let merged = details_over(known.clone(), newer);
        assert_eq!(merged, Details { address: "there".into(), ..known });
    }
}
