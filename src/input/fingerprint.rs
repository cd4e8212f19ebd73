//! By what a file can be known again.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use sha2::{Digest as _, Sha256};

use crate::source::Fingerprint;

/// The SHA-256 of files, in their order; none of what is no plain file or can't be read.
pub fn fingerprints(paths: Vec<String>) -> Vec<Fingerprint> {
    paths.into_par_iter().map(|path| Fingerprint { sha256: sha256(Path::new(&path)).ok(), path }).collect()
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
