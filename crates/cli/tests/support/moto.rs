//! moto, in place of Amazon Web Services.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::python::{isolated, python};
use crate::support::skip;

const REQUIREMENTS: [&str; 2] = ["moto[ecs,server]==5.2.5", "awscli==1.45.11"];

/// A moto server of the test's own, and a folder to work in.
pub(crate) struct Moto {
    server: Child,
    pub(crate) endpoint: String,
    #[allow(dead_code, reason = "not every test starts a program of Python")]
    pub(crate) python: PathBuf,
    #[allow(dead_code, reason = "nor keeps files beside the server")]
    pub(crate) folder: TempDir,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Moto {
    /// `None` where Python or the packages cannot be had.
    pub(crate) fn start() -> Option<Self> {
        let python = match python(&REQUIREMENTS) {
            Ok(python) => python,
            Err(reason) => {
                skip(&format!("the AWS command line and moto cannot be had: {reason}"));
                return None;
            }
        };
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("moto.log");
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mut command = isolated(&python, folder.path());
        command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
        let server = command.stdout(Stdio::null()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        let mut moto = Self { server, endpoint: format!("http://127.0.0.1:{port}"), python, folder };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let is_gone = moto.server.try_wait().unwrap().is_some();
            let is_late = start.elapsed() > Duration::from_secs(60);
            assert!(!is_gone && !is_late, "moto does not answer: {}", fs::read_to_string(&log).unwrap());
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(moto)
    }
}
