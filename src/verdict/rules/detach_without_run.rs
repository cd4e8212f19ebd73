//! V403: a virtual disk left, but no backup run explains why.

use super::{Manual, Rule, who_asked};
use crate::correlation::{Facts, Subject};
use crate::say::{Cited, Lag, Log, sentences};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V403",
    name: "detach-without-run",
    manual: Manual {
        fires_when: "a disk that is virtual, or of which nothing is shown, left at most 120 seconds before the 27 (VHDMP 2 or 26, disk 157, StorPort 551), but the 27 lies in no run's window, and no run of another product lies around it (V404)",
        says: "undetermined: probably noise, where the disk is shown to be virtual; where the Backup log begins only behind that time, says so. Names who asked for a snapshot within 10 minutes, or whose service started or stopped, where a record tells",
        because: "another product, a user-profile disk or a person detached the disk. It explains the 27, but nothing shows that what was done with the disk succeeded",
        what_to_do: "find out which product detached it, and look into that product's own log",
        source: "disk 157 and user-profile disks: Microsoft's Japanese support blog, 2015-01-15; VHDMP: message resources of vhdmp.sys",
    },
    judge,
    next_step: |_, opinion| Some(if opinion.ask == Some(Ask::BackupLog) { next_log() } else { next() }),
};

sentences! {
    virtual_left(event: Cited, when: Lag) = "V403.virtual-disk-left":
        "a virtual disk left { $when } ({ $event }), but no backup run covers this time; probably noise: check the log of \
         the product that detached it";
    virtual_left_seen(event: Cited, when: Lag, products: Vec<Log>) = "V403.virtual-disk-left-product-seen":
        "a virtual disk left { $when } ({ $event }), but no backup run covers this time; probably noise: check the log of \
         the product (seen here: { $products })";
    disk_left(event: Cited, when: Lag) = "V403.disk-left":
        "a disk left { $when } ({ $event }), but no backup run covers this time, and nothing shows that it was an image; \
         find out which disk it was, or check the log of the product that detached it";
    disk_left_seen(event: Cited, when: Lag, products: Vec<Log>) = "V403.disk-left-product-seen":
        "a disk left { $when } ({ $event }), but no backup run covers this time, and nothing shows that it was an image; \
         find out which disk it was, or check the log of the product (seen here: { $products })";
    virtual_left_uncovered(event: Cited, when: Lag) = "V403.virtual-disk-left-uncovered":
        "a virtual disk left { $when } ({ $event }), and the log of Windows Server Backup begins only behind this time; probably noise: a \
         run of it may have detached it";
    disk_left_uncovered(event: Cited, when: Lag) = "V403.disk-left-uncovered":
        "a disk left { $when } ({ $event }), and nothing shows that it was an image; the log of Windows Server Backup begins only \
         behind this time";
    next_log() = "V403.next-log": "ask for the log Microsoft-Windows-Backup, reaching further back (see what to do next)";
    next() = "V403.next": "find out what detached the disk, and look into the log of that product (see what to do next)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    if subject.link.session.is_some() || facts.product_run_around(subject.time).is_some() {
        return None;
    }
    let left = facts.departures(subject.time);
    let departure =
        left.iter().rfind(|left| left.is_virtual()).or_else(|| left.iter().rfind(|left| !left.is_real()))?;
    let event = facts.computer.event(departure.index)?;
    let (event, when) = (Cited::from(event), Lag::between(event.time(), subject.time));
    let is_uncovered =
        facts.computer.other_requesters.is_empty() && facts.backup_log_begins_behind(subject.time);
    let products = facts.computer.other_requesters.iter().map(Log::of).collect::<Vec<_>>();
    let text = match (departure.is_virtual(), products.is_empty()) {
        (true, true) if is_uncovered => virtual_left_uncovered(event, when),
        (false, true) if is_uncovered => disk_left_uncovered(event, when),
        (true, true) => virtual_left(event, when),
        (true, false) => virtual_left_seen(event, when, products),
        (false, true) => disk_left(event, when),
        (false, false) => disk_left_seen(event, when, products),
    };
    let (text, who) = who_asked::naming(facts, subject, text);
    let evidence = Evidence::of(departure.index).and(who).and([subject.index]);
    let ask = if is_uncovered { Ask::BackupLog } else { Ask::OtherProduct };
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(ask))
}
