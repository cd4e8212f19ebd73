//! V303: nobody knows which volume it is.

use super::{Manual, Rule};
use crate::correlation::{Facts, Strength, Subject};
use crate::event::volume::VolumeName;
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
};

fn judge(_facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let text = match &subject.volume {
        Some(VolumeName::Letter(letter)) if !subject.facts.letters_are_known => {
            format!(
                "the record names the volume only as {letter}:, and no full list of the host's volumes was given"
            )
        }
        Some(VolumeName::Letter(letter)) if subject.link.strength != Strength::Strong => format!(
            "the record names the volume only as {letter}:, and no virtual disk left right before; the temporary volumes of a run have no letter"
        ),
        Some(VolumeName::Guid(_) | VolumeName::Letter(_)) => return None,
        Some(VolumeName::Other(text)) => {
            format!("\"{text}\" is neither a whole volume GUID nor a drive letter")
        }
        None => "the record names no volume".to_owned(),
    };
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(subject.index));
    Some(opinion.asking(Ask::Mountvol))
}
