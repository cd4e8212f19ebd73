//! `volsift explain`.

use std::io::Write;

use super::args::ExplainArgs;
use super::{Exit, Fatal};
use crate::explain::{WHAT_CAN_BE_ASKED, explain_all, suggestions};
use crate::render::{Style, text};

pub(super) fn run(
    args: &ExplainArgs,
    style: Style,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Fatal> {
    let (pages, unknown) = explain_all(&args.what);
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
    for question in &unknown {
        let near = suggestions(question);
        let instead = if near.is_empty() {
            WHAT_CAN_BE_ASKED.to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        let message = format!("volsift: nothing is known of \"{question}\"; {instead}");
        writeln!(err, "{}", text::wrapped(&message, style.width, "", "  "))
            .map_err(Fatal::writing("standard error"))?;
    }
    Ok(if unknown.is_empty() { Exit::Fine } else { Exit::Fatal })
}
