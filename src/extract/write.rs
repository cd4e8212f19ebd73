//! Writes an extract, row by row.

use std::io::{self, Write};

use super::row::{
    DatumColumns, Digest, EndRow, FileRow, FolderRow, HeadRow, HeaderColumns, IssueRow, RecordRow,
    RequesterRow, Row, RunRow, SourceRow, TRUSTS, TextRow, VERSION,
};
use super::{Extract, Form, Kept, columnar, lines, sentences};
use crate::event::sequence::Sequence;
use crate::event::{Payload, Trust, bytes, providers};
use crate::issue::Issue;
use crate::source::{Folder, Modified, Source, Text};

/// Writes an extract in a form: the same bytes for the same extract.
///
/// # Errors
///
/// Those of the stream.
pub fn write(extract: &Extract, form: Form, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = rows(extract);
    match form {
        Form::Parquet => columnar::write(&mut rows, out),
        Form::Ndjson => lines::write(&mut rows, out),
        Form::NdjsonZst => lines::write_packed(&mut rows, out),
    }
}

/// The rows of an extract, in their order.
pub(super) fn rows(extract: &Extract) -> impl Iterator<Item = Row> {
    let head = Row::Extract(HeadRow {
        extract_version: VERSION,
        program: concat!("volsift ", env!("CARGO_PKG_VERSION")).to_owned(),
    });
    let sources = (0..).zip(&extract.sources).map(|(number, source)| Row::Source(of_source(number, source)));
    let files = extract
        .files
        .iter()
        .map(|file| Row::File(FileRow { path: file.path.clone(), sha256: file.sha256.clone() }));
    let folders = extract.folders.each().map(|(path, folder)| Row::Folder(of_folder(path, folder)));
    let runs = extract.runs.iter().map(|run| Row::Run(of_run(run)));
    let records = extract.records.iter().map(|kept| Row::Record(of_record(kept)));
    let requesters = extract.requesters.iter().map(|(computer, provider)| {
        Row::Requester(RequesterRow { computer: (**computer).to_owned(), provider: (**provider).to_owned() })
    });
    let texts = extract.texts.iter().map(|text| Row::Text(of_text(text)));
    let own = (0..).zip(&extract.sources).flat_map(|(number, source)| {
        source.issues.iter().map(move |issue| Row::Issue(of_issue(Some(number), issue)))
    });
    let issues = extract.issues.iter().map(|issue| Row::Issue(of_issue(None, issue)));
    let body = sources.chain(files).chain(folders).chain(runs).chain(records).chain(requesters).chain(texts);
    let (mut count, mut digest) = (0_u64, Some(Digest::default()));
    let mut body = body.chain(own).chain(issues);
    let counted = std::iter::from_fn(move || {
        if let Some(row) = body.next() {
            count = count.saturating_add(1);
            if let Some(digest) = &mut digest {
                digest.add(&row);
            }
            return Some(row);
        }
        digest.take().map(|digest| {
            let interests = providers::interests().into_iter().collect();
            Row::End(EndRow { rows: count, digest: digest.digits(), interests })
        })
    });
    std::iter::once(head).chain(counted)
}

fn of_source(number: u64, source: &Source) -> SourceRow {
    SourceRow {
        source: number,
        path: source.path.clone(),
        format: source.format.id().to_owned(),
        size: source.size,
        fingerprint: source.fingerprint,
        read: source.tally.read,
        failed: source.tally.failed,
        skipped: source.tally.skipped,
        recovered: source.tally.recovered,
        header: source.header.map(|header| HeaderColumns {
            format_major: header.version.0,
            format_minor: header.version.1,
            chunks_declared: header.chunks_declared,
            chunks_found: header.chunks_found,
            next_record_id: header.next_record_id,
            is_dirty: header.is_dirty,
            is_full: header.is_full,
            is_header_intact: header.is_intact,
        }),
    }
}

fn of_folder(path: &str, folder: Folder) -> FolderRow {
    let Folder { walked, logs, exports, context, archives, other, told } = folder;
    FolderRow { path: path.to_owned(), walked, logs, exports, context, archives, other, told }
}

fn of_run(run: &Sequence) -> RunRow {
    RunRow {
        source: u64::from(run.source.0),
        computer: (*run.computer).to_owned(),
        channel: (*run.channel).to_owned(),
        first_id: run.first_id,
        last_id: run.last_id,
        time_of_first: run.time_of_first.to_string(),
        time_of_last: run.time_of_last.to_string(),
        first_time: run.first_time.to_string(),
        last_time: run.last_time.to_string(),
        trust: of_trust(run.trust),
        damage_before: run.damage_before,
        damage_after: run.damage_after,
        in_use: run.in_use,
    }
}

fn of_record(kept: &Kept) -> RecordRow {
    let Kept { source, trust, written } = kept;
    let (system, payload) = (&written.system, &written.payload);
    RecordRow {
        source: u64::from(source.0),
        computer: (*system.computer).to_owned(),
        channel: (*system.channel).to_owned(),
        provider: (*system.provider).to_owned(),
        event_source_name: system.event_source_name.as_deref().map(str::to_owned),
        event_id: system.event_id,
        level: system.level,
        time_created: system.time_created.map(|time| time.to_string()).unwrap_or_default(),
        event_record_id: system.event_record_id.unwrap_or_default(),
        trust: of_trust(*trust),
        data: payload
            .data
            .iter()
            .map(|datum| DatumColumns {
                name: datum.name.as_deref().map(str::to_owned),
                value: datum.value.clone(),
            })
            .collect(),
        binary: of_binary(payload),
    }
}

/// `Binary` as XML has it: digits, or what stands there instead.
fn of_binary(payload: &Payload) -> Option<String> {
    Some(match payload.binary.as_ref()? {
        Ok(bytes) => bytes::digits(bytes),
        Err(text) => text.clone(),
    })
}

fn of_text(text: &Text) -> TextRow {
    TextRow {
        path: text.path.clone(),
        content: text.content.clone(),
        size: text.size,
        modified: text.modified.map(|modified| match modified {
            Modified::At(time) => time.to_string(),
            Modified::Local(time) => time.to_string(),
        }),
        is_named: text.is_named,
    }
}

fn of_issue(source: Option<u64>, issue: &Issue) -> IssueRow {
    let place = &issue.place;
    IssueRow {
        source,
        path: place.path.clone(),
        computer: place.computer.clone(),
        chunk: place.chunk,
        offset: place.offset,
        record: place.record,
        kind: issue.kind.id().to_owned(),
        is_loss: issue.is_loss,
        sentence: sentences::to_text(&issue.text),
    }
}

fn of_trust(trust: Trust) -> String {
    let word = TRUSTS.iter().find(|(known, _)| *known == trust).map(|(_, word)| *word);
    word.unwrap_or_default().to_owned()
}
