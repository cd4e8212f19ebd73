//! Pseudonyms in the place of names: the options, and the file that holds their key.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Fatal;
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
    /// The pseudonyms, where they are asked for.
    ///
    /// # Errors
    ///
    /// [`Fatal::Usage`] where the key can't be read or made.
    pub(super) fn names(&self) -> Result<Option<Names>, Fatal> {
        match (&self.redact_key, self.redact) {
            (Some(file), _) => Ok(Some(Names::keyed(key(file)?))),
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
    match fs::metadata(file) {
        Ok(found) if found.len() > MOST || !found.is_file() => Err(no_key(file)),
        Ok(_) => {
            let text = fs::read_to_string(file).map_err(|error| failed("can't read", &error))?;
            of_text(text.trim()).ok_or_else(|| no_key(file))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut key = [0; 32];
            getrandom::fill(&mut key).map_err(|error| failed("can't make", &error))?;
            write(file, &key).map_err(|error| failed("can't write", &error))?;
            Ok(key)
        }
        Err(error) => Err(failed("can't read", &error)),
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

/// Writes a new key, which nobody else may read.
fn write(file: &Path, key: &[u8; 32]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    for byte in key {
        write!(file, "{byte:02x}")?;
    }
    writeln!(file)
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
}
