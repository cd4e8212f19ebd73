//! `volsift explain`: what a code, an event, a rule or a verdict means, what it proves and does not
//! prove, what to do, and where that is known from.

mod classes;
mod codes;
mod near;
mod words;

pub use near::suggestions;

use crate::event::providers::{self, PROVIDERS, Provider};
use crate::session::{CAUSES, Outcome, ProductOutcome};
use crate::trouble::TroubleKind;
use crate::verdict::{Basis, RULES, Rule, Verdict};

/// A page: a title and named paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What is explained.
    pub title: String,
    /// Label and text, in order.
    pub parts: Vec<(&'static str, String)>,
}

impl Page {
    fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), parts: Vec::new() }
    }

    fn with(mut self, label: &'static str, text: impl Into<String>) -> Self {
        self.parts.push((label, text.into()));
        self
    }
}

/// What can be asked for, for people who asked for something else.
pub const WHAT_CAN_BE_ASKED: &str = "ask for a code (2155348129, 0x807800A1, -2139619167, C000000E, VSS_E_PROVIDER_VETO), an \
     event (volsnap 27, Backup 521, 7), a citation (System#4714), a rule (V301, permanent-volume), a verdict (benign), an \
     outcome (end-not-seen), a cause (snapshot-timeout), a basis (presumed), a kind of trouble (failing-disk) or a word of \
     the reports (confidence, strong, CreateTimeout, SPP)";

/// No question has more words.
const LONGEST: usize = 6;

/// The answers to several questions, which may have several words each: the longest that is known counts. Gives the
/// questions that nothing is known of beside them.
pub fn explain_all(words: &[String]) -> (Vec<Page>, Vec<String>) {
    // A list may have been pasted with its commas.
    let words: Vec<&str> = words.iter().map(|word| word.trim_end_matches([',', ';'])).collect();
    let whole = words.join(" ");
    let mut pages = explain(&whole);
    let mut unknown: Vec<String> = Vec::new();
    let mut rest = if pages.is_empty() { words.as_slice() } else { &[] };
    while let Some((first, behind)) = rest.split_first() {
        if let Some((event, left)) = unknown_event(rest) {
            unknown.push(event);
            rest = left;
            continue;
        }
        let spans = (1..=rest.len().min(LONGEST)).rev().filter_map(|length| rest.split_at_checked(length));
        let mut answers = spans.map(|(asked, left)| (explain(&asked.join(" ")), left));
        if let Some((answer, left)) = answers.find(|(answer, _)| !answer.is_empty()) {
            pages.extend(answer);
            rest = left;
        } else {
            unknown.push((*first).to_owned());
            rest = behind;
        }
    }
    let mut told: Vec<Page> = Vec::new();
    for page in pages {
        if !told.contains(&page) {
            told.push(page);
        }
    }
    // Of words of which none is known, the question was the whole.
    if told.is_empty() { (told, vec![whole]) } else { (told, unknown) }
}

/// A provider and an id that it does not have: neither is a question of its own.
fn unknown_event<'w>(words: &'w [&'w str]) -> Option<(String, &'w [&'w str])> {
    let spans = (2..=words.len().min(LONGEST)).filter_map(|length| words.split_at_checked(length));
    let mut events = spans.filter_map(|(asked, left)| {
        let (id, name) = asked.split_last()?;
        let name = name.join(" ");
        let is_event =
            id.parse::<u32>().is_ok() && PROVIDERS.iter().any(|provider| is_called(provider, &name));
        (is_event && explain(&asked.join(" ")).is_empty()).then(|| (asked.join(" "), left))
    });
    events.next()
}

/// The pages for a question; none when nothing is known of it.
pub fn explain(question: &str) -> Vec<Page> {
    let question = question.trim();
    let mut pages = named(question);
    if pages.is_empty() && question.contains(' ') {
        pages = named(&question.replace(' ', "-"));
    }
    if pages.is_empty() {
        pages.extend(citation_page(question));
    }
    if pages.is_empty() {
        pages = event_pages(question);
    }
    if pages.is_empty() { codes::pages(question) } else { pages }
}

/// Everything that has this name: a word may be that of a cause and of a thing.
fn named(question: &str) -> Vec<Page> {
    let is_it = |verdict: &Verdict| verdict.id().eq_ignore_ascii_case(question);
    let pages = [
        rule(question).map(rule_page),
        Verdict::ALL.into_iter().find(is_it).map(verdict_page),
        outcome_page(question),
        cause_page(question),
        basis_page(question),
        trouble_page(question),
        words::page(question),
    ];
    pages.into_iter().flatten().chain(codes::named(question)).collect()
}

/// `System#4714`: the record, and the event that it may have been taken for.
fn citation_page(question: &str) -> Option<Page> {
    let (channel, record) = question.rsplit_once('#')?;
    let record: u64 = record.parse().ok()?;
    // Of several words, only those are one channel that are known to be.
    let is_known =
        |channel: &str| PROVIDERS.iter().any(|provider| provider.channel.eq_ignore_ascii_case(channel));
    let channel =
        Some(channel.trim()).filter(|name| !name.is_empty() && (!name.contains(' ') || is_known(name)))?;
    let page = Page::new(format!("citation {channel}#{record}"))
        .with("means", format!("the record with EventRecordID {record} in the log {channel}, on the computer that the report names"))
        .with("how to look it up", format!("volsift timeline PATH --around {channel}#{record}; in Event Viewer, the record's details as XML show EventRecordID"));
    let page = match u16::try_from(record).ok().map(|id| format!("{channel} {id}")) {
        Some(event) if !event_pages(&event).is_empty() => {
            page.with("is not", format!("the event's id; the event of that id: volsift explain {event}"))
        }
        _ => page.with("is not", "the event's id, which many records share: volsift explain volsnap 27"),
    };
    Some(page.with("source", "docs/manual.md"))
}

fn rule(question: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .find(|rule| rule.id.eq_ignore_ascii_case(question) || rule.name.eq_ignore_ascii_case(question))
}

fn rule_page(rule: &Rule) -> Page {
    let manual = &rule.manual;
    Page::new(format!("{} {}", rule.id, rule.name))
        .with("fires when", manual.fires_when)
        .with("says", manual.says)
        .with("because", manual.because)
        .with("what to do", manual.what_to_do)
        .with("source", manual.source)
}

fn basis_page(question: &str) -> Option<Page> {
    let basis = Basis::ALL.into_iter().find(|basis| basis.id().eq_ignore_ascii_case(question))?;
    let (rests_on, more) = match basis {
        Basis::Proven => (
            "a record ties the volume to a virtual disk that the run attached and that left right before",
            "nothing",
        ),
        Basis::Supported => (
            "a virtual disk of the run left right before, or a full list of the host's volumes does not hold the volume",
            "the log of VHDMP and records that name the volume while its disk was there",
        ),
        Basis::Presumed => (
            "a good run around it, whole logs, and nothing that speaks against it",
            "mountvol's output from outside a backup, and the log of VHDMP; --require supported takes no less",
        ),
    };
    Some(
        Page::new(format!("basis {}", basis.id()))
            .with("means", "what a \"benign\" rests on")
            .with("rests on", rests_on)
            .with("what would show more", more),
    )
}

fn trouble_page(question: &str) -> Option<Page> {
    let kind = TroubleKind::all().find(|kind| kind.id().eq_ignore_ascii_case(question))?;
    Some(
        Page::new(format!("trouble {}", kind.id()))
            .with("means", "records beside the volsnap 27s that need a person by themselves")
            .with("what to do", kind.action()),
    )
}

fn verdict_page(verdict: Verdict) -> Page {
    let proof = match verdict {
        Verdict::Benign => {
            "rule V601 or V602 speaks and every other rule is silent: status C000000E, a run that succeeded around it, whole logs, no sign of anything worse"
        }
        Verdict::SideEffect => "rule V501 speaks and nothing worse does: the run around it did not succeed",
        Verdict::Undetermined => "a rule found that something is missing or unclear, or no rule speaks",
        Verdict::Actionable => {
            "a rule found real trouble: a bad status, lost shadow copies, a failing disk, a damaged file system, or a volume that stays mounted"
        }
    };
    Page::new(format!("verdict {}", verdict.id()))
        .with("means", verdict.meaning())
        .with("given when", proof)
        .with(
            "does not mean",
            "that anything but this one record was judged; the worst opinion of any rule decides",
        )
        .with("source", "docs/rules.md, the manual of the rules")
}

/// Every outcome of a run of Windows Server Backup: what it means and what tells it.
#[rustfmt::skip]
const OUTCOMES: [(Outcome, &str, &str); 8] = [
        (
            Outcome::Succeeded,
            "the backup succeeded",
            "Backup 4; or Backup 14 alone, when every volume and component that it declares is there, done and without an error",
        ),
        (
            Outcome::SucceededWithSkippedFiles,
            "the backup succeeded, but some files were skipped",
            "Backup 23 without 7",
        ),
        (
            Outcome::Partial,
            "at least one volume or component failed",
            "Backup 7 or 519, or a failing item in the lists of 4, 14 or 23",
        ),
        (Outcome::Cancelled, "the backup was cancelled", "Backup 8, or code 0x8078001D or 0x80780167"),
        (
            Outcome::Failed,
            "the backup failed as a whole",
            "Backup 5 or 9, their copies 517 and 521, a failing code in 14, or 49 inside the run",
        ),
        (
            Outcome::NotStarted,
            "the backup never began",
            "Backup 6, 15 to 22 or 49 and their copies; it has no window, and no volsnap 27 is linked to it",
        ),
        (
            Outcome::Interrupted,
            "the machine went down during the run",
            "no end, and a shutdown, crash or start before the next run",
        ),
        (
            Outcome::EndNotSeen,
            "the logs do not show how it ended",
            "no end, or one that proves nothing; ask for the log Microsoft-Windows-Backup, exported after the run",
        ),
];

fn outcome_page(question: &str) -> Option<Page> {
    let known = OUTCOMES.into_iter().find(|(outcome, ..)| outcome.id().eq_ignore_ascii_case(question));
    let Some((outcome, means, told_by)) = known else { return product_outcome_page(question) };
    Some(Page::new(format!("outcome {}", outcome.id())).with("means", means).with("told by", told_by).with(
        "source",
        "manifests of Microsoft-Windows-Backup; the order of events was observed on current builds",
    ))
}

/// Outcomes that only runs of other products have.
fn product_outcome_page(question: &str) -> Option<Page> {
    let outcome =
        ProductOutcome::ALL.into_iter().find(|outcome| outcome.id().eq_ignore_ascii_case(question))?;
    let (means, told_by) = match outcome {
        ProductOutcome::SucceededWithWarnings => (
            "the job of another product ended well, with warnings",
            "CloudBackup 10, Veeam Agent 190 of level 3, Altaro VM Backup 5001, Windows Backup 4106 beside 4098",
        ),
        ProductOutcome::Unknown => (
            "another product tells of a job, but no id says how it ended",
            "ShadowProtectSvc 1120 1121 1122, Veeam Agent 190 of another level than 1 to 4",
        ),
        // Those of Windows Server Backup are called the same.
        _ => return None,
    };
    let page = Page::new(format!("outcome {}", outcome.id())).with("means", means).with("told by", told_by);
    Some(page.with("source", "docs/manual.md, other products' runs"))
}

fn cause_page(question: &str) -> Option<Page> {
    let row = CAUSES.iter().find(|row| row.id.eq_ignore_ascii_case(question))?;
    Some(
        Page::new(format!("cause {}", row.id))
            .with("means", row.phrase)
            .with("told by", row.told_by)
            .with("what to do", row.next_step)
            .with("source", "the codes' own sources: volsift explain CODE"),
    )
}

/// `volsnap 27`, `Backup 521`, `Microsoft-Windows-VHDMP 2`: every provider whose name fits.
fn event_pages(question: &str) -> Vec<Page> {
    // A bare number of an event is asked for more often than so small a code.
    if let Ok(id) = question.parse::<u16>() {
        return PROVIDERS.iter().filter_map(|provider| event_page(provider, id)).collect();
    }
    let Some((name, id)) = question.rsplit_once([' ', ':', '/']) else { return Vec::new() };
    let Ok(id) = id.trim().parse::<u16>() else { return Vec::new() };
    let name = name.trim();
    let is_a_driver = || !name.is_empty() && !name.contains(' ') && named(name).is_empty();
    if providers::port::word(id).is_some() && is_a_driver() && providers::provider(name).is_none() {
        return vec![classes::port_error(name, id)];
    }
    PROVIDERS
        .iter()
        .filter(|provider| is_called(provider, name))
        .filter_map(|provider| event_page(provider, id))
        .collect()
}

/// The whole name, or its part behind `Microsoft-Windows-`.
fn is_called(provider: &Provider, name: &str) -> bool {
    provider.names.iter().any(|known| {
        let short = known.strip_prefix("Microsoft-Windows-").unwrap_or(known);
        known.eq_ignore_ascii_case(name) || short.eq_ignore_ascii_case(name)
    })
}

fn event_page(provider: &Provider, id: u16) -> Option<Page> {
    let row = providers::row(provider.names_first(), id)?;
    let is_of_backup = provider.channel == providers::backup::PROVIDER.channel;
    let channel =
        if is_of_backup && providers::backup::is_copy(row.id) { "Application" } else { provider.channel };
    let mut page = Page::new(format!("{} {}", provider.names_first(), row.id))
        .with("means", row.meaning)
        .with("is written to", channel);
    if id == 512 {
        page = page.with("note", "no Windows writes 512 from this provider; it is a misprint for 521 in the article this program starts from");
    }
    let said = classes::event(provider, row);
    Some(
        page.with("proves", said.proves)
            .with("does not prove", said.does_not_prove)
            .with("what to do", said.what_to_do)
            .with("source", said.source),
    )
}

/// The manual of all rules, as docs/rules.md holds it.
pub fn rules_manual() -> String {
    let mut out = String::from(
        "# Rules\n\nGenerated from the rules themselves; a test keeps it current \
         (`VOLSIFT_UPDATE=1 cargo test manual` writes it anew).\n\n\
         Every rule looks at one volsnap 27 and says its opinion or nothing. The worst opinion wins: actionable, then \
         undetermined, then side-effect, then benign. So a 27 is benign only when V601 or V602 speaks and every other rule is \
         silent. `volsift explain V301` shows one page in the terminal.\n",
    );
    for rule in RULES {
        let manual = &rule.manual;
        out.push_str(&format!(
            "\n## {} {}\n\n**Fires when** {}.\n\n**Says** {}.\n\n**Because** {}.\n\n**What to do:** {}.\n\n**Source:** {}.\n",
            rule.id, rule.name, manual.fires_when, manual.says, manual.because, manual.what_to_do, manual.source
        ));
    }
    out
}

#[cfg(test)]
mod tests;
