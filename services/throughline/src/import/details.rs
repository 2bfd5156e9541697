//! Who a person is, as far as an export says it: names and ways to be reached, for the words of FirstHeardOf.

use throughline_proto::v1::{Details, Manner, Reach};

use super::{
    columns::{Column, Header},
    mapping,
    problem::RowProblem,
    times::{self, Times},
};
use crate::exit::WrongUse;

/// Where the details of people stand.
#[derive(Debug, Clone)]
pub struct DetailColumns {
    known_as: Option<Column>,
    given_name: Option<Column>,
    family_name: Option<Column>,
    born: Option<Column>,
    born_times: Times,
    nhs_number: Option<Column>,
    address: Option<Column>,
    postcode: Option<Column>,
    phone: Option<Column>,
}

impl DetailColumns {
    /// As the mapping says.
    pub fn new(person: &mapping::Person, header: &Header) -> Result<Self, WrongUse> {
        let column = |key: &str, name: &Option<String>| header.optional(&format!("[person] {key}"), name.as_deref());
        let formats = if person.born_formats.is_empty() { vec!["date".to_owned()] } else { person.born_formats.clone() };
        Ok(Self {
            known_as: column("known_as", &person.known_as)?,
            given_name: column("given_name", &person.given_name)?,
            family_name: column("family_name", &person.family_name)?,
            born: column("born", &person.born)?,
            born_times: Times::new(&formats, None)?,
            nhs_number: column("nhs_number", &person.nhs_number)?,
            address: column("address", &person.address)?,
            postcode: column("postcode", &person.postcode)?,
            phone: column("phone", &person.phone)?,
        })
    }

    /// What one row says of its person.
    pub fn read(&self, reference: &str, cells: &[impl AsRef<str>]) -> Result<Details, RowProblem> {
        let text = |column: &Option<Column>| {
            column.as_ref().and_then(|column| cells.get(column.index)).map(|cell| cell.as_ref().trim().to_owned()).unwrap_or_default()
        };
        let born = text(&self.born);
        let born = match &self.born {
            Some(column) if !born.is_empty() => {
                times::day(&self.born_times, &born).map_err(|problem| RowProblem::Time { column: column.name.clone(), problem })?
            }
            _ => String::new(),
        };
        let phone = text(&self.phone);
        let reach = (!phone.is_empty()).then(|| Reach { manner: Manner::Phone.into(), at: phone, ..Reach::default() });
        Ok(Details {
            known_as: text(&self.known_as),
            given_name: text(&self.given_name),
            family_name: text(&self.family_name),
            born,
            // People write it in groups; it is ten digits.
            nhs_number: text(&self.nhs_number).replace([' ', '-'], ""),
            address: text(&self.address),
            postcode: text(&self.postcode),
            reach: reach.into_iter().collect(),
            reference: reference.to_owned(),
            ..Details::default()
        })
    }
}

/// Fills what is empty from a later row. Whether the two agree in everything that both say.
pub fn merge(known: &mut Details, later: &Details) -> bool {
    let pairs = [
        (&mut known.known_as, &later.known_as),
        (&mut known.given_name, &later.given_name),
        (&mut known.family_name, &later.family_name),
        (&mut known.born, &later.born),
        (&mut known.nhs_number, &later.nhs_number),
        (&mut known.address, &later.address),
        (&mut known.postcode, &later.postcode),
    ];
    let mut agree = true;
    for (known, later) in pairs {
        if known.is_empty() {
            known.clone_from(later);
        } else {
            agree &= later.is_empty() || known == later;
        }
    }
    if known.reach.is_empty() {
        known.reach.clone_from(&later.reach);
    }
    agree && (later.reach.is_empty() || known.reach == later.reach)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> DetailColumns {
        let person = mapping::Person {
            known_as: Some("Name".into()),
            born: Some("Born".into()),
            born_formats: vec!["%d/%m/%Y".into()],
            phone: Some("Phone".into()),
            ..mapping::Person::default()
        };
        DetailColumns::new(&person, &Header::new(["Name", "Born", "Phone"])).expect("valid")
    }

    #[test]
    fn details_are_read_from_their_columns() {
        let details = columns().read("7", &["Rosa", "02/06/1951", "020 7946 0000"]).expect("valid");
        assert_eq!((details.reference.as_str(), details.known_as.as_str(), details.born.as_str()), ("7", "Rosa", "1951-06-02"));
        assert_eq!(details.reach[0].at, "020 7946 0000");
    }

    #[test]
    fn a_date_of_birth_that_is_none_is_a_problem_of_its_row() {
        let problem = columns().read("7", &["Rosa", "31/02/1951", ""]).expect_err("no such day");
        assert!(problem.to_string().starts_with("column \"Born\""), "{problem}");
    }

    #[test]
    fn later_rows_fill_what_is_empty_and_change_nothing_else() {
        let mut known = Details { known_as: "Rosa".into(), ..Details::default() };
        assert!(merge(&mut known, &Details { postcode: "RM10".into(), ..Details::default() }));
        assert!(!merge(&mut known, &Details { known_as: "Rosie".into(), ..Details::default() }));
        assert_eq!((known.known_as.as_str(), known.postcode.as_str()), ("Rosa", "RM10"));
    }
}
