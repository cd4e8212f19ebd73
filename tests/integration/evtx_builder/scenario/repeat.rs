//! Lines that are repeated: `for NAME in 1..60`, lines with `{NAME}` in them, `end`. Numbers have two digits at least.

/// The lines of a scenario with every `for` written out, each with the number of the line it stands in.
pub(super) fn expand(text: &str) -> Vec<(usize, String)> {
    let lines: Vec<(usize, String)> =
        text.lines().enumerate().map(|(number, line)| (number + 1, line.trim().to_owned())).collect();
    block(&lines)
}

fn block(lines: &[(usize, String)]) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((number, line)) = lines.get(at) {
        at += 1;
        let Some(rest) = line.strip_prefix("for ") else {
            out.push((*number, line.clone()));
            continue;
        };
        let wrong = || panic!("line {number}: expected for NAME in FIRST..LAST");
        let (name, range) = rest.split_once(" in ").unwrap_or_else(wrong);
        let (first, last) = range.split_once("..").unwrap_or_else(wrong);
        let (first, last): (u32, u32) = (first.trim().parse().unwrap(), last.trim().parse().unwrap());
        let end = at + end_of(&lines[at..]).unwrap_or_else(|| panic!("line {number}: no end of this for"));
        for value in first..=last {
            let value = format!("{value:02}");
            let inner: Vec<_> = lines[at..end]
                .iter()
                .map(|(number, line)| (*number, line.replace(&format!("{{{name}}}"), &value)))
                .collect();
            out.extend(block(&inner));
        }
        at = end + 1;
    }
    out
}

fn end_of(lines: &[(usize, String)]) -> Option<usize> {
    let mut depth = 0;
    lines.iter().position(|(_, line)| {
        depth += usize::from(line.starts_with("for "));
        if line == "end" && depth > 0 {
            depth -= 1;
            return false;
        }
        line == "end"
    })
}
