//! Where a report goes: standard output, or a file that never stands half-written and is never evidence.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Fatal;
use super::interrupt::Unfinished;
use crate::context;
use crate::input;

/// The path that means standard output.
const STANDARD_OUTPUT: &str = "-";

/// Where a report goes.
#[derive(Debug)]
pub(super) enum Target {
    /// To standard output.
    Stream,
    /// To a device or a pipe that was named.
    Device(PathBuf),
    /// To a file.
    File(PathBuf),
}

impl Target {
    /// The target of that name, unless writing there would destroy what is read: one of the logs, archives, exports or
    /// lists below `paths`, or in `lists`, whatever ways lead to it; or anything that looks like evidence.
    ///
    /// # Errors
    ///
    /// [`Fatal::Usage`] where it must not be written to, or can't be.
    pub(super) fn of(output: Option<&Path>, paths: &[PathBuf], lists: &[&Path]) -> Result<Self, Fatal> {
        Self::of_kind(output, paths, lists, false)
    }

    /// The same for an extract, which may take the place of an older one.
    ///
    /// # Errors
    ///
    /// The same.
    pub(super) fn of_extract(output: Option<&Path>, paths: &[PathBuf]) -> Result<Self, Fatal> {
        Self::of_kind(output, paths, &[], true)
    }

    fn of_kind(
        output: Option<&Path>,
        paths: &[PathBuf],
        lists: &[&Path],
        is_extract: bool,
    ) -> Result<Self, Fatal> {
        let Some(output) = output.filter(|output| output.as_os_str() != STANDARD_OUTPUT) else {
            return Ok(Self::Stream);
        };
        let refuse = |why: &str| {
            let shown = output.display();
            Err(Fatal::Usage(format!("won't write to {shown}: {why}; name another file with -o or --reg")))
        };
        let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return refuse("its folder does not exist");
        }
        if output.is_dir() {
            return refuse("it is a folder");
        }
        // A pipe that is named by a link of the system, as `/dev/stdout`, has no path of its own.
        if output.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(Self::Device(output.to_owned()));
        }
        // What a link leads to is what would be lost; a link that leads nowhere yet is written through too.
        let real = real_place(output);
        let evidence = input::evidence_at(&real, paths, lists, context::is_context);
        if let Some(evidence) = evidence.filter(|what| !(is_extract && *what == input::EXTRACT)) {
            return refuse(&format!("it is {evidence}, and would be lost"));
        }
        Ok(Self::File(real))
    }

    /// The file of that name, which something else is to be written to.
    pub(super) fn file(path: &Path) -> Self {
        Self::File(real_place(path))
    }

    /// Whether both are one place.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Stream, Self::Stream) => true,
            (Self::Device(one), Self::Device(two)) | (Self::File(one), Self::File(two)) => one == two,
            _ => false,
        }
    }

    /// How it is called.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stream => "standard output".to_owned(),
            Self::Device(path) | Self::File(path) => path.display().to_string(),
        }
    }

    /// Writes the whole, or leaves what was there.
    ///
    /// # Errors
    ///
    /// [`Fatal::Write`] where not all of it could be written.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        job: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Fatal> {
        match self {
            Self::Stream => buffered(out, job).map_err(Fatal::writing("standard output")),
            Self::Device(path) => {
                let to_device = || buffered(&mut File::options().write(true).open(path)?, job);
                to_device().map_err(Fatal::writing(&self.name()))
            }
            Self::File(path) => replace(path, job).map_err(Fatal::writing(&self.name())),
        }
    }
}

fn buffered(out: &mut dyn Write, job: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut buffered = BufWriter::new(out);
    job(&mut buffered)?;
    buffered.flush()
}

/// Writes beside the file and renames: a full disk or an interruption leaves the old one whole.
fn replace(path: &Path, job: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (mut beside, unfinished) = Unfinished::make(|| beside(folder, path), NamedTempFile::path)?;
    buffered(&mut beside, job)?;
    beside.as_file().sync_all()?;
    beside.persist(path).map_err(|error| error.error)?;
    drop(unfinished);
    Ok(())
}

/// A new file with the permissions of the one that it will replace, else those of any new file.
fn beside(folder: &Path, path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".volsift-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        /// What the process' mask is taken from.
        const NEW_FILE: u32 = 0o666;
        builder.permissions(fs::Permissions::from_mode(NEW_FILE));
    }
    let beside = builder.tempfile_in(folder)?;
    if let Ok(metadata) = path.metadata() {
        if metadata.permissions().readonly() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is write-protected"));
        }
        beside.as_file().set_permissions(metadata.permissions())?;
    }
    Ok(beside)
}

/// A file by its one name, whatever links lead to it, also where it is not there yet.
fn real_place(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| in_real_folder(&through_links(path)))
}

/// A file that is not there yet, by the one name of its folder.
fn in_real_folder(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Where a link leads that leads to nothing yet.
fn through_links(path: &Path) -> PathBuf {
    /// More links in a row are a circle.
    const MOST: usize = 32;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        let Ok(next) = fs::read_link(&path) else { break };
        path = match path.parent() {
            Some(folder) => folder.join(next),
            None => next,
        };
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_written_whole_leaves_the_old_file_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.txt");
        fs::write(&path, "old").unwrap();
        let target = Target::of(Some(&path), &[], &[]).unwrap();
        let full = |out: &mut dyn Write| {
            out.write_all(&vec![b'x'; 1 << 20])?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        assert!(target.write(&mut io::sink(), full).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
        target.write(&mut io::sink(), |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_written_through_and_a_protected_file_is_left() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        symlink(&real, &link).unwrap();
        for text in ["one", "two"] {
            let target = Target::of(Some(&link), &[], &[]).unwrap();
            target.write(&mut io::sink(), |out| out.write_all(text.as_bytes())).unwrap();
            assert_eq!(fs::read_to_string(&real).unwrap(), text);
            assert!(link.is_symlink());
        }
        assert_ne!(fs::metadata(&real).unwrap().permissions().mode() & 0o044, 0, "others may read it");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o444)).unwrap();
        let target = Target::of(Some(&link), &[], &[]).unwrap();
        assert!(target.write(&mut io::sink(), |out| out.write_all(b"three")).is_err());
    }
}
