//! [`Folder`]: files, and the program run beside them.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

use tempfile::TempDir;

/// A task definition for most tests.
pub(crate) const API: &str = r#"{
  "family": "api",
  "networkMode": "awsvpc",
  "memory": "512",
  "containerDefinitions": [
    {
      "name": "api",
      "image": "api:1",
      "environment": [{ "name": "DB_PASSWORD", "value": "not-a-real-password" }],
      "logConfiguration": {
        "logDriver": "awslogs",
        "options": { "awslogs-group": "/ecs/api", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "api" }
      }
    }
  ]
}
"#;

/// The same with a port that the sidecar takes.
pub(crate) fn clashing() -> String {
    API.replace("\"image\": \"api:1\"", "\"image\": \"api:1\",\n      \"portMappings\": [{ \"containerPort\": 4318 }]")
}

/// A folder with files, and the program run in it.
pub(crate) struct Folder(TempDir);

/// What a run of the program came to.
pub(crate) struct Run {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    /// A folder with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    /// A folder with the file `api.json`.
    pub(crate) fn api(text: &str) -> Self {
        Self::new(&[("api.json", text)])
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program with these arguments, in this folder; nothing of the test's environment is left.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outrigger"));
        command.args(arguments.split_whitespace()).current_dir(self.0.path()).env_clear();
        command
    }

    /// Runs the program with nothing on standard input.
    pub(crate) fn run(&self, arguments: &str) -> Run {
        self.pipe(arguments, "")
    }

    /// Runs the program with this on standard input.
    pub(crate) fn pipe(&self, arguments: &str, stdin: &str) -> Run {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let output = std::thread::scope(|scope| {
            // A program that refuses its arguments does not read.
            scope.spawn(move || pipe.write_all(stdin.as_bytes()));
            child.wait_with_output().unwrap()
        });
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { status: output.status, stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Runs the program, which must refuse with status 2, say why and write nothing to standard output.
    #[track_caller]
    pub(crate) fn refuse(&self, arguments: &str) -> String {
        let run = self.run(arguments);
        assert_eq!((run.code(), run.stdout.as_str()), (2, ""), "{}", run.stderr);
        run.stderr
    }

    /// Runs the program, which must succeed.
    #[track_caller]
    pub(crate) fn succeed(&self, arguments: &str) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code(), 0, "{}", run.stderr);
        run
    }
}

impl Run {
    /// The exit status; a program that was ended by a signal has none.
    #[track_caller]
    pub(crate) fn code(&self) -> i32 {
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self.status.code().unwrap()
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-- exit {}\n{}", self.stdout, self.code(), self.stderr)
    }
}
