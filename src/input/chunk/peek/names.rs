//! Names in the values of records: some events matter only if one of a few names stands in them.

use std::collections::BTreeMap;

/// ASCII names, looked for in UTF-16 and in bytes, in any case.
#[derive(Debug)]
pub(super) struct Names {
    names: &'static [&'static str],
    /// The rarest letter of each name; the names that share it, and its place in them.
    letters: BTreeMap<u8, Vec<(&'static str, usize)>>,
}

/// Letters, the rarest in names and texts first.
const RARE_FIRST: &[u8] = b"qzjxkwvbyfghpumdclnrsoiate";

impl Names {
    pub(super) fn of(names: &'static [&'static str]) -> Self {
        let rarity = |byte: u8| RARE_FIRST.iter().position(|letter| letter.eq_ignore_ascii_case(&byte));
        let rarest = |name: &str| {
            let letter = name.bytes().zip(0..).min_by_key(|(byte, _)| rarity(*byte));
            letter.unwrap_or_default()
        };
        let mut letters: BTreeMap<u8, Vec<(&str, usize)>> = BTreeMap::new();
        for name in names {
            let (letter, place) = rarest(name);
            letters.entry(letter.to_ascii_lowercase()).or_default().push((name, place));
        }
        Self { names, letters }
    }

    pub(super) fn are(&self, names: &'static [&'static str]) -> bool {
        std::ptr::eq(self.names, names)
    }

    /// Whether one of them stands in these bytes, at any offset.
    pub(super) fn stand_in(&self, bytes: &[u8]) -> bool {
        // A letter is looked for in one sweep, the names that have it only where it stands.
        self.letters.iter().any(|(letter, names)| {
            let (small, capital) = (letter.to_ascii_lowercase(), letter.to_ascii_uppercase());
            memchr::memchr2_iter(small, capital, bytes).any(|at| {
                names.iter().any(|(name, place)| {
                    let from = |back: usize| at.checked_sub(back).and_then(|start| bytes.get(start..));
                    from(place.saturating_mul(2)).is_some_and(|bytes| begins_with_utf16(bytes, name))
                        || from(*place).is_some_and(|bytes| begins_with(bytes, name))
                })
            })
        })
    }
}

fn begins_with(bytes: &[u8], name: &str) -> bool {
    bytes.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
}

fn begins_with_utf16(bytes: &[u8], name: &str) -> bool {
    let mut units = bytes.as_chunks::<2>().0.iter();
    let mut is_next =
        |byte: u8| units.next().is_some_and(|[low, high]| *high == 0 && low.eq_ignore_ascii_case(&byte));
    name.bytes().all(&mut is_next)
}

#[cfg(test)]
mod tests {
    use super::super::origin::tests::utf16;
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_at_any_offset() {
        let bytes = [&[7][..], &utf16("the vSs/4")].concat();
        assert!(Names::of(&["wbengine", "VSS"]).stand_in(&bytes));
        assert!(!Names::of(&["wbengine", "swprv"]).stand_in(&bytes));
        assert!(!Names::of(&["VSS"]).stand_in(&utf16("VS")));
        assert!(Names::of(&["VSS"]).stand_in(b"_vss"));
    }
}
