//! By what a file can be known again.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use sha2::{Digest as _, Sha256};

use crate::source::Fingerprint;

/// The SHA-256 of files, in their order; none of what is no plain file or can't be read.
pub fn fingerprints(paths: Vec<String>) -> Vec<Fingerprint> {
    let of = |path: String| Fingerprint { sha256: file(&path).and_then(|file| sha256(&file).ok()), path };
    paths.into_par_iter().map(of).collect()
}

/// The file that is shown so. What of its name is no text is shown as U+FFFD; of two that are shown alike, none is it.
fn file(shown: &str) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for part in Path::new(shown).components() {
        let name = part.as_os_str().to_string_lossy();
        if !name.contains(char::REPLACEMENT_CHARACTER) || path.join(part).exists() {
            path.push(part);
            continue;
        }
        let folder = if path.as_os_str().is_empty() { Path::new(".") } else { &path };
        let entries = folder.read_dir().ok()?.filter_map(Result::ok).map(|entry| entry.file_name());
        let mut alike = entries.filter(|found| found.to_string_lossy() == name);
        let found = alike.next().filter(|_| alike.next().is_none())?;
        path.push(found);
    }
    Some(path)
}

fn sha256(path: &Path) -> io::Result<String> {
    const PIECE: usize = 1 << 16;
    // A pipe or a device would keep the program waiting, or change.
    if !path.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        let length = match file.read(&mut piece) {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if length == 0 {
            break;
        }
        hash.update(piece.get(..length).unwrap_or_default());
    }
    let mut digits = String::new();
    for byte in hash.finalize() {
        digits.push_str(&format!("{byte:02x}"));
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_what_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc").display().to_string();
        std::fs::write(&path, "abc").unwrap();
        let found = fingerprints(vec![path, folder.path().display().to_string(), "stdin".to_owned()]);
        let digits: Vec<Option<&str>> = found.iter().map(|file| file.sha256.as_deref()).collect();
        // The example of FIPS 180-2.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digits, [Some(known), None, None]);
    }
}
