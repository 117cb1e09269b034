//! [`Scaffold::connect`]: the service sends requests to the sidecar.

use hcl_edit::Span;
use hcl_edit::structure::{Block, Body};
use outrigger_core::Sidecar;

use crate::error::Error;
use crate::module::File;
use crate::module::resource::braces;
use crate::scaffold::Scaffold;
use crate::syntax::expression::span;
use crate::syntax::lines::{indent_at, line_start};

impl Scaffold {
    /// The text of a file in which the only service, or the one of this name, sends requests to the sidecar; `None` if the
    /// service does so already.
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
    /// Those of [`Scaffold::companion`], a text that is not Terraform (`{`), and one without a service or with several.
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
        let is_connected = block.body.get_blocks("dynamic").any(|block| {
            block.has_exact_labels(&["load_balancer"])
                && block.body.get_attribute("for_each").is_some_and(|for_each| {
                    file.text.get(span(&for_each.value)).is_some_and(|source| source.contains(&rule))
                })
        });
        if is_connected {
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
        File::new(path.to_string(), &text).check_written()?;
        Ok(Some(text))
    }
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
        (None, _) => Err(Error::new("this file has no such service").with_help(match names.is_empty() {
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
    use super::*;

    #[test]
    fn the_block_is_added_behind_the_other_load_balancers() {
        let sidecar = Sidecar::built_in("jaeger").unwrap();
        let scaffold = Scaffold::of(&sidecar, "/jaeger");
        let service = "resource \"aws_ecs_service\" \"api\" {\r\n  load_balancer {\r\n    container_port = 80\r\n  }\r\n\r\n  name = \"a\"\r\n}\r\n";
        let text = scaffold.connect("service.tf", service, Some("api"), &sidecar).unwrap().unwrap();
        assert!(text.contains("  }\r\n\r\n  dynamic \"load_balancer\" {\r\n"), "{text}");
        assert!(text.contains("    }\r\n  }\r\n\r\n  name = \"a\"\r\n}\r\n"), "{text}");
        let error = scaffold.connect("service.tf", service, Some("web"), &sidecar).unwrap_err();
        assert_eq!(error.help(), Some("the services of this file are aws_ecs_service.api"));
    }
}
