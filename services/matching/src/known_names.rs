//! What is known of names beforehand: other forms of the same name, and the names that many share. Both are data files, which are compiled in.

use std::{collections::HashMap, sync::LazyLock};

static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms::read(include_str!("../data/other-forms.txt")));
static SHARES: LazyLock<HashMap<&'static str, f64>> = LazyLock::new(|| read_shares(include_str!("../data/common-names.txt")));

/// A name in all its forms: the number of its line.
pub(crate) type Group = u16;

struct Forms {
    /// The first form of each group.
    heads: Vec<&'static str>,
    groups: HashMap<&'static str, Vec<Group>>,
}

impl Forms {
    fn read(text: &'static str) -> Self {
        let mut forms = Self { heads: Vec::new(), groups: HashMap::new() };
        for line in lines(text) {
            let Ok(group) = Group::try_from(forms.heads.len()) else { break };
            forms.heads.extend(line.split_whitespace().next());
            for form in line.split_whitespace() {
                forms.groups.entry(form).or_default().push(group);
            }
        }
        forms
    }
}

/// The names of which this is a form.
pub(crate) fn groups_of(name: &str) -> &'static [Group] {
    FORMS.groups.get(name).map_or(&[], Vec::as_slice)
}

/// The first form of a name.
pub(crate) fn head_of(group: Group) -> &'static str {
    FORMS.heads.get(usize::from(group)).copied().unwrap_or_default()
}

/// The share of people who carry this name in some form: 0 for a name that is not listed.
pub(crate) fn share_of(name: &str) -> f64 {
    let listed = |name: &str| SHARES.get(name).copied().unwrap_or(0.0);
    groups_of(name).iter().map(|group| listed(head_of(*group))).fold(listed(name), f64::max)
}

fn read_shares(text: &'static str) -> HashMap<&'static str, f64> {
    let pair = |line: &'static str| {
        let (name, in_a_thousand) = line.split_once(' ')?;
        Some((name, in_a_thousand.parse::<f64>().ok()? / 1000.0))
    };
    lines(text).filter_map(pair).collect()
}

/// The lines of a data file that say something.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn have_a_form_in_common(one: &str, other: &str) -> bool {
        groups_of(one).iter().any(|group| groups_of(other).contains(group))
    }

    #[test]
    fn nicknames_and_spellings_are_forms_of_one_name() {
        for (one, other) in [("bill", "william"), ("mohd", "muhammad"), ("khatoon", "khatun"), ("ioan", "ion"), ("sade", "folasade")] {
            assert!(have_a_form_in_common(one, other), "{one} {other}");
        }
        assert!(!have_a_form_in_common("begum", "khatun") && !have_a_form_in_common("", ""));
    }

    #[test]
    fn a_name_is_as_common_as_all_its_spellings() {
        assert!(share_of("mohamad") > 0.0 && (share_of("mohamad") - share_of("mohammed")).abs() < f64::EPSILON);
        assert!(share_of("sondergeld") == 0.0);
    }

    #[test]
    fn every_line_of_the_data_files_is_read() {
        assert!(lines(include_str!("../data/common-names.txt")).count() == SHARES.len());
        for line in lines(include_str!("../data/other-forms.txt")) {
            assert!(line.split_whitespace().count() >= 2, "{line}");
            assert!(line.split_whitespace().all(|form| crate::text::joined(form) == form), "{line} is not plain");
        }
    }
}
