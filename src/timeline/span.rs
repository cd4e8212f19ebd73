//! Stretches of time, and how those around a moment are found at once.

use jiff::Timestamp;

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Its begin.
    pub from: Timestamp,
    /// Its end, included.
    pub to: Timestamp,
}

impl Span {
    /// Whether the two have a moment in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// For a list of spans in the order of their begins: how far the spans up to each position reach. It
/// tells where those that can touch a time begin, however many lie before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reach(Vec<Timestamp>);

impl Reach {
    /// Of spans in the order of their begins.
    pub(super) fn of(spans: impl Iterator<Item = Span>) -> Self {
        let reach = spans.scan(Timestamp::MIN, |latest, span| {
            *latest = span.to.max(*latest);
            Some(*latest)
        });
        Self(reach.collect())
    }

    /// The items of the list that overlap a span, in order.
    pub(super) fn overlapping<'a, T>(
        &self,
        items: &'a [T],
        span: Span,
        of: impl Fn(&T) -> Span + Copy,
    ) -> impl Iterator<Item = &'a T> {
        let first = self.0.partition_point(|latest| *latest < span.from);
        items
            .iter()
            .skip(first)
            .take_while(move |item| of(item).from <= span.to)
            .filter(move |item| of(item).overlaps(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: i64, to: i64) -> Span {
        Span { from: Timestamp::from_second(from).unwrap(), to: Timestamp::from_second(to).unwrap() }
    }

    #[test]
    fn those_that_overlap_are_found_in_order() {
        let spans = [span(0, 100), span(5, 6), span(7, 8), span(20, 30), span(40, 50)];
        let reach = Reach::of(spans.iter().copied());
        for wanted in [span(-5, -1), span(6, 7), span(9, 10), span(25, 45), span(101, 102), span(0, 200)] {
            let found: Vec<Span> = reach.overlapping(&spans, wanted, |span| *span).copied().collect();
            let expected: Vec<Span> = spans.iter().copied().filter(|span| span.overlaps(wanted)).collect();
            assert_eq!(found, expected);
        }
    }
}
