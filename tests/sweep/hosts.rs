//! Logs that lie together, as they are analysed: the cases, the scenarios that must never be benign, and real logs.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use volsift::verdict::Basis;
use volsift::{Input, Options};

use super::evtx_builder::scenario;

/// What is analysed together.
pub struct Host {
    pub name: String,
    /// Names and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    pub options: Options,
}

impl Host {
    /// The files, one of them in another form.
    pub fn inputs(&self, other: Option<(usize, &[u8])>) -> Vec<Input> {
        let files = self.files.iter().enumerate().map(|(number, (name, bytes))| {
            let bytes =
                other.filter(|(which, _)| *which == number).map_or(bytes.as_slice(), |(_, bytes)| bytes);
            Input::Bytes { name: name.clone(), bytes: bytes.to_vec() }
        });
        files.collect()
    }

    /// Which of its files are logs.
    pub fn logs(&self) -> impl Iterator<Item = usize> {
        let is_log = |name: &str| name.ends_with(".evtx");
        self.files.iter().enumerate().filter(move |(_, (name, _))| is_log(name)).map(|(number, _)| number)
    }
}

pub fn of_cases() -> Vec<Host> {
    let read = |folder: PathBuf| {
        let scenario = std::fs::read_to_string(folder.join("scenario.txt")).unwrap();
        let mut files = Vec::new();
        for path in files_of(&folder.join("logs")) {
            let name = path.strip_prefix(folder.join("logs")).unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read(path).unwrap()));
        }
        Host { name: name_of(&folder), files, options: options(&scenario, &folder) }
    };
    children("fixtures/cases").into_iter().map(read).collect()
}

pub fn of_scenarios() -> Vec<Host> {
    let build = |path: PathBuf| {
        let scenario = std::fs::read_to_string(&path).unwrap();
        let files = scenario::build(&scenario).into_iter().collect();
        Host { name: name_of(&path), files, options: options(&scenario, Path::new("")) }
    };
    children("fixtures/never-benign").into_iter().map(build).collect()
}

/// Each log by itself.
pub fn of_folder(folder: &Path) -> Vec<Host> {
    let paths = files_of(folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "evtx"));
    let read = |path: PathBuf| Host {
        name: path.strip_prefix(folder).unwrap().to_string_lossy().into_owned(),
        files: vec![(name_of(&path), std::fs::read(&path).unwrap())],
        options: Options::default(),
    };
    paths.map(read).collect()
}

/// The options of a scenario that a verdict depends on.
fn options(scenario: &str, folder: &Path) -> Options {
    let scenario = scenario::twin::plain(scenario);
    let included = scenario.lines().find_map(|line| line.strip_prefix("include "));
    let included = included.map(|case| format!("fixtures/cases/{case}/scenario.txt"));
    let included = included.map(|path| std::fs::read_to_string(path).unwrap()).unwrap_or_default();
    let line = scenario.lines().chain(included.lines()).find_map(|line| line.strip_prefix("options "));
    let mut options = Options::default();
    let mut words = line.unwrap_or_default().split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "--no-auto-context" => options.how.takes_context = false,
            // What is carved out of free space is nobody's promise: damage there is no loss.
            "--recover" => {}
            "--mountvol" => {
                let value = words.next().unwrap();
                let (host, file) =
                    value.split_once('=').map_or((None, value), |(host, file)| (Some(host), file));
                let beside = folder.join(file);
                let path = if beside.is_file() { beside } else { file.into() };
                options.inventories.push((host.map(str::to_owned), path));
            }
            "--require" => {
                let value = words.next().unwrap();
                options.require = Basis::ALL.into_iter().find(|basis| basis.id() == value).unwrap();
            }
            "--create-timeout" => options.create_timeout = Some(duration(words.next().unwrap())),
            "--grace" => options.grace = duration(words.next().unwrap()),
            // What is left out of a report is compared all the same.
            "--tz" | "--vms-ok" | "--vms-total" | "--since" => drop(words.next()),
            other => panic!("the sweep does not know the option {other}"),
        }
    }
    options
}

fn duration(text: &str) -> SignedDuration {
    text.parse().unwrap()
}

fn children(folder: &str) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let children = children(&folder.to_string_lossy());
    children.into_iter().flat_map(|path| if path.is_dir() { files_of(&path) } else { vec![path] }).collect()
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
