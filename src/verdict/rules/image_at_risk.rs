//! V205: a virtual disk left with data unflushed.

use jiff::SignedDuration;

use super::{Manual, Rule, around};
use crate::correlation::{Facts, Subject};
use crate::event::EventKind;
use crate::event::class::Class;
use crate::say::{Cited, Lag, Path, sentences};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// As near as a departure must be to explain a 27.
const WITHIN: SignedDuration = SignedDuration::from_secs(120);

pub(super) const RULE: Rule = Rule {
    id: "V205",
    name: "image-at-risk",
    manual: Manual {
        fires_when: "VHDMP 35 (a virtual disk was removed with data unflushed) within 120 seconds; or, where it is shown in which image the 27's own volume was, of that image since it came",
        says: "undetermined",
        because: "the 27 may be plain noise of the departure, but the image may be damaged, and then its backup is too",
        what_to_do: "find out what the image is: mount it read-only and chkdsk it, or make the backup again",
        source: "message resources of vhdmp.sys, Windows Server 2022 on (libyal/winevt-kb)",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    unflushed(file: Path, event: Cited, when: Lag) = "V205.unflushed":
        "a virtual disk left with data unflushed { $when }: { $file } ({ $event })";
    unflushed_unnamed(event: Cited, when: Lag) = "V205.unflushed-unnamed":
        "a virtual disk left with data unflushed { $when } ({ $event })";
    next() = "V205.next": "check the image (see what to do next)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, WITHIN);
    let told = facts.computer.between(Class::ImageAtRisk, near.from, near.to).next();
    let (index, event) = told.or_else(|| facts.told_of_image(subject, Class::ImageAtRisk))?;
    let (cited, when) = (Cited::from(event), Lag::between(event.time(), subject.time));
    let file = match &event.kind {
        EventKind::Vhdmp(vhdmp) => vhdmp.file.clone(),
        _ => None,
    };
    let text = match file {
        Some(file) => unflushed(Path(file), cited, when),
        None => unflushed_unnamed(cited, when),
    };
    Some(
        Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]))
            .asking(Ask::CheckImage),
    )
}
