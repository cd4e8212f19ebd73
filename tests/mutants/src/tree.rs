//! The woven copy: `target/mutants/tree` is the repository, with links to all that is not changed.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::Fallible;

/// The repository.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// Where everything goes that is made here.
pub fn workplace() -> PathBuf {
    root().join("target/mutants")
}

/// The copy, in which tests run.
pub fn tree() -> PathBuf {
    workplace().join("tree")
}

/// What `is` and its like are in the copy.
const MUTANT: &str = include_str!("mutant.rs.txt");

/// What is built of the copy is another thing for cargo than what is built of the repository, beside which it lies.
const PROFILE: &str = "\n[profile.dev.package.volsift]\ndebug = false\n";

/// Links all but the source and the fixtures, and takes away the lints, of which woven code breaks many. Fixtures are copied: whoever
/// writes new ones while mutants run kills none by that.
pub fn prepare() -> Fallible<()> {
    let tree = tree();
    fs::create_dir_all(&tree)?;
    for entry in fs::read_dir(root())? {
        let name = entry?.file_name();
        let link = tree.join(&name);
        let is_own = ["target", "src", FIXTURES, "Cargo.toml", ".git"].iter().any(|own| name == *own);
        let target = root().join(&name);
        // Whoever takes `target` along into another clone takes links along that lead to the old one.
        if !is_own && link.read_link().ok().as_ref() != Some(&target) {
            if link.symlink_metadata().is_ok() {
                fs::remove_file(&link)?;
            }
            symlink(target, link)?;
        }
    }
    let mut fixtures = BTreeMap::new();
    collect(&root().join(FIXTURES), Path::new(FIXTURES), &mut fixtures)?;
    put(&tree, FIXTURES, &fixtures)?;
    let manifest = fs::read_to_string(root().join("Cargo.toml"))?;
    let end = manifest.find("\n[lints").unwrap_or(manifest.len());
    write(&tree.join("Cargo.toml"), &format!("{}{PROFILE}", &manifest[..end]))
}

const FIXTURES: &str = "fixtures";

/// Writes the source, with woven files in their place, and takes away what is no longer there.
pub fn fill(woven: &BTreeMap<String, String>, count: usize) -> Fallible<()> {
    let tree = tree();
    let mut files = BTreeMap::new();
    collect(&root().join("src"), Path::new("src"), &mut files)?;
    for (path, text) in woven {
        files.insert(PathBuf::from(path), text.clone().into_bytes());
    }
    let own = MUTANT.replacen("\nstatic", &format!("\nconst COUNT: usize = {count};\n\nstatic"), 1);
    files.insert("src/mutant.rs".into(), own.into_bytes());
    if let Some(library) = files.get_mut(Path::new("src/lib.rs")) {
        library.extend_from_slice(b"\nmod mutant;\n");
    }
    put(&tree, "src", &files)
}

/// Makes a folder hold these files and no others. What is the same stays untouched, so that cargo has less to do.
fn put(tree: &Path, folder: &str, files: &BTreeMap<PathBuf, Vec<u8>>) -> Fallible<()> {
    let mut old = BTreeMap::new();
    if tree.join(folder).exists() {
        collect(&tree.join(folder), Path::new(folder), &mut old)?;
    }
    for path in old.keys().filter(|path| !files.contains_key(*path)) {
        fs::remove_file(tree.join(path))?;
    }
    for (path, text) in files.iter().filter(|(path, text)| old.get(*path) != Some(text)) {
        let path = tree.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// By what a source is known again, with the tool that weaves it.
pub fn fingerprint() -> Fallible<u64> {
    let mut files = BTreeMap::new();
    collect(&root().join("src"), Path::new("src"), &mut files)?;
    collect(&root().join("tests/mutants/src"), Path::new("tool"), &mut files)?;
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    Ok(hasher.finish())
}

fn collect(folder: &Path, name: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) -> Fallible<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), name.join(entry.file_name()));
        if path.is_dir() {
            collect(&path, &name, into)?;
        } else {
            into.insert(name, fs::read(path)?);
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Fallible<()> {
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text)?;
    }
    Ok(())
}
