//! Typed values of a substitution array.

/// One value, with the type that the array declares for it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Text(String),
    /// A text that may be no text: half a pair of surrogates stands in it.
    Wide(Vec<u16>),
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    I32(i32),
    I64(i64),
    Bool(bool),
    Binary(Vec<u8>),
    Guid([u8; 16]),
    /// 100-ns steps since 1601.
    FileTime(u64),
    Hex32(u32),
    Hex64(u64),
    Sid(Vec<u8>),
    Strings(Vec<String>),
}

impl Value {
    /// The type byte (MS-EVEN6 2.2.12, with libevtx's additions).
    pub fn kind(&self) -> u8 {
        match self {
            Value::Null => 0x00,
            Value::Text(_) | Value::Wide(_) => 0x01,
            Value::U8(_) => 0x04,
            Value::U16(_) => 0x06,
            Value::I32(_) => 0x07,
            Value::U32(_) => 0x08,
            Value::I64(_) => 0x09,
            Value::U64(_) => 0x0a,
            Value::Bool(_) => 0x0d,
            Value::Binary(_) => 0x0e,
            Value::Guid(_) => 0x0f,
            Value::FileTime(_) => 0x11,
            Value::Sid(_) => 0x13,
            Value::Hex32(_) => 0x14,
            Value::Hex64(_) => 0x15,
            Value::Strings(_) => 0x81,
        }
    }

    /// The bytes in the array.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Value::Null => Vec::new(),
            Value::Text(text) => utf16(text),
            Value::Wide(units) => units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
            Value::U8(number) => vec![*number],
            Value::U16(number) => number.to_le_bytes().to_vec(),
            Value::U32(number) | Value::Hex32(number) => number.to_le_bytes().to_vec(),
            Value::I32(number) => number.to_le_bytes().to_vec(),
            Value::I64(number) => number.to_le_bytes().to_vec(),
            Value::U64(number) | Value::Hex64(number) | Value::FileTime(number) => {
                number.to_le_bytes().to_vec()
            }
            Value::Bool(flag) => u32::from(*flag).to_le_bytes().to_vec(),
            Value::Binary(bytes) | Value::Sid(bytes) => bytes.clone(),
            Value::Guid(bytes) => bytes.to_vec(),
            // Each string has its NUL, the last one too.
            Value::Strings(strings) => {
                strings.iter().flat_map(|text| [utf16(text), vec![0, 0]].concat()).collect()
            }
        }
    }
}

/// Little-endian UTF-16 without a NUL.
pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// `8-4-4-4-12` to the mixed-endian bytes that Windows stores.
pub fn guid(text: &str) -> [u8; 16] {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    assert_eq!(digits.len(), 32, "{text:?} is no GUID");
    let mut bytes = [0; 16];
    for (position, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[position * 2..position * 2 + 2], 16).unwrap();
    }
    bytes[..4].reverse();
    bytes[4..6].reverse();
    bytes[6..8].reverse();
    bytes
}

/// S-1-5-18, the system's own account.
pub fn system_sid() -> Vec<u8> {
    vec![1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]
}
