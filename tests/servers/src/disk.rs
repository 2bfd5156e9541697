//! A small disk of one's own: an ext4 file system in a file, mounted. It can be filled, and its power can be cut.
//!
//! Only root may mount, and not every machine has loop devices; whoever asks is told why there is none. It is unmounted with the value
//! that stands for it, or else by whoever starts one later.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use crate::folder::Folder;

/// Nothing is written to the file system's journal for so long, unless somebody asks for it with fsync.
const COMMIT_SECONDS: u32 = 600;
const BLOCK: usize = 1 << 20;

/// A mounted disk.
#[derive(Debug)]
pub struct Disk {
    point: PathBuf,
    image: PathBuf,
    copies: u32,
    // After the mount is gone.
    folder: Folder,
}

impl Disk {
    /// Makes and mounts a disk, or says why that is not possible here.
    pub fn new(size_mib: u64) -> Result<Self, String> {
        let folder = Folder::new();
        let (image, point) = (folder.path().join("disk-0"), folder.path().join("mounted"));
        let made = fs::File::create(&image).and_then(|file| file.set_len(size_mib << 20)).and_then(|()| fs::create_dir(&point));
        made.map_err(|error| error.to_string())?;
        run("mkfs.ext4", &["-q", "-F", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", text(&image)])?;
        let disk = Self { point, image, copies: 0, folder };
        disk.mount()?;
        Ok(disk)
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.point
    }

    /// Writes everything to the disk, whether or not anybody asked for it: for what was made without care, before it counts.
    pub fn settle(&self) -> Result<(), String> {
        run("sync", &["--file-system", text(&self.point)])
    }

    /// What has reached the disk by now, and nothing of what waits in memory: what is left when the power goes at this moment. Whoever
    /// writes should be paused.
    pub fn copy_as_it_lies(&mut self) -> Result<PathBuf, String> {
        self.copies += 1;
        let copy = self.folder.path().join(format!("disk-{}", self.copies));
        run("cp", &["--sparse=always", text(&self.image), text(&copy)])?;
        Ok(copy)
    }

    /// Mounts such a copy in the place of the disk. Nobody may have a file of it open.
    pub fn replace(&mut self, copy: PathBuf) -> Result<(), String> {
        unmount(&self.point)?;
        _ = fs::remove_file(&self.image);
        self.image = copy;
        self.mount()?;
        // Its removal may have been among what had not reached the disk.
        self.make_room();
        Ok(())
    }

    /// Fills all the room that is left, with a file that [`Disk::make_room`] removes.
    pub fn fill(&self) {
        let Ok(mut filler) = fs::File::create(self.filler()) else { return };
        let mut block = vec![b'.'; BLOCK];
        while !block.is_empty() {
            // Smaller and smaller, until nothing fits.
            if filler.write_all(&block).and_then(|()| filler.sync_data()).is_err() {
                block.truncate(block.len() / 16);
            }
        }
    }

    /// Makes room again.
    pub fn make_room(&self) {
        _ = fs::remove_file(self.filler());
    }

    fn filler(&self) -> PathBuf {
        self.point.join("filler")
    }

    fn mount(&self) -> Result<(), String> {
        let options = format!("loop,commit={COMMIT_SECONDS},data=ordered");
        run("mount", &["-t", "ext4", "-o", &options, text(&self.image), text(&self.point)])
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        _ = unmount(&self.point);
    }
}

/// Whoever was killed a moment ago may still be letting go of it.
pub(crate) fn unmount(point: &Path) -> Result<(), String> {
    let mut last = Ok(());
    for _ in 0..100 {
        last = run("umount", &[text(point)]);
        if last.is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(20));
    }
    // Nobody sees it any more, and it goes when the last file is closed.
    run("umount", &["--lazy", text(point)]).and(last)
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program).args(arguments).output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())) }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
