//! Numbers that belong to one person or one home: NHS numbers, telephone numbers and other addresses that a message reaches.

use crate::text::digits;

/// The ten digits of an NHS number, if its last digit is the check digit (modulus 11) of the nine before, and it is not one digit ten times.
pub(crate) fn nhs_number(text: &str) -> Option<String> {
    let digits = digits(text).filter(|digits| digits.len() == 10)?;
    let first = digits.as_bytes().first()?;
    if digits.bytes().all(|digit| digit == *first) {
        return None;
    }
    let values: Vec<u32> = digits.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let (check, nine) = values.split_last()?;
    let sum: u32 = nine.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    // Eleven stands for nought; ten is given to nobody.
    ((11 - sum % 11) % 11 == *check).then_some(digits)
}

/// A telephone number as it is dialled in Britain, or an e-mail address in lower case. Anything else reaches nobody that we could compare.
pub(crate) fn reach(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > 254 {
        return None;
    }
    if let Some((name, host)) = text.split_once('@') {
        return (!name.is_empty() && host.contains('.')).then(|| text.to_lowercase());
    }
    let dialled: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let home = match dialled.strip_prefix("0044").or_else(|| dialled.strip_prefix("44").filter(|rest| rest.len() >= 9)) {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => dialled,
    };
    let same = home.bytes().all(|digit| home.as_bytes().first() == Some(&digit));
    ((7..=15).contains(&home.len()) && !same).then_some(home)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_nhs_number_counts_only_with_its_check_digit() {
        // 943 476 5919 is the example of the NHS Data Dictionary.
        assert_eq!(nhs_number("943 476 5919").as_deref(), Some("9434765919"));
        assert_eq!(nhs_number("943-476-5919").as_deref(), Some("9434765919"));
        for wrong in ["9434765918", "943476591", "94347659190", "0000000000", "1111111111", "", "none", "943 476 591X"] {
            assert_eq!(nhs_number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_check_digit_of_eleven_is_nought_and_ten_is_nobody() {
        assert!(nhs_number("9876543210").is_some());
        let ten = (0..10).map(|digit| format!("100000003{digit}")).filter(|number| nhs_number(number).is_some()).count();
        assert!(ten <= 1);
    }

    #[test]
    fn a_telephone_number_is_one_however_it_is_written() {
        for text in ["+44 7700 900123", "0044 7700 900123", "07700-900-123", "+44 (0)7700 900123", " (07700) 900 123 "] {
            assert_eq!(reach(text).as_deref(), Some("07700900123"), "{text}");
        }
    }

    #[test]
    fn what_reaches_nobody_is_nothing() {
        for text in ["", "n/a", "000000000", "12345", "knock on the window", "@", "a@b"] {
            assert_eq!(reach(text), None, "{text}");
        }
        assert_eq!(reach("Rosa@Example.org").as_deref(), Some("rosa@example.org"));
    }
}
