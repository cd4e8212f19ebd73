//! V403: a virtual disk left, but no backup run explains why.

use super::{Manual, Rule, when};
use crate::correlation::{Facts, Strength, Subject};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V403",
    name: "detach-without-run",
    manual: Manual {
        fires_when: "a virtual disk left at most 120 seconds before the 27 (VHDMP 2 or 26, disk 157, StorPort 551 of vhdmp), but the 27 lies in no run's window",
        says: "undetermined: probably noise",
        because: "another product, a user-profile disk or a person detached the disk. It explains the 27, but nothing shows that what was done with the disk succeeded",
        what_to_do: "find out which product detached it, and look into that product's own log",
        source: "disk 157 and user-profile disks: Microsoft's Japanese support blog, 2015-01-15; VHDMP: message resources of vhdmp.sys",
    },
    judge,
};

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let detach = subject.link.detach.filter(|_| subject.link.strength == Strength::Strong)?;
    if subject.link.session.is_some() {
        return None;
    }
    let event = facts.computer.event(detach)?;
    let product = match facts.computer.other_requesters.as_slice() {
        [] => "that product's log".to_owned(),
        names => format!("the log of the product (seen here: {})", names.join(", ")),
    };
    let text = format!(
        "{} {} {}: a disk left, but no backup run covers this time; probably noise: check {product}",
        event.at.provider,
        event.at.event_id,
        when(event.time(), subject.time)
    );
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(detach).and([subject.index]));
    Some(opinion.asking(Ask::OtherProduct))
}
