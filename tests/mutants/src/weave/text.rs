//! Edits of a text that may lie in each other: each says what takes the place of its range, and which parts of the source
//! stay in it, with the edits of these parts.

use std::ops::Range;

/// What stands in the place of a range.
#[derive(Debug, Clone)]
pub enum Piece {
    Text(String),
    Source(Range<usize>),
}

/// An edit; of two with the same range the one added first lies around the other.
#[derive(Debug, Clone)]
pub struct Edit {
    pub range: Range<usize>,
    pub pieces: Vec<Piece>,
}

/// A list of pieces, written as it will stand.
#[derive(Debug, Default)]
pub struct Pieces(pub Vec<Piece>);

impl Pieces {
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Text(text.into()));
        self
    }

    pub fn source(mut self, range: Range<usize>) -> Self {
        self.0.push(Piece::Source(range));
        self
    }
}

/// The text with all edits.
pub fn apply(text: &str, edits: &mut [Edit]) -> String {
    // Stable, so that equal ranges keep their order.
    edits.sort_by_key(|edit| (edit.range.start, std::cmp::Reverse(edit.range.end)));
    let mut out = String::with_capacity(text.len() * 2);
    render(text, edits, 0..text.len(), &mut out);
    out
}

/// `edits` are those that lie behind the edit whose source this is, in their order.
fn render(text: &str, edits: &[Edit], range: Range<usize>, out: &mut String) {
    let mut at = range.start;
    for (index, edit) in edits.iter().enumerate() {
        if edit.range.start > range.end {
            break;
        }
        if edit.range.start < at || edit.range.end > range.end {
            continue;
        }
        out.push_str(&text[at..edit.range.start]);
        for piece in &edit.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Source(part) => render(text, &edits[index + 1..], part.clone(), out),
            }
        }
        at = edit.range.end;
    }
    out.push_str(&text[at..range.end]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(range: Range<usize>, name: &str) -> Edit {
        let pieces = Pieces::default().text(format!("{name}(")).source(range.clone()).text(")");
        Edit { range, pieces: pieces.0 }
    }

    #[test]
    fn edits_lie_in_each_other() {
        let text = "a && !b";
        let mut edits = vec![wrapped(5..7, "not"), wrapped(0..7, "and"), wrapped(6..7, "inner")];
        assert_eq!(apply(text, &mut edits), "and(a && not(!inner(b)))");
    }

    #[test]
    fn of_two_with_one_range_the_first_is_outside() {
        let mut edits = vec![wrapped(0..1, "guard"), wrapped(0..1, "value")];
        assert_eq!(apply("a", &mut edits), "guard(value(a))");
    }

    #[test]
    fn a_part_may_be_there_twice() {
        let twice = Pieces::default().source(0..1).text("+").source(0..1);
        let mut edits = vec![Edit { range: 0..3, pieces: twice.0 }, wrapped(0..1, "x"), wrapped(2..3, "y")];
        assert_eq!(apply("a-b", &mut edits), "x(a)+x(a)");
    }

    #[test]
    fn an_insertion_is_an_edit_of_nothing() {
        let mut edits = vec![Edit { range: 1..1, pieces: Pieces::default().text("!").0 }];
        assert_eq!(apply("ab", &mut edits), "a!b");
    }
}
