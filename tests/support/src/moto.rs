//! moto: a server that imitates Amazon Web Services.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::aws::Aws;
use crate::python::isolated;

/// A moto server for one test, with an AWS command line that talks to it.
pub struct Moto {
    server: Child,
    aws: Aws,
    endpoint: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Moto {
    /// `None`, and the test is reported as skipped, where the packages are not installed.
    ///
    /// # Panics
    ///
    /// If the server does not answer within a minute.
    pub fn start() -> Option<Self> {
        let mut aws = Aws::new(Vec::new())?;
        let log = aws.folder().join("moto.log");
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let endpoint = format!("http://127.0.0.1:{port}");
        aws.set_environment(environment(&endpoint));
        let mut command = isolated(aws.python(), aws.folder());
        command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
        let server = command.stdout(Stdio::null()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        let mut moto = Self { server, aws, endpoint };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let is_gone = moto.server.try_wait().unwrap().is_some();
            let is_late = start.elapsed() > Duration::from_secs(60);
            assert!(!is_gone && !is_late, "moto does not answer: {}", fs::read_to_string(&log).unwrap());
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(moto)
    }

    /// The AWS command line that talks to it.
    pub fn aws(&self) -> &Aws {
        &self.aws
    }

    /// The endpoint for all services.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The environment of a client: the endpoint, credentials, and no configuration of the machine.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        environment(&self.endpoint)
    }
}

fn environment(endpoint: &str) -> Vec<(&'static str, String)> {
    let variables = [
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "testing"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_CONFIG_FILE", "/dev/null"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ("AWS_PAGER", ""),
    ];
    variables.map(|(name, value)| (name, value.to_string())).to_vec()
}
