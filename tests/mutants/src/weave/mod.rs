//! Weaves mutants into the text of a file, so that one build holds them all: `a == b` becomes `((a == b) != is(7))`.

mod site;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::Fallible;
use crate::list::{Genre, Mutant};
use site::Finder;

/// Why a mutant is in no build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Left {
    /// It does not compile.
    Unviable,
    /// It may, but not beside others: constants, guards with `let`, iterators without a name.
    Alone,
}

/// What became of the mutants of a file.
#[derive(Debug, Default)]
pub struct Woven {
    pub text: String,
    pub left: BTreeMap<usize, Left>,
    /// What each changes, as it stands in the source.
    pub originals: BTreeMap<usize, String>,
}

/// Weaves mutants into a file. In the usual form nothing is there twice where that is possible; of `twins` what is changed and
/// what it was stand beside each other, which any types allow. `dropped` are left out.
pub fn weave(
    text: &str,
    mutants: &[&Mutant],
    twins: &BTreeSet<usize>,
    dropped: &BTreeSet<usize>,
) -> Fallible<Woven> {
    let file = syn::parse_file(text)?;
    let mut at: BTreeMap<(Genre, usize), Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants {
        at.entry((mutant.genre, mutant.range(text).start)).or_default().push(mutant);
    }
    let mut finder = Finder::new(text, at, twins, dropped);
    syn::visit::Visit::visit_file(&mut finder, &file);
    if let Some(mutant) = finder.at.values().flatten().next() {
        return Err(format!("{}: nothing to change was found for {}", mutant.place(), mutant.key()).into());
    }
    let woven = text::apply(text, &mut finder.edits);
    Ok(Woven { text: woven, left: finder.left, originals: finder.originals })
}

/// Whose fault an error is.
#[derive(Debug, PartialEq, Eq)]
pub enum Blame {
    /// That of the change that one mutant makes.
    Mutant(usize),
    /// That of the construct around what some mutants change.
    Site(Vec<usize>),
}

/// Whose part of a woven text a place lies in, or else whose lies on its line first. Places are in bytes.
pub fn blamed(woven: &str, place: &Range<usize>) -> Option<Blame> {
    // A type that does not fit may be told at the head of a function.
    let line = woven[place.end..].find('\n').map_or(woven.len(), |length| place.end + length);
    let (mut open, mut at) = (Vec::new(), 0);
    while let Some(next) = woven[at..].find(MARK) {
        let start = at + next + MARK.len();
        if start > place.start && !open.is_empty() || start > line {
            break;
        }
        let length = woven[start..].find("*/")?;
        match &woven[start..start + length] {
            "end" => drop(open.pop()),
            ids => open.push(ids),
        }
        at = start + length;
    }
    let ids = open.pop()?;
    let numbers = |ids: &str| ids.split(' ').filter_map(|id| id.parse().ok()).collect();
    match ids.strip_prefix("site ") {
        Some(ids) => Some(Blame::Site(numbers(ids))),
        None => ids.parse().ok().map(Blame::Mutant),
    }
}

const MARK: &str = "/*:";
const END: &str = "/*:end*/";

/// Stands before the change that a mutant makes; an end stands behind it.
fn mark(id: usize) -> String {
    format!("{MARK}{id}*/")
}

/// Stands before a construct that holds mutants.
fn site_mark(ids: impl IntoIterator<Item = usize>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    format!("{MARK}site {}*/", ids.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_blamed_on_what_is_around_it_or_in_it() {
        let text = "A /*:site 1 2*/ B /*:1*/ C /*:end*/ D /*:end*/ F";
        let at = |from: &str, to: &str| blamed(text, &(text.find(from).unwrap()..text.find(to).unwrap() + 1));
        assert_eq!(at("A", "A"), Some(Blame::Site(vec![1, 2])));
        assert_eq!(at("B", "B"), Some(Blame::Site(vec![1, 2])));
        assert_eq!(at("C", "C"), Some(Blame::Mutant(1)));
        assert_eq!(at("D", "D"), Some(Blame::Site(vec![1, 2])));
        assert_eq!(at("F", "F"), None);
        assert_eq!(at("A", "D"), Some(Blame::Site(vec![1, 2])));
    }
}
