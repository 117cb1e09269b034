//! HTTP addresses as users type them: checked before the first call, and shown without secrets.

use ureq::http::Uri;
use ureq::http::uri::{Authority, Scheme};

/// Reads an HTTP address.
///
/// # Errors
///
/// The rest of a sentence that begins with "the address of the UI". It does not have the address, which may have a password.
pub(crate) fn parse(address: &str) -> Result<Uri, String> {
    let uri: Uri = address.parse().map_err(|_| NOT_HTTP.to_string())?;
    let Some(authority) = uri.authority() else { return Err(NOT_HTTP.to_string()) };
    if ![Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&uri.scheme()) || authority.host().is_empty() {
        return Err(NOT_HTTP.to_string());
    }
    match stated_port(authority) {
        None => Ok(uri),
        // The parser reads an invalid port as no port.
        Some(port) if port.parse::<u16>().is_ok_and(|port| port > 0) => Ok(uri),
        Some(port) => Err(format!("has the port `{port}`, which is not a number from 1 to 65535")),
    }
}

const NOT_HTTP: &str = "is not an HTTP address";

/// An address without what may be secret in it: no user, no password, no query.
pub(crate) fn shown(uri: &Uri) -> String {
    format!("{}{}", origin(uri), uri.path())
}

/// Scheme, host and port of an address: `http://alb:8080`.
pub(crate) fn origin(uri: &Uri) -> String {
    let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}", uri.scheme_str().unwrap_or("http"), uri.host().unwrap_or_default())
}

/// The port of an address, stated or not.
pub(crate) fn port(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or(if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 })
}

/// User and password of an address, with the `@` at the end; empty if the address has neither.
pub(crate) fn user(authority: &Authority) -> &str {
    let text = authority.as_str();
    text.rfind('@').map_or("", |at| &text[..=at])
}

/// The text after the colon behind the host.
fn stated_port(authority: &Authority) -> Option<&str> {
    let host_and_port = &authority.as_str()[user(authority).len()..];
    host_and_port.get(authority.host().len()..)?.strip_prefix(':')
}

#[cfg(test)]
mod tests {
    use super::{origin, parse, port, shown};

    #[test]
    fn addresses() {
        for (address, expected) in [
            ("http://alb/jaeger/", Ok(("http://alb/jaeger/", 80))),
            ("https://alb", Ok(("https://alb/", 443))),
            ("HTTPS://alb:8443", Ok(("https://alb:8443/", 8443))),
            ("http://bob:hunter2@alb:8080/x?token=hunter2#a", Ok(("http://alb:8080/x", 8080))),
            ("http://bob:123@alb/x", Ok(("http://alb/x", 80))),
            ("http://[::1]:8080/", Ok(("http://[::1]:8080/", 8080))),
            ("http://[::1]/", Ok(("http://[::1]/", 80))),
            ("http://alb:65535/", Ok(("http://alb:65535/", 65535))),
            ("http://alb:65536/", Err("the port `65536`")),
            ("http://alb:99999/jaeger/", Err("the port `99999`")),
            ("http://bob:hunter2@alb:99999/", Err("the port `99999`")),
            ("http://[::1]:99999/", Err("the port `99999`")),
            ("http://alb:0/", Err("the port `0`")),
            ("http://alb:http/", Err("not")),
            ("http://alb:/", Err("the port ``")),
            ("ftp://alb/", Err("not an HTTP address")),
            ("alb/jaeger", Err("not an HTTP address")),
            ("alb:80", Err("not an HTTP address")),
            ("", Err("not an HTTP address")),
        ] {
            match (parse(address), expected) {
                (Ok(uri), Ok((text, number))) => assert_eq!((shown(&uri).as_str(), port(&uri)), (text, number)),
                (Err(why), Err(part)) => {
                    assert!(why.contains(part) && !why.contains("hunter2"), "{address}: {why}");
                }
                (read, _) => panic!("{address}: {read:?}"),
            }
        }
        assert_eq!(origin(&parse("http://bob:hunter2@alb:81/x").unwrap()), "http://alb:81");
    }
}
