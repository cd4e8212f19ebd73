//! The words of a fleet: states, reasons, what to ask for.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Ask, Cause, NightState, State, Why};
use crate::say::{Day, Sentence, Word, sentences};

sentences! {
    state(state: Word) = "fleet.state":
        "{ $state ->
            [needs-person] needs a person
            [cant-be-told] can't be told
           *[fine] fine
        }";
    night(state: Word) = "fleet.night":
        "{ $state ->
            [needs-person] needs a person
            [failed] a run did not succeed
            [cant-be-told] can't be told
            [good-with-noise] good, with benign 27s
            [good] good
            [no-run] no run seen
           *[not-covered] not covered by the logs
        }";
    trouble(kind: Word) = "fleet.trouble":
        "{ $kind ->
            [failing-disk] a disk is failing
            [file-system-damage] a file system is damaged
            [shadow-copies-lost] shadow copies were lost
            [image-storage-failed] an image in use lost its storage
            [storage-path-lost] a path to storage was lost
            [backup-target] the backup target is in trouble
            [source-missing] a volume of the backup set was missing
            [shadow-copies-at-risk] shadow copies are in danger
            [other-product-failed] the latest job of another product did not succeed
            [snapshot-unprepared] a cluster shared volume was not prepared for its snapshot
            [vm-backup-failed] the backup of a virtual machine failed
            [vm-storage] files of a virtual machine could not be reached, or had no room
            [storage-crash] Windows stopped with an error of storage
            [restore-failed] a restore failed
            [schedule-removed] the schedule of backups was removed
           *[backup-damaged] a backup that was made is damaged
        }";
    untold() = "fleet.cause-not-told": "no record says why";
    limit(kind: Word) = "fleet.limit":
        "{ $kind ->
            [no-system-log] no System log
            [time-not-covered] System does not cover the time that was asked for
            [runs-not-covered] System does not reach over the latest run
            [system-gaps] most records of System are missing
            [no-backup-log] no log of Windows Server Backup
            [application-only] runs are known from Application only
            [disk-health] a list of its disks says that one is not well
            [backup-log-gaps] runs may be missing from the Backup log
           *[backup-log-ends] the Backup log ends early
        }";
    rule(rule: Word) = "fleet.rule": "undetermined volsnap 27 ({ $rule })";
    why(why: Word) = "fleet.why":
        "{ $why ->
            [no-rule] undetermined volsnap 27
            [end-not-seen] the end of a run is not seen
            [unread] a log could not be read whole
            [checksums] wrong checksums in logs that decide
            [name-shared] two machines seem to have its name
           *[in-parts] its logs came in parts, each judged alone
        }";
    ask(ask: Word) = "fleet.ask":
        "{ $ask ->
            [system-log] the System log, older records and a new export of it
            [backup-log] the log Microsoft-Windows-Backup
            [backup-product] what backs the host up, and its log
            [driver-logs] the drivers' logs (VHDMP, Partition, Ntfs)
            [mountvol] mountvol.txt, made while no backup runs
            [other-product] the log of the product that detached the disks
            [whole-logs] the damaged logs, exported anew
            [each-machine] the logs of each machine by themselves
           *[one-folder] all logs of the host, given at once
        }";
}

/// What is known of a host.
pub(crate) fn state_is(of: State) -> Sentence {
    state(Word(of.id()))
}

/// What is known of a night.
pub(crate) fn night_is(of: NightState) -> Sentence {
    night(Word(of.id()))
}

/// A cause in plain words.
pub(crate) fn cause_is(of: Cause) -> Sentence {
    match of {
        Cause::Run(kind) => kind.phrase(),
        Cause::Untold => untold(),
        Cause::Trouble(kind) => trouble(Word(kind.id())),
    }
}

/// Why a host can't be told.
pub(super) fn why_is(of: Why) -> Sentence {
    match of {
        Why::Limit(kind) => limit(Word(kind.id())),
        Why::Rule(id) => rule(Word(id)),
        other => why(Word(other.id())),
    }
}

/// What to ask for.
pub(super) fn ask_is(of: Ask) -> Sentence {
    ask(Word(of.id()))
}

/// A day that is one in the zone of a host already, as sentences tell days: it must be said without a zone.
pub(crate) fn day(of: Date) -> Day {
    let noon = of.at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
    Day(noon.map_or(jiff::Timestamp::MIN, |noon| noon.timestamp()))
}
