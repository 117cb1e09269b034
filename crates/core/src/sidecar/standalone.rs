//! A sidecar as a separate service: a task definition that runs only the sidecar.

use std::borrow::Cow;

use crate::facts::{Unit, units};
use crate::rule::fargate::{Size, System, smallest};
use crate::sidecar::Sidecar;
use crate::text::{Error, ErrorKind, Value};

impl Sidecar {
    /// A Fargate task definition that runs only this sidecar, with the smallest size that is large enough.
    ///
    /// Check it with [`lint`](crate::lint): it may still need something, such as an execution role for its log.
    ///
    /// ```
    /// use outrigger_core::{Template, Value};
    ///
    /// let sidecar = Template::built_in("jaeger")?.sidecar([("memory", "1100")])?;
    /// let task = sidecar.standalone(None)?;
    /// assert_eq!(task.get("cpu").and_then(Value::as_str), Some("256"));
    /// assert_eq!(task.get("memory").and_then(Value::as_str), Some("2048"));
    /// # Ok::<(), outrigger_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The container needs more CPU or memory than the largest Fargate task has (`memory` of 300000).
    pub fn standalone(&self, execution_role_arn: Option<&str>) -> Result<Value<'static>, Error> {
        let container = only_container(self.definition());
        let needed = |member, unit| container.get(member).and_then(|value| units(value, unit)).unwrap_or(0);
        let memory = needed("memory", Unit::Gigabyte).max(needed("memoryReservation", Unit::Gigabyte));
        let size = Size { cpu: needed("cpu", Unit::VirtualCpu), memory };
        let size = smallest(size, System::Linux).ok_or_else(|| {
            let Size { cpu, memory } = size;
            let message = format!("no Fargate task is large enough for {cpu} CPU units and {memory} MiB");
            Error::new(ErrorKind::Setting, message).with_help("give the container less CPU or memory")
        })?;
        let mut members = vec![
            ("family", Value::string(self.name().to_string())),
            ("networkMode", Value::string("awsvpc")),
            ("requiresCompatibilities", Value::Array(vec![Value::string("FARGATE")])),
            ("cpu", Value::string(size.cpu.to_string())),
            ("memory", Value::string(size.memory.to_string())),
        ];
        members.extend(execution_role_arn.map(|arn| ("executionRoleArn", Value::string(arn.to_string()))));
        members.push(("containerDefinitions", Value::Array(vec![container])));
        if !self.volumes().is_empty() {
            members.push(("volumes", Value::Array(self.volumes().to_vec())));
        }
        Ok(Value::object(members))
    }
}

/// The container as the only one of its task: essential, and without host ports and references to other containers.
fn only_container(definition: Value<'static>) -> Value<'static> {
    let Value::Object(mut members) = definition else { return definition };
    match members.iter_mut().find(|(name, _)| name == "essential") {
        Some((_, essential)) => *essential = Value::Bool(true),
        None => members.push((Cow::Borrowed("essential"), Value::Bool(true))),
    }
    // The task has no other container to refer to.
    members.retain(|(name, _)| !matches!(&**name, "dependsOn" | "links" | "volumesFrom"));
    let mappings = members.iter_mut().filter(|(name, _)| name == "portMappings").map(|(_, mappings)| mappings);
    for mapping in
        mappings.filter_map(|mappings| if let Value::Array(list) = mappings { Some(list) } else { None }).flatten()
    {
        if let Value::Object(members) = mapping {
            members.retain(|(name, _)| name != "hostPort");
        }
    }
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use crate::rule::{Rule, Service, lint};
    use crate::sidecar::Template;
    use crate::text::Value;

    fn size(memory: &str) -> Option<String> {
        let sidecar = Template::built_in("jaeger").unwrap().sidecar([("memory", memory)]).unwrap();
        let task = sidecar.standalone(None).ok()?;
        let findings = lint(&task, &Service::default()).unwrap();
        assert!(findings.iter().all(|finding| finding.rule != Rule::FargateSize), "{findings:?}");
        let text = |member| task.get(member).and_then(Value::as_str).unwrap_or_default();
        Some(format!("{}/{}", text("cpu"), text("memory")))
    }

    #[test]
    fn sizes() {
        for (memory, expected) in [
            ("", "256/512"),
            ("512", "256/512"),
            ("1100", "256/2048"),
            ("2049", "512/3072"),
            ("200000", "32768/249856"),
        ] {
            assert_eq!(size(memory).as_deref(), Some(expected), "{memory}");
        }
        assert_eq!(size("300000"), None);
    }
}
