//! [`Scaffold::companion`]: a new Terraform file.

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;
use outrigger_core::Sidecar;

use crate::error::Error;
use crate::module::File;
use crate::scaffold::{Scaffold, quoted};

impl Scaffold {
    /// A Terraform file with the variable, the target group, the listener's rule and the security group's rule.
    ///
    /// # Errors
    ///
    /// A sidecar without this port (`adot`), a path that does not begin with a slash (`jaeger`), a name that is not valid
    /// (`a b`), and a value that is not an expression (`aws_vpc.`).
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
        let answers = match path {
            "" => "/ with 200".to_string(),
            path => format!("{path}/ with 200, {path} with a redirect (301), and / with 404"),
        };
        let block = self.load_balancer(container, "# ");
        let text = format!(
            r#"# The user interface of the sidecar {container}, at {path}/ on the load balancer of the application.
#
# - It has no authentication: on a public load balancer, everybody can read the traces. Add an action with
#   authenticate-oidc or authenticate-cognito before the forward action, or use an internal load balancer.
# - Each task keeps only its own traces, in memory: with several tasks, a request shows the traces of the task that it
#   reaches, and a deployment loses them. Stickiness keeps a browser at one task; to see all traces, use a collector and a
#   shared store.
# - The health check of this target group applies to the whole task: Amazon ECS replaces a task that fails the check of any
#   of its target groups, even if the container is not essential. So this check is lenient. Also set
#   health_check_grace_period_seconds in the service.

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

  # The user interface answers {answers}.
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

# The resource "aws_ecs_service" needs this block:
#
{block}"#,
            target_group = quoted(name),
            description = quoted(&format!("Whether the sidecar {container} runs beside the application")),
            from_whom = quoted(&format!("{container}: from the load balancer to the user interface")),
        );
        File::new("the scaffold".to_string(), &text).check_written()?;
        Ok(text)
    }
}

/// An expression as it was given, or an identifier or an ARN as a string.
fn value(given: &str) -> Result<String, Error> {
    if given.starts_with("vpc-") || given.starts_with("sg-") || given.starts_with("arn:") {
        return Ok(quoted(given));
    }
    // A comment at its end would hide the closing parenthesis.
    let is_whole = format!("x = ({given})\n").parse::<Body>().is_ok();
    match given.parse::<Expression>() {
        Ok(_) if is_whole && !given.contains(['\n', '\r']) => Ok(given.to_string()),
        Ok(_) | Err(_) => {
            Err(Error::new(format!("`{given}` is not an expression of Terraform, an identifier or an ARN")))
        }
    }
}
