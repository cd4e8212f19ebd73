//! Events exported as XML text: `<Event>` elements, with or without a root around them.
//!
//! The text is cut into pieces, each from the start of one event to the start of the next, and each piece is read by
//! itself: what is broken ends with its event.

use memchr::memmem::{self, Finder};

use super::{Glance, Record, read_behind, read_strictly};

/// What an event begins with; a blank or the tag's end follows.
pub(super) const START: &[u8] = b"<Event";
/// What an event ends with.
const END: &[u8] = b"</Event>";

/// What was found in a stretch.
#[derive(Debug)]
pub enum Found<'t> {
    /// An event that was looked at, and can't matter.
    Passed(Glance<'t>),
    /// An event, with its payload.
    Read(Record),
    /// One that can't be read, and why.
    Broken(String),
}

/// What stands around the events of a stretch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Between {
    /// Whether a root was begun (or ended) last; `None` where neither was.
    pub is_in_root: Option<bool>,
    /// Whether the text ends inside its last event.
    pub ends_in_event: bool,
    /// Whether it ends inside a tag: that of an event, or the root's end.
    pub ends_in_tag: bool,
}

/// Reads the events of a stretch of an export.
#[derive(Debug)]
pub struct Stretch<'t> {
    /// What is not taken yet: behind the first piece, from the start of an event.
    rest: &'t str,
    /// Whether the export ends with it.
    is_last: bool,
    /// Whether to look at events first.
    looks: bool,
    is_done: bool,
    /// Ends without a start that are still to be told.
    orphans: usize,
    /// How often it is still to be told that events stand between others that are written otherwise.
    odd: usize,
    between: Between,
    starts: Finder<'static>,
    ends: Finder<'static>,
}

impl<'t> Stretch<'t> {
    /// Reads a stretch, with which the export may end.
    pub fn new(text: &'t str, is_last: bool) -> Self {
        Self {
            rest: text,
            is_last,
            looks: true,
            is_done: false,
            orphans: 0,
            odd: 0,
            between: Between::default(),
            starts: Finder::new(START),
            ends: Finder::new(END),
        }
    }

    /// Reads every event whole, without a look before.
    #[must_use]
    pub fn without_looks(self) -> Self {
        Self { looks: false, ..self }
    }

    /// What stands around the events that were found so far.
    pub fn between(&self) -> Between {
        self.between
    }

    /// The next event; `None` at the end. One that was looked at is read only if it can matter.
    pub fn next(&mut self, mut can_matter: impl FnMut(&Glance<'t>) -> bool) -> Option<Found<'t>> {
        loop {
            if let Some(orphans) = self.orphans.checked_sub(1) {
                self.orphans = orphans;
                return Some(Found::Broken("its start is missing".to_owned()));
            }
            if let Some(odd) = self.odd.checked_sub(1) {
                self.odd = odd;
                return Some(Found::Broken(
                    "in another spelling or encoding than the rest of the file".to_owned(),
                ));
            }
            if self.is_done {
                return None;
            }
            let piece = self.piece();
            self.is_done = self.rest.is_empty();
            let is_last = self.is_done && self.is_last;
            if !is_start(piece.as_bytes()) {
                self.look_around(piece, is_last);
                continue;
            }
            let end = self.ends.find(piece.as_bytes()).and_then(|end| end.checked_add(END.len()));
            match end.and_then(|end| piece.split_at_checked(end)) {
                Some((event, behind)) => {
                    self.look_around(behind, is_last);
                    return Some(self.event(event, &mut can_matter));
                }
                None if !is_last => return Some(Found::Broken("its end is missing".to_owned())),
                None => self.between.ends_in_event = true,
            }
        }
    }

    /// Takes a piece from the front: up to the next start of an event, or to the end.
    fn piece(&mut self) -> &'t str {
        let held = self.rest.as_bytes();
        let from = usize::from(is_start(held));
        let starts = self.starts.find_iter(held.get(from..).unwrap_or_default());
        let start = starts
            .map(|at| at.saturating_add(from))
            .find(|at| held.get(*at..).is_some_and(is_start))
            .unwrap_or(held.len());
        let (piece, rest) = self.rest.split_at_checked(start).unwrap_or((self.rest, ""));
        self.rest = rest;
        piece
    }

    fn event(&self, event: &'t str, can_matter: &mut impl FnMut(&Glance<'t>) -> bool) -> Found<'t> {
        // What a disk gives instead of lost text.
        if memchr::memchr(0, event.as_bytes()).is_some() {
            return Found::Broken("it holds zeros where text should be".to_owned());
        }
        let glance = if self.looks { Glance::at(event) } else { None };
        let read = match glance {
            Some(glance) if !can_matter(&glance) => return Found::Passed(glance),
            Some(glance) => read_behind(event, &glance),
            None => read_strictly(event),
        };
        match read {
            Ok(record) => Found::Read(record),
            Err(error) => Found::Broken(error.to_string()),
        }
    }

    /// Looks at what stands between events: a root, or the end of an event without its start; and at the end of the
    /// text.
    fn look_around(&mut self, between: &str, is_last: bool) {
        let text = between.as_bytes();
        if is_last {
            self.between.ends_in_tag = !text.trim_ascii_end().ends_with(b">") && text.contains(&b'<');
        }
        // Line ends, most of the time.
        if text.trim_ascii().is_empty() {
            return;
        }
        // What ends here without a start may hold anything.
        let behind = between.rsplit("</Event>").next().unwrap_or(between);
        self.odd = self.odd.saturating_add(usize::from(has_odd_event(behind)));
        if !text.contains(&b'<') {
            return;
        }
        self.orphans = self.orphans.saturating_add(self.ends.find_iter(text).count());
        if memmem::find(text, b"<Events").is_some() {
            self.between.is_in_root = Some(true);
        }
        if memmem::find(text, b"</Events>").is_some() {
            self.between.is_in_root = Some(false);
        }
    }
}

/// Whether an event begins in what stands between events, under a prefix, escaped, in other letters, or in another encoding, as when one tool
/// writes behind another: two bytes a character among those of one, or the other way round.
fn has_odd_event(between: &str) -> bool {
    const WIDE: &[u8] = b"E\0v\0e\0n\0t";
    let is_of_prefix = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let lower = between.to_ascii_lowercase();
    let is_spelled = lower.match_indices("event").any(|(at, word)| {
        let (before, behind) = lower.split_at_checked(at).unwrap_or_default();
        let before = before.strip_suffix(':').map_or(before, |before| before.trim_end_matches(is_of_prefix));
        let behind = behind.get(word.len()..).unwrap_or_default();
        let ends = behind.starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace());
        (before.ends_with('<') || before.ends_with("&lt;")) && (ends || behind.starts_with("&gt;"))
    });
    let is_wide = || memmem::find(between.as_bytes(), WIDE).is_some();
    // Read as two bytes a character, what has one is of other scripts, and what is shifted by a byte is, too.
    let is_narrow = || {
        let bytes: Vec<u8> = between.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let swapped: Vec<u8> = between.encode_utf16().flat_map(u16::to_be_bytes).collect();
        [bytes, swapped]
            .iter()
            .any(|bytes| next_start(bytes, 0).is_some() || memmem::find(bytes, WIDE).is_some())
    };
    is_spelled || is_wide() || (!between.is_ascii() && is_narrow())
}

/// Whether a piece begins with the start of an event.
pub(super) fn is_start(piece: &[u8]) -> bool {
    piece
        .strip_prefix(START)
        .is_some_and(|rest| matches!(rest.first(), Some(b' ' | b'\t' | b'\r' | b'\n' | b'>')))
}

/// Where the next event begins.
pub(super) fn next_start(held: &[u8], from: usize) -> Option<usize> {
    let rest = held.get(from..)?;
    memmem::find_iter(rest, START)
        .map(|at| at.saturating_add(from))
        .find(|at| held.get(*at..).is_some_and(is_start))
}

#[cfg(test)]
mod tests {
    use super::super::cut::LONGEST;
    use super::super::{Cut, Cutter};
    use super::*;

    fn event(id: u64) -> String {
        format!(
            "<Event xmlns='x'><System><Provider Name='volsnap'/><EventID>27</EventID>\
             <TimeCreated SystemTime='2012-01-18T07:26:31Z'/><EventRecordID>{id}</EventRecordID>\
             <Channel>System</Channel></System><EventData><Data>a &lt;Event&gt;</Data></EventData></Event>"
        )
    }

    /// Ids of events, and `e` for one that is broken; at the end `c` for a cut in an event, `r` for one in the root.
    fn read_in(text: &[u8], length: usize, looks: bool) -> Vec<String> {
        let mut cutter = Cutter::new(text, length);
        let (mut found, mut is_in_root, mut end) = (Vec::new(), false, Between::default());
        while let Some(cut) = cutter.next_cut() {
            let Cut::Stretch(text, is_last) = cut else {
                found.push("e".to_owned());
                continue;
            };
            let text = String::from_utf8_lossy(&text);
            let mut stretch = Stretch::new(&text, is_last);
            stretch.looks = looks;
            while let Some(next) = stretch.next(|glance| glance.event_record_id % 2 == 0) {
                found.push(match next {
                    Found::Passed(glance) => glance.event_record_id.to_string(),
                    Found::Read(record) => record.system.event_record_id.unwrap().to_string(),
                    Found::Broken(_) => "e".to_owned(),
                });
            }
            end = stretch.between();
            is_in_root = end.is_in_root.unwrap_or(is_in_root);
        }
        if end.ends_in_event || (end.ends_in_tag && !is_in_root) {
            found.push("c".to_owned());
        } else if is_in_root {
            found.push("r".to_owned());
        }
        found
    }

    /// The same whatever the stretches, and with or without looks.
    fn read(text: &[u8]) -> Vec<String> {
        let whole = read_in(text, LONGEST, false);
        for length in [1, 100, 400, 1000] {
            assert_eq!(read_in(text, length, true), whole, "in stretches of {length}");
        }
        whole
    }

    #[test]
    fn events_are_read_with_and_without_a_root() {
        let events = event(1) + "\r\n" + &event(2) + "\r\n";
        assert_eq!(read(events.as_bytes()), ["1", "2"]);
        assert_eq!(read(format!("<?xml?><Events>{events}</Events>\n").as_bytes()), ["1", "2"]);
        assert_eq!(read(b"no events"), [""; 0]);
    }

    #[test]
    fn a_cut_is_told_wherever_it_is() {
        let events = event(1) + "\n" + &event(2);
        for (prefix, suffix) in [("", "\n"), ("<Events>", "</Events>")] {
            let text = format!("{prefix}{events}{suffix}");
            for length in prefix.len() + 1..text.len() {
                let found = read(&text.as_bytes()[..length]);
                let last = found.last().map_or("", String::as_str);
                let first_ends = prefix.len() + event(1).len();
                let is_between = prefix.is_empty()
                    && (length == first_ends || length == first_ends + 1 || length == text.len() - 1);
                assert_eq!(["c", "r"].contains(&last), !is_between, "{length} {found:?}");
                assert_eq!(found.first().is_some_and(|first| first == "1"), length >= first_ends);
            }
        }
    }

    #[test]
    fn a_text_that_begins_inside_an_event_has_lost_one() {
        let text = event(1) + &event(2);
        assert_eq!(read(&text.as_bytes()[30..]), ["e", "2"]);
    }

    /// Two tools wrote one behind the other, or somebody wrote an event as no tool does: it is lost, and that is told.
    #[test]
    fn an_event_that_is_written_otherwise_is_told() {
        let wide = |text: &str| -> String {
            text.encode_utf16().flat_map(u16::to_le_bytes).map(char::from).collect()
        };
        let narrow: String = {
            let bytes = event(2);
            let (pairs, _) = bytes.as_bytes().as_chunks::<2>();
            pairs
                .iter()
                .map(|pair| char::from_u32(u32::from(u16::from_le_bytes(*pair))).unwrap_or('?'))
                .collect()
        };
        for other in [
            event(2).replace("<Event ", "<event ").replace("</Event>", "</event>"),
            event(2).replace("<Event ", "<EVENT ").replace("</Event>", "</EVENT>"),
            event(2).replace("<Event ", "<e:Event ").replace("</Event>", "</e:Event>"),
            event(2).replace('<', "&lt;").replace('>', "&gt;"),
            wide(&event(2)),
            narrow,
        ] {
            assert_eq!(
                read((event(1) + "\n" + &other + "\n" + &event(3)).as_bytes()),
                ["1", "e", "3"],
                "{other}"
            );
        }
        for words in
            ["PS C:\\> wevtutil qe System\n", "<Eventful/>", "<!-- events -->", "evidence of an event > 2"]
        {
            assert_eq!(read((event(1) + words + &event(3)).as_bytes()), ["1", "3"], "{words}");
        }
    }

    /// What does not say what wrote it, or which event it is, may be any.
    #[test]
    fn an_event_without_an_origin_is_broken() {
        for (from, to) in [
            ("Name='volsnap'", "Name=''"),
            ("<Provider Name='volsnap'/>", ""),
            ("Name='volsnap'", "Name='&v;'"),
            (">27<", "><"),
            (">27<", ">0x1b<"),
            (">27<", ">&v;<"),
            ("<EventID>27</EventID>", ""),
        ] {
            let middle = event(2).replace(from, to);
            assert_eq!(read((event(1) + &middle + &event(3)).as_bytes()), ["1", "e", "3"], "{from} {to}");
        }
        let classic = event(2).replace("Name='volsnap'", "EventSourceName='volsnap'");
        assert_eq!(read((event(1) + &classic).as_bytes()), ["1", "2"]);
        let named = event(2).replace("Name='volsnap'", "Name='A&amp;B C'");
        assert_eq!(read((event(1) + &named).as_bytes()), ["1", "2"]);
    }

    #[test]
    fn what_is_broken_ends_with_its_event() {
        let whole = event(1) + &event(2) + &event(3);
        for (from, to) in
            [("SystemTime='", "SystemTime="), ("</EventData>", ""), ("</Event>", ""), ("<System>", "<Sys")]
        {
            let middle = event(2).replace(from, to);
            assert_eq!(read((event(1) + &middle + &event(3)).as_bytes()), ["1", "e", "3"], "{from}");
        }
        let mut zeros = whole.clone().into_bytes();
        zeros[event(1).len() + 60..event(1).len() + 90].fill(0);
        assert_eq!(read(&zeros), ["1", "e", "3"]);
        let long = event(2).replace("a &lt;", &"a".repeat(2 * LONGEST));
        assert_eq!(read((event(1) + &long + &event(3)).as_bytes()), ["1", "e", "3"]);
    }

    #[test]
    fn what_can_not_matter_is_passed_unless_everything_is_read() {
        let text = event(1);
        let found = Stretch::new(&text, true).next(|_| false);
        assert!(matches!(found, Some(Found::Passed(_))));
        assert!(matches!(Stretch::new(&text, true).next(|_| true), Some(Found::Read(_))));
        assert!(matches!(Stretch::new(&text, true).without_looks().next(|_| false), Some(Found::Read(_))));
    }
}
