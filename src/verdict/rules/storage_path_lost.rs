//! V207: a path to storage was lost in the same minutes.

use jiff::Timestamp;

use super::{Manual, NEAR, Rule, around};
use crate::correlation::{Facts, Subject};
use crate::event::{Event, EventKind};
use crate::say::{Cited, Lag, Log, Sentence, meaning, sentences};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V207",
    name: "storage-path-lost",
    manual: Manual {
        fires_when: "a path to storage was lost within 10 minutes, or earlier in the linked run: iScsiPrt 20 39 59 63 68-70, mpio 22 23, FailoverClustering 1034 1035 1037 1038 1066 1177 5142, 1069 of a disk and 5120 whose reason is a vanished device, StorageSpaces-Driver 102 203 205 301 302 303 306 309 312, ReFS 134 135; but an iScsiPrt 20 that a 34 of the same port follows within 60 seconds, with no disk 157 but of virtual disks within 120 seconds, healed: where Windows is older than 8.1 and 2012 R2, which write no 157, or its version is not told, not for a 27 between the two, or within 10 seconds behind. What was lost is named, and when it came back where a record tells: later than that, it is lost all the same",
        says: "undetermined",
        because: "a disk that drops off a network leaves the same 27 with the same status as an image that was detached, and its shadow copies are gone with it",
        what_to_do: "find out which volumes lie on that storage, and compare the 27's volume with mountvol's list from before the fault",
        source: "message resources of iscsilog.dll, mpio.sys, spaceport.sys and refs.sys (libyal/winevt-kb); Microsoft's list of events of failover clusters",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    lost(meaning: Sentence, event: Cited, when: Lag) = "V207.path-lost": "{ $meaning }, { $when } ({ $event })";
    lost_what(meaning: Sentence, what: Log, event: Cited, when: Lag) = "V207.what-lost":
        "{ $meaning }: { $what }, { $when } ({ $event })";
    back(lost: Sentence, event: Cited, time: Timestamp) = "V207.came-back":
        "{ $lost }; it came back, { $time } ({ $event })";
    next() = "V207.next":
        "find out which volumes lie on that storage, and compare them with mountvol's list from before the fault \
         (see what to do next)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let mut near = around(subject.time, NEAR);
    // As the session's disks are one story (V202), so are its paths.
    if let Some(window) = facts.window(subject) {
        near.from = near.from.min(window.from);
    }
    let index = facts.path_lost(near, subject.time)?;
    let event = facts.computer.event(index)?;
    let mut evidence = Evidence::of(index).and([subject.index]);
    let when = Lag::between(event.time(), subject.time);
    let mut text = match what(event) {
        Some(what) => lost_what(meaning(event), Log::of(what), Cited::from(event), when),
        None => lost(meaning(event), Cited::from(event), when),
    };
    if let Some((index, event)) = facts.path_back(index) {
        text = back(text, Cited::from(event), event.time());
        evidence = evidence.and([index]);
    }
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

/// The port, disk or volume, with the target where the record names it.
fn what(event: &Event) -> Option<String> {
    let EventKind::StoragePath(path) = &event.kind else { return None };
    let parts: Vec<&str> = path.subject.iter().chain(&path.target).map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
