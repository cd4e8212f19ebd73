//! What the program is made of: each dependency is told of, comes from crates.io, and has a licence that deny.toml allows.

use std::collections::{BTreeMap, BTreeSet};
#[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
use std::process::Command;

#[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
use serde_json::Value;

/// What cargo knows of all packages that stand in Cargo.lock and are built here, without a network: elsewhere, those of
/// Linux may not be there.
#[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// Names of dependencies that are built into the program on some system.
fn direct() -> BTreeSet<String> {
    let manifest = std::fs::read_to_string("Cargo.toml").unwrap();
    let mut is_wanted = false;
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_wanted =
                line == "[dependencies]" || line.starts_with("[target.") && line.ends_with(".dependencies]");
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| is_wanted) {
            found.insert(name.to_owned());
        }
    }
    assert!(found.len() > 30, "{found:?}");
    found
}

/// The table is written by `just dependencies`.
#[test]
fn every_dependency_is_told_of_with_what_it_is_trusted_with() {
    let page = std::fs::read_to_string("docs/reliability.md").unwrap();
    let block = page.split("<!-- dependencies: ").nth(1).unwrap().split("<!-- end of").next().unwrap();
    let rows = block.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| crate |"));
    let rows: BTreeMap<&str, Vec<&str>> = rows
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            (cells[0].split(' ').next().unwrap(), cells)
        })
        .collect();
    let told: BTreeSet<String> = rows.keys().map(|name| (*name).to_owned()).collect();
    assert_eq!(told, direct(), "run `just dependencies`");
    let locked = std::fs::read_to_string("Cargo.lock").unwrap();
    for (name, cells) in rows {
        assert!(cells.len() == 5 && cells.iter().all(|cell| !cell.is_empty()), "{cells:?}");
        let version = cells[0].split(' ').nth(1).unwrap();
        let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        assert!(
            locked.replace("\r\n", "\n").contains(&entry),
            "{name} {version} is not what is locked: run `just dependencies`"
        );
    }
}

/// What a crate brings by itself is asked for, or has a reason behind it in Cargo.toml, but for the standard library.
#[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
#[test]
fn no_feature_is_built_in_without_a_reason() {
    let manifest = std::fs::read_to_string("Cargo.toml").unwrap();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let own = packages.iter().find(|package| text(package, "name") == "volsift").unwrap();
    let mut reasons = 0;
    for dependency in own["dependencies"].as_array().unwrap() {
        let name = text(dependency, "name");
        if dependency["kind"] != Value::Null || dependency["uses_default_features"] == false {
            continue;
        }
        let Some(package) = packages.iter().rfind(|package| text(package, "name") == name) else { continue };
        let defaults = package["features"]["default"].as_array().into_iter().flatten();
        let mut unasked = defaults.filter(|feature| *feature != "std" && *feature != "alloc");
        let line = manifest.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap();
        match (unasked.next(), line.split_once(" # defaults: ")) {
            (Some(feature), reason) => {
                assert!(reason.is_some(), "{name} brings {feature}: say why, or `default-features = false`");
                reasons += 1;
            }
            (None, reason) => assert!(reason.is_none(), "{name} brings nothing of its own"),
        }
    }
    assert!(reasons > 2, "{reasons}");
}

/// What is released is what `just reproducible` compares.
#[test]
fn one_script_makes_every_build_that_is_released() {
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    let (workflow, twice) = (read(".github/workflows/release.yml"), read("release/reproducible.sh"));
    for text in [&workflow, &twice] {
        assert!(text.contains("release/build.sh\"") || text.contains("release/build.sh \"$TARGET\""));
        assert!(!text.contains("cargo build") && !text.contains("RUSTFLAGS"));
    }
    assert!(read("release/build.sh").contains("--remap-path-prefix=$here=/volsift"));
}

#[test]
fn everything_comes_from_one_registry_and_is_checked() {
    let locked = std::fs::read_to_string("Cargo.lock").unwrap().replace("\r\n", "\n");
    let packages: Vec<&str> = locked.split("\n[[package]]\n").skip(1).collect();
    assert!(packages.len() > 100);
    for package in packages.iter().filter(|package| !package.starts_with("name = \"volsift\"\n")) {
        assert!(
            package.contains("source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"),
            "{package}"
        );
        assert!(package.contains("\nchecksum = \""), "{package}");
    }
}

/// Whether one of the choices that an expression of SPDX leaves is allowed altogether.
#[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.trim();
    let parts = |word: &str| -> Vec<String> {
        let (mut parts, mut depth) = (vec![String::new()], 0);
        for token in
            expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ").split_whitespace()
        {
            match token {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 && token == word {
                parts.push(String::new());
            } else {
                parts.last_mut().unwrap().push_str(&format!("{token} "));
            }
        }
        parts
    };
    let any = parts("OR");
    if any.len() > 1 {
        return any.iter().any(|part| is_allowed(part, allowed));
    }
    let all = parts("AND");
    if all.len() > 1 {
        return all.iter().all(|part| is_allowed(part, allowed));
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => is_allowed(inner, allowed),
        None => allowed.contains(expression),
    }
}

/// As `cargo deny check licenses` has it, of what the crates say of themselves; that reads their texts, too.
#[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
#[test]
fn every_licence_is_one_that_is_allowed() {
    let deny = std::fs::read_to_string("deny.toml").unwrap();
    let list = deny.split("\nallow = [").nth(1).unwrap().split("\n]").next().unwrap();
    let allowed: BTreeSet<String> =
        list.lines().filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect();
    assert!(allowed.contains("MIT") && !is_allowed("GPL-3.0-only", &allowed));
    assert!(is_allowed("(GPL-3.0-only OR MIT) AND Unicode-3.0", &allowed));
    assert!(!is_allowed("GPL-3.0-only AND MIT", &allowed));
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let resolved = metadata["resolve"]["nodes"].as_array().unwrap();
    let is_built: BTreeSet<&str> = resolved.iter().map(|node| text(node, "id")).collect();
    for package in packages.iter().filter(|package| is_built.contains(text(package, "id"))) {
        let license = text(package, "license");
        assert!(
            is_allowed(license, &allowed),
            "{} {}: {license}",
            text(package, "name"),
            text(package, "version")
        );
    }
}
