//! Pseudonyms in the place of names: the options, and the file that holds their key.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use tempfile::NamedTempFile;

use super::Fatal;
use super::output::Target;
use crate::redact::Names;

/// How much of a key file is read: more is no key.
const MOST: u64 = 4096;

/// Whether names are told.
#[derive(Debug, Args)]
#[command(next_help_heading = "Privacy")]
pub(super) struct RedactArgs {
    /// Put pseudonyms in the place of names of computers, domains, accounts, virtual machines, volumes, shares, files,
    /// GUIDs and addresses, so that the report can be passed on
    #[arg(long)]
    pub(super) redact: bool,

    /// A file with the key of the pseudonyms, so that a name has the same one in every report; it is made where it is
    /// missing. Who has it can tell which pseudonym a name has: keep it
    #[arg(long, value_name = "FILE", requires = "redact")]
    pub(super) redact_key: Option<PathBuf>,
}

impl RedactArgs {
    /// The pseudonyms, where they are asked for, of reports that go to `outputs`.
    ///
    /// # Errors
    ///
    /// [`Fatal::Usage`] where the key can't be read or made, or a report would overwrite it.
    pub(super) fn names<'a>(
        &self,
        outputs: impl IntoIterator<Item = &'a Target>,
    ) -> Result<Option<Names>, Fatal> {
        match (&self.redact_key, self.redact) {
            (Some(file), _) => {
                let place = Target::file(file);
                if outputs.into_iter().any(|output| output.is_same(&place)) {
                    let shown = file.display();
                    let why = format!("a report would overwrite the key of the pseudonyms, {shown}");
                    return Err(Fatal::Usage(why));
                }
                Ok(Some(Names::keyed(key(file)?)))
            }
            (None, true) => Ok(Some(Names::default())),
            (None, false) => Ok(None),
        }
    }
}

/// The command line with pseudonyms in it.
pub(super) fn command(arguments: &[OsString], names: &mut Names) -> Vec<OsString> {
    let words: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let program = words.first().cloned();
    let rest = names.command(words.get(1..).unwrap_or_default());
    program.into_iter().chain(rest).map(OsString::from).collect()
}

fn key(file: &Path) -> Result<[u8; 32], Fatal> {
    let failed = |what: &str, error: &dyn std::fmt::Display| {
        Fatal::Usage(format!("{what} the key of the pseudonyms, {}: {error}", file.display()))
    };
    let known = || match fs::metadata(file) {
        Ok(found) if found.len() > MOST || !found.is_file() => Err(no_key(file)),
        Ok(_) => {
            let text = fs::read_to_string(file).map_err(|error| failed("can't read", &error))?;
            of_text(text.trim()).ok_or_else(|| no_key(file))
        }
        Err(error) => Err(failed("can't read", &error)),
    };
    let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    if !fs::metadata(file).is_err_and(|error| is_missing(&error)) {
        return known();
    }
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| failed("can't make", &error))?;
    match write(file, &key) {
        Ok(()) => Ok(key),
        // Another run was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => known(),
        Err(error) => Err(failed("can't write", &error)),
    }
}

fn no_key(file: &Path) -> Fatal {
    Fatal::Usage(format!(
        "{} is no key of pseudonyms (64 hexadecimal digits); name a file that does not exist, and one is made",
        file.display()
    ))
}

fn of_text(text: &str) -> Option<[u8; 32]> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2);
    let bytes = pairs
        .map(|pair| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?))
        .collect::<Option<Vec<u8>>>()?;
    bytes.try_into().ok()
}

/// Writes a new key, which nobody else may read, as a whole or not at all.
fn write(file: &Path, key: &[u8; 32]) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Made for its owner alone.
    let mut new = NamedTempFile::new_in(folder)?;
    for byte in key {
        write!(new, "{byte:02x}")?;
    }
    writeln!(new)?;
    new.persist_noclobber(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let made = key(&file).unwrap();
        assert_ne!(made, [0; 32]);
        assert_eq!(key(&file).unwrap(), made);
        for text in ["", "12", &"x".repeat(64), &"a".repeat(65)] {
            fs::write(&file, text).unwrap();
            assert!(key(&file).is_err(), "{text}");
        }
    }

    #[test]
    fn runs_at_once_have_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let keys: Vec<[u8; 32]> = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| key(&file).unwrap())).collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_is_for_its_owner_and_no_folder_or_dead_link_is_one() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        key(&file).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(key(folder.path()).is_err());
        let link = folder.path().join("link");
        symlink(folder.path().join("nothing"), &link).unwrap();
        assert!(key(&link).is_err());
    }
}
