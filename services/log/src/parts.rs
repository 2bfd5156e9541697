//! The sealed parts of one record in one value: each with its length before it (4 bytes, little-endian). One that is missing has length 0.
//!
//! Nothing in here may know what a part holds.

/// Packs parts.
pub fn pack(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
    for part in parts {
        packed.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        packed.extend(part);
    }
    packed
}

/// The parts again; nothing, if a length does not fit.
pub fn unpack(packed: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut parts = Vec::new();
    let mut rest = packed;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (part, after) = after.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        parts.push(part.to_vec());
        rest = after;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_as_they_were_packed() {
        let parts = vec![vec![1, 2, 3], Vec::new(), vec![4; 300]];
        assert_eq!(unpack(&pack(&parts)), Some(parts));
    }

    #[test]
    fn what_is_cut_off_is_told() {
        let packed = pack(&[vec![1, 2, 3]]);
        assert_eq!(unpack(&packed[..5]), None);
    }
}
