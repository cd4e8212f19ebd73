//! Signs and numbers of pictures. A sign differs from the others in its shape, not in its colour alone.

use maud::{Markup, PreEscaped, html};

use crate::story::Mood;
use crate::story::nights::TroubleOf;
use crate::verdict::Verdict;

/// Every sign that a picture uses, drawn around its own middle.
const SIGNS: &str = concat!(
    "<svg class=\"signs\" width=\"0\" height=\"0\" aria-hidden=\"true\" focusable=\"false\"><defs>",
    // What a 27 is: a ring, a diamond, a question, a cross in a full square.
    "<g id=\"m-benign\"><circle r=\"4\"></circle></g>",
    "<g id=\"m-side-effect\"><path d=\"M0-5.5 5.5 0 0 5.5-5.5 0z\"></path><path class=\"in\" d=\"M0-5.5V5.5L-5.5 0z\"></path></g>",
    "<g id=\"m-undetermined\"><circle r=\"6\"></circle><path class=\"on\" d=\"M-2-1.8A2 2 0 1 1 0 .4V1.4M0 3.4V3.6\"></path></g>",
    "<g id=\"m-actionable\"><path d=\"M-5.5-5.5H5.5V5.5H-5.5z\"></path><path class=\"on\" d=\"M-2.6-2.6 2.6 2.6M2.6-2.6-2.6 2.6\"></path></g>",
    // Trouble: a triangle with what it is about.
    "<g id=\"t-disk\"><path d=\"M0-7 7.5 6H-7.5z\"></path><circle class=\"on\" cy=\"1.6\" r=\"2.2\"></circle></g>",
    "<g id=\"t-file-system\"><path d=\"M0-7 7.5 6H-7.5z\"></path><path class=\"on\" d=\"M-1.4 4.2V-1H1.8M-1.4 1.6H1.2\"></path></g>",
    "<g id=\"t-copies\"><path d=\"M0-7 7.5 6H-7.5z\"></path><path class=\"on\" d=\"M-2.6 4V0.6H.6V4zM-.6-1.4H2.4V2.4\"></path></g>",
    "<g id=\"t-backup\"><path d=\"M0-7 7.5 6H-7.5z\"></path><path class=\"on\" d=\"M0-2.4V2M0 4.1V4.3\"></path></g>",
    // Moods.
    "<g id=\"i-plain\"><circle r=\"8\"></circle><path class=\"on\" d=\"M-3.5 0H3.5\"></path></g>",
    "<g id=\"i-good\"><circle r=\"8\"></circle><path class=\"on\" d=\"M-3.8.2-1.2 3 4-2.8\"></path></g>",
    "<g id=\"i-open\"><circle r=\"8\"></circle><path class=\"on\" d=\"M-2.4-2.2A2.4 2.4 0 1 1 0 .6V1.6M0 4.4V4.6\"></path></g>",
    "<g id=\"i-bad\"><path d=\"M-3.3-8H3.3L8-3.3V3.3L3.3 8H-3.3L-8 3.3V-3.3z\"></path><path class=\"on\" d=\"M0-4.6V.8M0 4.2V4.4\"></path></g>",
    // A run that failed ends in a cross.
    "<g id=\"x-failed\"><path d=\"M-3.4-3.4 3.4 3.4M3.4-3.4-3.4 3.4\"></path></g>",
    "</defs></svg>"
);

/// The signs, once a page.
pub(super) fn signs() -> Markup {
    PreEscaped(SIGNS.to_owned())
}

/// The sign of a mood, beside words that say the same.
pub(super) fn icon(mood: Mood) -> Markup {
    let (class, link) = match mood {
        Mood::Plain => ("i plain", "#i-plain"),
        Mood::Good => ("i good", "#i-good"),
        Mood::Open => ("i open", "#i-open"),
        Mood::Bad => ("i bad", "#i-bad"),
    };
    html! { svg class=(class) viewBox="-9 -9 18 18" aria-hidden="true" { use href=(link) {} } }
}

/// The sign of a verdict.
pub(super) fn mark(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Benign => ("m benign", "#m-benign"),
        Verdict::SideEffect => ("m side-effect", "#m-side-effect"),
        Verdict::Undetermined => ("m undetermined", "#m-undetermined"),
        Verdict::Actionable => ("m actionable", "#m-actionable"),
    }
}

/// The sign of trouble.
pub(super) fn trouble(of: TroubleOf) -> &'static str {
    match of {
        TroubleOf::Disk => "#t-disk",
        TroubleOf::FileSystem => "#t-file-system",
        TroubleOf::Copies => "#t-copies",
        TroubleOf::Backup => "#t-backup",
    }
}

/// A share of a width: `12.34%`.
pub(super) fn percent(share: f64) -> String {
    let number = format!("{:.2}", share * 100.0);
    let short = number.trim_end_matches('0').trim_end_matches('.');
    format!("{short}%")
}
