//! `volsift completions` and `volsift man`: what shells and `man` know of the arguments, made from the arguments.

use std::fs;
use std::io::{self, Write};

use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::output::Target;
use super::{Exit, Fatal};
use crate::render::text;

/// Prints the script that completes the command line in a shell.
pub(super) fn completions(args: &CompletionsArgs, out: &mut dyn Write) -> Result<Exit, Fatal> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), env!("CARGO_PKG_NAME"), &mut script);
    let note = match args.shell {
        // A script of this shell begins with its name.
        Shell::Zsh => String::new(),
        shell => format!("# volsift {}: completion for {shell}\n", env!("CARGO_PKG_VERSION")),
    };
    let written = out.write_all(note.as_bytes()).and_then(|()| out.write_all(&script));
    written.map(|()| Exit::Fine).map_err(Fatal::writing("standard output"))
}

/// Writes a page for the program and one for each of its commands into a folder, and tells which.
pub(super) fn man(args: &ManArgs, out: &mut dyn Write) -> Result<Exit, Fatal> {
    let folder = &args.folder;
    if folder.exists() && !folder.is_dir() {
        let shown = folder.display();
        return Err(Fatal::Usage(format!("{shown} is no folder, and the pages need one")));
    }
    fs::create_dir_all(folder).map_err(Fatal::writing(&folder.display().to_string()))?;
    for (name, page) in pages().map_err(Fatal::writing("a page"))? {
        let path = folder.join(name);
        let target = Target::of(Some(&path), &[], &[])?;
        target.write(out, |file| file.write_all(&page))?;
        let told = text::defuse(&path.display().to_string()).into_owned();
        writeln!(out, "{told}").map_err(Fatal::writing("standard output"))?;
    }
    Ok(Exit::Fine)
}

/// The pages: names of files, and what they hold.
fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    // `help` says nothing that the other pages do not say.
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set());
    std::iter::once(&program).chain(commands).map(page).collect()
}

fn page(command: &Command) -> io::Result<(String, Vec<u8>)> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let man = Man::new(command.clone()).title(name.clone()).source(env!("CARGO_PKG_NAME"));
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.get_subcommands().any(|inner| !inner.is_hide_set()) {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(notes) = command.get_after_help() {
        write!(page, ".SH NOTES\n.nf\n{}.fi\n", verbatim(&notes.to_string()))?;
    }
    Ok((man.get_filename(), page))
}

/// Text whose lines `man` leaves as they are, and in which it sees no commands.
fn verbatim(text: &str) -> String {
    let line = |line: &str| {
        let is_command = line.starts_with(['.', '\'']);
        let line = line.replace('\\', r"\e").replace('-', r"\-");
        format!("{}{line}\n", if is_command { r"\&" } else { "" })
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_note_is_a_command() {
        assert_eq!(verbatim(".SH x\n'a\nC:\\b -o"), "\\&.SH x\n\\&'a\nC:\\eb \\-o\n");
    }

    #[test]
    fn every_command_has_a_page() {
        let names: Vec<String> = pages().unwrap().into_iter().map(|(name, _)| name).collect();
        let mut program = Cli::command();
        program.build();
        let commands = program.get_subcommands().filter(|command| command.get_name() != "help");
        let expected = commands.map(|command| format!("volsift-{}.1", command.get_name()));
        assert_eq!(names, std::iter::once("volsift.1".to_owned()).chain(expected).collect::<Vec<_>>());
    }
}
