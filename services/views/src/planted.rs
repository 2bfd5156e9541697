//! Bugs that the fault suite plants, to show that it would find them. They are compiled in with the feature `planted` only, which no build
//! that people use has; without it, every question in here is answered with no. Nothing in here may do anything by itself.

/// Whether the process was started with this bug in it.
#[cfg(feature = "planted")]
pub(crate) fn is(name: &str) -> bool {
    static CHOSEN: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    CHOSEN.get_or_init(|| std::env::var("THROUGHLINE_PLANTED").ok()).as_deref() == Some(name)
}

/// Nothing is planted in a build for people.
#[cfg(not(feature = "planted"))]
pub(crate) const fn is(_name: &str) -> bool {
    false
}

/// Never asked for in a build for people.
#[cfg(not(feature = "planted"))]
pub(crate) const fn linger() {}

/// A machine that is slow just between two writes that belong together, so that not everything must be tried a thousand times.
#[cfg(feature = "planted")]
pub(crate) fn linger() {
    std::thread::sleep(std::time::Duration::from_millis(5));
}
