//! Prints every record of .evtx files as the decoder renders it: `file TAB xml`, a record a line.
//! Run by `compare.py`, which reads the same files with libevtx.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool of the tests")]

fn main() {
    for path in std::env::args().skip(1).filter(|argument| !argument.starts_with('-')) {
        let settings = evtx::ParserSettings::new().indent(false);
        let mut parser = evtx::EvtxParser::from_path(&path).unwrap().with_configuration(settings);
        for record in parser.records() {
            let xml = record.unwrap().data;
            println!("{path}\t{}", xml.lines().collect::<Vec<_>>().join(" "));
        }
    }
}
