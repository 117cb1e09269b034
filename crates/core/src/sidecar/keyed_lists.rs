//! Checks the values of a sidecar: no `null`, and each key of a list once.
//!
//! ECS merges or drops such values, or refuses them. A later injection would then find a difference again and again, and a
//! removal would not be exact. So they are refused when the sidecar is read.

use crate::facts::LABEL;
use crate::text::{Error, ErrorKind, Kind, Node as _, Pointer, Value};

/// A member that is a list of objects, each with a unique key.
struct KeyedList {
    member: &'static str,
    /// The noun for an element, for messages.
    element: &'static str,
    key: &'static str,
    /// Another member that must be a string, if an element has it.
    text: Option<&'static str>,
    needs_key: bool,
}

const ENVIRONMENT: KeyedList =
    KeyedList { member: "environment", element: "variable", key: "name", text: Some("value"), needs_key: true };
const SECRETS: KeyedList =
    KeyedList { member: "secrets", element: "secret", key: "name", text: Some("valueFrom"), needs_key: true };
const VOLUMES: KeyedList = KeyedList { member: "volumes", element: "volume", key: "name", text: None, needs_key: true };

/// A list whose elements may have no key.
const fn optional(
    member: &'static str,
    element: &'static str,
    key: &'static str,
    text: Option<&'static str>,
) -> KeyedList {
    KeyedList { member, element, key, text, needs_key: false }
}

/// The lists of a container definition (Amazon ECS API Reference, `ContainerDefinition`).
const LISTS: [KeyedList; 6] = [
    ENVIRONMENT,
    SECRETS,
    optional("mountPoints", "mount point", "containerPath", Some("sourceVolume")),
    optional("dependsOn", "dependency", "containerName", Some("condition")),
    optional("ulimits", "limit", "name", None),
    optional("systemControls", "system control", "namespace", Some("value")),
];

/// Checks the container definition of a sidecar.
pub(crate) fn check_container(container: &Value<'_>, at: &Pointer) -> Result<(), Error> {
    check_names_and_nulls(container, at)?;
    for list in &LISTS {
        if let Some(value) = container.get(list.member) {
            list.check(value, &at.then(list.member))?;
        }
    }
    if let Some(secrets) = container.get(SECRETS.member) {
        let variables = container.get(ENVIRONMENT.member).map_or(&[][..], Value::elements);
        let is_variable = |name| variables.iter().any(|variable| ENVIRONMENT.key_of(variable) == Some(name));
        for (index, secret) in secrets.elements().iter().enumerate() {
            if let Some(name) = SECRETS.key_of(secret).filter(|name| is_variable(name)) {
                return Err(Error::new(ErrorKind::Sidecar, format!("a variable and a secret have the name `{name}`"))
                    .at_pointer(at.then(SECRETS.member).then(index))
                    .with_help("ECS accepts only one of them: remove the other"));
            }
        }
    }
    if let Some(mappings) = container.get("portMappings") {
        check_ports(mappings, &at.then("portMappings"))?;
    }
    container.get("dockerLabels").map_or(Ok(()), |labels| check_labels(labels, &at.then("dockerLabels")))
}

/// Checks the variables of a sidecar for the application's containers.
pub(crate) fn check_environment(environment: &Value<'_>, at: &Pointer) -> Result<(), Error> {
    check_names_and_nulls(environment, at)?;
    ENVIRONMENT.check(environment, at)
}

/// Checks the volumes of a sidecar.
pub(crate) fn check_volumes(volumes: &Value<'_>, at: &Pointer) -> Result<(), Error> {
    check_names_and_nulls(volumes, at)?;
    VOLUMES.check(volumes, at)
}

impl KeyedList {
    fn check(&self, list: &Value<'_>, at: &Pointer) -> Result<(), Error> {
        let Self { member, element, key, text, needs_key } = self;
        if list.kind() != Kind::Array {
            return Err(Error::new(ErrorKind::Sidecar, format!("{member} must be an array")).at_pointer(at.clone()));
        }
        for (index, entry) in list.elements().iter().enumerate() {
            let at = at.then(index);
            if entry.kind() != Kind::Object {
                return Err(Error::new(ErrorKind::Sidecar, format!("a {element} must be an object")).at_pointer(at));
            }
            let is_text = |member: &str| entry.get(member).is_none_or(|value| value.as_str().is_some());
            if let Some(wrong) = [*key].into_iter().chain(*text).find(|member| !is_text(member)) {
                return Err(
                    Error::new(ErrorKind::Sidecar, format!("{wrong} must be a string")).at_pointer(at.then(wrong))
                );
            }
            let found = match self.key_of(entry) {
                Some("") => {
                    return Err(
                        Error::new(ErrorKind::Sidecar, format!("the {key} of a {element} is empty")).at_pointer(at)
                    );
                }
                Some(found) => found,
                None if *needs_key => {
                    return Err(
                        Error::new(ErrorKind::Sidecar, format!("a {element} needs a member `{key}`")).at_pointer(at)
                    );
                }
                None => continue,
            };
            if list.elements()[..index].iter().any(|other| self.key_of(other) == Some(found)) {
                return Err(Error::new(
                    ErrorKind::Sidecar,
                    format!("two {} have the {key} `{found}`", plural(element)),
                )
                .at_pointer(at)
                .with_help("remove one of them"));
            }
        }
        Ok(())
    }

    fn key_of<'v>(&self, entry: &'v Value<'_>) -> Option<&'v str> {
        entry.get(self.key)?.as_str()
    }
}

fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{noun}s"),
    }
}

/// Checks that no port is mapped twice: with the same number or range, protocol and host port.
fn check_ports(mappings: &Value<'_>, at: &Pointer) -> Result<(), Error> {
    if mappings.kind() != Kind::Array {
        return Err(Error::new(ErrorKind::Sidecar, "portMappings must be an array").at_pointer(at.clone()));
    }
    let port_of = |mapping: &Value<'_>| {
        let stated = |member| mapping.get(member).map(ToString::to_string);
        let protocol = mapping.get("protocol").and_then(Value::as_str).unwrap_or("tcp").to_string();
        (stated("containerPort"), stated("containerPortRange"), stated("hostPort"), protocol)
    };
    for (index, mapping) in mappings.elements().iter().enumerate() {
        if mapping.kind() != Kind::Object {
            return Err(Error::new(ErrorKind::Sidecar, "a port mapping must be an object").at_pointer(at.then(index)));
        }
        if mappings.elements()[..index].iter().any(|other| port_of(other) == port_of(mapping)) {
            return Err(Error::new(ErrorKind::Sidecar, "two port mappings are for the same port")
                .at_pointer(at.then(index))
                .with_help("remove one of them"));
        }
    }
    Ok(())
}

fn check_labels(labels: &Value<'_>, at: &Pointer) -> Result<(), Error> {
    if labels.kind() != Kind::Object {
        return Err(Error::new(ErrorKind::Sidecar, "dockerLabels must be an object").at_pointer(at.clone()));
    }
    for (key, value) in labels.members() {
        let at = at.then(key.clone().into_owned());
        if key == LABEL {
            return Err(Error::new(
                ErrorKind::Sidecar,
                format!("the label `{LABEL}` is reserved for the record of an injection"),
            )
            .at_pointer(at)
            .with_help("give the label another name"));
        }
        if value.as_str().is_none() {
            return Err(Error::new(ErrorKind::Sidecar, format!("the label `{key}` must be a string")).at_pointer(at));
        }
    }
    Ok(())
}

/// Checks that nothing is `null`, which ECS treats as absent, and that no name is empty.
fn check_names_and_nulls(value: &Value<'_>, at: &Pointer) -> Result<(), Error> {
    match value {
        Value::Null => Err(Error::new(ErrorKind::Sidecar, "`null` is not allowed here: ECS treats it as absent")
            .at_pointer(at.clone())
            .with_help("remove it")),
        Value::Array(elements) => {
            elements.iter().enumerate().try_for_each(|(index, element)| check_names_and_nulls(element, &at.then(index)))
        }
        Value::Object(members) => members.iter().try_for_each(|(name, value)| {
            let at = at.then(name.clone().into_owned());
            if name.is_empty() {
                return Err(Error::new(ErrorKind::Sidecar, "a member has an empty name").at_pointer(at));
            }
            check_names_and_nulls(value, &at)
        }),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}
