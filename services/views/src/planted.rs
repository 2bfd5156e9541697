//! The views' part of the bugs that the fault suite plants. Nothing in here may do anything in a build for people.

pub(crate) use throughline_log::planted::is;

/// Never asked for in a build for people.
#[cfg(not(feature = "planted"))]
pub(crate) const fn linger() {}

/// A machine that is slow just between two writes that belong together, so that not everything must be tried a thousand times.
#[cfg(feature = "planted")]
pub(crate) fn linger() {
    std::thread::sleep(std::time::Duration::from_millis(5));
}
