//! BinXML trees: what a template definition describes.

/// An element of a definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, Part)>,
    pub content: Vec<Item>,
    /// `<X/>` rather than `<X></X>`.
    pub closes_itself: bool,
}

/// What stands inside an element.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Element(Element),
    Part(Part),
}

/// A piece of text, or the place of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Text(String),
    /// A value that drops its element or attribute when it is null.
    Optional(u16, u8),
    /// A value that leaves it empty.
    Normal(u16, u8),
}

impl Element {
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), attributes: Vec::new(), content: Vec::new(), closes_itself: false }
    }

    /// `<X/>`.
    pub fn empty(name: &str) -> Self {
        Self { closes_itself: true, ..Self::new(name) }
    }

    pub fn attribute(mut self, name: &str, part: Part) -> Self {
        self.attributes.push((name.into(), part));
        self
    }

    pub fn text(self, text: &str) -> Self {
        self.part(Part::Text(text.into()))
    }

    pub fn part(mut self, part: Part) -> Self {
        self.content.push(Item::Part(part));
        self
    }

    pub fn child(mut self, child: Element) -> Self {
        self.content.push(Item::Element(child));
        self
    }

    /// The optional value directly below, on which the element depends.
    pub fn dependency(&self) -> u16 {
        self.content
            .iter()
            .find_map(|item| match item {
                Item::Part(Part::Optional(index, _)) => Some(*index),
                _ => None,
            })
            .unwrap_or(0xffff)
    }
}

/// The hash of a name: the low half of a multiplicative hash over its UTF-16 units.
pub fn name_hash(name: &str) -> u16 {
    let hash =
        name.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(65599).wrapping_add(unit.into()));
    hash as u16
}

/// The bucket of a template in files of version 3.1: the same hash over the GUID's words.
pub fn template_bucket(guid: &[u8; 16]) -> usize {
    let hash = guid
        .chunks(2)
        .map(|word| u32::from(u16::from_le_bytes([word[0], word[1]])))
        .fold(0_u32, |hash, word| hash.wrapping_mul(65599).wrapping_add(word));
    usize::from(hash as u16) % 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_hashes_are_those_of_real_files() {
        for (name, hash) in [
            ("Event", 0x0cba),
            ("System", 0x546f),
            ("TimeCreated", 0x8e3b),
            ("Computer", 0x6e3b),
            ("Binary", 0xb821),
        ] {
            assert_eq!(name_hash(name), hash, "{name}");
        }
        assert_eq!(name_hash("TimeCreated") % 64, name_hash("Computer") % 64);
    }

    #[test]
    fn the_bucket_of_the_classic_payload_is_that_of_real_files() {
        assert_eq!(template_bucket(&super::super::value::guid("4329d877-d8d5-512d-ec99-201a0fd92fc7")), 30);
    }
}
