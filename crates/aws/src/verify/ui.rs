//! The UI as a browser meets it: whether it answers, whether it is Jaeger's, and whether traces arrive.

use outrigger_core::Value;
use ureq::http::Uri;

use super::check::Check;
use super::definition::Facts;
use super::http::{Page, TimeLimit, Trouble, below, get};
use super::targets::let_in;
use crate::address::{port, shown};
use crate::answer::text;
use crate::service::Service;

const UI: &str = "ui";
const API: &str = "api";
const TRACES: &str = "traces";

/// The names under which Jaeger sends traces of its own.
const JAEGER: [&str; 3] = ["jaeger", "jaeger-all-in-one", "jaeger-query"];

/// How many services are told.
const TOLD: usize = 20;

/// What explains an answer that is not the one that was hoped for.
struct Context<'c> {
    uri: &'c Uri,
    facts: &'c Facts,
    container: &'c str,
    security_groups: &'c [String],
    /// Whether a target group of the service sends to the container.
    is_behind_balancer: bool,
}

/// The checks where no address is given.
pub(super) fn skipped() -> Vec<Check> {
    let without = |name| Check::skipped(name, "the address of the UI is not given");
    vec![without(UI).with_help("give it: --url http://alb.example.com/jaeger/"), without(API), without(TRACES)]
}

/// Whether the UI answers at this address, is Jaeger's, and has traces of the application.
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
        return vec![ui, Check::skipped(API, "the address is none"), Check::skipped(TRACES, "the address is none")];
    };
    match context.api(&api, fetch(api.clone(), limit).await) {
        Ok((api, services)) => vec![ui, api, context.traces(&services)],
        Err(api) => vec![ui, api, Check::skipped(TRACES, "the UI does not say whose traces it has")],
    }
}

/// Gets a page where waiting stops nobody else.
async fn fetch(uri: Uri, limit: TimeLimit) -> Result<Page, Trouble> {
    let fetched = tokio::task::spawn_blocking(move || get(&uri, limit)).await;
    fetched.unwrap_or_else(|error| Err(Trouble::Other(error.to_string())))
}

impl Context<'_> {
    /// The check; an error if there is nothing more to ask for.
    fn ui(&self, page: Result<Page, Trouble>) -> Result<Check, Check> {
        let page = page.map_err(|trouble| self.no_page(UI, self.uri, &trouble))?;
        if (200..300).contains(&page.status) {
            return Ok(Check::passed(UI, format!("{} answers {}", asked(self.uri, &page), page.status)));
        }
        Err(self.no_success(UI, self.uri, &page))
    }

    /// The check, and the services whose traces Jaeger has; an error if it does not say.
    fn api(&self, uri: &Uri, page: Result<Page, Trouble>) -> Result<(Check, Vec<String>), Check> {
        let page = page.map_err(|trouble| self.no_page(API, uri, &trouble))?;
        if !(200..300).contains(&page.status) {
            return Err(self.no_success(API, uri, &page));
        }
        if let Some(services) = services(&page.body) {
            return Ok((Check::passed(API, format!("{} answers as Jaeger does", asked(uri, &page))), services));
        }
        let kind = if page.content_type.is_empty() { "something" } else { &*page.content_type };
        let said = format!("{} answers {kind}, and not Jaeger's list of services", asked(uri, &page));
        Err(Check::failed(API, said).with_help(self.base_path()))
    }

    fn traces(&self, services: &[String]) -> Check {
        let evidence = match services {
            [] => "Jaeger has traces of no service".to_string(),
            services => format!("Jaeger has traces of {}", told(services)),
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
                "{}send the application a request, and look again: it must be instrumented with OpenTelemetry, and each task's Jaeger knows that task's traces alone",
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

    fn no_page(&self, name: &'static str, uri: &Uri, trouble: &Trouble) -> Check {
        let place = shown(uri);
        let port = port(uri);
        match trouble {
            Trouble::Refused => Check::failed(name, format!("{place}: the connection was refused")).with_help(format!(
                "nobody listens at port {port}: look at the listeners of the load balancer and at --url"
            )),
            Trouble::TimedOut => Check::failed(name, format!("{place}: no answer came in time")).with_help(format!(
                "look at the load balancer's security group, which has to let you in at port {port}; {}",
                let_in(self.security_groups, 16686)
            )),
            Trouble::UnknownHost => Check::failed(name, format!("{place}: the host has no address")).with_help(
                "look at --url and at the DNS name of the load balancer; an internal one is known in its VPC alone",
            ),
            Trouble::Elsewhere(origin) => {
                Check::failed(name, format!("{place} leads to {origin}, which is another server and was not asked"))
                    .with_help(format!(
                        "if the UI is there, give that address: --url {origin}/…; if it asks for a login, look at it with a browser"
                    ))
            }
            Trouble::Nowhere => Check::failed(name, format!("{place} leads from one place to the next, and nowhere"))
                .with_help(self.base_path()),
            Trouble::Other(why) => {
                Check::failed(name, format!("{place}: {why}")).with_help("look at --url and the proxy")
            }
        }
    }

    fn no_success(&self, name: &'static str, uri: &Uri, page: &Page) -> Check {
        let status = page.status;
        let check = Check::failed(name, format!("{} answers {status}", asked(uri, page)));
        match status {
            401 | 403 => check.with_help("somebody before the UI asks who you are: look at it with a browser"),
            404 => check.with_help(self.base_path()),
            502 => check.with_help(format!(
                "the load balancer reached a target, which closed the connection: look whether `{}` runs, and whether the target group has the UI's port, 16686",
                self.container
            )),
            503 => check.with_help(if self.is_behind_balancer {
                "the load balancer has no target to send to: look at the health of the targets".to_string()
            } else {
                self.no_target_group()
            }),
            504 => check.with_help(format!(
                "the load balancer got no answer from the target: {}",
                let_in(self.security_groups, 16686)
            )),
            _ => check,
        }
    }

    fn no_target_group(&self) -> String {
        format!("no target group of the service sends to `{}`: give the service one", self.container)
    }

    /// What the base path has to do with an answer that is not Jaeger's.
    fn base_path(&self) -> String {
        let asked = self.uri.path().trim_end_matches('/');
        let stated = self.facts.base_path.as_deref().map(|path| path.trim_end_matches('/'));
        let slash = |path: &str| if path.is_empty() { "/".to_string() } else { path.to_string() };
        match stated {
            Some(stated) if stated == asked && self.is_behind_balancer => format!(
                "the base path is {}, as the task definition states: another service answers; look at the listener's rules, one of which must send {stated} and {stated}/* to the sidecar's target group",
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
                "the base path is wrong: the task definition states {}, and the address has {}; a load balancer forwards the path as it is",
                slash(stated),
                slash(asked)
            ),
            None => format!(
                "the base path is wrong, or another service answers: the task definition states no base path, and the address has {}",
                slash(asked)
            ),
        }
    }
}

/// The address that was asked, and where it led.
fn asked(uri: &Uri, page: &Page) -> String {
    if &page.uri == uri { shown(uri) } else { format!("{} leads to {}, which", shown(uri), shown(&page.uri)) }
}

/// The first of these names, without what moves a cursor: anybody may have sent them.
fn told(names: &[String]) -> String {
    let shown = |name: &String| name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let first: Vec<_> = names.iter().take(TOLD).map(shown).collect();
    let more = if names.len() > TOLD { format!(" and {} more", names.len() - TOLD) } else { String::new() };
    format!("{}{more}", first.join(", "))
}

/// The services in what Jaeger answers; `null` stands for none.
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

    use super::{Context, asked, services, told};
    use crate::verify::CheckStatus::{self, Failed, Passed, Warning};
    use crate::verify::definition::Facts;
    use crate::verify::http::{Page, Trouble};

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
    fn services_that_are_told() {
        assert_eq!(told(&names(&["shop", "a\u{1b}[2Jb"])), "shop, a [2Jb");
        assert!(told(&vec!["s".to_string(); 22]).ends_with("s and 2 more"));
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
            (Some("/jaeger"), true, "/jaeger/* to the sidecar's target group"),
            (Some("/jaeger"), false, "no target group of the service sends to `jaeger`"),
            (Some("/tracing"), true, "states /tracing, and the address has /jaeger;"),
            (Some(""), true, "states /, and the address has /jaeger;"),
            (None, true, "states no base path"),
        ] {
            let facts = Facts { base_path: path.map(String::from), ..Facts::default() };
            with(&facts, is_behind, |context| {
                let help = context.base_path();
                assert!(help.contains(part), "{path:?}: {help}");
            });
        }
    }

    #[test]
    fn redirects_are_told() {
        let uri: Uri = "http://bob:hunter2@alb/jaeger/".parse().unwrap();
        let page =
            |uri: &str| Page { uri: uri.parse().unwrap(), status: 200, content_type: String::new(), body: vec![] };
        assert_eq!(asked(&uri, &page("http://bob:hunter2@alb/jaeger/")), "http://alb/jaeger/");
        assert_eq!(
            asked(&uri, &page("https://bob:hunter2@alb/jaeger/?a=b")),
            "http://alb/jaeger/ leads to https://alb/jaeger/, which"
        );
    }

    #[test]
    fn answers_that_are_none() {
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
        let trouble = |trouble| with(&Facts::default(), true, |context| context.no_page("ui", context.uri, &trouble));
        for (case, expected, part) in [
            (Trouble::Refused, Failed, "port 80"),
            (Trouble::TimedOut, Failed, "sg-1 has to let the load balancer in at port 16686"),
            (Trouble::UnknownHost, Failed, "DNS"),
            (Trouble::Elsewhere("https://login".to_string()), Failed, "--url https://login/"),
            (Trouble::Nowhere, Failed, "base path"),
        ] {
            let check = trouble(case);
            assert_eq!(check.status, expected);
            assert!(check.help.as_ref().unwrap().contains(part), "{check:?}");
        }
    }
}
