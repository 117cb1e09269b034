//! The sizes of Fargate tasks.

use crate::facts::View;

/// The CPU and memory of a whole task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Size {
    /// In CPU units; 1024 are one vCPU.
    pub(crate) cpu: u32,
    /// In MiB.
    pub(crate) memory: u32,
}

/// The operating systems that Fargate runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    Linux,
    Windows,
}

impl System {
    /// The operating system of a task.
    pub(crate) fn of(view: &View<'_>) -> Self {
        if view.is_windows() { Self::Windows } else { Self::Linux }
    }
}

/// A row of the table: CPU units, and the memory in MiB that Fargate supports with them.
struct Row {
    cpu: u32,
    memory: Memory,
}

enum Memory {
    /// From the first value to the second, in steps of the third.
    Steps(u32, u32, u32),
    /// Only these values.
    OneOf(&'static [u32]),
}

const GB: u32 = 1024;

/// The sizes of Fargate tasks (Amazon ECS API Reference, `RegisterTaskDefinition`, `cpu`). The last row was added in 2026.
const TABLE: [Row; 8] = [
    Row { cpu: 256, memory: Memory::OneOf(&[512, GB, 2 * GB]) },
    Row { cpu: 512, memory: Memory::Steps(GB, 4 * GB, GB) },
    Row { cpu: 1024, memory: Memory::Steps(2 * GB, 8 * GB, GB) },
    Row { cpu: 2048, memory: Memory::Steps(4 * GB, 16 * GB, GB) },
    Row { cpu: 4096, memory: Memory::Steps(8 * GB, 30 * GB, GB) },
    Row { cpu: 8192, memory: Memory::Steps(16 * GB, 60 * GB, 4 * GB) },
    Row { cpu: 16384, memory: Memory::Steps(32 * GB, 120 * GB, 8 * GB) },
    Row { cpu: 32768, memory: Memory::OneOf(&[60 * GB, 120 * GB, 244 * GB]) },
];

impl Row {
    fn runs(&self, system: System) -> bool {
        match system {
            System::Linux => true,
            System::Windows => (1024..=4096).contains(&self.cpu),
        }
    }

    fn memory(&self) -> Vec<u32> {
        match self.memory {
            Memory::Steps(first, last, step) => (first..=last).step_by(step as usize).collect(),
            Memory::OneOf(sizes) => sizes.to_vec(),
        }
    }
}

/// The CPU units that Fargate supports for a task.
pub(crate) fn cpu_sizes(system: System) -> Vec<u32> {
    TABLE.iter().filter(|row| row.runs(system)).map(|row| row.cpu).collect()
}

/// The memory in MiB that Fargate supports for a task with these CPU units; empty if it does not support the CPU units.
pub(crate) fn memory_sizes(cpu: u32, system: System) -> Vec<u32> {
    TABLE.iter().find(|row| row.cpu == cpu && row.runs(system)).map(Row::memory).unwrap_or_default()
}

/// The smallest size with at least the needed CPU and memory; `None` if even the largest is too small.
pub(crate) fn smallest(needed: Size, system: System) -> Option<Size> {
    let rows = TABLE.iter().filter(|row| row.runs(system) && row.cpu >= needed.cpu);
    let fitting_size = |row: &Row| {
        let memory = row.memory().into_iter().find(|memory| *memory >= needed.memory)?;
        Some(Size { cpu: row.cpu, memory })
    };
    rows.into_iter().find_map(fitting_size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smallest_sizes() {
        #[track_caller]
        fn check(cpu: u32, memory: u32, system: System, size: Option<(u32, u32)>) {
            let found = smallest(Size { cpu, memory }, system);
            assert_eq!(found.map(|size| (size.cpu, size.memory)), size);
        }
        check(0, 0, System::Linux, Some((256, 512)));
        check(256, 513, System::Linux, Some((256, 1024)));
        check(256, 2049, System::Linux, Some((512, 3072)));
        check(257, 512, System::Linux, Some((512, 1024)));
        check(4096, 30 * GB + 1, System::Linux, Some((8192, 32 * GB)));
        check(16384, 120 * GB + 1, System::Linux, Some((32768, 244 * GB)));
        check(32768, 244 * GB + 1, System::Linux, None);
        check(0, 0, System::Windows, Some((1024, 2048)));
        check(4097, 0, System::Windows, None);
    }

    /// The smallest size is in the table and large enough, and no smaller size in the table is.
    #[test]
    fn no_smaller_size_is_large_enough() {
        for system in [System::Linux, System::Windows] {
            let sizes: Vec<_> = cpu_sizes(system)
                .into_iter()
                .flat_map(|cpu| memory_sizes(cpu, system).into_iter().map(move |memory| Size { cpu, memory }))
                .collect();
            assert_eq!(sizes.len(), if system == System::Linux { 3 + 4 + 7 + 13 + 23 + 12 + 12 + 3 } else { 43 });
            for size in &sizes {
                for (cpu, memory) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let needed = Size { cpu: size.cpu + cpu, memory: size.memory + memory };
                    let is_large_enough = |size: &&Size| size.cpu >= needed.cpu && size.memory >= needed.memory;
                    assert_eq!(
                        smallest(needed, system).as_ref(),
                        sizes.iter().filter(is_large_enough).min(),
                        "{needed:?}"
                    );
                }
            }
        }
    }
}
