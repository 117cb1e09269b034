//! What the programs are run on: made here, always the same.

#[path = "../../../benches/definitions/mod.rs"]
mod definitions;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use definitions::{FLEET, HUGE, LARGE, LIMIT, SMALL, Uniform, fleet, uniform};

/// An input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Small,
    Limit,
    Large,
    Huge,
    Fleet,
}

/// As many variables as make 140 MB of one document.
const HUGE_FILE: Uniform = Uniform { variables: 23, ..HUGE };

impl Input {
    pub(crate) const ALL: [Self; 4] = [Self::Small, Self::Large, Self::Huge, Self::Fleet];
    /// Those that filters are run on.
    pub(crate) const FILTERED: [Self; 5] = [Self::Small, Self::Limit, Self::Large, Self::Huge, Self::Fleet];
    /// Those of them that filters are run on in memory.
    pub(crate) const IN_MEMORY: [Self; 3] = [Self::Small, Self::Limit, Self::Large];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Limit => "64KiB",
            Self::Large => "large",
            Self::Huge => "huge",
            Self::Fleet => "fleet",
        }
    }

    /// How often each program is run on it: the shorter it takes, the more it varies.
    pub(crate) fn rounds(self) -> usize {
        match self {
            Self::Small => 200,
            Self::Limit | Self::Large => 50,
            Self::Huge | Self::Fleet => 5,
        }
    }

    pub(crate) fn path(self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.json", self.name()))
    }

    pub(crate) fn bytes(self, folder: &Path) -> Result<u64, String> {
        let path = self.path(folder);
        fs::metadata(&path).map(|metadata| metadata.len()).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn write(self, path: &Path) -> std::io::Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        match self {
            Self::Small => file.write_all(SMALL.text().as_bytes())?,
            Self::Limit => file.write_all(LIMIT.text().as_bytes())?,
            Self::Large => file.write_all(LARGE.text().as_bytes())?,
            Self::Huge => file.write_all(uniform(HUGE_FILE).as_bytes())?,
            Self::Fleet => fleet(FLEET).try_for_each(|line| file.write_all(line.as_bytes()))?,
        }
        file.flush()
    }
}

/// Sees that the inputs are in the folder. They are made in a process of their own: a program's peak of memory is at least
/// that of the one that starts it.
pub(super) fn make(folder: &Path) -> Result<(), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    match Command::new(program).arg("bench-inputs").arg(folder).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the inputs were not made: {status}")),
        Err(error) => Err(error.to_string()),
    }
}

/// Writes the inputs into a folder.
pub(crate) fn write(folder: &Path) -> Result<(), String> {
    let written = Input::FILTERED.into_iter().try_for_each(|input| input.write(&input.path(folder)));
    written.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert!((1_000..4_000).contains(&SMALL.text().len()));
        assert!((40_000..64 << 10).contains(&LIMIT.text().len()));
        let mut lines: Vec<_> = fleet(1_000).map(|line| line.len()).collect();
        lines.sort_unstable();
        let [least, median, most] = [0, 500, 999].map(|index| lines[index]);
        assert!(least > 250 && (700..2_000).contains(&median) && most > 4_000, "{least}, {median}, {most}");
    }
}
