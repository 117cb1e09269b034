//! Checks the UI over HTTP: whether it answers, whether it is Jaeger's, and whether traces arrive.

use outrigger_core::Value;
use ureq::http::Uri;

use super::check::Check;
use super::definition::Facts;
use super::page::{Page, PageError, TimeLimit, below, get};
use super::targets::security_group_help;
use crate::ecs::Service;
use crate::ecs::json_members::text;
use crate::http_address::{port, shown};

const UI: &str = "ui";
const API: &str = "api";
const TRACES: &str = "traces";

/// The service names of Jaeger's own traces.
const JAEGER: [&str; 3] = ["jaeger", "jaeger-all-in-one", "jaeger-query"];

/// How many services are shown.
const MAX_NAMES: usize = 20;

/// The facts that explain an unexpected answer.
struct Context<'c> {
    uri: &'c Uri,
    facts: &'c Facts,
    container: &'c str,
    security_groups: &'c [String],
    /// Whether a target group of the service forwards to the container.
    is_behind_balancer: bool,
}

/// The checks if no address is set.
pub(super) fn skipped() -> Vec<Check> {
    let without = |name| Check::skipped(name, "the address of the UI is not set");
    vec![
        without(UI).with_help("set it: http://alb.example.com/jaeger/").with_hint("url"),
        without(API),
        without(TRACES),
    ]
}

/// Checks that the UI answers at this address, is Jaeger's, and has traces of the application.
pub(super) async fn check(uri: Uri, limit: TimeLimit, service: &Service, facts: &Facts, container: &str) -> Vec<Check> {
    let context = Context {
        uri: &uri,
        facts,
        container,
        security_groups: &service.security_groups,
        is_behind_balancer: service.load_balancers.iter().any(|it| text(it, "containerName") == Some(container)),
    };
    let ui = context.ui(fetch(uri.clone(), limit).await);
    let Ok(ui) = ui else {
        let without = |name| Check::skipped(name, "the UI does not answer");
        return vec![ui.unwrap_or_else(|check| check), without(API), without(TRACES)];
    };
    let Some(api) = below(&uri, "api/services") else {
        return vec![
            ui,
            Check::skipped(API, "the address is not valid"),
            Check::skipped(TRACES, "the address is not valid"),
        ];
    };
    match context.api(&api, fetch(api.clone(), limit).await) {
        Ok((api, services)) => vec![ui, api, context.traces(&services)],
        Err(api) => vec![ui, api, Check::skipped(TRACES, "the UI does not list the services with traces")],
    }
}

/// Gets a page on a thread for blocking calls.
async fn fetch(uri: Uri, limit: TimeLimit) -> Result<Page, PageError> {
    let fetched = tokio::task::spawn_blocking(move || get(&uri, limit)).await;
    fetched.unwrap_or_else(|error| Err(PageError::Other(error.to_string())))
}

impl Context<'_> {
    /// The check; an error if the other checks cannot run.
    fn ui(&self, page: Result<Page, PageError>) -> Result<Check, Check> {
        let page = page.map_err(|error| self.no_page(UI, self.uri, &error))?;
        if (200..300).contains(&page.status) {
            return Ok(Check::passed(UI, format!("{} answers {}", asked(self.uri, &page), page.status)));
        }
        Err(self.no_success(UI, self.uri, &page))
    }

    /// The check, and the services whose traces Jaeger has; an error if Jaeger does not list them.
    fn api(&self, uri: &Uri, page: Result<Page, PageError>) -> Result<(Check, Vec<String>), Check> {
        let page = page.map_err(|error| self.no_page(API, uri, &error))?;
        if !(200..300).contains(&page.status) {
            return Err(self.no_success(API, uri, &page));
        }
        if let Some(services) = services(&page.body) {
            return Ok((Check::passed(API, format!("{} answers as Jaeger does", asked(uri, &page))), services));
        }
        let kind = if page.content_type.is_empty() { "something" } else { &*page.content_type };
        let message = format!("{} answers with {kind} instead of Jaeger's list of services", asked(uri, &page));
        Err(Check::failed(API, message).with_help(self.base_path()))
    }

    fn traces(&self, services: &[String]) -> Check {
        let evidence = match services {
            [] => "Jaeger has traces of no service".to_string(),
            services => format!("Jaeger has traces of {}", list_names(services)),
        };
        let stated = &self.facts.service_names;
        let found: Vec<_> = match &stated[..] {
            [] => services.iter().filter(|name| !JAEGER.contains(&name.as_str())).collect(),
            stated => stated.iter().filter(|name| services.contains(name)).collect(),
        };
        let missing: Vec<_> = stated.iter().filter(|name| !services.contains(name)).map(String::as_str).collect();
        let help = || {
            let why = self.facts.obstacles.iter().map(|obstacle| format!("{obstacle}; "));
            format!(
                "{}send a request to the application, and verify again: the application must be instrumented with \
                 OpenTelemetry, and the Jaeger of each task has only the traces of that task",
                why.collect::<String>()
            )
        };
        let check = match (found.is_empty(), missing.is_empty()) {
            (false, true) => Check::passed(TRACES, "traces of the application arrive"),
            (false, false) => {
                Check::warning(TRACES, format!("no traces of {} arrive", missing.join(", "))).with_help(help())
            }
            (true, false) => {
                Check::failed(TRACES, format!("no traces of {} arrive", missing.join(", "))).with_help(help())
            }
            (true, true) => Check::failed(TRACES, "no traces of the application arrive").with_help(help()),
        };
        check.with_evidence(vec![evidence])
    }

    fn no_page(&self, name: &'static str, uri: &Uri, error: &PageError) -> Check {
        let (place, port) = (shown(uri), port(uri));
        let failed = |why: &str| Check::failed(name, format!("{place}{why}"));
        match error {
            PageError::Refused => {
                let help = format!("port {port} is closed: check the address and the listeners of the load balancer");
                failed(": the connection was refused").with_help(help).with_hint("url")
            }
            PageError::TimedOut => failed(": no answer came in time").with_help(format!(
                "check the security group of the load balancer, which must allow you to connect to port {port}; {}",
                security_group_help(self.security_groups, 16686)
            )),
            PageError::UnknownHost => {
                let help = "check the address and the DNS name of the load balancer; \
                            the name of an internal one is only known in its VPC";
                failed(": the host has no address").with_help(help).with_hint("url")
            }
            PageError::OtherServer(origin) => {
                let help = format!(
                    "if the UI is there, set that address: {origin}/…; if it asks for a login, open it in a browser"
                );
                failed(&format!(" redirects to {origin}, which is another server and got no request"))
                    .with_help(help)
                    .with_hint("url")
            }
            PageError::InvalidRedirect => {
                failed(" redirects too often, or to an address that is not valid").with_help(self.base_path())
            }
            PageError::Other(why) => {
                failed(&format!(": {why}")).with_help("check the address and the proxy").with_hint("url")
            }
        }
    }

    fn no_success(&self, name: &'static str, uri: &Uri, page: &Page) -> Check {
        let status = page.status;
        let check = Check::failed(name, format!("{} answers {status}", asked(uri, page)));
        match status {
            401 | 403 => check.with_help("something in front of the UI asks for a login: open the UI in a browser"),
            404 => check.with_help(self.base_path()),
            502 => check.with_help(format!(
                "the load balancer reached a target, which closed the connection: check that `{}` runs, and that the target \
                 group has the port of the UI, 16686",
                self.container
            )),
            503 => check.with_help(if self.is_behind_balancer {
                "the load balancer has no healthy target: check the health of the targets".to_string()
            } else {
                self.no_target_group()
            }),
            504 => check.with_help(format!(
                "the load balancer got no answer from the target: {}",
                security_group_help(self.security_groups, 16686)
            )),
            _ => check,
        }
    }

    fn no_target_group(&self) -> String {
        format!("no target group of the service forwards to `{}`: add one", self.container)
    }

    /// How the base path explains an answer that is not Jaeger's.
    fn base_path(&self) -> String {
        let asked = self.uri.path().trim_end_matches('/');
        let stated = self.facts.base_path.as_deref().map(|path| path.trim_end_matches('/'));
        let slash = |path: &str| if path.is_empty() { "/".to_string() } else { path.to_string() };
        match stated {
            Some(stated) if stated == asked && self.is_behind_balancer => format!(
                "the base path is {}, as the task definition says, so another service answers: check the rules of the \
                 listener, one of which must forward {stated} and {stated}/* to the target group of the sidecar",
                slash(stated)
            ),
            Some(stated) if stated == asked => {
                format!(
                    "another service answers, not the UI with base path {}: {}",
                    slash(stated),
                    self.no_target_group()
                )
            }
            Some(stated) => format!(
                "the base path is wrong: the task definition has {}, and the address has {}; \
                 a load balancer does not change the path",
                slash(stated),
                slash(asked)
            ),
            None => format!(
                "the base path is wrong, or another service answers: \
                 the task definition has no base path, and the address has {}",
                slash(asked)
            ),
        }
    }
}

/// The address of the request, and that of the answer if it is another one.
fn asked(uri: &Uri, page: &Page) -> String {
    if &page.uri == uri { shown(uri) } else { format!("{} redirects to {}, which", shown(uri), shown(&page.uri)) }
}

/// The first of these names, without control characters: anybody may have sent them.
fn list_names(names: &[String]) -> String {
    let shown = |name: &String| name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let first: Vec<_> = names.iter().take(MAX_NAMES).map(shown).collect();
    let more = if names.len() > MAX_NAMES { format!(" and {} more", names.len() - MAX_NAMES) } else { String::new() };
    format!("{}{more}", first.join(", "))
}

/// The services in the answer of Jaeger; `null` means none.
fn services(body: &[u8]) -> Option<Vec<String>> {
    let answer = Value::parse(std::str::from_utf8(body).ok()?).ok()?;
    match answer.get("data")? {
        Value::Null => Some(Vec::new()),
        Value::Array(names) => names.iter().map(|name| name.as_str().map(String::from)).collect(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use ureq::http::Uri;

    use super::{Context, asked, list_names, services};
    use crate::verify::CheckStatus::{self, Failed, Passed, Warning};
    use crate::verify::definition::Facts;
    use crate::verify::page::{Page, PageError};

    fn with<T>(facts: &Facts, is_behind_balancer: bool, what: impl Fn(&Context<'_>) -> T) -> T {
        let uri: Uri = "http://alb/jaeger/".parse().unwrap();
        let groups = ["sg-1".to_string()];
        what(&Context { uri: &uri, facts, container: "jaeger", security_groups: &groups, is_behind_balancer })
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn answers_of_jaeger() {
        for (body, expected) in [
            (r#"{"data": ["shop", "jaeger"]}"#, Some(names(&["shop", "jaeger"]))),
            (r#"{"data": null, "total": 0}"#, Some(vec![])),
            (r#"{"data": {}}"#, None),
            ("{}", None),
            ("[]", None),
            ("<html>", None),
        ] {
            assert_eq!(services(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn shown_services() {
        assert_eq!(list_names(&names(&["shop", "a\u{1b}[2Jb"])), "shop, a [2Jb");
        assert!(list_names(&vec!["s".to_string(); 22]).ends_with("s and 2 more"));
    }

    #[test]
    fn whose_traces() {
        let status = |stated: &[&str], there: &[&str]| -> CheckStatus {
            let facts = Facts { service_names: names(stated), ..Facts::default() };
            with(&facts, true, |context| context.traces(&names(there)).status)
        };
        assert_eq!(status(&["shop"], &["jaeger", "shop"]), Passed);
        assert_eq!(status(&["shop"], &["jaeger", "other"]), Failed);
        assert_eq!(status(&["shop", "worker"], &["shop"]), Warning);
        assert_eq!(status(&[], &["anything"]), Passed);
        assert_eq!(status(&[], &["jaeger", "jaeger-all-in-one", "jaeger-query"]), Failed);
        assert_eq!(status(&[], &[]), Failed);
    }

    #[test]
    fn no_traces_is_explained_by_the_definition() {
        let facts = Facts { obstacles: names(&["the network is bridge"]), ..Facts::default() };
        let check = with(&facts, true, |context| context.traces(&[]));
        assert!(check.help.unwrap().starts_with("the network is bridge; send"));
    }

    #[test]
    fn base_paths() {
        for (path, is_behind, part) in [
            (Some("/jaeger"), true, "/jaeger/* to the target group of the sidecar"),
            (Some("/jaeger"), false, "no target group of the service forwards to `jaeger`"),
            (Some("/tracing"), true, "has /tracing, and the address has /jaeger;"),
            (Some(""), true, "has /, and the address has /jaeger;"),
            (None, true, "has no base path"),
        ] {
            let facts = Facts { base_path: path.map(String::from), ..Facts::default() };
            with(&facts, is_behind, |context| {
                let help = context.base_path();
                assert!(help.contains(part), "{path:?}: {help}");
            });
        }
    }

    #[test]
    fn redirects_are_reported() {
        let uri: Uri = "http://bob:hunter2@alb/jaeger/".parse().unwrap();
        let page =
            |uri: &str| Page { uri: uri.parse().unwrap(), status: 200, content_type: String::new(), body: vec![] };
        assert_eq!(asked(&uri, &page("http://bob:hunter2@alb/jaeger/")), "http://alb/jaeger/");
        assert_eq!(
            asked(&uri, &page("https://bob:hunter2@alb/jaeger/?a=b")),
            "http://alb/jaeger/ redirects to https://alb/jaeger/, which"
        );
    }

    #[test]
    fn unexpected_answers() {
        let page = |status| Page {
            uri: "http://alb/jaeger/".parse().unwrap(),
            status,
            content_type: String::new(),
            body: vec![],
        };
        let status =
            |status| with(&Facts::default(), true, |context| context.no_success("ui", context.uri, &page(status)).help);
        for (code, part) in [(401, "browser"), (404, "base path"), (502, "16686"), (503, "targets"), (504, "sg-1")] {
            assert!(status(code).unwrap().contains(part), "{code}");
        }
        assert_eq!(status(500), None);
        let failed = |error| with(&Facts::default(), true, |context| context.no_page("ui", context.uri, &error));
        for (case, expected, part) in [
            (PageError::Refused, Failed, "port 80"),
            (PageError::TimedOut, Failed, "sg-1 must allow the load balancer to connect to port 16686"),
            (PageError::UnknownHost, Failed, "DNS"),
            (PageError::OtherServer("https://login".to_string()), Failed, "https://login/"),
            (PageError::InvalidRedirect, Failed, "base path"),
        ] {
            let check = failed(case);
            assert_eq!(check.status, expected);
            assert!(check.help.as_ref().unwrap().contains(part), "{check:?}");
        }
    }
}
