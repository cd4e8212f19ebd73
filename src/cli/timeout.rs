//! `volsift timeout`.

use std::io::Write;

use super::args::TimeoutArgs;
use super::output::Target;
use super::{Exit, Fatal};
use crate::advice::{VmLoad, looks_like_slip_of_ten, propose, reg_add};
use crate::catalogue::Tongue;
use crate::render::reg;

pub(super) fn run(args: &TimeoutArgs, out: &mut dyn Write) -> Result<Exit, Fatal> {
    let load = VmLoad { ok: args.vms_ok, total: args.vms_total };
    let proposal = propose(load, args.base, args.margin).map_err(|error| Fatal::Usage(error.to_string()))?;
    let voice = Tongue::English.voice(None);
    let minutes = |duration: jiff::SignedDuration| voice.length(duration);
    let mut text = format!(
        "CreateTimeout = {} min = {} ms = 0x{:08X}\n  {} x ceil({}/{}) + {}\n\n{}\n\n\
         The default is 10 min = 600000 ms. Restart the host afterwards: Server 2008 R2\n\
         needs it, newer versions read the value at the next run.\n",
        proposal.minutes(),
        proposal.milliseconds,
        proposal.milliseconds,
        minutes(args.base),
        load.total,
        load.ok,
        minutes(args.margin),
        reg_add(proposal)
    );
    if let Some(meant) = looks_like_slip_of_ten(args.base) {
        text.push_str(&format!(
            "\nWarning: a base of {} looks like a published slip of a factor of ten; {} is {} ms.\n",
            minutes(args.base),
            minutes(meant),
            meant.as_millis()
        ));
    }
    match Target::of(args.reg.as_deref(), &[], &[])? {
        // The file itself was asked for on standard output, and nothing may stand around it.
        Target::Stream if args.reg.is_some() => text.clear(),
        Target::Stream => {}
        Target::Device(path) | Target::File(path) => text.push_str(&format!(
            "\nWritten to {}; on the host: regedit /s FILE, or a double click.\n",
            path.display()
        )),
    }
    if let Some(path) = &args.reg {
        Target::of(Some(path), &[], &[])?.write(out, |out| reg::write(proposal, out))?;
    }
    write!(out, "{text}").map_err(Fatal::writing("standard output"))?;
    Ok(Exit::Fine)
}
