//! [`JaegerUi`]: Jaeger's user interface, for browsers and health checks.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::lock::lock;
use crate::protocol::http::{Answer, Request};
use crate::protocol::server::{Delivery, Server};

/// The server at the address of the user interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// Jaeger.
    Jaeger,
    /// The load balancer, without a healthy target.
    Unavailable,
    /// The application, by the default action of the listener: the same page for every path.
    Application,
    /// Jaeger, which takes this long.
    Slow(Duration),
    /// A connection that is reset.
    Reset,
    /// A redirect to this address.
    Moved(String),
}

/// Jaeger's user interface at a base path, on its own port.
///
/// ```
/// let ui = outrigger_ecs_double::JaegerUi::start("/jaeger");
/// ui.set_services(&["shop-api"]);
/// assert!(ui.url().ends_with("/jaeger/"));
/// ```
pub struct JaegerUi {
    server: Server,
    base_path: String,
    shared: Arc<Mutex<State>>,
}

struct State {
    page: Page,
    services: Vec<String>,
    paths: Vec<String>,
}

const INDEX: &str = "<!doctype html><html><head><title>Jaeger UI</title></head><body></body></html>";

impl JaegerUi {
    /// Starts one with this base path: `/jaeger`, or empty for the root. It has traces only of the service `jaeger`.
    #[must_use]
    pub fn start(base_path: &str) -> Self {
        let state = State { page: Page::Jaeger, services: vec!["jaeger".to_string()], paths: Vec::new() };
        let shared = Arc::new(Mutex::new(state));
        let (known, base) = (Arc::clone(&shared), base_path.to_string());
        let server = Server::start(move |request| {
            let (page, services) = {
                let mut state = lock(&known);
                state.paths.push(request.target.clone());
                (state.page.clone(), state.services.clone())
            };
            answer(&page, &base, &services, request)
        });
        Self { server, base_path: base_path.to_string(), shared }
    }

    /// The address of the user interface, with a slash at the end.
    pub fn url(&self) -> String {
        format!("{}{}/", self.server.url(), self.base_path)
    }

    /// The address of the port, without a slash at the end.
    pub fn root(&self) -> String {
        self.server.url()
    }

    /// The services whose traces it has.
    pub fn set_services(&self, services: &[&str]) {
        lock(&self.shared).services = services.iter().map(ToString::to_string).collect();
    }

    /// Sets the server.
    pub fn set_page(&self, page: Page) {
        lock(&self.shared).page = page;
    }

    /// The paths of the requests so far.
    pub fn paths(&self) -> Vec<String> {
        lock(&self.shared).paths.clone()
    }

    /// An address of the loopback interface whose port is closed.
    #[must_use]
    pub fn refused() -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        format!("http://{}", listener.expect("a port of the loopback interface"))
    }
}

fn answer(page: &Page, base: &str, services: &[String], request: &Request) -> (Answer, Delivery) {
    let html = |status, body: &str| Answer::new(status, "text/html; charset=utf-8", body);
    let answer = match page {
        Page::Reset => return (html(200, ""), Delivery::Reset),
        Page::Moved(location) => {
            let mut answer = html(302, "");
            answer.headers.push(("Location", location.clone()));
            answer
        }
        Page::Unavailable => html(503, "<html><head><title>503 Service Temporarily Unavailable</title></head></html>"),
        Page::Application => html(200, "<html><body>shop</body></html>"),
        Page::Slow(time) => {
            thread::sleep(*time);
            jaeger(base, services, request)
        }
        Page::Jaeger => jaeger(base, services, request),
    };
    let is_head = request.method == "HEAD";
    (Answer { body: if is_head { String::new() } else { answer.body }, ..answer }, Delivery::Whole)
}

/// Every path below the root that does not belong to the API returns the page, with any base path.
fn jaeger(base: &str, services: &[String], request: &Request) -> Answer {
    let path = request.target.split('?').next().unwrap_or_default();
    let Some(rest) = path.strip_prefix(base) else {
        return Answer::new(404, "text/plain; charset=utf-8", "404 page not found\n");
    };
    match rest {
        "" if !base.is_empty() => {
            let mut answer = Answer::new(301, "text/html; charset=utf-8", "");
            answer.headers.push(("Location", format!("{base}/")));
            answer
        }
        "/api/services" => {
            let data = json!({"data": services, "total": services.len(), "limit": 0, "offset": 0, "errors": null});
            Answer::new(200, "application/json", data.to_string())
        }
        rest if rest.starts_with('/') => Answer::new(200, "text/html; charset=utf-8", INDEX),
        _ => Answer::new(404, "text/plain; charset=utf-8", "404 page not found\n"),
    }
}
