//! What is looked for: words that stand nowhere else, a telephone number, a postcode and keys, each as it might lie in a file. No test lives in
//! here.

/// In everything that is said of the person who is to be erased, and in everything that is refused.
pub const ERASED: &str = "Zyxquokka";
/// In what is said of the others, who stay.
pub const STAYING: &str = "Vexwombat";
/// How she is reached.
pub const PHONE: &str = "07700900461";
/// Where she lives.
pub const POSTCODE: &str = "RM96ZQ";

/// Bytes that are looked for, and what it would mean to find them.
pub struct Pattern {
    pub bytes: Vec<u8>,
    pub means: String,
}

/// A word that says by which way it came.
pub fn canary(way: &str) -> String {
    format!("{ERASED}-{way}")
}

/// What must lie nowhere in clear, ever.
pub fn in_clear() -> Vec<Pattern> {
    [ERASED, STAYING, PHONE, "7700 900461", POSTCODE, "RM9 6ZQ"].into_iter().flat_map(of_text).collect()
}

/// A text in every way of writing that a file may hold it in. Searched without regard to upper and lower case.
pub fn of_text(text: &str) -> Vec<Pattern> {
    let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<_>>();
    let escaped = |each: fn(u8) -> String| text.bytes().map(each).collect::<String>().into_bytes();
    let mut ways = vec![
        ("as it is", text.as_bytes().to_vec()),
        ("in UTF-16LE", wide(u16::to_le_bytes)),
        ("in UTF-16BE", wide(u16::to_be_bytes)),
        ("backwards", text.bytes().rev().collect()),
        ("in hexadecimal", escaped(|byte| format!("{byte:02x}"))),
        ("in octal", escaped(|byte| format!("\\{byte:03o}"))),
        ("percent-encoded", escaped(|byte| format!("%{byte:02x}"))),
        ("JSON-escaped", escaped(|byte| format!("\\u{byte:04x}"))),
        ("as numbers", numbers(text.as_bytes())),
    ];
    ways.extend(base64(text.as_bytes()).into_iter().map(|bytes| ("in base64", bytes)));
    ways.into_iter().map(|(way, bytes)| Pattern { bytes, means: format!("{text} {way}") }).collect()
}

/// A key as a file or a log may hold it.
pub fn of_key(name: &str, key: &[u8]) -> Vec<Pattern> {
    let hexadecimal = key.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes();
    let mut ways = vec![("as it is", key.to_vec()), ("in hexadecimal", hexadecimal), ("as numbers", numbers(key))];
    ways.extend(base64(key).into_iter().map(|bytes| ("in base64", bytes)));
    ways.into_iter().map(|(way, bytes)| Pattern { bytes, means: format!("{name} {way}") }).collect()
}

/// As `{:?}` writes bytes, without what stands around them.
fn numbers(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ").into_bytes()
}

/// Wherever the text begins within three bytes, only what depends on nothing but the text: in both alphabets.
fn base64(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for before in 0..3 {
        let padded = [&vec![0; before], bytes].concat();
        let digits: Vec<u8> = padded
            .chunks_exact(3)
            .flat_map(|three| {
                let group = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
                [18, 12, 6, 0].map(|shift| u8::try_from(group >> shift & 63).expect("six bits"))
            })
            .collect();
        // What stood before has its bits in the first digits.
        let own = &digits[[0, 2, 3][before]..];
        for last in [b"+/", b"-_"] {
            found.push(own.iter().map(|&digit| letter(digit, last)).collect());
        }
    }
    found.dedup();
    found
}

fn letter(digit: u8, last: &[u8; 2]) -> u8 {
    match digit {
        0..=25 => b'A' + digit,
        26..=51 => b'a' + digit - 26,
        52..=61 => b'0' + digit - 52,
        _ => last[usize::from(digit) - 62],
    }
}
