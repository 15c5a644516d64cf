//! Check digits.

/// The check digit of a personal number (11 digits before it) and of a resident record code (10
/// digits before it): weights 2 to 7, again and again, from the right; the sum modulo 11; 0 when
/// that is 0 or 1, else 11 less it. Public for the personal number (Ordinance of the Ministry of
/// Internal Affairs and Communications, 2014, article 5), inferred for the record code.
#[must_use]
pub fn number(digits: &str) -> Option<char> {
    let weights = (2..=7).cycle();
    let sum = weighted(digits.chars().rev(), weights)?;
    digit(match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    })
}

/// The check digit of a municipality code (5 digits before it): weights 6 5 4 3 2; the last
/// digit of 11 less the sum modulo 11.
#[must_use]
pub fn municipality(digits: &str) -> Option<char> {
    let sum = weighted(digits.chars(), (2..=6).rev())?;
    digit((11 - sum % 11) % 10)
}

/// Do these digits end with their check digit?
#[must_use]
pub fn fits(digits: &str, rule: fn(&str) -> Option<char>) -> bool {
    let mut body = digits.chars();
    let last = body.next_back();
    last.is_some() && rule(body.as_str()) == last
}

fn weighted(digits: impl Iterator<Item = char>, weights: impl Iterator<Item = u32>) -> Option<u32> {
    digits.zip(weights).map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum()
}

fn digit(value: u32) -> Option<char> {
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_samples_fit() {
        for sample in [
            "379474484458",
            "983205673214",
            "537686677188",
            "24727059608",
            "24846016224",
            "25208017643",
        ] {
            assert!(fits(sample, number), "{sample}");
            for wrong in 0..10 {
                let other = format!("{}{wrong}", &sample[..sample.len() - 1]);
                assert_eq!(fits(&other, number), other == sample);
            }
        }
        for code in ["131016", "011002", "271004", "401307"] {
            assert!(fits(code, municipality), "{code}");
        }
        assert!(!fits("131017", municipality) && !fits("", number) && !fits("1a", number));
    }
}
