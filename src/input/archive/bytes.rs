//! The bytes of an archive: a file, or a copy in memory.

use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::input::Progress;
use crate::input::limits::Refused;

/// How much of a file has been read, for those who watch. A file may be read in places more than once; more than
/// it has is told to nobody.
pub(in crate::input) struct Meter<'p> {
    progress: &'p dyn Progress,
    left: AtomicU64,
}

impl<'p> Meter<'p> {
    /// For a file of so many bytes.
    pub(in crate::input) fn new(progress: &'p dyn Progress, size: u64) -> Self {
        Self { progress, left: AtomicU64::new(size) }
    }

    fn advance(&self, bytes: u64) {
        let left = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            Some(left.saturating_sub(bytes)).filter(|_| left > 0)
        });
        if let Ok(left) = left {
            self.progress.advance(bytes.min(left));
        }
    }

    /// The file needs no more reading.
    pub(in crate::input) fn finish(&self) {
        self.progress.advance(self.left.swap(0, Ordering::Relaxed));
    }

    /// A stream that is watched.
    pub(in crate::input) fn watch<R: Read>(&self, inner: R) -> impl Read {
        Watched { inner, meter: self }
    }
}

impl fmt::Debug for Meter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Meter").field(&self.left).finish()
    }
}

struct Watched<'m, R> {
    inner: R,
    meter: &'m Meter<'m>,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.advance(count as u64);
        Ok(count)
    }
}

/// Bytes that can be read from any place, by many readers at once.
///
/// A clone reads on from the same place through a handle of its own, which it opens when it is used.
#[derive(Debug)]
pub(in crate::input) struct Bytes<'p> {
    source: Source,
    meter: Option<&'p Meter<'p>>,
    /// How many bytes may still be read, by all clones made since they were allowed.
    allowance: Arc<AtomicU64>,
    granted: u64,
    /// In tests: how many reads and seeks are left before one panics, as a library would.
    #[cfg(test)]
    pub(super) fuse: Option<Arc<AtomicU64>>,
}

#[derive(Debug)]
enum Source {
    File { path: PathBuf, handle: Option<File>, at: u64 },
    Memory(Cursor<Arc<[u8]>>),
}

impl<'p> Bytes<'p> {
    pub(in crate::input) fn of_file(path: PathBuf, meter: &'p Meter<'p>) -> Self {
        Self { meter: Some(meter), ..Self::of(Source::File { path, handle: None, at: 0 }) }
    }

    pub(in crate::input) fn of_memory(bytes: Vec<u8>) -> Self {
        Self::of(Source::Memory(Cursor::new(bytes.into())))
    }

    fn of(source: Source) -> Self {
        Self {
            source,
            meter: None,
            allowance: Arc::new(AtomicU64::new(u64::MAX)),
            granted: 0,
            #[cfg(test)]
            fuse: None,
        }
    }

    /// Lets only so many bytes be read from now on. What an archive says of itself is kept in memory by
    /// those who read it, so it must be bounded.
    pub(super) fn allow(&mut self, bytes: u64) {
        self.granted = bytes;
        // Others that read the same archive have their own.
        self.allowance = Arc::new(AtomicU64::new(bytes));
    }

    /// A handle on the allowance, to lift it.
    pub(super) fn allowance(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.allowance)
    }

    #[cfg(test)]
    fn burn(&self) {
        if let Some(fuse) = &self.fuse {
            let left = fuse.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
            assert!(left.is_ok(), "the reader fails here");
        }
    }

    fn spend(&self, count: usize) -> io::Result<()> {
        let left = self.allowance.load(Ordering::Relaxed);
        if left == u64::MAX {
            return Ok(());
        }
        match left.checked_sub(count as u64) {
            Some(left) => self.allowance.store(left, Ordering::Relaxed),
            None => return Err(Refused::Held(self.granted).into()),
        }
        Ok(())
    }
}

impl Clone for Bytes<'_> {
    fn clone(&self) -> Self {
        let source = match &self.source {
            Source::File { path, at, .. } => Source::File { path: path.clone(), handle: None, at: *at },
            Source::Memory(cursor) => Source::Memory(cursor.clone()),
        };
        Self {
            source,
            meter: self.meter,
            allowance: Arc::clone(&self.allowance),
            granted: self.granted,
            #[cfg(test)]
            fuse: self.fuse.clone(),
        }
    }
}

/// The open file, at its place.
fn opened<'a>(path: &Path, handle: &'a mut Option<File>, at: u64) -> io::Result<&'a mut File> {
    if handle.is_none() {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(at))?;
        *handle = Some(file);
    }
    handle.as_mut().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
}

impl Read for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(test)]
        self.burn();
        let count = match &mut self.source {
            Source::File { path, handle, at } => {
                let count = opened(path, handle, *at)?.read(buffer)?;
                *at = at.saturating_add(count as u64);
                count
            }
            Source::Memory(cursor) => cursor.read(buffer)?,
        };
        self.spend(count)?;
        if let Some(meter) = self.meter {
            meter.advance(count as u64);
        }
        Ok(count)
    }
}

impl Seek for Bytes<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        #[cfg(test)]
        self.burn();
        match &mut self.source {
            Source::File { path, handle, at } => {
                *at = opened(path, handle, *at)?.seek(to)?;
                Ok(*at)
            }
            Source::Memory(cursor) => cursor.seek(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_read_on_by_themselves() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::fs::write(&path, b"0123456789").unwrap();
        let meter = Meter::new(&crate::input::NoProgress, 10);
        for mut bytes in [Bytes::of_file(path, &meter), Bytes::of_memory(b"0123456789".to_vec())] {
            bytes.seek(SeekFrom::Start(4)).unwrap();
            let mut other = bytes.clone();
            assert_eq!(io::read_to_string(&mut bytes).unwrap(), "456789");
            assert_eq!(io::read_to_string(&mut other).unwrap(), "456789");
        }
    }

    #[test]
    fn an_allowance_ends() {
        let mut bytes = Bytes::of_memory(vec![0; 100]);
        let mut other = bytes.clone();
        bytes.allow(99);
        assert_eq!(io::copy(&mut other, &mut io::sink()).unwrap(), 100);
        assert!(io::copy(&mut bytes, &mut io::sink()).is_err());
        bytes.allowance().store(u64::MAX, Ordering::Relaxed);
        bytes.seek(SeekFrom::Start(0)).unwrap();
        assert_eq!(io::copy(&mut bytes, &mut io::sink()).unwrap(), 100);
    }
}
