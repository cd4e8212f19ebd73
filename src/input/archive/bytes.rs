//! The bytes of an archive: a file, or a copy in memory.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::input::limits::Refused;

/// Bytes that can be read from any place, by many readers at once.
///
/// A clone reads on from the same place through a handle of its own, which it opens when it is used.
#[derive(Debug)]
pub(in crate::input) struct Bytes {
    source: Source,
    /// How many bytes may still be read, by all clones made since they were allowed.
    allowance: Arc<AtomicU64>,
    granted: u64,
}

#[derive(Debug)]
enum Source {
    File { path: PathBuf, handle: Option<File>, at: u64 },
    Memory(Cursor<Arc<[u8]>>),
}

impl Bytes {
    pub(in crate::input) fn of_file(path: PathBuf) -> Self {
        Self::of(Source::File { path, handle: None, at: 0 })
    }

    pub(in crate::input) fn of_memory(bytes: Vec<u8>) -> Self {
        Self::of(Source::Memory(Cursor::new(bytes.into())))
    }

    fn of(source: Source) -> Self {
        Self { source, allowance: Arc::new(AtomicU64::new(u64::MAX)), granted: 0 }
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

impl Clone for Bytes {
    fn clone(&self) -> Self {
        let source = match &self.source {
            Source::File { path, at, .. } => Source::File { path: path.clone(), handle: None, at: *at },
            Source::Memory(cursor) => Source::Memory(cursor.clone()),
        };
        Self { source, allowance: Arc::clone(&self.allowance), granted: self.granted }
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

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.source {
            Source::File { path, handle, at } => {
                let count = opened(path, handle, *at)?.read(buffer)?;
                *at = at.saturating_add(count as u64);
                count
            }
            Source::Memory(cursor) => cursor.read(buffer)?,
        };
        self.spend(count)?;
        Ok(count)
    }
}

impl Seek for Bytes {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
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
        for mut bytes in [Bytes::of_file(path), Bytes::of_memory(b"0123456789".to_vec())] {
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
