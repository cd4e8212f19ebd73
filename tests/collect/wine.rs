//! A Windows host to try the script on: wine's own cmd, and stand-ins for every tool, which record how they are called.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What is needed to run batch files here.
#[derive(Debug, Clone)]
pub struct Wine {
    program: PathBuf,
    prefix: PathBuf,
    standin: PathBuf,
}

/// The tools that stand-ins are made of, below the folder System32.
pub const TOOLS: &[&str] = &[
    "find.exe",
    "hostname.exe",
    "makecab.exe",
    "mountvol.exe",
    "reg.exe",
    "systeminfo.exe",
    "tar.exe",
    "tasklist.exe",
    "vssadmin.exe",
    "wbem/wmic.exe",
    "wevtutil.exe",
    "WindowsPowerShell/v1.0/powershell.exe",
];

impl Wine {
    /// Wine and a compiler for its programs; else what is missing.
    pub fn find() -> Result<Self, &'static str> {
        let loaders = ["/usr/lib/wine/wine64", "/usr/bin/wine64", "/usr/bin/wine"];
        let program = loaders.iter().map(PathBuf::from).find(|path| path.exists());
        let program = program.ok_or("no wine is there; Debian's package is called wine64")?;
        let compiler = "/usr/bin/x86_64-w64-mingw32-gcc";
        if !Path::new(compiler).exists() {
            return Err(
                "no compiler for Windows is there; Debian's package is called gcc-mingw-w64-x86-64-win32",
            );
        }
        let folder = std::env::current_dir().unwrap().join("target/wine");
        fs::create_dir_all(&folder).unwrap();
        let standin = folder.join("standin.exe");
        let built = Command::new(compiler)
            .args(["-O1", "-municode", "-s", "-o"])
            .arg(&standin)
            .arg("tests/collect/standin.c")
            .status();
        assert!(built.unwrap().success(), "the stand-in does not compile");
        let wine = Self { program, prefix: folder.join("prefix"), standin };
        if !wine.prefix.join("system.reg").exists() {
            wine.command().arg("wineboot").arg("-i").stdout(Stdio::null()).status().unwrap();
        }
        Ok(wine)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("WINEPREFIX", &self.prefix).env("WINEDEBUG", "-all").env("LC_ALL", "C.UTF-8");
        command.env("WINEDLLOVERRIDES", "mscoree,mshtml=").env_remove("DISPLAY").stderr(Stdio::null());
        command
    }
}

/// A host with its tools, and what a run of the script on it gave.
#[derive(Debug)]
pub struct Host {
    wine: Wine,
    rules: Vec<String>,
    /// Where the script lies, below `C:\`.
    pub home: String,
    /// Where temporary files go, below `C:\`.
    pub temp: String,
    /// The language of Windows, as wine takes it: with `ja_JP.UTF-8` the code page is 932.
    pub locale: &'static str,
}

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    /// What was printed.
    pub out: String,
    /// How the tools were called: name and arguments.
    pub calls: Vec<Vec<String>>,
    /// The files that would be packed.
    pub kept: Vec<(String, Vec<u8>)>,
    /// What lies where the script is, but the script.
    pub left: Vec<String>,
    /// What lies in the folder for temporary files.
    pub temporary: Vec<String>,
}

impl Host {
    /// A host with all tools, on which nothing fails; its logs are `System`, and what `with` names.
    pub fn new(wine: &Wine) -> Self {
        let host = Self {
            wine: wine.clone(),
            rules: Vec::new(),
            home: "collect".into(),
            temp: "temp".into(),
            locale: "C.UTF-8",
        };
        for folder in ["standin", "fake", "temp", "collect", "home"] {
            fs::remove_dir_all(host.drive().join(folder)).unwrap_or_default();
        }
        fs::create_dir_all(host.drive().join("standin/kept")).unwrap();
        fs::create_dir_all(host.drive().join("home")).unwrap();
        for tool in TOOLS {
            let path = host.system(tool);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::copy(&host.wine.standin, path).unwrap();
        }
        host
    }

    fn drive(&self) -> PathBuf {
        self.wine.prefix.join("drive_c")
    }

    /// A file below System32.
    pub fn system(&self, name: &str) -> PathBuf {
        self.drive().join("fake/System32").join(name)
    }

    /// What a tool does when it is called with arguments that begin so. The first rule that fits holds.
    pub fn rule(&mut self, rule: impl Into<String>) {
        self.rules.push(rule.into());
    }

    /// A file for stand-ins to print or to copy.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.drive().join("standin").join(name), content).unwrap();
    }

    /// Runs the script with arguments and what is typed: one line, since wine's `set /p`
    /// takes all that there is in a file.
    pub fn run(&self, arguments: &str, typed: &str) -> Run {
        /// While its server ends and begins anew, or the machine is busy, wine may start the script and none, or not all, of the
        /// programs that it calls.
        const TRIES: usize = 3;
        let home = self.drive().join(&self.home);
        let before = names(&home);
        let runs = std::iter::repeat_with(|| {
            // What a run has left would be in the way of the next one.
            for name in names(&home).iter().filter(|name| !before.contains(name)) {
                fs::remove_file(home.join(name)).unwrap_or_default();
            }
            self.run_once(arguments, typed)
        });
        let runs = runs.take(TRIES);
        let mut last = None;
        for run in runs {
            let is_whole = !run.calls.is_empty() && !run.misses_a_program();
            last = Some(run);
            if is_whole {
                break;
            }
        }
        last.unwrap()
    }

    fn run_once(&self, arguments: &str, typed: &str) -> Run {
        let drive = self.drive();
        let home = drive.join(&self.home);
        fs::create_dir_all(&home).unwrap();
        fs::create_dir_all(drive.join(&self.temp)).unwrap();
        let script = crlf(&fs::read_to_string("collect/collect.cmd").unwrap());
        fs::write(home.join("collect.cmd"), script).unwrap();
        self.file("rules.txt", self.rules.join("\r\n"));
        self.file("calls.txt", "");
        self.file("typed.txt", crlf(typed));
        // wine loses what stands in a batch file in other characters; the environment keeps them.
        let start = format!(
            "@set \"SystemRoot=C:\\fake\"\r\n@set \"TEMP=%VS_TEST_TEMP%\"\r\n@set \"USERPROFILE=C:\\home\"\r\n\
             @set COMPUTERNAME=HV01\r\n@cd /d \"%VS_TEST_HOME%\"\r\n\
             @collect.cmd {arguments} <C:\\standin\\typed.txt >C:\\standin\\out.txt\r\n"
        );
        self.file("start.cmd", start);
        let below_c = |folder: &str| format!("C:\\{}", folder.replace('/', "\\"));
        let mut command = self.wine.command();
        command.env("VS_TEST_HOME", below_c(&self.home)).env("VS_TEST_TEMP", below_c(&self.temp));
        command.env("LC_ALL", self.locale).args(["cmd", "/c", "C:\\standin\\start.cmd"]);
        let status = command.status().unwrap();
        let read = |name: &str| fs::read(drive.join("standin").join(name)).unwrap_or_default();
        let text = |name: &str| String::from_utf8_lossy(&read(name)).replace("\r\n", "\n");
        let kept = drive.join("standin/kept");
        Run {
            code: status.code().unwrap(),
            out: text("out.txt"),
            calls: text("calls.txt")
                .lines()
                .map(|line| line.split('\t').map(str::to_owned).collect())
                .collect(),
            kept: names(&kept)
                .into_iter()
                .map(|name| (name.clone(), fs::read(kept.join(&name)).unwrap()))
                .collect(),
            left: names(&home).into_iter().filter(|name| name != "collect.cmd").collect(),
            temporary: names(&drive.join(&self.temp)),
        }
    }
}

/// A locale in which wine has the code page 932, where this machine has one.
pub fn japanese() -> Option<&'static str> {
    let known = Command::new("locale").arg("-a").output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&known).contains("ja_JP.utf8").then_some("ja_JP.UTF-8")
}

/// Lines as Windows ends them.
pub fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// The names in a folder, in order; none where there is no folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

impl Run {
    /// Whether a program could not be started, which `cmd` tells by this code.
    fn misses_a_program(&self) -> bool {
        const NOT_FOUND: &str = "code=9009";
        self.kept.iter().any(|(_, content)| String::from_utf8_lossy(content).contains(NOT_FOUND))
    }

    /// The manifest that would be packed.
    pub fn manifest(&self) -> String {
        let found = self.kept.iter().find(|(name, _)| name == "manifest.txt");
        let (_, bytes) = found.unwrap_or_else(|| panic!("no manifest: {}", self.out));
        String::from_utf8_lossy(bytes).replace("\r\n", "\n")
    }

    /// The calls of a tool, each as one line.
    pub fn calls_of(&self, tool: &str) -> Vec<String> {
        self.calls
            .iter()
            .filter(|call| call[0].eq_ignore_ascii_case(tool))
            .map(|call| call.join(" "))
            .collect()
    }
}
