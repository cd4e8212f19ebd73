//! How many threads a command has.

use crate::cores::Team;

/// What a thread takes of the addresses of a process: the allocator of GNU's library sets aside 64 MiB for each, beside its
/// stack and what it reads.
const OF_THREAD: u64 = 96 << 20;

/// As many threads as are asked for, or one a core; fewer where the addresses of the process are limited (`ulimit -v`) and
/// would not do.
pub(super) fn team(threads: Option<u16>) -> Team {
    let asked = threads.map(usize::from);
    Team::of(match affordable() {
        None => asked,
        Some(most) => Some(asked.unwrap_or_else(one_a_core).min(most)),
    })
}

fn one_a_core() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// How many threads the limit of addresses allows; `None` where there is none, or none is told.
fn affordable() -> Option<usize> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    of_limits(&std::fs::read_to_string("/proc/self/limits").ok()?)
}

fn of_limits(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    let bytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    usize::try_from((bytes / OF_THREAD).max(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_of_addresses_is_one_of_threads() {
        let limits = |bytes: &str| {
            format!(
                "Limit                     Soft Limit           Hard Limit           Units     \n\
                 Max open files            20000                20000                files     \n\
                 Max address space         {bytes}            unlimited            bytes     \n"
            )
        };
        assert_eq!(of_limits(&limits("268435456")), Some(2));
        assert_eq!(of_limits(&limits("1")), Some(1));
        assert_eq!(of_limits(&limits("unlimited")), None);
        assert_eq!(of_limits(""), None);
    }
}
