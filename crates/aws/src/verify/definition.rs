//! Checks of the task definition: whether traces can arrive, and whether the UI can answer.

use outrigger_core::{
    Container, Document, Fact, Op, Policy, Rule, Service, Sidecar, Value, View, lint, plan_injection,
};

use super::check::Check;
use super::logs::LogGroup;
use crate::ecs::json_members::{list, number};
use crate::error::Error;

/// The names of these checks, in their order.
const NAMES: [&str; 5] = ["sidecar", "network", "ports", "variables", "storage"];

/// The facts of the task definition that the other checks need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The base path of Jaeger's UI, if the definition sets it.
    pub(super) base_path: Option<String>,
    /// The log group of the sidecar.
    pub(super) logs: Option<LogGroup>,
    /// The service names in the traces of the application's containers, if the definition sets them.
    pub(super) service_names: Vec<String>,
    /// The containers that may end with exit code 0.
    pub(super) may_end: Vec<String>,
    /// Why no traces can arrive: sentences.
    pub(super) obstacles: Vec<String>,
}

/// The checks of a definition, as `DescribeTaskDefinition` returns it.
pub(super) fn check(text: &str, sidecar: &Sidecar, desired_count: i64) -> Result<(Facts, Vec<Check>), Error> {
    let document = Document::scan(text)?;
    let name = sidecar.container_name();
    let view = View::read(document.root(), name)?;
    let Some((_, container)) = view.container(name) else {
        let names: Vec<_> = view.containers().filter_map(|other| other.name.known()).map(|name| &**name).collect();
        let missing = Check::failed(NAMES[0], format!("the revision has no container `{name}`"))
            .with_evidence(vec![format!("its containers: {}", names.join(", "))])
            .with_help("deploy the sidecar; a rollback or another deployment may have removed it");
        let facts = Facts { obstacles: vec![missing.message.clone()], ..Facts::default() };
        return Ok((facts, with_skipped(missing, "there is nothing to check without the container of the sidecar")));
    };
    let network = network(&view, name);
    let variables = variables(&view, sidecar);
    let obstacles = [&network, &variables].into_iter().filter(|check| check.help.is_some());
    let facts = Facts {
        base_path: base_path(container),
        logs: container.awslogs().and_then(LogGroup::read),
        service_names: view
            .containers()
            .filter(|other| !other.is_named(name))
            .filter_map(|other| service_name(other))
            .collect(),
        may_end: view
            .containers()
            .filter(|other| other.is_essential() == Some(false) && !other.is_named(name))
            .filter_map(|other| Some(other.name.known()?.to_string()))
            .collect(),
        obstacles: obstacles.map(|check| check.message.clone()).collect(),
    };
    let has = Check::passed(NAMES[0], format!("the revision has the container `{name}`"));
    let storage = storage(&document, container, desired_count)?;
    Ok((facts, vec![has, network, ports(container, sidecar), variables, storage]))
}

/// The checks if the definition could not be described.
pub(super) fn unknown(error: &Error) -> Vec<Check> {
    with_skipped(Check::unknown(NAMES[0], error), "the task definition could not be described")
}

fn with_skipped(first: Check, why: &str) -> Vec<Check> {
    let skipped = NAMES[1..].iter().map(|name| Check::skipped(name, why));
    std::iter::once(first).chain(skipped).collect()
}

/// Containers reach each other at localhost only if they share a network namespace: in the modes `awsvpc` and `host`.
fn network(view: &View<'_>, sidecar: &str) -> Check {
    const NAME: &str = NAMES[1];
    let help = "use the network mode awsvpc: containers then share localhost";
    match &view.network_mode {
        Fact::Known(mode) if matches!(&**mode, "awsvpc" | "host") => {
            Check::passed(NAME, format!("in the network mode `{mode}`, localhost reaches `{sidecar}`"))
        }
        Fact::Known(mode) => {
            let message = format!("in the network mode `{mode}`, localhost does not reach `{sidecar}`");
            Check::failed(NAME, message).with_help(help)
        }
        Fact::Absent | Fact::Null | Fact::Unknown if view.is_fargate() => {
            Check::passed(NAME, format!("on Fargate, localhost reaches `{sidecar}`"))
        }
        Fact::Absent | Fact::Null | Fact::Unknown => {
            let message = format!(
                "without a network mode ECS uses `bridge` on Linux instances, where localhost does not reach `{sidecar}`"
            );
            Check::failed(NAME, message).with_help(help)
        }
    }
}

fn ports(container: &Container<'_>, sidecar: &Sidecar) -> Check {
    const NAME: &str = NAMES[2];
    let definition = sidecar.definition();
    let wanted: Vec<_> =
        list(&definition, "portMappings").iter().filter_map(|port| number(port, "containerPort")).collect();
    let mapped: Vec<_> = container
        .port_mappings
        .known()
        .into_iter()
        .flatten()
        .filter_map(|mapping| mapping.container_port.known().copied())
        .collect();
    let missing: Vec<_> = wanted.iter().filter(|port| !mapped.contains(port)).map(ToString::to_string).collect();
    let name = sidecar.container_name();
    if missing.is_empty() {
        return Check::passed(NAME, format!("`{name}` maps every port that the sidecar has"));
    }
    Check::warning(NAME, format!("`{name}` does not map {}", missing.join(", ")))
        .with_help("map them: a load balancer forwards only to mapped ports (the UI has port 16686)")
}

/// Checks that an injection would not change the environment variables of the application.
fn variables(view: &View<'_>, sidecar: &Sidecar) -> Check {
    const NAME: &str = NAMES[3];
    let plan = plan_injection(view, sidecar, &Policy::default());
    let missing = plan.ops.iter().filter_map(|op| {
        if let Op::AddVariable { container, name, .. } = op {
            Some(format!("{container}: {name} is missing"))
        } else if let Op::SetVariable { container, name, .. } = op {
            Some(format!("{container}: {name} has another value"))
        } else {
            None
        }
    });
    let is_variable = |what: &str| sidecar.environment().iter().any(|(name, _)| what.ends_with(name.as_str()));
    let kept = plan.skipped.iter().filter(|skipped| is_variable(&skipped.what));
    let kept = kept.map(|skipped| format!("{}: {}", skipped.what, skipped.reason));
    let evidence: Vec<_> = missing.chain(kept).collect();
    if evidence.is_empty() {
        return Check::passed(
            NAME,
            format!("the environment variables of the application lead to `{}`", sidecar.container_name()),
        );
    }
    Check::warning(
        NAME,
        format!("the environment variables of the application do not lead to `{}`", sidecar.container_name()),
    )
    .with_evidence(evidence)
    .with_help("deploy the sidecar again, or set the variables in the task definition")
}

/// Checks that there are not several tasks, each with its own traces.
fn storage(document: &Document<'_>, container: &Container<'_>, desired_count: i64) -> Result<Check, Error> {
    const NAME: &str = NAMES[4];
    let service = Service::default().with_desired_count(u32::try_from(desired_count).ok());
    let findings = lint(document.root(), &service)?;
    let finding = findings.into_iter().find(|finding| finding.rule == Rule::SeveralTasks);
    Ok(match finding.filter(|_| !has_own_storage(container)) {
        None => Check::passed(NAME, "all traces are in one place, according to the task definition"),
        Some(finding) => Check::warning(NAME, finding.message).with_help(finding.help),
    })
}

/// Whether Jaeger stores traces outside its memory, or has a configuration file, which is not read here.
fn has_own_storage(container: &Container<'_>) -> bool {
    let kind = variable(container, "SPAN_STORAGE_TYPE").is_some_and(|kind| kind != "memory");
    kind || arguments(container).iter().any(|argument| argument.starts_with("--config"))
}

/// The base path of the UI. Jaeger v1 has it in a variable or a flag, v2 in `--set`.
fn base_path(container: &Container<'_>) -> Option<String> {
    const FLAGS: [&str; 2] = ["--set=extensions.jaeger_query.base_path=", "--query.base-path="];
    let arguments = arguments(container);
    let flags = arguments.iter().rev().filter_map(|argument| FLAGS.iter().find_map(|flag| argument.strip_prefix(flag)));
    flags.map(String::from).next().or_else(|| variable(container, "QUERY_BASE_PATH"))
}

/// The service name in the traces of a container (OpenTelemetry, SDK environment variables).
fn service_name(container: &Container<'_>) -> Option<String> {
    let attributes = || variable(container, "OTEL_RESOURCE_ATTRIBUTES");
    let named = |attributes: String| {
        attributes.split(',').find_map(|pair| Some(pair.trim().strip_prefix("service.name=")?.to_string()))
    };
    variable(container, "OTEL_SERVICE_NAME").or_else(|| attributes().and_then(named)).filter(|name| !name.is_empty())
}

fn variable(container: &Container<'_>, name: &str) -> Option<String> {
    Some(container.variable(name)?.1.value.known()?.to_string())
}

/// The `command` of the sidecar's container.
fn arguments<'v>(container: &'v Container<'_>) -> Vec<&'v str> {
    let command = container.definition.as_ref().map(|definition| list(definition, "command"));
    command.unwrap_or_default().iter().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use outrigger_core::{Container, Sidecar, Value};

    use super::{base_path, check, service_name};
    use crate::verify::CheckStatus::{self, Failed, Passed, Skipped, Warning};

    fn statuses(text: &str, desired_count: i64) -> Vec<CheckStatus> {
        let sidecar = Sidecar::built_in("jaeger-v2").unwrap();
        let (_, checks) = check(text, &sidecar, desired_count).unwrap();
        checks.iter().map(|check| check.status).collect()
    }

    fn definition(mode: &str, jaeger: &str, variables: &str) -> String {
        format!(
            r#"{{"family": "f", {mode} "containerDefinitions": [{{"name": "api", "image": "i", "environment": [{variables}]}}, {{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0", "essential": false {jaeger}}}]}}"#
        )
    }

    #[test]
    fn definitions() {
        let ports = r#", "portMappings": [{"containerPort": 16686}, {"containerPort": 4317}, {"containerPort": 4318}]"#;
        let variables = r#"{"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://localhost:4318"},
            {"name": "OTEL_EXPORTER_OTLP_PROTOCOL", "value": "http/protobuf"},
            {"name": "OTEL_METRICS_EXPORTER", "value": "none"}, {"name": "OTEL_LOGS_EXPORTER", "value": "none"}"#;
        let awsvpc = r#""networkMode": "awsvpc","#;
        let bridge = r#""networkMode": "bridge","#;
        let fargate = r#""requiresCompatibilities": ["FARGATE"],"#;
        let own = format!(r#"{ports}, "command": ["--config=/x.yaml"]"#);
        for (text, count, expected) in [
            (definition(awsvpc, ports, variables), 1, [Passed; 5]),
            (definition(fargate, ports, variables), 1, [Passed; 5]),
            (definition(bridge, ports, variables), 1, [Passed, Failed, Passed, Passed, Passed]),
            (definition("", ports, variables), 1, [Passed, Failed, Passed, Passed, Passed]),
            (definition(awsvpc, "", variables), 1, [Passed, Passed, Warning, Passed, Passed]),
            (definition(awsvpc, ports, ""), 1, [Passed, Passed, Passed, Warning, Passed]),
            (definition(awsvpc, ports, variables), 2, [Passed, Passed, Passed, Passed, Warning]),
            (definition(awsvpc, &own, variables), 2, [Passed; 5]),
            (
                r#"{"family": "f", "containerDefinitions": [{"name": "api", "image": "i"}]}"#.to_string(),
                1,
                [Failed, Skipped, Skipped, Skipped, Skipped],
            ),
        ] {
            assert_eq!(statuses(&text, count), expected, "{text}");
        }
    }

    #[test]
    fn variables_that_are_missing_or_differ() {
        let other = r#"{"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://collector:4318"}"#;
        let text = definition(r#""networkMode": "awsvpc","#, "", other);
        let (_, checks) = check(&text, &Sidecar::built_in("jaeger-v2").unwrap(), 1).unwrap();
        let evidence = checks[3].evidence.join("\n");
        assert!(evidence.contains("api: OTEL_EXPORTER_OTLP_PROTOCOL is missing"), "{evidence}");
        assert!(evidence.contains("OTEL_EXPORTER_OTLP_ENDPOINT"), "{evidence}");
    }

    #[test]
    fn base_paths_and_names() {
        let path = |text: &str| base_path(&Container::read(&Value::parse(text).unwrap()));
        assert_eq!(path(r#"{"environment": [{"name": "QUERY_BASE_PATH", "value": "/a"}]}"#).as_deref(), Some("/a"));
        assert_eq!(path(r#"{"command": ["--query.base-path=/b"]}"#).as_deref(), Some("/b"));
        assert_eq!(path(r#"{"command": ["--set=extensions.jaeger_query.base_path=/c"]}"#).as_deref(), Some("/c"));
        assert_eq!(path("{}"), None);
        let name = |text: &str| service_name(&Container::read(&Value::parse(text).unwrap()));
        assert_eq!(
            name(r#"{"environment": [{"name": "OTEL_SERVICE_NAME", "value": "shop"}]}"#).as_deref(),
            Some("shop")
        );
        let attributes = r#"{"environment": [{"name": "OTEL_RESOURCE_ATTRIBUTES", "value": "a=b,service.name=shop"}]}"#;
        assert_eq!(name(attributes).as_deref(), Some("shop"));
        assert_eq!(name(r#"{"environment": [{"name": "OTEL_SERVICE_NAME", "value": ""}]}"#), None);
    }
}
