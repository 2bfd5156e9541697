//! Finding groups and spaces by parts of their name. They are public to everybody who takes part: nothing of anybody's story is in here.

use throughline_access::pages::page_size;
use throughline_proto::{
    Refusal,
    v1::{FindGroupsRequest, FindGroupsResponse, FoundGroup, Reason},
};
use throughline_views::Directory;

use crate::find::LONGEST_NAME_BYTES;

const USUAL_PAGE: usize = 20;
const LARGEST_PAGE: usize = 100;

/// Those with every part of the name, in the order of their names.
pub(crate) fn find(directory: &Directory, request: &FindGroupsRequest) -> Result<FindGroupsResponse, Refusal> {
    if request.name.len() > LONGEST_NAME_BYTES {
        let told = format!("look for at most {LONGEST_NAME_BYTES} bytes of a name");
        return Err(Refusal::field(Reason::TooLarge, "name", told).with("limit", LONGEST_NAME_BYTES));
    }
    let parts: Vec<String> = request.name.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let has_all = |name: &str| {
        let name = name.to_lowercase();
        parts.iter().all(|part| name.contains(part.as_str()))
    };
    let mut groups: Vec<FoundGroup> = directory
        .groups
        .iter()
        .filter(|(_, known)| has_all(&known.name))
        .map(|(group, known)| FoundGroup {
            group: group.clone(),
            name: known.name.clone(),
            description: known.description.clone(),
            agency_name: directory.agencies.get(&known.agency).map_or_else(|| known.agency.clone(), |agency| agency.name.clone()),
            is_space: known.is_space,
        })
        .collect();
    groups.sort_by(|one, other| (&one.name, &one.group).cmp(&(&other.name, &other.group)));
    let limit = page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE);
    let has_more = groups.len() > limit;
    groups.truncate(limit);
    Ok(FindGroupsResponse { groups, has_more, as_of: None })
}

#[cfg(test)]
mod tests {
    use throughline_views::GroupKnown;

    use super::*;

    #[test]
    fn every_part_of_a_name_is_sought_in_any_order_and_case() {
        let mut directory = Directory::default();
        for (id, name) in [("1", "Tea and English"), ("2", "English for parents"), ("3", "The Long Garden")] {
            directory.groups.insert(id.into(), GroupKnown { name: name.into(), is_space: id == "3", ..GroupKnown::default() });
        }
        let found = |name: &str, page_size| {
            let request = FindGroupsRequest { name: name.into(), page_size, ..FindGroupsRequest::default() };
            let found = find(&directory, &request).expect("it is asked for rightly");
            (found.groups.into_iter().map(|group| group.name).collect::<Vec<_>>(), found.has_more)
        };
        assert_eq!(found("english", 0), (vec!["English for parents".to_owned(), "Tea and English".to_owned()], false));
        assert_eq!(found("ENGLISH tea", 0).0, ["Tea and English"]);
        assert!(found("", 2).1 && !found("", 3).1);
        assert!(found("choir", 0).0.is_empty());
    }
}
