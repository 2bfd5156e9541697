//! ListRoles: who holds which role, and who covers, as the log says. What a role lets somebody see is not said here.

use throughline_access::Viewer;
use throughline_proto::v1::ListedRole;
use throughline_views::Directory;

/// The roles of the caller's agency; the keeper's is every agency.
pub(crate) fn listed(directory: &Directory, viewer: &Viewer) -> Vec<ListedRole> {
    let agencies = if viewer.caller.keeper { directory.agencies_with_roles() } else { vec![viewer.caller.agency.clone()] };
    let mut roles = Vec::new();
    for agency in agencies {
        for (role, known) in directory.roles_of(&agency, &viewer.today) {
            roles.extend(known.held_by.iter().map(|holder| listed_role(directory, &viewer.today, &role, holder)));
        }
    }
    roles.sort_by(|one, other| one.role.cmp(&other.role));
    roles
}

fn listed_role(directory: &Directory, today: &str, role: &str, holder: &str) -> ListedRole {
    let (away_until, covered_by) = directory.away(holder, today).unwrap_or_default();
    ListedRole { role: role.to_owned(), supporter: holder.to_owned(), covered_by: covered_by.to_owned(), away_until: away_until.to_owned() }
}
