//! V403: a virtual disk left, but no backup run explains why.

use super::{Manual, NEAR, Rule, when};
use crate::correlation::{Facts, Subject};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V403",
    name: "detach-without-run",
    manual: Manual {
        fires_when: "a disk that is virtual, or of which nothing is shown, left at most 120 seconds before the 27 (VHDMP 2 or 26, disk 157, StorPort 551), but the 27 lies in no run's window, and no record names another program that asked for a snapshot",
        says: "undetermined: probably noise, where the disk is shown to be virtual",
        because: "another product, a user-profile disk or a person detached the disk. It explains the 27, but nothing shows that what was done with the disk succeeded",
        what_to_do: "find out which product detached it, and look into that product's own log",
        source: "disk 157 and user-profile disks: Microsoft's Japanese support blog, 2015-01-15; VHDMP: message resources of vhdmp.sys",
    },
    judge,
};

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    if subject.link.session.is_some() || facts.requester(subject.time, NEAR).is_some() {
        return None;
    }
    let left = facts.departures(subject.time);
    let departure =
        left.iter().rfind(|left| left.is_virtual()).or_else(|| left.iter().rfind(|left| !left.is_real()))?;
    let event = facts.computer.event(departure.index)?;
    let product = match facts.computer.other_requesters.as_slice() {
        [] => "that product's log".to_owned(),
        names => format!("the log of the product (seen here: {})", names.join(", ")),
    };
    let what = if departure.is_virtual() {
        format!("a virtual disk left, but no backup run covers this time; probably noise: check {product}")
    } else {
        format!(
            "a disk left, but no backup run covers this time, and nothing shows that it was an image; find out which disk it was, or check {product}"
        )
    };
    let text =
        format!("{} {} {}: {what}", event.at.provider, event.at.event_id, when(event.time(), subject.time));
    let evidence = Evidence::of(departure.index).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::OtherProduct))
}
