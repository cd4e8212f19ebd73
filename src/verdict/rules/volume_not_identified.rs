//! V303: nobody knows which volume it is.

use super::{Manual, Rule};
use crate::correlation::{Facts, Strength, Subject};
use crate::event::volume::VolumeName;
use crate::say::sentences;
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V303",
    name: "volume-not-identified",
    manual: Manual {
        fires_when: "the 27 names neither a whole volume GUID nor a drive letter; or it names a letter (C: too), unless a full list of the host's own volumes does not hold that letter and a virtual disk left right before",
        says: "undetermined",
        because: "a letter alone proves nothing: the real 27 with E: of which records are public was an attached virtual disk, and yet its shadow copies were lost",
        what_to_do: "ask for mountvol's output, taken outside a backup, and give it with --mountvol",
        source: "github.com/jschicht/Volsnap-Bug-Content",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    no_list(letter: VolumeName) = "V303.no-list":
        "the record names the volume only as { $letter }, and no full list of the host's volumes was given";
    no_departure(letter: VolumeName) = "V303.no-departure":
        "the record names the volume only as { $letter }, and no virtual disk left right before; the temporary volumes of \
         a run have no letter";
    neither(volume: VolumeName) = "V303.neither":
        "\"{ $volume }\" is neither a whole volume GUID nor a drive letter";
    unnamed() = "V303.no-volume": "the record names no volume";
    next() = "V303.next": "ask for mountvol's list (see what to do next): it tells what the volume is";
}

fn judge(_facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let text = match &subject.volume {
        Some(letter @ VolumeName::Letter(_)) if !subject.facts.letters_are_known => no_list(letter.clone()),
        Some(letter @ VolumeName::Letter(_)) if subject.link.strength != Strength::Strong => {
            no_departure(letter.clone())
        }
        Some(VolumeName::Guid(_) | VolumeName::Letter(_)) => return None,
        Some(other @ VolumeName::Other(_)) => neither(other.clone()),
        None => unnamed(),
    };
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(subject.index));
    Some(opinion.asking(Ask::Mountvol))
}
