//! `volsift schema`.

use std::io::Write;

use super::args::{SchemaArgs, SchemaOf};
use super::output::Target;
use super::{Exit, Fatal};
use crate::render::json::contract;

pub(super) fn run(args: &SchemaArgs, out: &mut dyn Write) -> Result<Exit, Fatal> {
    let target = Target::of(args.output.as_deref(), &[], &[])?;
    let schema = match args.format {
        SchemaOf::Json => contract::of_report(),
        SchemaOf::Ndjson => contract::of_line(),
        SchemaOf::Fleet => contract::of_fleet(),
    };
    target.write(out, |out| contract::write(&schema, out))?;
    Ok(Exit::Fine)
}
