//! Texts: lists of events, which are told; exports that begin behind other words; e-mails; and what tells of a host.

use std::io::{self, Read};

use super::entry::{Item, Reading, Site, other, read_head, reading, see};
use super::promise::has_extension;
use super::sniff::{self, Kind};
use super::{How, Text, event_list, export, limits, text};
use crate::event::pattern::{Pattern, pattern};
use crate::issue::{Issue, IssueKind};
use crate::say::sentences;

sentences! {
    odd_events() = "file.odd-events":
        "events as XML in a spelling that is not read (under a prefix, escaped, or in other letters); ask for the log itself: \
         wevtutil epl System C:\\System.evtx";
}

/// No list of volumes is larger; what is longer is looked at for events only.
const MAX_TEXT: u64 = 1 << 20;
/// How far a text that does not call itself an export is searched for events.
const FAR: u64 = 16 << 20;

/// A text may list events, which is told, hold an export, or tell of the host.
pub(super) fn take(stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    if let Err(error) = read(stream, place, how, out) {
        out.push(place.issue(limits::issue_of(&error)));
    }
}

fn read(stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) -> io::Result<()> {
    let mut bytes = read_head(stream, event_list::HEAD)?;
    let called = place.called();
    if let Some(form) = event_list::form_of(&text::decode(&bytes)) {
        see("event-list", place, how, out);
        let held = event_list::count(form, &mut bytes.chain(stream))?;
        let issue = Issue::note(IssueKind::EventListText, event_list::sentence(form, &held));
        // What calls itself a log can't be read as one.
        out.push(place.issue(Issue { is_loss: has_extension(&called, "evtx"), ..issue }));
        return Ok(());
    }
    let more = MAX_TEXT.saturating_add(1).saturating_sub(bytes.len() as u64);
    stream.take(more).read_to_end(&mut bytes)?;
    let is_whole = bytes.len() as u64 <= MAX_TEXT;
    let text = text::decode(&bytes);
    if !is_whole || sniff::late_event(text.as_bytes()).is_some() {
        let far = if has_extension(&called, "xml") { u64::MAX } else { FAR };
        if let Some(found) = export::read_late(&mut bytes.chain(stream), far, how)? {
            see("xml", place, how, out);
            out.push(reading(place, Reading::Export(Box::new(found))));
            return Ok(());
        }
    }
    let is_context = is_whole && place.may_be_context() && (how.takes_context || place.is_named);
    let item = if sniff::has_odd_events(&text) {
        place.issue(Issue::loss(IssueKind::UnsupportedFormat, odd_events()))
    } else if is_mail(&text, &called) {
        see("mail", place, how, out);
        other(Kind::OtherArchive("mail"), place)
    } else if is_context && may_tell_of_host(&text) {
        Item::Text(Text {
            path: place.path.clone(),
            content: text,
            size: bytes.len() as u64,
            modified: place.modified,
            is_named: place.is_named,
            complaint: place.is_named.then(|| place.complaint(Kind::Text)).flatten(),
        })
    } else {
        other(Kind::Text, place)
    };
    out.push(item);
    Ok(())
}

/// Whether a text is a list of events, or holds an export.
pub(super) fn holds_events(text: &str) -> bool {
    event_list::form_of(text).is_some() || sniff::late_event(text.as_bytes()).is_some()
}

/// Whether a text says something that can matter.
fn may_tell_of_host(text: &str) -> bool {
    let says =
        |word: &str| text.as_bytes().windows(word.len()).any(|at| at.eq_ignore_ascii_case(word.as_bytes()));
    says("volsift collection manifest ")
        || says("Volume{")
        || says("PredictFailure")
        || says("HealthStatus")
        || says("InterfaceType")
        || says("CurrentVersion\\SPP")
        || says("CurrentVersion¥SPP")
}

/// A header of an e-mail or of a part of one: how what follows is written, and what it is called.
static ENCODED: Pattern =
    Pattern::new(|| pattern(r"(?im)^Content-Transfer-Encoding:[ \t]*(?:base64|x-uuencode)"));
static ATTACHED: Pattern =
    Pattern::new(|| pattern(r#"(?i)\b(?:file)?name\*?(?:\d+\*?)?=[ \t]*"?(?P<name>[^";\r\n]+)"#));

/// Whether it is an e-mail with something attached that is no picture: those are signatures.
fn is_mail(text: &str, called: &str) -> bool {
    const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "bmp", "svg"];
    let begins_like_one = || {
        let head = text.get(..text.len().min(event_list::HEAD)).unwrap_or(text);
        let mut lines = head.lines().take(200);
        lines.any(|line| {
            line.len() > 12
                && line.as_bytes().get(..13).is_some_and(|name| name.eq_ignore_ascii_case(b"MIME-Version:"))
        })
    };
    (has_extension(called, "eml") || begins_like_one())
        && ENCODED.is_match(text)
        && ATTACHED.captures_iter(text).any(|found| {
            let name = found.name("name").map_or("", |name| name.as_str()).trim();
            !PICTURES.iter().any(|picture| has_extension(name, picture))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_told_where_something_is_attached_to_it() {
        let mail = |name: &str| {
            format!(
                "From: a\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; {name}\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\nRWxmRmlsZQA=\r\n"
            )
        };
        for name in ["name=\"System.evtx\"", "filename*=UTF-8''logs.zip"] {
            assert!(is_mail(&mail(name), "x.txt"), "{name}");
        }
        for (text, called) in [
            (mail("name=\"logo.png\""), "x.eml"),
            (mail("charset=utf-8"), "x.eml"),
            (mail("name=\"System.evtx\"").replace("base64", "7bit"), "x.eml"),
            ("name=System.evtx\nContent-Transfer-Encoding: base64".into(), "x.txt"),
        ] {
            assert!(!is_mail(&text, called), "{text}");
        }
    }
}
