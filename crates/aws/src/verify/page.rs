//! Gets a page by HTTP, with limits for time, size and redirects.

use std::io;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::http::Uri;
use ureq::http::uri::{Authority, Scheme};

use crate::http_address::{self, origin, port, user};

/// How much of a page is read, in bytes.
const BODY_LIMIT: u64 = 1 << 20;

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// How long a page may take, redirects and body included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimeLimit {
    pub(super) timeout: Duration,
    /// The time at which the call ends in any case.
    pub(super) deadline: Option<Instant>,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Its address, after redirects.
    pub(super) uri: Uri,
    pub(super) status: u16,
    /// Without parameters, in lower case: `text/html`.
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

/// Why a page could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PageError {
    /// The port is closed.
    Refused,
    /// No answer came in time.
    TimedOut,
    /// The host name has no IP address.
    UnknownHost,
    /// It redirects to another scheme, host or port, which gets no request: `https://login.example.com`.
    OtherServer(String),
    /// There are too many redirects, or one without a valid address.
    InvalidRedirect,
    /// Something else: the message of the error.
    Other(String),
}

/// Parses the address of a page: `http` or `https`, with a slash at its end and without a query.
///
/// # Errors
///
/// The rest of a sentence that begins with "the address of the UI".
pub(super) fn parse_address(url: &str) -> Result<Uri, String> {
    let uri = http_address::parse(url)?;
    let slash = if uri.path().ends_with('/') { "" } else { "/" };
    below(&uri, slash).ok_or_else(|| "is not an HTTP address".to_string())
}

/// The address of a path below another address: `http://alb/jaeger/` and `api/services`.
pub(super) fn below(base: &Uri, path: &str) -> Option<Uri> {
    with_path(base.scheme()?, base.authority()?, &format!("{}{path}", base.path()))
}

/// Gets a page; redirects are followed within its scheme, host and port, and from HTTP to HTTPS.
pub(super) fn get(uri: &Uri, limit: TimeLimit) -> Result<Page, PageError> {
    let own = Instant::now().checked_add(limit.timeout);
    let until = [own, limit.deadline].into_iter().flatten().min();
    let config = Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("outrigger/", env!("CARGO_PKG_VERSION")));
    let agent = Agent::new_with_config(config.build());
    let mut uri = uri.clone();
    for _ in 0..=REDIRECTS {
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            return Err(PageError::TimedOut);
        }
        let request = agent.get(uri.clone()).config().timeout_global(left).build();
        let mut response = request.call().map_err(page_error)?;
        let status = response.status();
        if status.is_redirection() {
            let location = response.headers().get("location").and_then(|place| place.to_str().ok());
            uri = resolve(&uri, location.ok_or(PageError::InvalidRedirect)?)?;
            continue;
        }
        let content_type = response.body().mime_type().unwrap_or_default().to_ascii_lowercase();
        let body = response.body_mut().with_config().limit(BODY_LIMIT).read_to_vec().map_err(page_error)?;
        return Ok(Page { uri, status: status.as_u16(), content_type, body });
    }
    Err(PageError::InvalidRedirect)
}

/// The address of a redirect, with the user and password of the address that it comes from.
fn resolve(from: &Uri, location: &str) -> Result<Uri, PageError> {
    let location = location.split('#').next().unwrap_or_default();
    let (scheme, authority) = from.scheme().zip(from.authority()).ok_or(PageError::InvalidRedirect)?;
    let beside = |path: &str| with_path(scheme, authority, path).ok_or(PageError::InvalidRedirect);
    if let Some(rest) = location.strip_prefix("//") {
        return resolve_absolute(from, &format!("{scheme}://{rest}"));
    }
    if location.starts_with('/') {
        return beside(location);
    }
    if is_absolute(location) {
        return resolve_absolute(from, location);
    }
    if location.starts_with('?') {
        return beside(&format!("{}{location}", from.path()));
    }
    let (folder, _) = from.path().rsplit_once('/').ok_or(PageError::InvalidRedirect)?;
    beside(&format!("{folder}/{location}"))
}

/// Whether an address begins with a scheme (RFC 3986, section 3.1): `https://alb/`, and not `login?to=https://alb/`.
fn is_absolute(location: &str) -> bool {
    let scheme = location.split([':', '/', '?']).next().unwrap_or_default();
    let is_scheme = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    location[scheme.len()..].starts_with(':') && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && is_scheme
}

/// The absolute address of a redirect, if the redirect may be followed.
///
/// Another port is another server, and HTTP may lead to another server than HTTPS.
fn resolve_absolute(from: &Uri, location: &str) -> Result<Uri, PageError> {
    let place = http_address::parse(location).map_err(|_| PageError::InvalidRedirect)?;
    let (Some(scheme), Some(authority), Some(own)) = (place.scheme(), place.authority(), from.authority()) else {
        return Err(PageError::InvalidRedirect);
    };
    let is_same_host = own.host().eq_ignore_ascii_case(authority.host());
    let is_same = from.scheme() == Some(scheme) && port(from) == port(&place);
    let is_upgrade =
        from.scheme() == Some(&Scheme::HTTP) && scheme == &Scheme::HTTPS && [port(from), 443].contains(&port(&place));
    if !(is_same_host && (is_same || is_upgrade)) {
        return Err(PageError::OtherServer(origin(&place)));
    }
    let host_and_port = &authority.as_str()[user(authority).len()..];
    let authority = format!("{}{host_and_port}", user(own)).parse().map_err(|_| PageError::InvalidRedirect)?;
    let path = place.path_and_query().map_or("/", |path| path.as_str());
    with_path(scheme, &authority, path).ok_or(PageError::InvalidRedirect)
}

fn with_path(scheme: &Scheme, authority: &Authority, path: &str) -> Option<Uri> {
    Uri::builder().scheme(scheme.clone()).authority(authority.clone()).path_and_query(path).build().ok()
}

fn page_error(error: ureq::Error) -> PageError {
    let kind = if let ureq::Error::Io(error) = &error { Some(error.kind()) } else { None };
    let message = error.to_string();
    if kind == Some(io::ErrorKind::ConnectionRefused) {
        PageError::Refused
    } else if matches!(error, ureq::Error::Timeout(_)) || kind == Some(io::ErrorKind::TimedOut) {
        PageError::TimedOut
    // Rust has no `ErrorKind` for a host name without an address.
    } else if matches!(error, ureq::Error::HostNotFound) || message.contains("failed to lookup address") {
        PageError::UnknownHost
    } else if matches!(error, ureq::Error::BodyExceedsLimit(_)) {
        PageError::Other("the answer is larger than 1 MiB".to_string())
    // Its message has the address with the password.
    } else if matches!(error, ureq::Error::BadUri(_)) {
        PageError::Other("the address is not valid".to_string())
    } else {
        PageError::Other(message)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::thread;
    use std::time::{Duration, Instant};

    use ureq::http::Uri;

    use super::{Page, PageError, TimeLimit, below, get, parse_address, resolve};
    use crate::http_address::shown;

    #[test]
    fn addresses() {
        for (url, expected) in [
            ("http://alb/jaeger/", Ok("http://alb/jaeger/")),
            ("http://alb/jaeger", Ok("http://alb/jaeger/")),
            ("https://alb:8443", Ok("https://alb:8443/")),
            ("http://bob:hunter2@alb/x?token=hunter2#a", Ok("http://alb/x/")),
            ("http://alb:99999/", Err("has the port `99999`, which is not a number from 1 to 65535")),
            ("alb/jaeger", Err("is not an HTTP address")),
        ] {
            let parsed = parse_address(url);
            assert_eq!(parsed.as_ref().map(shown).as_deref().map_err(|why| why.as_str()), expected, "{url}");
        }
        let api = below(&parse_address("http://alb/jaeger").unwrap(), "api/services").unwrap();
        assert_eq!(api.to_string(), "http://alb/jaeger/api/services");
    }

    #[test]
    fn redirects() {
        for (from, location, expected) in [
            ("http://alb/a/b", "/c?d", Ok("http://alb/c?d")),
            ("http://alb/a/b", "c", Ok("http://alb/a/c")),
            ("http://alb/a/b", "?c", Ok("http://alb/a/b?c")),
            ("http://alb/a/b", "/login?to=http://other/", Ok("http://alb/login?to=http://other/")),
            ("http://alb/a/b", "login?to=http://other/", Ok("http://alb/a/login?to=http://other/")),
            ("http://alb/a", "http://ALB/b#c", Ok("http://ALB/b")),
            ("http://alb/a", "http://alb:80/b", Ok("http://alb:80/b")),
            ("http://alb:8080/a", "//alb:8080/b", Ok("http://alb:8080/b")),
            ("http://alb/a", "https://ALB:443/a", Ok("https://ALB:443/a")),
            ("http://alb:8080/a", "https://alb/a", Ok("https://alb/a")),
            ("http://bob:pw@alb/a", "https://alb/a?b", Ok("https://bob:pw@alb/a?b")),
            ("http://bob:pw@alb/a", "/b", Ok("http://bob:pw@alb/b")),
            ("http://alb/a", "http://eve:pw@alb/b", Ok("http://alb/b")),
            ("http://alb/a", "//other/a", Err(Some("http://other"))),
            ("http://alb/a", "http://alb:8080/a", Err(Some("http://alb:8080"))),
            ("http://alb:8080/a", "http://alb/a", Err(Some("http://alb"))),
            ("http://alb/a", "https://alb:8443/a", Err(Some("https://alb:8443"))),
            ("http://alb/a", "http://alb@other/a", Err(Some("http://other"))),
            ("http://alb/a", "http://other:pw@192.0.2.1:81/a?t=1", Err(Some("http://192.0.2.1:81"))),
            ("http://alb/a", "HTTP://other/a", Err(Some("http://other"))),
            ("https://alb/a", "https://login.example.com/?state=x", Err(Some("https://login.example.com"))),
            ("https://alb/a", "http://alb/a", Err(Some("http://alb"))),
            ("http://alb/a", "http://alb:99999/a", Err(None)),
            ("http://alb/a", "ftp://alb/a", Err(None)),
            ("http://alb/a", "javascript:alert(1)", Err(None)),
            ("http://alb/a", "http://", Err(None)),
        ] {
            let place = resolve(&from.parse().unwrap(), location).map(|place| place.to_string());
            let expected_error = |host: Option<&str>| {
                host.map_or(PageError::InvalidRedirect, |host| PageError::OtherServer(host.to_string()))
            };
            // The parser writes the host as it came.
            assert_eq!(place, expected.map(String::from).map_err(expected_error), "{from} {location}");
        }
    }

    /// Serves these answers, one after the other; its address.
    fn serve(answers: Vec<String>) -> Uri {
        serve_slowly(answers, Duration::ZERO)
    }

    /// The same, the last line of each byte by byte, with a pause before each.
    fn serve_slowly(answers: Vec<String>, pause: Duration) -> Uri {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let uri = format!("http://{}/", listener.local_addr().unwrap());
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                lines.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
                if pause.is_zero() {
                    let _ = stream.write_all(answer.as_bytes());
                    continue;
                }
                let (head, body) = answer.rsplit_once('\n').unwrap();
                let _ = stream.write_all(format!("{head}\n").as_bytes());
                for byte in body.bytes() {
                    thread::sleep(pause);
                    if stream.write_all(&[byte]).is_err() {
                        break;
                    }
                }
            }
        });
        uri.parse().unwrap()
    }

    fn answer(head: &str, body: &str) -> String {
        format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    }

    const LIMIT: TimeLimit = TimeLimit { timeout: Duration::from_secs(10), deadline: None };

    #[test]
    fn pages() {
        let html = answer("200 OK\r\nContent-Type: Text/HTML; charset=utf-8", "hi");
        let page = |uri: &Uri| {
            Ok(Page { uri: uri.clone(), status: 200, content_type: "text/html".to_string(), body: b"hi".to_vec() })
        };
        let place = serve(vec![html.clone()]);
        assert_eq!(get(&place, LIMIT), page(&place));
        let moved = answer("302 Found\r\nLocation: /there", "");
        let place = serve(vec![moved.clone(), html]);
        assert_eq!(get(&place, LIMIT), page(&below(&place, "there").unwrap()));
        assert_eq!(get(&serve(vec![moved; 9]), LIMIT), Err(PageError::InvalidRedirect));
        let away = answer("302 Found\r\nLocation: http://192.0.2.1/", "");
        assert_eq!(get(&serve(vec![away]), LIMIT), Err(PageError::OtherServer("http://192.0.2.1".to_string())));
        let large = answer("200 OK", &"x".repeat((1 << 20) + 1));
        assert!(matches!(get(&serve(vec![large]), LIMIT), Err(PageError::Other(why)) if why.contains("1 MiB")));
        let endless = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "x".repeat(3 << 20));
        assert!(matches!(get(&serve(vec![endless]), LIMIT), Err(PageError::Other(why)) if why.contains("1 MiB")));
    }

    #[test]
    fn time() {
        let begun = Instant::now();
        let short = TimeLimit { timeout: Duration::from_millis(150), ..LIMIT };
        // Each byte comes in time, and all of them do not.
        let drops = serve_slowly(vec![answer("200 OK", &"x".repeat(500))], Duration::from_millis(20));
        assert_eq!(get(&drops, short), Err(PageError::TimedOut));
        // Each of several pages comes in time, and all of them do not.
        let moved = answer("302 Found\r\nLocation: /there", "x");
        let turns = serve_slowly(vec![moved; 6], Duration::from_millis(60));
        assert_eq!(get(&turns, short), Err(PageError::TimedOut));
        let over = TimeLimit { deadline: Some(begun), ..LIMIT };
        assert_eq!(get(&serve(vec![answer("200 OK", "")]), over), Err(PageError::TimedOut));
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
}
