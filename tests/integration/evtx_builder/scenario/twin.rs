//! A scenario and its twin. A line that ends in ` <- guard` is gone in the twin; a line behind `+ ` is there only.
//!
//! What is asserted of the two stands at the head, each as `key: words`.

/// Behind a line that the twin has not.
const GUARD: &str = " <- guard";

/// Before a line that only the twin has.
const ADDED: &str = "+ ";

/// The keys of assertions, which are for the tests and not for the builder.
const KEYS: [&str; 3] = ["stopped-by", "told-by", "twin"];

/// The scenario as it stands, without marks.
pub fn plain(text: &str) -> String {
    with(text, &[])
}

/// The scenario with the changes of chosen lines, counted from 0. A line that is gone leaves an empty one, so that the
/// numbers of the others stay.
pub fn with(text: &str, chosen: &[usize]) -> String {
    let line = |(number, line): (usize, &str)| {
        let is_chosen = chosen.contains(&number);
        let is_assertion = line.split_once(": ").is_some_and(|(key, _)| KEYS.contains(&key));
        let line = match (line.strip_suffix(GUARD), line.strip_prefix(ADDED)) {
            (Some(_), _) if is_chosen => "",
            (_, Some(_)) if !is_chosen => "",
            (Some(rest), _) | (_, Some(rest)) => rest,
            _ if is_assertion => "",
            _ => line,
        };
        format!("{line}\n")
    };
    text.lines().enumerate().map(line).collect()
}

/// The changes that make the twin, each with its lines, counted from 0. A line that is gone and one right behind it that
/// takes its place are one change.
pub fn changes(text: &str) -> Vec<Vec<usize>> {
    let mut changes: Vec<Vec<usize>> = Vec::new();
    let mut gone = None;
    for (number, line) in text.lines().enumerate() {
        if line.ends_with(GUARD) {
            changes.push(vec![number]);
            gone = Some(number);
        } else if line.starts_with(ADDED) {
            match changes.last_mut().filter(|_| gone.is_some_and(|gone| gone + 1 == number)) {
                Some(change) => change.push(number),
                None => changes.push(vec![number]),
            }
        }
    }
    changes
}

/// The words of an assertion of the head; none where it is not made.
pub fn said<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
    line.unwrap_or_default().split_whitespace().collect()
}
