//! Bugs that the fault suite plants, to show that it would find them. They are compiled in with the feature `planted` only, which no build
//! that people use has; without it, every question in here is answered with no. Nothing in here may do anything by itself.

/// Whether the process was started with this bug in it.
#[cfg(feature = "planted")]
pub fn is(name: &str) -> bool {
    static CHOSEN: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    CHOSEN.get_or_init(|| std::env::var("THROUGHLINE_PLANTED").ok()).as_deref() == Some(name)
}

/// Nothing is planted in a build for people.
#[cfg(not(feature = "planted"))]
pub const fn is(_name: &str) -> bool {
    false
}

/// The commit statement without its fence: whoever comes writes after whatever is there, and takes its own head for the log's.
#[cfg(feature = "planted")]
pub(crate) fn without_head_check(commit: &str) -> String {
    commit
        .replace("set position = $1,", "set position = position + ($1::bigint - $4::bigint),")
        .replace("and position = $4 and epoch = $5 and frontier = $6", "and $5::bigint is not null and $6::bytea is not null")
        .replace("returning one", "returning one, position - ($1::bigint - $4::bigint) as before")
        .replace("select $4 + item.number", "select fence.before + item.number")
}

/// Never asked for in a build for people.
#[cfg(not(feature = "planted"))]
pub(crate) fn without_head_check(commit: &str) -> String {
    commit.to_owned()
}
