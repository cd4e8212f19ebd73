//! What the locale says of characters and of the language.

use crate::catalogue::Tongue;

/// Whether the locale is one of UTF-8; where none is set, it is the C locale.
pub(super) fn is_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    is_utf8(&locale("LC_CTYPE", variable).unwrap_or_default())
}

fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// The language that the locale asks for: `ja`, `ja_JP` or `ja_JP.UTF-8` is Japanese. A locale of other characters than
/// Unicode could not show it.
pub(super) fn tongue(variable: impl Fn(&str) -> Option<String>) -> Tongue {
    let locale = locale("LC_MESSAGES", variable).unwrap_or_default();
    let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
    let is_legible = !locale.contains('.') || is_utf8(&locale);
    let wanted = Tongue::ALL.into_iter().find(|tongue| tongue.tag().eq_ignore_ascii_case(language));
    wanted.filter(|_| is_legible).unwrap_or_default()
}

/// The locale of a category: of these three variables the first that is set decides.
fn locale(category: &str, variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["LC_ALL", category, "LANG"].iter().find_map(|name| variable(name).filter(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tongue_of(set: &[(&str, &str)]) -> Tongue {
        tongue(|name| set.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_japanese_locale_is_japanese() {
        for locale in ["ja", "ja_JP", "ja_JP.UTF-8", "ja_JP.utf8", "ja-JP", "JA_JP.UTF-8@cjknarrow"] {
            assert_eq!(tongue_of(&[("LANG", locale)]), Tongue::Japanese, "{locale}");
        }
    }

    #[test]
    fn any_other_locale_is_english_and_so_is_one_that_can_not_show_the_words() {
        for locale in
            ["", "C", "C.UTF-8", "en_US.UTF-8", "de_DE.UTF-8", "jam_JM", "ja_JP.eucJP", "ja_JP.SJIS"]
        {
            assert_eq!(tongue_of(&[("LANG", locale)]), Tongue::English, "{locale}");
        }
        assert_eq!(tongue_of(&[]), Tongue::English);
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let japanese = ("LANG", "ja_JP.UTF-8");
        assert_eq!(tongue_of(&[("LC_ALL", "C"), japanese]), Tongue::English);
        assert_eq!(tongue_of(&[("LC_MESSAGES", "en_US.UTF-8"), japanese]), Tongue::English);
        assert_eq!(tongue_of(&[("LC_ALL", ""), japanese]), Tongue::Japanese);
        assert_eq!(tongue_of(&[("LC_ALL", "ja_JP.UTF-8"), ("LANG", "C")]), Tongue::Japanese);
        assert_eq!(tongue_of(&[("LC_CTYPE", "ja_JP.UTF-8")]), Tongue::English);
    }
}
