//! What a sidecar with a user interface needs beside the task: a way to it through the load balancer.

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use outrigger_core::{Sidecar, Value};

use crate::check::is_terraform;
use crate::error::Error;
use crate::module::{File, span};
use crate::resource::braces;
use crate::style::{indent_at, line_start};
use crate::template;
use crate::variable::is_name;

/// What is to be made, and what it is to be connected to.
///
/// Whatever is an expression is taken as it is (`aws_vpc.main.id`); identifiers and ARNs of AWS become strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaffold {
    /// The name of the resources, and of the target group.
    pub name: String,
    /// The variable that all of it depends on.
    pub variable: String,
    /// The path of the user interface, as the sidecar serves it.
    pub path: String,
    /// Its port.
    pub port: u16,
    /// The priority of the listener's rule.
    pub priority: u16,
    /// The VPC, as an expression or an identifier.
    pub vpc: String,
    /// The listener of the load balancer, as an expression or an ARN.
    pub listener: String,
    /// The security group of the load balancer, as an expression or an identifier.
    pub load_balancer_security_group: String,
    /// The security group of the tasks, as an expression or an identifier.
    pub task_security_group: String,
}

impl Scaffold {
    /// The usual names for a sidecar whose user interface has this path.
    ///
    /// ```
    /// use outrigger_core::Sidecar;
    /// use outrigger_terraform::Scaffold;
    ///
    /// let scaffold = Scaffold::of(&Sidecar::built_in("jaeger")?, "/jaeger");
    /// assert_eq!(scaffold.variable, "enable_jaeger");
    /// assert!(scaffold.companion(&Sidecar::built_in("jaeger")?)?.contains("path                = \"/jaeger/\""));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(sidecar: &Sidecar, path: &str) -> Self {
        let name = sidecar.container_name().to_string();
        Self {
            variable: format!("enable_{}", name.replace('-', "_")),
            name,
            path: path.to_string(),
            port: 16686,
            priority: 10,
            vpc: "aws_vpc.main.id".to_string(),
            listener: "aws_lb_listener.http.arn".to_string(),
            load_balancer_security_group: "aws_security_group.alb.id".to_string(),
            task_security_group: "aws_security_group.ecs_tasks.id".to_string(),
        }
    }

    /// A Terraform file with the variable, the target group, the listener's rule and the security group's rule.
    ///
    /// # Errors
    ///
    /// A sidecar that has no such port (`adot`), a path that does not begin with a slash (`jaeger`), a name that is none
    /// (`a b`), and what is no expression (`aws_vpc.`).
    pub fn companion(&self, sidecar: &Sidecar) -> Result<String, Error> {
        self.check(sidecar)?;
        let Self { name, variable, port, priority, .. } = self;
        let [vpc, listener, from, to] =
            [&self.vpc, &self.listener, &self.load_balancer_security_group, &self.task_security_group]
                .map(|it| value(it));
        let (vpc, listener, from, to) = (vpc?, listener?, from?, to?);
        let container = sidecar.container_name();
        let path = self.path.trim_end_matches('/');
        let (below, whole) = (quoted(&format!("{path}/")), quoted(&format!("{path}/*")));
        let patterns = if path.is_empty() { whole.clone() } else { format!("{}, {whole}", quoted(path)) };
        let block = self.load_balancer(container, "# ");
        let text = format!(
            r#"# The user interface of the sidecar {container}, behind the load balancer of the application at {path}/.
#
# - It has no authentication of its own: on a public load balancer, everybody reads the traces. Put an action with
#   authenticate-oidc or authenticate-cognito before the forward, or use an internal load balancer.
# - Each task keeps its own traces, in memory: with several tasks, a request shows those of the task it reaches, and a
#   deployment loses them. Stickiness keeps a browser at one task; for all traces, use a collector and a shared store.
# - The health of this target group decides on the whole task: Amazon ECS replaces a task that fails any of its target
#   groups' checks, though the container is not essential. So the check is lenient; give the service
#   health_check_grace_period_seconds, too.

variable "{variable}" {{
  description = {description}
  type        = bool
  default     = false
}}

resource "aws_lb_target_group" "{name}" {{
  count = var.{variable} ? 1 : 0

  name        = {target_group}
  port        = {port}
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = {vpc}

  # Below its path the user interface answers 200; {path} alone leads there with 301, and / is 404.
  health_check {{
    path                = {below}
    matcher             = "200"
    interval            = 60
    timeout             = 10
    healthy_threshold   = 2
    unhealthy_threshold = 10
  }}

  stickiness {{
    type            = "lb_cookie"
    cookie_duration = 3600
  }}
}}

resource "aws_lb_listener_rule" "{name}" {{
  count = var.{variable} ? 1 : 0

  listener_arn = {listener}
  priority     = {priority}

  action {{
    type             = "forward"
    target_group_arn = aws_lb_target_group.{name}[0].arn
  }}

  condition {{
    path_pattern {{
      values = [{patterns}]
    }}
  }}
}}

resource "aws_security_group_rule" "{name}" {{
  count = var.{variable} ? 1 : 0

  description              = {from_whom}
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = {port}
  to_port                  = {port}
  security_group_id        = {to}
  source_security_group_id = {from}
}}

# What the service needs, in its resource "aws_ecs_service"; `--file` adds it there:
#
{block}"#,
            target_group = quoted(name),
            description = quoted(&format!("Whether the sidecar {container} runs beside the application")),
            from_whom = quoted(&format!("{container}: from the load balancer to the user interface")),
        );
        is_terraform("the scaffold", &text)?;
        Ok(text)
    }

    /// The text of a file whose only service, or the one of this name, sends requests to the sidecar; `None` if it does.
    ///
    /// ```
    /// use outrigger_core::Sidecar;
    /// use outrigger_terraform::Scaffold;
    ///
    /// let sidecar = Sidecar::built_in("jaeger")?;
    /// let scaffold = Scaffold::of(&sidecar, "/jaeger");
    /// let service = "resource \"aws_ecs_service\" \"api\" {\n  name = \"api\"\n}\n";
    /// let connected = scaffold.connect("service.tf", service, None, &sidecar)?.unwrap();
    /// assert!(connected.contains("    for_each = aws_lb_listener_rule.jaeger\n"));
    /// assert_eq!(scaffold.connect("service.tf", &connected, None, &sidecar)?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Scaffold::companion`], a text that is no Terraform, and one without a service or with several.
    pub fn connect(
        &self,
        path: &str,
        text: &str,
        service: Option<&str>,
        sidecar: &Sidecar,
    ) -> Result<Option<String>, Error> {
        self.check(sidecar)?;
        let file = File::new(path.to_string(), text);
        let block = service_block(&file, service)?;
        let rule = format!("aws_lb_listener_rule.{}", self.name);
        let stands = block.body.get_blocks("dynamic").any(|block| {
            block.has_exact_labels(&["load_balancer"])
                && block.body.get_attribute("for_each").is_some_and(|for_each| {
                    file.text.get(span(&for_each.value)).is_some_and(|source| source.contains(&rule))
                })
        });
        if stands {
            return Ok(None);
        }
        let newline = if file.text.contains("\r\n") { "\r\n" } else { "\n" };
        let (_, brace) = braces(block);
        let balancers = block
            .body
            .blocks()
            .filter(|block| block.has_ident("load_balancer") || block.has_exact_labels(&["load_balancer"]));
        let last = balancers.filter_map(Span::span).map(|span| span.end).last();
        let at = match last.and_then(|end| Some(end + file.text[end..].find('\n')? + 1)) {
            Some(next_line) => next_line,
            None => line_start(&file.text, brace),
        };
        let indent = format!("{}  ", indent_at(&file.text, span(block).start));
        let added = self.load_balancer(sidecar.container_name(), &indent).replace('\n', newline);
        let (before, after) = file.text.split_at(at);
        let text = format!("{}{before}{newline}{added}{after}", file.mark);
        is_terraform(path, &text)?;
        Ok(Some(text))
    }

    /// The block that a service needs.
    fn load_balancer(&self, container: &str, indent: &str) -> String {
        let Self { name, port, .. } = self;
        let lines = [
            "dynamic \"load_balancer\" {".to_string(),
            "  # By the rule, so that the target group has a load balancer before the service asks for it.".to_string(),
            format!("  for_each = aws_lb_listener_rule.{name}"),
            "  content {".to_string(),
            "    target_group_arn = load_balancer.value.action[0].target_group_arn".to_string(),
            format!("    container_name   = {}", quoted(container)),
            format!("    container_port   = {port}"),
            "  }".to_string(),
            "}".to_string(),
        ];
        lines.iter().map(|line| format!("{indent}{line}\n")).collect()
    }

    fn check(&self, sidecar: &Sidecar) -> Result<(), Error> {
        let definition = sidecar.definition();
        let ports = definition.get("portMappings").map_or(&[][..], Value::elements);
        let port = self.port.to_string();
        let is_port =
            |mapping: &Value<'_>| matches!(mapping.get("containerPort"), Some(Value::Number(text)) if *text == port);
        if !ports.iter().any(is_port) {
            let message = format!("the sidecar `{}` has no port {port} with a user interface", sidecar.name());
            return Err(Error::new(message)
                .with_help("jaeger and jaeger-v2 have one; or name another port")
                .with_hint("port"));
        }
        let is_path = self.path.starts_with('/')
            && !self.path.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '*'));
        if !is_path {
            let message = format!("`{}` is no path that the user interface could have", self.path);
            return Err(Error::new(message).with_help("it begins with a slash: /jaeger"));
        }
        for name in [&self.name, &self.variable] {
            if !is_name(name) {
                return Err(Error::new(format!("`{name}` is no name for something in Terraform")));
            }
        }
        Ok(())
    }
}

/// What was given for an expression, as one.
fn value(given: &str) -> Result<String, Error> {
    if given.starts_with("vpc-") || given.starts_with("sg-") || given.starts_with("arn:") {
        return Ok(quoted(given));
    }
    // A comment at its end would hide the closing parenthesis.
    let is_whole = format!("x = ({given})\n").parse::<Body>().is_ok();
    match given.parse::<Expression>() {
        Ok(_) if is_whole && !given.contains(['\n', '\r']) => Ok(given.to_string()),
        Ok(_) | Err(_) => Err(Error::new(format!("`{given}` is no expression of Terraform, no identifier and no ARN"))),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    template::write_quoted(&mut out, &template::escape(text));
    out
}

fn service_block<'f>(file: &'f File, name: Option<&str>) -> Result<&'f Block, Error> {
    let services: Vec<_> = services(file.body()?).collect();
    let names: Vec<_> = services.iter().map(|(name, _)| format!("aws_ecs_service.{name}")).collect();
    let is_meant = |known: &str| name.is_none_or(|name| name.strip_prefix("aws_ecs_service.").unwrap_or(name) == known);
    let mut found = services.into_iter().filter(|(known, _)| is_meant(known));
    match (found.next(), found.next()) {
        (Some((_, block)), None) => Ok(block),
        (Some(_), Some(_)) => Err(Error::new("the file declares several services")
            .with_help(format!("choose one: {}", names.join(", ")))
            .with_hint("service")),
        (None, _) => Err(Error::new("no such service stands in this file").with_help(match names.is_empty() {
            true => "name the file that declares the resource \"aws_ecs_service\"".to_string(),
            false => format!("the services of this file are {}", names.join(", ")),
        })),
    }
}

fn services(body: &Body) -> impl Iterator<Item = (&str, &Block)> {
    body.get_blocks("resource").filter_map(|block| match &*block.labels {
        [kind, name] if kind.as_str() == "aws_ecs_service" => Some((name.as_str(), block)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn jaeger() -> (Sidecar, Scaffold) {
        let sidecar = Sidecar::built_in("jaeger").unwrap();
        let scaffold = Scaffold::of(&sidecar, "/jaeger");
        (sidecar, scaffold)
    }

    #[test]
    fn what_is_given_is_what_stands_there() {
        let (sidecar, scaffold) = jaeger();
        let scaffold =
            Scaffold { vpc: "vpc-0a1b2c3d".to_string(), path: "/traces/".to_string(), priority: 7, ..scaffold };
        let text = scaffold.companion(&sidecar).unwrap();
        assert!(text.parse::<Body>().is_ok());
        for expected in ["vpc_id      = \"vpc-0a1b2c3d\"", "values = [\"/traces\", \"/traces/*\"]", "priority     = 7"]
        {
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn what_cannot_be() {
        let (sidecar, scaffold) = jaeger();
        let refuse = |scaffold: &Scaffold, sidecar: &Sidecar| scaffold.companion(sidecar).unwrap_err().to_string();
        assert_eq!(refuse(&Scaffold { path: "jaeger".into(), ..scaffold.clone() }, &sidecar), {
            "`jaeger` is no path that the user interface could have"
        });
        assert_eq!(refuse(&Scaffold { vpc: "aws_vpc.".into(), ..scaffold.clone() }, &sidecar), {
            "`aws_vpc.` is no expression of Terraform, no identifier and no ARN"
        });
        assert_eq!(refuse(&Scaffold { name: "a b".into(), ..scaffold.clone() }, &sidecar), {
            "`a b` is no name for something in Terraform"
        });
        assert_eq!(refuse(&scaffold, &Sidecar::built_in("adot").unwrap()), {
            "the sidecar `adot` has no port 16686 with a user interface"
        });
    }

    #[test]
    fn behind_the_other_load_balancers() {
        let (sidecar, scaffold) = jaeger();
        let service = "resource \"aws_ecs_service\" \"api\" {\r\n  load_balancer {\r\n    container_port = 80\r\n  }\r\n\r\n  name = \"a\"\r\n}\r\n";
        let text = scaffold.connect("service.tf", service, Some("api"), &sidecar).unwrap().unwrap();
        assert!(text.contains("  }\r\n\r\n  dynamic \"load_balancer\" {\r\n"), "{text}");
        assert!(text.contains("    }\r\n  }\r\n\r\n  name = \"a\"\r\n}\r\n"), "{text}");
        let error = scaffold.connect("service.tf", service, Some("web"), &sidecar).unwrap_err();
        assert_eq!(error.help(), Some("the services of this file are aws_ecs_service.api"));
    }

    /// Names, paths and expressions as nobody would give them in good faith.
    fn hostile() -> impl Strategy<Value = String> {
        let part = proptest::sample::select(vec![
            "/",
            "jaeger",
            "a",
            "\"",
            "\\",
            "\n",
            "\r",
            "\u{0}",
            "\u{7f}",
            "\u{85}",
            "\u{2028}",
            "${path.module}",
            "%{ if true }",
            "$",
            "{",
            "}",
            "#",
            "//",
            "/*",
            "*/",
            ")",
            "(",
            "<<E\n",
            "sg-1",
            "aws_vpc.x.id",
            " ",
        ]);
        proptest::collection::vec(part, 0..5).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn what_is_given_stays_where_it_belongs(name in hostile(), path in hostile(), vpc in hostile(), group in hostile()) {
            let (sidecar, usual) = jaeger();
            let given = [
                Scaffold { name, ..usual.clone() },
                Scaffold { path: format!("/{path}"), ..usual.clone() },
                Scaffold { vpc, ..usual.clone() },
                Scaffold { task_security_group: group, ..usual.clone() },
            ];
            let shape = |text: &str| {
                let body: Body = text.parse().unwrap();
                let attributes = |block: &Block| block.body.attributes().map(|it| it.key.to_string()).collect::<Vec<_>>();
                body.blocks().map(|block| (block.ident.to_string(), attributes(block))).collect::<Vec<_>>()
            };
            let expected = shape(&usual.companion(&sidecar).unwrap());
            for scaffold in given {
                if let Ok(text) = scaffold.companion(&sidecar) {
                    prop_assert_eq!(shape(&text), expected.clone());
                    // Of a path nothing is evaluated.
                    if scaffold.path != usual.path {
                        let body: Body = text.parse().unwrap();
                        let group = body.get_blocks("resource").next().unwrap();
                        let check = group.body.get_blocks("health_check").next().unwrap();
                        let written = check.body.get_attribute("path").unwrap().value.as_str().unwrap();
                        prop_assert_eq!(written, format!("{}/", scaffold.path.trim_end_matches('/')));
                    }
                }
            }
        }
    }
}
