//! GET of a page: limited in time, size and redirects.

use std::io;
use std::time::Duration;

use ureq::Agent;
use ureq::http::Uri;
use ureq::http::uri::{Authority, Scheme};

/// How much of a page is read, in bytes.
const BODY_LIMIT: u64 = 1 << 20;

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) status: u16,
    /// Without parameters, in lower case: `text/html`.
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

/// Why there is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nobody listens there.
    Refused,
    /// No answer came in time.
    TimedOut,
    /// The name has no address.
    UnknownHost,
    /// It leads to another host, which is not asked.
    Elsewhere(String),
    /// It leads nowhere: too many redirects, or one without a place.
    Nowhere,
    /// Something else, in words.
    Other(String),
}

/// Reads an address: `http` or `https`, with a slash at its end; a query is dropped.
pub(super) fn parse(url: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let (scheme, authority) = (uri.scheme()?, uri.authority()?);
    if ![&Scheme::HTTP, &Scheme::HTTPS].contains(&scheme) || authority.host().is_empty() {
        return None;
    }
    let path = uri.path();
    let slash = if path.ends_with('/') { "" } else { "/" };
    with_path(scheme, authority, &format!("{path}{slash}"))
}

/// The address below another: `http://alb/jaeger/` and `api/services`.
pub(super) fn below(base: &Uri, path: &str) -> Option<Uri> {
    with_path(base.scheme()?, base.authority()?, &format!("{}{path}", base.path()))
}

/// An address without what may be secret in it: no password, no query.
pub(super) fn shown(uri: &Uri) -> String {
    let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}{}", uri.scheme_str().unwrap_or("http"), uri.host().unwrap_or_default(), uri.path())
}

/// Gets a page; redirects are followed within its host.
pub(super) fn get(uri: &Uri, timeout: Duration) -> Result<Page, Trouble> {
    let config = Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(timeout))
        .user_agent(concat!("outrigger/", env!("CARGO_PKG_VERSION")));
    let agent = Agent::new_with_config(config.build());
    let mut uri = uri.clone();
    for _ in 0..=REDIRECTS {
        let mut response = agent.get(uri.clone()).call().map_err(trouble)?;
        let status = response.status();
        if status.is_redirection() {
            let location = response.headers().get("location").and_then(|place| place.to_str().ok());
            uri = location.and_then(|place| resolve(&uri, place)).ok_or(Trouble::Nowhere)??;
            continue;
        }
        let content_type = response.body().mime_type().unwrap_or_default().to_ascii_lowercase();
        let body = response.body_mut().with_config().limit(BODY_LIMIT).read_to_vec().map_err(trouble)?;
        return Ok(Page { status: status.as_u16(), content_type, body });
    }
    Err(Trouble::Nowhere)
}

/// Where a redirect leads; nothing if that is no address.
fn resolve(from: &Uri, location: &str) -> Option<Result<Uri, Trouble>> {
    let location = location.split('#').next().unwrap_or_default();
    let place = if location.contains("://") {
        location.parse().ok()?
    } else if let Some(rest) = location.strip_prefix("//") {
        format!("{}://{rest}", from.scheme_str()?).parse().ok()?
    } else if location.starts_with('/') {
        with_path(from.scheme()?, from.authority()?, location)?
    } else {
        let (folder, _) = from.path().rsplit_once('/')?;
        with_path(from.scheme()?, from.authority()?, &format!("{folder}/{location}"))?
    };
    let host = place.host()?;
    // From HTTPS to HTTP is another place as well: anybody may answer there.
    let is_same = from.host().is_some_and(|own| own.eq_ignore_ascii_case(host));
    let is_worse = from.scheme() == Some(&Scheme::HTTPS) && place.scheme() != Some(&Scheme::HTTPS);
    Some(if is_same && !is_worse { Ok(place) } else { Err(Trouble::Elsewhere(host.to_string())) })
}

fn with_path(scheme: &Scheme, authority: &Authority, path: &str) -> Option<Uri> {
    Uri::builder().scheme(scheme.clone()).authority(authority.clone()).path_and_query(path).build().ok()
}

fn trouble(error: ureq::Error) -> Trouble {
    let kind = if let ureq::Error::Io(error) = &error { Some(error.kind()) } else { None };
    let said = error.to_string();
    if kind == Some(io::ErrorKind::ConnectionRefused) {
        Trouble::Refused
    } else if matches!(error, ureq::Error::Timeout(_)) || kind == Some(io::ErrorKind::TimedOut) {
        Trouble::TimedOut
    // Rust has no kind of error for a name without an address.
    } else if matches!(error, ureq::Error::HostNotFound) || said.contains("failed to lookup address") {
        Trouble::UnknownHost
    } else if matches!(error, ureq::Error::BodyExceedsLimit(_)) {
        Trouble::Other("the answer is larger than 1 MiB".to_string())
    } else {
        Trouble::Other(said)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::thread;
    use std::time::Duration;

    use ureq::http::Uri;

    use super::{Page, Trouble, below, get, parse, resolve, shown};

    #[test]
    fn addresses() {
        for (url, expected) in [
            ("http://alb/jaeger/", Some("http://alb/jaeger/")),
            ("http://alb/jaeger", Some("http://alb/jaeger/")),
            ("https://alb:8443", Some("https://alb:8443/")),
            ("http://bob:hunter2@alb/x?token=hunter2#a", Some("http://alb/x/")),
            ("ftp://alb/", None),
            ("alb/jaeger", None),
            ("", None),
        ] {
            assert_eq!(parse(url).as_ref().map(shown).as_deref(), expected, "{url}");
        }
        let api = below(&parse("http://alb/jaeger").unwrap(), "api/services").unwrap();
        assert_eq!(api.to_string(), "http://alb/jaeger/api/services");
    }

    #[test]
    fn redirects() {
        let to = |from: &str, location: &str| resolve(&from.parse::<Uri>().unwrap(), location);
        let there = |url: &str| Some(Ok(url.parse().unwrap()));
        let elsewhere = |host: &str| Some(Err(Trouble::Elsewhere(host.to_string())));
        assert_eq!(to("http://alb/a/b", "/c?d"), there("http://alb/c?d"));
        assert_eq!(to("http://alb/a/b", "c"), there("http://alb/a/c"));
        assert_eq!(to("http://alb/a", "https://ALB:443/a"), there("https://ALB:443/a"));
        assert_eq!(to("http://alb/a", "//other/a"), elsewhere("other"));
        assert_eq!(to("https://alb/a", "https://login.example.com/?state=x"), elsewhere("login.example.com"));
        assert_eq!(to("https://alb/a", "http://alb/a"), elsewhere("alb"));
    }

    /// Serves these answers, one after the other; its address.
    fn serve(answers: Vec<String>) -> Uri {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let uri = format!("http://{}/", listener.local_addr().unwrap());
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                lines.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        uri.parse().unwrap()
    }

    fn answer(head: &str, body: &str) -> String {
        format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    }

    const TIMEOUT: Duration = Duration::from_secs(10);

    #[test]
    fn pages() {
        let html = answer("200 OK\r\nContent-Type: Text/HTML; charset=utf-8", "hi");
        let page = Page { status: 200, content_type: "text/html".to_string(), body: b"hi".to_vec() };
        assert_eq!(get(&serve(vec![html.clone()]), TIMEOUT), Ok(page.clone()));
        let moved = answer("302 Found\r\nLocation: /there", "");
        assert_eq!(get(&serve(vec![moved.clone(), html]), TIMEOUT), Ok(page));
        assert_eq!(get(&serve(vec![moved; 9]), TIMEOUT), Err(Trouble::Nowhere));
        let away = answer("302 Found\r\nLocation: http://192.0.2.1/", "");
        assert_eq!(get(&serve(vec![away]), TIMEOUT), Err(Trouble::Elsewhere("192.0.2.1".to_string())));
        let large = answer("200 OK", &"x".repeat((1 << 20) + 1));
        assert!(matches!(get(&serve(vec![large]), TIMEOUT), Err(Trouble::Other(why)) if why.contains("1 MiB")));
    }
}
