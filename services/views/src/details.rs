//! Details told at different times, as one: the newer over the older, and an empty field leaves what was known.

use throughline_proto::v1::Details;

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
