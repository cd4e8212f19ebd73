//! Names of logs and of backup products: they are the same everywhere, but whoever writes to a log of their own may have put
//! more into its name.

use std::sync::Arc;

use super::names::{Class, Names};
use super::words;
use crate::event::providers::{self, OTHER_REQUESTERS, PROVIDERS};

/// Words of backup products, in lower case and in order.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "agent", "altarovmbackup", "cyber", "dpm", "endpoint", "exec", "manager", "mp", "offsite", "protect", "provider",
    "reflect", "replication", "support", "svc", "vm",
];

/// Logs of Windows whose names have no maker in front, in lower case and in order.
#[rustfmt::skip]
const LOGS: &[&str] = &[
    "active directory web services", "dfs replication", "directory service", "dns server", "file replication service",
    "internet explorer", "key management service", "openssh/admin", "openssh/operational",
];

/// Whether a log is Windows' or a known product's.
pub(super) fn is_known_log(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_of_maker = lower.starts_with("microsoft-") && name.is_ascii();
    is_of_maker
        || words::is_plain_name(name)
        || LOGS.binary_search(&lower.as_str()).is_ok()
        || PROVIDERS.iter().any(|provider| provider.channel.eq_ignore_ascii_case(name))
        || OTHER_REQUESTERS.iter().any(|known| lower.contains(known)) && lower.split(' ').all(is_word)
}

fn is_word(word: &str) -> bool {
    words::is_plain_name(word) || WORDS.binary_search(&word).is_ok() || part_of_product(word) == Some(word)
}

/// Whether a word is a product with harmless words behind it, as in `VeeamVssSupport`.
fn is_of_words(word: &str, lower: &str) -> bool {
    let Some(behind) = part_of_product(lower).and_then(|known| lower.strip_prefix(known)) else {
        return false;
    };
    let behind = word.get(word.len().saturating_sub(behind.len())..).unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    for letter in behind.chars() {
        match words.last_mut().filter(|_| !letter.is_ascii_uppercase()) {
            Some(last) => last.push(letter),
            None => words.push(letter.to_ascii_lowercase().to_string()),
        }
    }
    words.iter().all(|word| word.len() > 1 && is_word(word))
}

/// The product that a word names, in lower case: all of the word, or a part of it.
fn part_of_product(word: &str) -> Option<&'static str> {
    OTHER_REQUESTERS.iter().copied().find(|known| word.contains(known))
}

impl Names {
    /// A provider that is called after a known backup product.
    pub(super) fn provider(&mut self, name: &str) -> Arc<str> {
        if providers::provider(name).is_some() { name.into() } else { self.product(name).into() }
    }

    /// A provider or program that is called after a known backup product: that name and harmless words stay.
    pub(super) fn product(&mut self, name: &str) -> String {
        let mut renamed = String::with_capacity(name.len());
        // Two of the known names are two words.
        for piece in name.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
            let lower = word.to_ascii_lowercase();
            if word.is_empty() || is_word(&lower) || is_of_words(word, &lower) {
                renamed.push_str(word);
            } else if let Some(known) = part_of_product(&lower) {
                renamed.push_str(known);
            } else {
                renamed.push_str(&self.of(Class::Text, word));
            }
            renamed.push_str(piece.get(word.len()..).unwrap_or_default());
        }
        renamed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::providers::is_other_requester;

    #[test]
    fn words_are_in_order() {
        for list in [WORDS, LOGS] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }

    #[test]
    fn a_product_stays_known_and_what_is_written_around_it_does_not() {
        let mut names = Names::default();
        for (name, renamed) in [
            ("Veeam Agent", "Veeam Agent"),
            ("Backup Exec", "Backup Exec"),
            ("veeam.backup.manager.exe", "veeam.backup.manager.exe"),
            ("Acme Veeam report", "text1 Veeam report"),
            ("VeeamVssSupport.exe", "VeeamVssSupport.exe"),
            ("AcmeVeeamJob", "veeam"),
            ("VeeamAcme", "veeam"),
        ] {
            assert_eq!(names.product(name), renamed);
            assert!(is_other_requester(renamed));
        }
    }
}
