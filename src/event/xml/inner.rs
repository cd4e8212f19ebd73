//! Lists that Windows Server Backup nests as XML text in the fields of its records.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event as Token};
use quick_xml::{Reader, XmlVersion};

/// Reads the items of a list nested as XML text: the attributes of each `element` directly below
/// `root` (or at the top, for an empty `root`), and why the text is not sound, when it is not.
///
/// Strict about structure, so that nothing pasted into a name can pass for an item; lenient about
/// bare ampersands, which volume labels contain.
pub fn inner_items(text: &str, root: &str, element: &str) -> (Vec<BTreeMap<String, String>>, Option<String>) {
    let mut reader = Reader::from_str(text);
    let mut items = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut roots = 0_u32;
    loop {
        let token = match reader.read_event() {
            Ok(token) => token,
            Err(error) => return (items, Some(error.to_string())),
        };
        match token {
            Token::Start(start) | Token::Empty(start) if open.len() == usize::from(!root.is_empty()) => {
                let name = start.local_name().as_ref().to_owned();
                if name != element {
                    return (items, Some(format!("unexpected element \"{name}\"")));
                }
                match attributes(&start) {
                    Ok(attributes) => items.push(attributes),
                    Err(reason) => return (items, Some(reason)),
                }
            }
            Token::Start(start) if open.is_empty() && start.local_name().as_ref() == root && roots == 0 => {
                roots = 1;
                open.push(root.to_owned());
            }
            Token::Empty(start) if open.is_empty() && start.local_name().as_ref() == root && roots == 0 => {
                roots = 1;
            }
            Token::End(end) => {
                // An item written with a separate end tag was not pushed; only the root was.
                if end.local_name().as_ref() == root {
                    open.pop();
                }
            }
            Token::Text(text) if text.xml10_content().trim().is_empty() => {}
            Token::Decl(_) => {}
            Token::Eof => break,
            Token::Start(_)
            | Token::Empty(_)
            | Token::Text(_)
            | Token::CData(_)
            | Token::Comment(_)
            | Token::PI(_)
            | Token::DocType(_)
            | Token::GeneralRef(_) => {
                return (items, Some("something stands where an item should".to_owned()));
            }
        }
    }
    let unclosed = (!open.is_empty()).then(|| "the list is cut off".to_owned());
    let rootless = (roots == 0 && !root.is_empty()).then(|| format!("no element \"{root}\""));
    (items, unclosed.or(rootless))
}

/// All attributes of an element; an error when they are malformed or one comes twice.
fn attributes(start: &BytesStart<'_>) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let name = attribute.key.local_name().as_ref().to_owned();
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
        if value.contains('<') {
            return Err(format!("attribute \"{name}\" holds a tag"));
        }
        if found.insert(name.clone(), value).is_some() {
            return Err(format!("attribute \"{name}\" comes twice"));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (usize, bool) {
        let (items, broken) = inner_items(text, "List", "Item");
        (items.len(), broken.is_none())
    }

    #[test]
    fn a_list_may_be_empty_and_have_blanks_between_its_items() {
        assert_eq!(read("<List/>"), (0, true));
        assert_eq!(read("<List></List>"), (0, true));
        assert_eq!(read("<List>\r\n <Item A='1'/> <Item A='2'></Item>\n</List> "), (2, true));
    }

    #[test]
    fn a_list_with_anything_else_in_it_is_not_sound() {
        assert_eq!(read("<List><Item A='1'/>text</List>"), (1, false));
        assert_eq!(read("<List/><List/>"), (0, false));
        assert_eq!(read("<List></List><List></List>"), (0, false));
        for other in ["<Other/>", "<Other></Other>", "<Other><Item A='1'/></Other>"] {
            assert_eq!(read(other), (0, false));
        }
        assert_eq!(read("<List><Other/></List>"), (0, false));
        assert_eq!(read("<List><Item A='1'/>"), (1, false), "it is cut off");
        assert_eq!(read(""), (0, false));
    }
}
