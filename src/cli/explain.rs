//! `volsift explain`.

use std::io::Write;

use super::args::ExplainArgs;
use super::{Exit, Fatal};
use crate::explain::{WHAT_CAN_BE_ASKED, explain};
use crate::render::{Style, text};

pub(super) fn run(
    args: &ExplainArgs,
    style: Style,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Fatal> {
    let question = args.what.join(" ");
    let pages = explain(&question);
    if pages.is_empty() {
        let message = format!("volsift: nothing is known of \"{question}\"; {WHAT_CAN_BE_ASKED}");
        writeln!(err, "{}", text::wrapped(&message, style.width, "", "  "))
            .map_err(Fatal::writing("standard error"))?;
        return Ok(Exit::Fatal);
    }
    let mut answer = String::new();
    for (position, page) in pages.iter().enumerate() {
        if position > 0 {
            answer.push('\n');
        }
        let bold = anstyle::Style::new().bold();
        let title = text::defuse(&page.title);
        if style.color {
            answer.push_str(&format!("{bold}{title}{bold:#}\n"));
        } else {
            answer.push_str(&format!("{title}\n"));
        }
        for (label, body) in &page.parts {
            answer.push_str(&text::wrapped(&format!("{label}: {body}"), style.width, "  ", "    "));
            answer.push('\n');
        }
    }
    write!(out, "{answer}").map_err(Fatal::writing("standard output"))?;
    Ok(Exit::Fine)
}
