//! The words of a page that stand beside pictures: titles, legends, what a mark says when it is asked.

use jiff::{SignedDuration, Timestamp};

use super::runs;
use crate::say::{Cited, Day, Log, Number, Path, Record, Sentence, Word, sentences};

sentences! {
    pub(crate) skip() = "label.skip": "Skip to the report";
    pub(crate) counts() = "label.counts": "Counts";
    pub(crate) incomplete() = "label.incomplete": "The logs do not tell everything";
    pub(crate) computers() = "label.computers": "Computers, the worst first";
    pub(crate) computer() = "label.computer": "computer";
    pub(crate) state() = "label.state": "state";
    pub(crate) what() = "label.what": "what is told of it";
    pub(crate) nights_column() = "label.nights-column": "latest nights";
    pub(crate) mood(mood: Word) = "label.mood":
        "{ $mood ->
            [bad] needs a person
            [open] can't be told for sure
            [good] quiet
           *[plain] nothing found
        }";
    pub(crate) nights() = "label.nights": "Nights";
    pub(crate) nights_are(zone: Log) = "label.nights-are":
        "A row is a night from noon to noon, in { $zone }, called by the day on which it begins.";
    pub(crate) nights_are_squares(zone: Log) = "label.nights-are-squares":
        "A square is a night from noon to noon, in { $zone }, called by the day on which it begins. The nights of trouble stand below, one by one.";
    pub(crate) earlier_trouble(count: usize) = "label.earlier-trouble":
        "{ $count ->
            [one] { $count } earlier night of trouble is told
           *[other] { $count } earlier nights of trouble are told
        } as a square only (--all tells every night)";
    pub(crate) night() = "label.night": "night";
    pub(crate) night_is(day: Day) = "label.night-is": "{ $day }";
    pub(crate) hours() = "label.hours": "what happened";
    pub(crate) in_words() = "label.in-words": "in words";
    pub(crate) nothing_between(count: usize) = "label.nothing-between":
        "{ $count ->
            [one] { $count } night
           *[other] { $count } nights
        } without a run, a volsnap 27 or trouble";
    pub(crate) bar(run: Number, of: Word, outcome: Sentence, from: Timestamp) = "label.bar":
        "Run { $of ->
            [product] P
           *[server] S
        }{ $run }: { $outcome }; began { $from }";
    pub(crate) run_in_words(run: Number, of: Word, outcome: Sentence) = "label.run-in-words":
        "{ $of ->
            [product] P
           *[server] S
        }{ $run } { $outcome }";
    pub(crate) runs_in_words(count: usize, outcome: Sentence) = "label.runs-in-words":
        "{ $count } runs { $outcome }";
    pub(crate) errors_in_words(count: usize, verdict: Word) = "label.errors-in-words":
        "{ $count } { $verdict ->
            [actionable] actionable
            [side-effect] { $count ->
                [one] side effect
               *[other] side effects
            }
            [benign] benign
           *[undetermined] undetermined
        }";
    pub(crate) snapshot_phase(made: Word) = "label.snapshot-phase":
        "{ $made ->
            [yes] the snapshot was being made
           *[no] the snapshot was waited for, and not made
        }";
    pub(crate) error_mark(count: usize, verdict: Sentence, record: Record, time: Timestamp) = "label.error-mark":
        "{ $count } volsnap 27 { $verdict }: { $record }, { $time }";
    pub(crate) departure_mark(count: usize, time: Timestamp) = "label.departure-mark":
        "{ $count ->
            [one] { $count } record
           *[other] { $count } records
        } of a disk that left: { $time }";
    pub(crate) trouble_mark(count: usize, of: Word, record: Record, time: Timestamp) = "label.trouble-mark":
        "{ $count ->
            [one] trouble
           *[other] { $count } records of trouble
        } of { $of ->
            [disk] a disk
            [file-system] a file system
            [copies] shadow copies
           *[backup] what is backed up, or where to
        }: { $record }, { $time }";
    pub(crate) trouble_in_words(of: Word) = "label.trouble-in-words":
        "{ $of ->
            [disk] disk trouble
            [file-system] file system trouble
            [copies] shadow copies in trouble
           *[backup] backup target or source in trouble
        }";
    pub(crate) not_covered(log: Word) = "label.not-covered":
        "{ $log ->
            [system] System does not cover this time: a volsnap 27 would not be seen
           *[backup] the log of Windows Server Backup does not cover this time: a run would not be seen
        }";
    pub(crate) square(day: Day, mood: Word) = "label.square":
        "{ $day }: { $mood ->
            [bad] needs a person
            [open] can't be told for sure
            [good] fine
            [plain] no run
           *[none] nothing
        }";
    pub(crate) legend_square(mood: Word) = "label.legend-square":
        "{ $mood ->
            [bad] night that needs a person
            [open] can't be told for sure
            [good] fine
           *[none] no run
        }";
    pub(crate) legend() = "label.legend": "Legend";
    pub(crate) legend_run(outcome: Word) = "label.legend-run":
        "{ $outcome ->
            [succeeded] run that succeeded
            [partial] in part, cancelled or interrupted
            [failed] failed, or not started
           *[end-not-seen] end not seen
        }";
    pub(crate) legend_snapshot() = "label.legend-snapshot": "snapshot phase";
    pub(crate) legend_error(verdict: Sentence) = "label.legend-error":
        "27 { $verdict }";
    pub(crate) legend_departure() = "label.legend-departure": "disk that left";
    pub(crate) legend_trouble(of: Word) = "label.legend-trouble":
        "{ $of ->
            [disk] disk trouble
            [file-system] file system trouble
            [copies] shadow copies in trouble
           *[backup] target or source in trouble
        }";
    pub(crate) legend_not_covered() = "label.legend-not-covered": "not covered by System (above) or the Backup log (below)";
    pub(crate) trend() = "label.trend": "Snapshots and CreateTimeout";
    pub(crate) trend_of(nights: usize, longest: SignedDuration) = "label.trend-of":
        "{ $nights ->
            [one] { $nights } snapshot was made
           *[other] { $nights } snapshots were made
        }; the longest of the latest ten took { $longest }.";
    pub(crate) trend_limit(limit: SignedDuration) = "label.trend-limit": "CreateTimeout is { $limit }.";
    pub(crate) trend_limit_unknown() = "label.trend-limit-unknown":
        "CreateTimeout is not known: a snapshot took longer than the value that is told.";
    pub(crate) trend_limit_shown(limit: SignedDuration) = "label.trend-limit-shown":
        "CreateTimeout is not told; a run gave up after { $limit }.";
    pub(crate) trend_grows(by: SignedDuration, meets: Day) = "label.trend-grows":
        "They grow by { $by } a day and meet the limit on { $meets }, if they go on so.";
    pub(crate) trend_grows_on(by: SignedDuration) = "label.trend-grows-on": "They grow by { $by } a day.";
    pub(crate) trend_none() = "label.trend-none": "They do not clearly grow.";
    pub(crate) limit_line(limit: SignedDuration, shown: Word) = "label.limit-line":
        "limit { $limit }{ $shown ->
            [yes] , as runs show that gave up then
           *[no] {\"\"}
        }";
    pub(crate) limit_is(limit: SignedDuration) = "label.limit-is": "limit { $limit }";
    pub(crate) snapshot_made(run: Number, took: SignedDuration, time: Timestamp) = "label.snapshot-made":
        "S{ $run }: snapshot made in { $took }, run of { $time }";
    pub(crate) snapshot_waited(run: Number, took: SignedDuration, time: Timestamp) = "label.snapshot-waited":
        "S{ $run }: snapshot not made in { $took }, run of { $time }";
    pub(crate) legend_made() = "label.legend-made": "snapshot made";
    pub(crate) legend_waited() = "label.legend-waited": "snapshot not made in time";
    pub(crate) legend_limit() = "label.legend-limit": "CreateTimeout";
    pub(crate) legend_trend() = "label.legend-trend": "trend";
    pub(crate) meets() = "label.meets": "meets the limit";
    pub(crate) took(duration: SignedDuration) = "label.took": "{ $duration }";
    pub(crate) by_run() = "label.by-run": "Every volsnap 27, by run";
    pub(crate) verdict() = "label.verdict": "verdict";
    pub(crate) verdict_is(verdict: Word) = "label.verdict-is":
        "{ $verdict ->
            [actionable] actionable
            [side-effect] side effect
            [benign] benign
           *[undetermined] undetermined
        }";
    pub(crate) confidence() = "label.confidence": "confidence";
    pub(crate) confidence_is(confidence: Word) = "label.confidence-is":
        "{ $confidence ->
            [high] high
            [medium] medium
           *[low] low
        }";
    pub(crate) basis() = "label.basis": "basis";
    pub(crate) basis_is(basis: Word) = "label.basis-is":
        "{ $basis ->
            [proven] proven
            [supported] supported
           *[presumed] presumed
        }";
    pub(crate) rules() = "label.rules": "rules";
    pub(crate) volume() = "label.volume": "volume";
    pub(crate) coverage() = "label.coverage": "What the logs cover";
    pub(crate) channel() = "label.channel": "log";
    pub(crate) from_to() = "label.from-to": "from and to";
    pub(crate) records_count() = "label.records-count": "records";
    pub(crate) covered() = "label.covered": "covered";
    pub(crate) gap_is(cause: Word, from: Timestamp, to: Timestamp) = "label.gap-is":
        "{ $cause ->
            [record-id-jump] no given log holds the ids between
            [unreadable] declared, but not readable
            [cleared] the log was cleared
            [recreated] the log was set up again
            [two-logs] two logs differ
            [checksum] wrong checksum
           *[clock-set] the clock was set
        }: { $from } to { $to }";
    pub(crate) gap_ids(gap: Sentence, after: Number, before: Number) = "label.gap-ids":
        "{ $gap }, between records { $after } and { $before }";
    pub(crate) gaps(count: usize) = "label.gaps":
        "{ $count ->
            [one] { $count } gap
           *[other] { $count } gaps
        }";
    pub(crate) gaps_more(count: usize) = "label.gaps-more": "and { $count } more (--all lists them)";
    pub(crate) damaged_begin() = "label.damaged-begin": "begins in damage";
    pub(crate) damaged_end() = "label.damaged-end": "may be cut off at its end";
    pub(crate) evidence() = "label.evidence": "Records";
    pub(crate) evidence_is(count: usize) = "label.evidence-is":
        "{ $count ->
            [one] The record
           *[other] The { $count } records
        } that this page cites";
    pub(crate) record() = "label.record": "record";
    pub(crate) event() = "label.event": "event";
    pub(crate) event_is(event: Cited) = "label.event-is": "{ $event }";
    pub(crate) local_time() = "label.local-time": "local time";
    pub(crate) utc() = "label.utc": "UTC";
    pub(crate) file() = "label.file": "file";
    pub(crate) also_in(paths: Vec<Path>) = "label.also-in": "also in { $paths }";
    pub(crate) checksum_failed() = "label.checksum-failed": "wrong checksum";
    pub(crate) recovered() = "label.recovered": "recovered: a stale record";
    pub(crate) files() = "label.files": "Files that were read";
    pub(crate) size() = "label.size": "bytes";
    pub(crate) read() = "label.read": "read";
    pub(crate) skipped() = "label.skipped": "skipped";
    pub(crate) failed() = "label.failed": "failed";
    pub(crate) issues() = "label.issues": "issues";
    pub(crate) count(count: u64) = "label.count": "{ $count }";
    pub(crate) made_by() = "label.made-by": "How this page was made";
    pub(crate) program() = "label.program": "program";
    pub(crate) version(version: Word) = "label.version": "volsift { $version }";
    pub(crate) command() = "label.command": "command line";
    pub(crate) no_command() = "label.no-command": "not told";
    pub(crate) schema() = "label.schema": "schema of the JSON";
    pub(crate) schema_version(version: Number) = "label.schema-version": "schema_version { $version }";
    pub(crate) fingerprints() = "label.fingerprints": "SHA-256 of what was read";
    pub(crate) no_fingerprint() = "label.no-fingerprint": "none: it can't be read twice";
    pub(crate) no_fingerprints() = "label.no-fingerprints": "not told";
    pub(crate) more_cites(count: usize) = "label.more-cites": "{ $count } more";
}

/// How one run ended, in the words of the list of runs.
pub(crate) fn outcome_is(outcome: Word) -> Sentence {
    runs::outcome(1, outcome)
}
