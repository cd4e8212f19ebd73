//! V209: the storage below an attached image failed.

use jiff::SignedDuration;

use super::{Manual, Rule, around};
use crate::correlation::{Facts, Subject};
use crate::event::EventKind;
use crate::event::class::Class;
use crate::say::{Cited, Lag, Path, Sentence, meaning, sentences};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// As near as a departure must be to explain a 27.
const WITHIN: SignedDuration = SignedDuration::from_secs(120);

pub(super) const RULE: Rule = Rule {
    id: "V209",
    name: "image-storage-failed",
    manual: Manual {
        fires_when: "VHDMP 3, 5 or 6, on Windows 10 and Server 2016 and later also 7 11 100 102 110 112 113 122 126, or an error of a port (129, for example) that vhdmp writes, within 2 minutes; or, where it is shown in which image the 27's own volume was, of that image since it came; but not a 3 of a file that was busy (C0000043)",
        says: "undetermined",
        because: "the image did not leave because the backup was done with it: what it lies on failed. The 27 is then the least of it",
        what_to_do: "look at the disk or share on which the image lies, and make that backup again",
        source: "message resources of vhdmp.sys (libyal/winevt-kb) and the provider's manifest; ids 8 to 14 have other meanings before Windows 10, so 11 is told by its fields",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    of_image(meaning: Sentence, file: Path, event: Cited, when: Lag) = "V209.of-image":
        "{ $meaning }, { $when }: { $file } ({ $event })";
    of_some_image(meaning: Sentence, event: Cited, when: Lag) = "V209.of-some-image":
        "{ $meaning }, { $when } ({ $event })";
    next() = "V209.next": "look at the disk or share on which the image lies, and check the image (see what to do next)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, WITHIN);
    let told = facts.computer.between(Class::ImageFailed, near.from, near.to).next();
    let (index, event) = told.or_else(|| facts.told_of_image(subject, Class::ImageFailed))?;
    let (cited, when) = (Cited::from(event), Lag::between(event.time(), subject.time));
    let file = match &event.kind {
        EventKind::Vhdmp(vhdmp) => vhdmp.file.clone(),
        _ => None,
    };
    let text = match file {
        Some(file) => of_image(meaning(event), Path(file), cited, when),
        None => of_some_image(meaning(event), cited, when),
    };
    let evidence = Evidence::of(index).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::CheckImage))
}
