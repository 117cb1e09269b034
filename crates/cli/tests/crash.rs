//! Whatever happens to the program while it writes, the file is the old one or the new one, whole.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use outrigger_test_support::skip;
use support::outrigger;

const SERVICE: &str = include_str!("../../../examples/data/service.json");

/// A task definition that takes a while to write: 16 MB.
fn long() -> String {
    SERVICE.replacen("\n}", &format!(",\n  \"note\": \"{}\"\n}}", "x".repeat(16_000_000)), 1)
}

const LONG: [&str; 6] = ["inject", "jaeger", "service.json", "--in-place", "--allow", "too-large"];

/// When a signal comes.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// That long after the start.
    After(Duration),
    /// That long after the new file was opened.
    Writing(Duration),
    /// As soon as the new file has a name.
    Named,
}

#[test]
fn a_kill_leaves_the_old_file_or_the_new_one() {
    let scene = Scene::new(long());
    // The shortest of a few runs, so that few signals come after the end.
    let [whole, writing] = [Moment::After(Duration::ZERO), Moment::Writing(Duration::ZERO)].map(|moment| {
        let lasts = |_| {
            fs::write(scene.path(), &scene.old).unwrap();
            let mut process = scene.start();
            scene.wait(&mut process, moment);
            let start = Instant::now();
            process.wait().unwrap();
            start.elapsed()
        };
        (0..4).map(lasts).min().unwrap()
    });

    let mut random = Random(7);
    let mut moments: Vec<_> = (0..60).map(|_| ("KILL", Moment::After(random.below(whole)))).collect();
    moments.extend((0..30).map(|_| ("KILL", Moment::Writing(random.below(writing)))));
    moments.extend((0..10).map(|_| ("KILL", Moment::Named)));
    moments.extend((0..6).map(|_| ("INT", Moment::Writing(random.below(writing)))));
    moments.extend((0..6).map(|_| ("TERM", Moment::Writing(random.below(writing)))));

    let mut seen = Seen::default();
    for (index, (signal, moment)) in moments.into_iter().enumerate() {
        fs::write(scene.path(), &scene.old).unwrap();
        let mut process = scene.start();
        scene.wait(&mut process, moment);
        if signal == "KILL" {
            process.kill().unwrap();
        } else {
            let id = process.id().to_string();
            assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        }
        let is_killed = process.wait().unwrap().code().is_none();
        scene.check(is_killed, &mut seen);
        if index % 10 == 0 {
            scene.inject();
            assert!(fs::read_to_string(scene.path()).unwrap() == scene.new, "a rerun does not finish");
        }
        scene.tidy();
    }
    report(&format!("{seen:?} of 112; a run takes {whole:?}, {writing:?} of it to write"));
    assert!(seen.killed > 40 && seen.old > 10, "the signals came too late: {seen:?}");
}

#[test]
fn two_writers_leave_a_version_of_one_of_them() {
    let scene = Scene::new(SERVICE.to_string());
    let apply = |text: &str, sidecar: &str| {
        let folder = Scene::folder(text);
        let output = outrigger().args(["inject", sidecar, "service.json"]).current_dir(folder.path()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let [jaeger, daemon] = ["jaeger", "xray-daemon"].map(|sidecar| apply(SERVICE, sidecar));
    let both = [apply(&jaeger, "xray-daemon"), apply(&daemon, "jaeger")];
    let versions = [SERVICE.to_string(), jaeger, daemon, both[0].clone(), both[1].clone()];

    let done = AtomicBool::new(false);
    let written = std::thread::scope(|scope| {
        let writers = ["jaeger", "xray-daemon"].map(|sidecar| {
            let write = |verb| {
                let output = scene.run(&[verb, sidecar, "service.json", "--in-place"]);
                let stderr = String::from_utf8(output.stderr).unwrap();
                match output.status.code() {
                    Some(0) => 1,
                    Some(2) if stderr.contains("was changed while its new text was being worked out") => 0,
                    status => panic!("{status:?}: {stderr}"),
                }
            };
            scope.spawn(move || (0..60).map(|_| write("inject") + write("remove")).sum::<usize>())
        });
        let reader = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let text = fs::read_to_string(scene.path()).unwrap();
                assert!(versions.contains(&text), "{text}");
            }
        });
        let written = writers.map(std::thread::ScopedJoinHandle::join);
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap();
        written.map(Result::unwrap)
    });
    report(&format!("{written:?} of 120 were done, the others found the file changed"));
    assert_eq!(scene.names(), ["service.json"]);
    for sidecar in ["jaeger", "xray-daemon"] {
        assert_eq!(scene.run(&["remove", sidecar, "service.json", "--in-place"]).status.code(), Some(0));
    }
    assert_eq!(fs::read_to_string(scene.path()).unwrap(), SERVICE);
}

#[test]
fn a_full_disk_leaves_the_old_file() {
    struct Mounted(TempDir);
    impl Drop for Mounted {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg(self.0.path()).status();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=64k", "outrigger"]).arg(folder.path()).stderr(Stdio::null());
    if !mount.status().is_ok_and(|status| status.success()) {
        return skip("a small disk cannot be mounted");
    }
    let disk = Mounted(folder);
    let old = SERVICE.replacen("\n}", &format!(",\n  \"note\": \"{}\"\n}}", "x".repeat(40_000)), 1);
    let path = disk.0.path().join("service.json");
    fs::write(&path, &old).unwrap();
    let outputs: [&[&str]; 2] = [&["--in-place"], &["--output", "service.json"]];
    for output in outputs {
        let arguments = [&["inject", "jaeger", "service.json"], output].concat();
        let output = outrigger().args(arguments).current_dir(disk.0.path()).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("cannot write `service.json`: no space is left on the device"), "{stderr}");
        assert_eq!(fs::read_to_string(&path).unwrap(), old);
        assert_eq!(names(disk.0.path()), ["service.json"]);
    }
}

/// What the kills left, counted.
#[derive(Debug, Default)]
struct Seen {
    killed: usize,
    old: usize,
    new: usize,
    /// Complete files whose name begins with `.outrigger-`.
    left: usize,
}

/// A folder with `service.json`, and what that holds before and after an injection.
struct Scene {
    folder: TempDir,
    old: String,
    new: String,
}

impl Scene {
    fn folder(text: &str) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("service.json"), text).unwrap();
        folder
    }

    /// A scene whose file holds the old text.
    fn new(old: String) -> Self {
        let mut scene = Self { folder: Self::folder(&old), old, new: String::new() };
        scene.inject();
        scene.new = fs::read_to_string(scene.path()).unwrap();
        assert!(scene.new != scene.old);
        fs::write(scene.path(), &scene.old).unwrap();
        scene
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("service.json")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = outrigger();
        command.args(arguments).current_dir(self.folder.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn start(&self) -> Child {
        self.command(&LONG).stderr(Stdio::null()).spawn().unwrap()
    }

    #[track_caller]
    fn inject(&self) {
        let output = self.run(&LONG);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn names(&self) -> Vec<String> {
        names(self.folder.path())
    }

    /// Waits for the moment, or for the end of the process.
    fn wait(&self, process: &mut Child, moment: Moment) {
        let descriptors = PathBuf::from(format!("/proc/{}/fd", process.id()));
        let is_open = |link: fs::DirEntry| {
            fs::read_link(link.path()).is_ok_and(|file| {
                file.starts_with(self.folder.path()) && file.file_name() != Some("service.json".as_ref())
            })
        };
        let is_writing = || fs::read_dir(&descriptors).is_ok_and(|links| links.flatten().any(is_open));
        let is_named = || self.names().len() > 1;
        let come: (&dyn Fn() -> bool, Duration) = match moment {
            Moment::After(delay) => (&|| true, delay),
            Moment::Writing(delay) => (&is_writing, delay),
            Moment::Named => (&is_named, Duration::ZERO),
        };
        while !come.0() && process.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(come.1);
    }

    /// Holds what a process left against the law.
    #[track_caller]
    fn check(&self, is_killed: bool, seen: &mut Seen) {
        let text = fs::read_to_string(self.path()).unwrap();
        let is_new = text == self.new;
        assert!(is_new || text == self.old, "{} bytes are neither the old file nor the new one", text.len());
        assert!(is_new || is_killed, "the program ended by itself, and wrote nothing");
        seen.killed += usize::from(is_killed);
        *(if is_new { &mut seen.new } else { &mut seen.old }) += 1;
        for left in self.left() {
            assert!(fs::read_to_string(&left).unwrap() == self.new, "{} is not complete", left.display());
            seen.left += 1;
        }
    }

    /// The files that a kill may leave: those between being named and being renamed.
    #[track_caller]
    fn left(&self) -> Vec<PathBuf> {
        let names: Vec<_> = self.names().into_iter().filter(|name| name != "service.json").collect();
        assert!(names.iter().all(|name| name.starts_with(".outrigger-")), "{names:?}");
        names.iter().map(|name| self.folder.path().join(name)).collect()
    }

    fn tidy(&self) {
        self.left().iter().for_each(|left| fs::remove_file(left).unwrap());
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[expect(clippy::print_stderr, reason = "numbers that depend on the machine")]
fn report(numbers: &str) {
    eprintln!("{numbers}");
}

/// The same numbers in each run (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: Duration) -> Duration {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let share = u32::try_from(mixed >> 40).unwrap();
        limit * share / (1 << 24)
    }
}
