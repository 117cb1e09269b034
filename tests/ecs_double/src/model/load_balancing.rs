//! Elastic Load Balancing: load balancers, listeners, rules, target groups and the health of targets.

use crate::model::{ACCOUNT, REGION, State};
use crate::protocol::query::Form;
use crate::protocol::refusal::Refusal;
use crate::protocol::xml::Xml;

#[derive(Default)]
pub(crate) struct Balancers {
    pub(crate) groups: Vec<TargetGroup>,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) rules: Vec<Rule>,
}

/// A target group: its targets, and its health check.
///
/// The fields are those of `DescribeTargetGroups`. Change them before the group is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetGroup {
    /// The ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// The port of the targets.
    pub port: u16,
    /// `ip` or `instance`.
    pub target_type: String,
    /// Such as `/jaeger/`.
    pub health_path: String,
    /// `traffic-port`, or a number.
    pub health_port: String,
    /// The status codes of a healthy target, such as `200` or `200-399`.
    pub matcher: String,
    /// Whether a listener of a load balancer forwards to it.
    pub has_load_balancer: bool,
    /// The targets. If empty, they are the running tasks of the services with this group, all healthy.
    pub targets: Vec<Target>,
}

/// A target and its health.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The address.
    pub id: String,
    /// The port.
    pub port: u16,
    /// `healthy`, `unhealthy`, `initial`, `draining`, `unused`.
    pub state: String,
    /// Such as `Target.ResponseCodeMismatch`; empty if healthy.
    pub reason: String,
    /// Such as `Health checks failed with these codes: [404]`.
    pub description: String,
}

pub(crate) struct Listener {
    pub(crate) port: u16,
    pub(crate) group: String,
}

pub(crate) struct Rule {
    pub(crate) listener: u16,
    pub(crate) priority: u32,
    pub(crate) paths: Vec<String>,
    pub(crate) group: String,
}

const BALANCER: &str = "app/shop/50dc6c495c0c9188";

fn arn(resource: &str) -> String {
    format!("arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:{resource}")
}

fn listener_arn(port: u16) -> String {
    arn(&format!("listener/{BALANCER}/{port:016x}"))
}

impl TargetGroup {
    /// A group for tasks, with a load balancer and a health check of `/` for status 200.
    pub fn new(name: &str, port: u16) -> Self {
        Self {
            arn: arn(&format!("targetgroup/{name}/{port:016x}")),
            name: name.to_string(),
            port,
            target_type: "ip".to_string(),
            health_path: "/".to_string(),
            health_port: "traffic-port".to_string(),
            matcher: "200".to_string(),
            has_load_balancer: true,
            targets: Vec::new(),
        }
    }

    /// The same, with this path of the health check.
    #[must_use]
    pub fn health_path(mut self, path: &str) -> Self {
        self.health_path = path.to_string();
        self
    }

    /// The same, with a target in this state; `reason` and `description` are empty for a healthy one.
    #[must_use]
    pub fn target(mut self, id: &str, state: &str, reason: &str, description: &str) -> Self {
        let [id, state, reason, description] = [id, state, reason, description].map(str::to_string);
        self.targets.push(Target { id, port: self.port, state, reason, description });
        self
    }
}

impl Balancers {
    pub(crate) fn group(&self, arn: &str) -> Option<&TargetGroup> {
        self.groups.iter().find(|group| group.arn == arn)
    }
}

/// Carries an operation out. Returns the content of its result.
pub(crate) fn carry_out(state: &State, form: &Form) -> Result<Vec<Xml>, Refusal> {
    let balancers = &state.balancers;
    match form.get("Action") {
        "DescribeTargetGroups" => {
            let groups = groups(balancers, form)?;
            Ok(vec![Xml::list("TargetGroups", groups.into_iter().map(describe_group))])
        }
        "DescribeTargetHealth" => {
            let group = wanted_group(balancers, form.get("TargetGroupArn"))?;
            let targets = targets(state, group);
            Ok(vec![Xml::list("TargetHealthDescriptions", targets.iter().map(|target| describe_health(group, target)))])
        }
        "DescribeLoadBalancers" => Ok(vec![Xml::list("LoadBalancers", [describe_balancer()])]),
        "DescribeListeners" => {
            let wanted = form.list("ListenerArns");
            let is_wanted = |listener: &&Listener| wanted.is_empty() || wanted.contains(&listener_arn(listener.port));
            let found: Vec<_> = balancers.listeners.iter().filter(is_wanted).collect();
            if found.is_empty() && !wanted.is_empty() {
                return Err(Refusal::new("ListenerNotFound", "One or more listeners not found"));
            }
            Ok(vec![Xml::list("Listeners", found.into_iter().map(describe_listener))])
        }
        "DescribeRules" => Ok(vec![Xml::list("Rules", describe_rules(balancers, form.get("ListenerArn")))]),
        operation => Err(Refusal::new("InvalidAction", format!("The double does not know {operation}."))),
    }
}

fn wanted_group<'b>(balancers: &'b Balancers, arn: &str) -> Result<&'b TargetGroup, Refusal> {
    let missing = || Refusal::new("TargetGroupNotFound", "One or more target groups not found");
    balancers.group(arn).ok_or_else(missing)
}

fn groups<'b>(balancers: &'b Balancers, form: &Form) -> Result<Vec<&'b TargetGroup>, Refusal> {
    let arns = form.list("TargetGroupArns");
    let names = form.list("Names");
    if !arns.is_empty() {
        return arns.iter().map(|arn| wanted_group(balancers, arn)).collect();
    }
    let found: Vec<_> =
        balancers.groups.iter().filter(|group| names.is_empty() || names.contains(&group.name)).collect();
    if found.len() < names.len() {
        return Err(Refusal::new("TargetGroupNotFound", "One or more target groups not found"));
    }
    Ok(found)
}

/// The targets that were scripted, or the running tasks of the services that name the group.
fn targets(state: &State, group: &TargetGroup) -> Vec<Target> {
    if !group.targets.is_empty() {
        return group.targets.clone();
    }
    let tasks = state.scripted_tasks();
    let mut targets = Vec::new();
    for service in &state.services {
        for balancer in service.settings.list("loadBalancers") {
            if balancer.get_str("targetGroupArn").as_ref() != Some(&group.arn) {
                continue;
            }
            let port =
                balancer.get("containerPort").and_then(crate::protocol::json::Json::int).unwrap_or_default() as u16;
            let own = tasks.iter().filter(|task| task.cluster == service.cluster && task.service == service.name);
            let own = own.filter(|task| task.last_status == "RUNNING" && task.definition == service.definition);
            targets.extend(own.map(|task| Target {
                id: task.address.clone(),
                port,
                state: "healthy".to_string(),
                reason: String::new(),
                description: String::new(),
            }));
        }
    }
    targets
}

fn describe_group(group: &TargetGroup) -> Xml {
    let balancers = group.has_load_balancer.then(|| Xml::text("member", arn(&format!("loadbalancer/{BALANCER}"))));
    Xml::node(
        "member",
        [
            Xml::text("TargetGroupArn", &group.arn),
            Xml::text("TargetGroupName", &group.name),
            Xml::text("Protocol", "HTTP"),
            Xml::text("ProtocolVersion", "HTTP1"),
            Xml::text("Port", group.port.to_string()),
            Xml::text("VpcId", "vpc-0fedcba9876543210"),
            Xml::text("HealthCheckEnabled", "true"),
            Xml::text("HealthCheckProtocol", "HTTP"),
            Xml::text("HealthCheckPort", &group.health_port),
            Xml::text("HealthCheckPath", &group.health_path),
            Xml::text("HealthCheckIntervalSeconds", "30"),
            Xml::text("HealthCheckTimeoutSeconds", "5"),
            Xml::text("HealthyThresholdCount", "5"),
            Xml::text("UnhealthyThresholdCount", "2"),
            Xml::node("Matcher", [Xml::text("HttpCode", &group.matcher)]),
            Xml::node("LoadBalancerArns", balancers),
            Xml::text("TargetType", &group.target_type),
        ],
    )
}

fn describe_health(group: &TargetGroup, target: &Target) -> Xml {
    let mut health = vec![Xml::text("State", &target.state)];
    if !target.reason.is_empty() {
        health.push(Xml::text("Reason", &target.reason));
        health.push(Xml::text("Description", &target.description));
    }
    let place = [Xml::text("Id", &target.id), Xml::text("Port", target.port.to_string())];
    Xml::node(
        "member",
        [
            Xml::node("Target", place),
            Xml::text("HealthCheckPort", group.port.to_string()),
            Xml::node("TargetHealth", health),
        ],
    )
}

fn describe_balancer() -> Xml {
    Xml::node(
        "member",
        [
            Xml::text("LoadBalancerArn", arn(&format!("loadbalancer/{BALANCER}"))),
            Xml::text("LoadBalancerName", "shop"),
            Xml::text("DNSName", format!("shop-1234567890.{REGION}.elb.amazonaws.com")),
            Xml::text("Scheme", "internal"),
            Xml::text("Type", "application"),
            Xml::text("VpcId", "vpc-0fedcba9876543210"),
            Xml::node("State", [Xml::text("Code", "active")]),
            Xml::list("SecurityGroups", [Xml::text("member", "sg-0123456789abcdef0")]),
        ],
    )
}

fn describe_listener(listener: &Listener) -> Xml {
    Xml::node(
        "member",
        [
            Xml::text("ListenerArn", listener_arn(listener.port)),
            Xml::text("LoadBalancerArn", arn(&format!("loadbalancer/{BALANCER}"))),
            Xml::text("Port", listener.port.to_string()),
            Xml::text("Protocol", "HTTP"),
            Xml::list("DefaultActions", [forward(&listener.group)]),
        ],
    )
}

fn forward(group: &str) -> Xml {
    Xml::node("member", [Xml::text("Type", "forward"), Xml::text("TargetGroupArn", group)])
}

fn describe_rules(balancers: &Balancers, listener: &str) -> Vec<Xml> {
    let mut rules = Vec::new();
    for known in balancers.listeners.iter().filter(|known| listener.is_empty() || listener_arn(known.port) == listener)
    {
        for rule in balancers.rules.iter().filter(|rule| rule.listener == known.port) {
            let paths: Vec<_> = rule.paths.iter().map(|path| Xml::text("member", path)).collect();
            let condition = [
                Xml::text("Field", "path-pattern"),
                Xml::list("Values", paths.clone()),
                Xml::node("PathPatternConfig", [Xml::list("Values", paths)]),
            ];
            rules.push(describe_rule(
                known.port,
                &rule.priority.to_string(),
                Some(Xml::node("member", condition)),
                &rule.group,
            ));
        }
        rules.push(describe_rule(known.port, "default", None, &known.group));
    }
    rules
}

fn describe_rule(port: u16, priority: &str, condition: Option<Xml>, group: &str) -> Xml {
    Xml::node(
        "member",
        [
            Xml::text("RuleArn", arn(&format!("listener-rule/{BALANCER}/{port:016x}/{priority}"))),
            Xml::text("Priority", priority),
            Xml::node("Conditions", condition),
            Xml::list("Actions", [forward(group)]),
            Xml::text("IsDefault", (priority == "default").to_string()),
        ],
    )
}
