//! [`Scaffold`]: the resources that make a sidecar's user interface reachable through the load balancer.

mod companion;
mod connect;

use outrigger_core::{Sidecar, Value};

use crate::error::Error;
use crate::syntax::expression::is_identifier;
use crate::syntax::template;

/// The settings of the resources for a sidecar's user interface, and the existing resources that they refer to.
///
/// An expression is written as it is (`aws_vpc.main.id`); identifiers and ARNs of AWS become strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaffold {
    /// The name of the resources, and of the target group.
    pub name: String,
    /// The variable that all of the resources depend on.
    pub variable: String,
    /// The path under which the sidecar serves the user interface.
    pub path: String,
    /// The port of the user interface.
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
    /// The default settings for a sidecar whose user interface has this path.
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

    /// The block that the service needs.
    fn load_balancer(&self, container: &str, indent: &str) -> String {
        let Self { name, port, .. } = self;
        let lines = [
            "dynamic \"load_balancer\" {".to_string(),
            "  # Refers to the rule, so that the target group has a load balancer before the service uses it."
                .to_string(),
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
                .with_help("jaeger and jaeger-v2 have one; for another sidecar, choose its port")
                .with_hint("port"));
        }
        let is_path = self.path.starts_with('/')
            && !self.path.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '*'));
        if !is_path {
            let message = format!("`{}` is not a valid path of a user interface", self.path);
            return Err(Error::new(message).with_help("a path begins with a slash: /jaeger"));
        }
        for name in [&self.name, &self.variable] {
            if !is_identifier(name) {
                return Err(Error::new(format!("`{name}` is not a valid name in Terraform")));
            }
        }
        Ok(())
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    template::write_quoted(&mut out, &template::escape(text));
    out
}

#[cfg(test)]
mod tests {
    use hcl_edit::structure::{Block, Body};
    use proptest::prelude::*;

    use super::*;

    fn jaeger() -> (Sidecar, Scaffold) {
        let sidecar = Sidecar::built_in("jaeger").unwrap();
        let scaffold = Scaffold::of(&sidecar, "/jaeger");
        (sidecar, scaffold)
    }

    #[test]
    fn the_settings_are_in_the_text() {
        let (sidecar, scaffold) = jaeger();
        let scaffold =
            Scaffold { vpc: "vpc-0a1b2c3d".to_string(), path: "/traces/".to_string(), priority: 7, ..scaffold };
        let text = scaffold.companion(&sidecar).unwrap();
        assert!(text.parse::<Body>().is_ok());
        for expected in ["vpc_id      = \"vpc-0a1b2c3d\"", "values = [\"/traces\", \"/traces/*\"]", "priority     = 7"]
        {
            assert!(text.contains(expected), "{text}");
        }
        let root = Scaffold { path: "/".to_string(), ..scaffold };
        assert!(root.companion(&sidecar).unwrap().contains("  # The user interface answers / with 200.\n"));
    }

    #[test]
    fn settings_that_are_not_valid() {
        let (sidecar, scaffold) = jaeger();
        let refuse = |scaffold: &Scaffold, sidecar: &Sidecar| scaffold.companion(sidecar).unwrap_err().to_string();
        assert_eq!(refuse(&Scaffold { path: "jaeger".into(), ..scaffold.clone() }, &sidecar), {
            "`jaeger` is not a valid path of a user interface"
        });
        assert_eq!(refuse(&Scaffold { vpc: "aws_vpc.".into(), ..scaffold.clone() }, &sidecar), {
            "`aws_vpc.` is not an expression of Terraform, an identifier or an ARN"
        });
        assert_eq!(refuse(&Scaffold { name: "a b".into(), ..scaffold.clone() }, &sidecar), {
            "`a b` is not a valid name in Terraform"
        });
        assert_eq!(refuse(&scaffold, &Sidecar::built_in("adot").unwrap()), {
            "the sidecar `adot` has no port 16686 with a user interface"
        });
    }

    /// Names, paths and expressions from a hostile caller.
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
        fn a_setting_cannot_change_other_parts_of_the_text(name in hostile(), path in hostile(), vpc in hostile(), group in hostile()) {
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
                    // Terraform evaluates nothing in a path.
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
