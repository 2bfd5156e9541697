//! What lies in this process's memory (keys, words, tokens) stays there: a crash writes no core file, and no other program of the same user
//! looks into it. Whoever is root can, and is trusted.

use rustix::{
    io::Errno,
    process::{Resource, Rlimit, setrlimit},
};

/// Closes the memory to everybody else. To be called before anything secret is read.
pub fn close() {
    // Where a system does not allow it, it stays as whoever keeps the process has set it.
    if let Err(error) = no_core_files().and_then(|()| no_onlookers()) {
        tracing::warn!(%error, "this system lets the process's memory be written to a core file; forbid it where the process is kept");
    }
}

fn no_core_files() -> Result<(), Errno> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })
}

/// A core file that goes to a program (core_pattern with a pipe) heeds no limit, and so is forbidden as well; as are debuggers, and reading
/// the environment in /proc.
#[cfg(target_os = "linux")]
fn no_onlookers() -> Result<(), Errno> {
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
}

#[cfg(not(target_os = "linux"))]
fn no_onlookers() -> Result<(), Errno> {
    Ok(())
}
