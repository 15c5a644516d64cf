//! The workspace states the oldest compiler it works with: no dependency may
//! ask for a newer one.

use serde_json::Value;

use crate::{Failure, metadata};

/// Major, minor, patch.
pub(crate) type Version = [u32; 3];

/// Fails when a dependency's `rust-version` is above the workspace's.
pub(crate) fn check() -> Result<(), Failure> {
    let metadata = metadata::read(true)?;
    let stated = stated_version(&metadata)?;
    let newer: Vec<String> = metadata::packages(&metadata)
        .filter(|package| version(&package["rust_version"]).is_some_and(|asked| asked > stated))
        .map(|package| {
            format!(
                "{} {} asks for {}",
                text(&package["name"]),
                text(&package["version"]),
                text(&package["rust_version"])
            )
        })
        .collect();
    if newer.is_empty() {
        println!(
            "rust-version {} covers all {} packages",
            stated.map(|number| number.to_string()).join("."),
            metadata::packages(&metadata).count()
        );
        Ok(())
    } else {
        Err(format!("newer than the stated rust-version: {}", newer.join("; ")))
    }
}

/// The one version that all members of the workspace state.
fn stated_version(metadata: &Value) -> Result<Version, Failure> {
    let mut members = metadata::packages(metadata).filter(|package| package["source"].is_null());
    let first = members.next().map(|package| &package["rust_version"]);
    if members.any(|package| Some(&package["rust_version"]) != first) {
        return Err("the workspace's members state different rust-versions".to_owned());
    }
    first.and_then(version).ok_or_else(|| "the workspace states no rust-version".to_owned())
}

fn version(value: &Value) -> Option<Version> {
    parse(value.as_str()?)
}

/// `1.89`, `1.89.0`, `1.90.0-nightly`.
pub(crate) fn parse(text: &str) -> Option<Version> {
    let numbers = text.split('-').next()?;
    let mut version = [0; 3];
    for (part, digits) in version.iter_mut().zip(numbers.split('.')) {
        *part = digits.parse().ok()?;
    }
    Some(version)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{parse, stated_version, version};

    #[test]
    fn versions_compare_as_numbers() {
        assert!(version(&json!("1.100")) > version(&json!("1.89.1")));
        assert_eq!(version(&json!("1.89")), version(&json!("1.89.0")));
        assert_eq!(version(&json!(null)), None);
        assert_eq!(parse("1.90.0-nightly"), Some([1, 90, 0]));
    }

    #[test]
    fn the_members_must_agree() {
        let member = |version| json!({"source": null, "rust_version": version});
        assert!(stated_version(&json!({"packages": [member("1.89"), member("1.89")]})).is_ok());
        assert!(stated_version(&json!({"packages": [member("1.89"), member("1.90")]})).is_err());
        assert!(stated_version(&json!({"packages": []})).is_err());
    }
}
