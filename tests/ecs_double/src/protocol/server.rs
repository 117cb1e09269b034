//! The server: a thread for each connection.

use std::io::{BufReader, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::protocol::http::{Answer, Request};

/// How an answer is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// It is sent.
    #[default]
    Whole,
    /// Its first half is sent, and then the connection ends.
    Half,
    /// The connection is reset.
    Reset,
    /// Nothing is sent, and the connection stays open until the client ends it.
    Never,
}

/// A server on its own port of the loopback interface, until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    is_stopped: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Request) -> (Answer, Delivery) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port of the loopback interface");
        let address = listener.local_addr().expect("the port has a number");
        let is_stopped = Arc::new(AtomicBool::new(false));
        let (stopped, answer) = (Arc::clone(&is_stopped), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let answer = Arc::clone(&answer);
                thread::spawn(move || serve(stream, &*answer));
            }
        });
        Self { address, is_stopped }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::SeqCst);
        // The listener checks the flag only after one more connection.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
    }
}

fn serve(stream: TcpStream, answer: &(dyn Fn(&Request) -> (Answer, Delivery) + Send + Sync)) {
    let _ = stream.set_nodelay(true);
    let Ok(mut writer) = stream.try_clone() else { return };
    let mut reader = BufReader::new(stream);
    while let Some(request) = Request::read(&mut reader) {
        let (answer, delivery) = answer(&request);
        let bytes = answer.bytes();
        match delivery {
            Delivery::Whole => {
                if writer.write_all(&bytes).is_err() {
                    return;
                }
            }
            Delivery::Half => {
                let _ = writer.write_all(&bytes[..bytes.len() - answer.body.len().div_ceil(2).max(1)]);
                let _ = writer.shutdown(Shutdown::Both);
                return;
            }
            Delivery::Reset => {
                reset(&writer);
                return;
            }
            Delivery::Never => {
                let _ = std::io::copy(&mut reader, &mut std::io::sink());
                return;
            }
        }
        if request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
            let _ = writer.shutdown(Shutdown::Both);
            return;
        }
    }
}

/// Closing the stream then resets the connection.
#[cfg(unix)]
fn reset(stream: &TcpStream) {
    let _ = rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO));
}

#[cfg(not(unix))]
fn reset(stream: &TcpStream) {
    let _ = stream.shutdown(Shutdown::Both);
}
