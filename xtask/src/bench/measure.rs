//! How long a program takes, and how much memory.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4;

use super::inputs::Input;
use super::programs::Program;
use super::results::Measurement;

/// Runs a program once, in a small process of its own: its peak of memory is at least that of the process that starts it.
pub(super) fn measure(program: &Program, input: Input, folder: &Path, output: &Path) -> Result<Measurement, String> {
    let command_line = program.command_line(input, folder, output);
    let itself = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(itself);
    command.arg("bench-measure").arg(output).args(&command_line).envs(program.environment.iter().cloned());
    let result = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&result.stdout);
    match text.split_whitespace().collect::<Vec<_>>()[..] {
        [microseconds, kibibytes] if result.status.success() => Ok(Measurement {
            program: String::new(),
            microseconds: microseconds.parse().map_err(|_| format!("`{microseconds}` is no time"))?,
            kibibytes: kibibytes.parse().map_err(|_| format!("`{kibibytes}` is no size"))?,
        }),
        _ => Err(format!("{} failed: {}", program.name, command_line.join(" "))),
    }
}

/// Runs a command line with its output in a file, and prints how many microseconds it took and how many KiB it had at most.
pub(crate) fn child(arguments: &[&str]) -> Result<(), String> {
    let [output, program, arguments @ ..] = arguments else {
        return Err("bench-measure OUTPUT PROGRAM…".to_string());
    };
    let run = || -> io::Result<_> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        // A program that writes its file itself must not find one.
        if !arguments.contains(output) {
            command.stdout(File::create(output)?);
        }
        let start = Instant::now();
        let used = command.spawn()?.wait4()?;
        Ok((start.elapsed(), used))
    };
    let (time, used) = run().map_err(|error| format!("{program}: {error}"))?;
    if !used.status.success() {
        return Err(format!("{program}: {}", used.status));
    }
    println!("{} {}", time.as_micros(), used.rusage.maxrss >> 10);
    Ok(())
}
