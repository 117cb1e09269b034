//! Reads a [`Template`] from a JSON document.

use std::borrow::Cow;

use crate::sidecar::substitution::{Piece, pieces};
use crate::sidecar::{Logs, Parameter, Reservation, Template};
use crate::text::{Document, Error, ErrorKind, Kind, Node, Pointer, Value};

/// The parameters of every sidecar that inherits its log configuration, with their descriptions.
const LOG_PARAMETERS: [(&str, &str); 2] = [
    ("log-group", "CloudWatch Logs group of the sidecar; if not set, the one of the application"),
    ("region", "AWS region of the log group; if not set, the one of the application"),
];

impl Template {
    /// Reads a sidecar document.
    ///
    /// # Errors
    ///
    /// The error has the place in the text.
    ///
    /// - The text is not JSON (`{`).
    /// - A member has the wrong type, or its name is not known (`{"name": "x", "image": …}`).
    /// - `name`, `container` or the `image` of the container is missing.
    /// - A string contains a parameter that is not declared.
    /// - Something would not stay as it is in ECS: two members of one name, a `null` in the container or a volume, two
    ///   variables, secrets, mount points, ports or volumes with one key, or the label `outrigger`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let document = Document::scan(text)?;
        Self::read(document.root()).map_err(|error| error.located_in(&document))
    }

    pub(super) fn read<'a>(root: impl Node<'a>) -> Result<Self, Error> {
        let here = Pointer::root();
        if let Some(at) = root.duplicates().into_iter().next() {
            return Err(duplicate(at));
        }
        let members =
            ["name", "description", "parameters", "container", "application", "volumes", "logs", "reservation"];
        known_members(root, &here, "a sidecar", &members)?;
        let name = container_name(root, &here)?.ok_or_else(|| missing("a sidecar", "name", &here))?;
        let container = root.member("container").ok_or_else(|| missing("a sidecar", "container", &here))?;
        let logs = match root.member("logs").map(|logs| (logs.kind(), logs.as_str())) {
            None | Some((Kind::Null, _)) => Logs::Own,
            Some((_, Some(inherit))) if inherit == "inherit" => Logs::Inherit,
            Some(_) => return Err(wrong("logs", "must be \"inherit\" or absent", &here.then("logs"))),
        };
        let application = root.member("application").filter(|node| node.kind() != Kind::Null);
        let at_application = here.then("application");
        if let Some(application) = application {
            known_members(application, &at_application, "application", &["environment", "dependsOn"])?;
        }
        let template = Self {
            description: text(root, "description", &here)?.unwrap_or_default(),
            parameters: parameters(root, logs)?,
            container: read_container(container, &name, logs)?,
            environment: match application.and_then(|node| node.member("environment")) {
                Some(node) => environment(node, &at_application.then("environment"))?,
                None => Value::Array(Vec::new()),
            },
            depends_on: match application {
                Some(node) => text(node, "dependsOn", &at_application)?.map_or(Value::Null, Value::string),
                None => Value::Null,
            },
            volumes: match root.member("volumes").filter(|node| node.kind() != Kind::Null) {
                Some(node) => whole(node, &here.then("volumes"))?,
                None => Value::Array(Vec::new()),
            },
            reservation: reservation(root)?,
            name,
            logs,
        };
        template.check_parameters()?;
        template.check_values(&template.container, &template.environment, &template.volumes)?;
        Ok(template)
    }

    /// Checks that every `${parameter}` is declared.
    fn check_parameters(&self) -> Result<(), Error> {
        let here = Pointer::root();
        let application = here.then("application");
        self.check_value(&self.container, &here.then("container"))?;
        self.check_value(&self.environment, &application.then("environment"))?;
        self.check_value(&self.depends_on, &application.then("dependsOn"))?;
        self.check_value(&self.volumes, &here.then("volumes"))
    }

    fn check_value(&self, value: &Value<'_>, pointer: &Pointer) -> Result<(), Error> {
        match value {
            Value::String(text) => pieces(text).try_for_each(|piece| match piece {
                Piece::Parameter(name) if !self.parameters.iter().any(|parameter| parameter.name == name) => {
                    Err(self.unknown_parameter(name).at_pointer(pointer.clone()))
                }
                Piece::Parameter(_) | Piece::Text(_) => Ok(()),
            }),
            Value::Array(elements) => elements
                .iter()
                .enumerate()
                .try_for_each(|(index, element)| self.check_value(element, &pointer.then(index))),
            Value::Object(members) => members
                .iter()
                .try_for_each(|(name, value)| self.check_value(value, &pointer.then(name.clone().into_owned()))),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        }
    }
}

fn reservation<'a>(root: impl Node<'a>) -> Result<Reservation, Error> {
    let mut reservation = Reservation::default();
    let at = Pointer::root().then("reservation");
    let Some(node) = root.member("reservation").filter(|node| node.kind() != Kind::Null) else {
        return Ok(reservation);
    };
    expect(node, Kind::Object, "reservation", &at)?;
    known_members(node, &at, "a reservation", &["cpu", "memory"])?;
    for (name, node) in node.members() {
        let units = node.as_number().and_then(|number| number.parse().ok());
        let at = at.then(name.clone().into_owned());
        let units = units.ok_or_else(|| wrong(&name, "must be a whole number, in CPU units or MiB", &at))?;
        *(if name == "cpu" { &mut reservation.cpu } else { &mut reservation.memory }) = units;
    }
    Ok(reservation)
}

fn parameters<'a>(root: impl Node<'a>, logs: Logs) -> Result<Vec<Parameter>, Error> {
    let at = Pointer::root().then("parameters");
    let mut parameters = Vec::new();
    if let Some(node) = root.member("parameters").filter(|node| node.kind() != Kind::Null) {
        expect(node, Kind::Object, "parameters", &at)?;
        for (name, node) in node.members() {
            let at = at.then(name.clone().into_owned());
            if name.is_empty() {
                return Err(Error::new(ErrorKind::Sidecar, "a parameter has an empty name").at_pointer(at));
            }
            known_members(node, &at, "a parameter", &["description", "default", "type"])?;
            let is_integer = match text(node, "type", &at)?.as_deref() {
                None | Some("string") => false,
                Some("integer") => true,
                Some(_) => return Err(wrong("type", "must be \"string\" or \"integer\"", &at.then("type"))),
            };
            parameters.push(Parameter {
                name: name.into_owned(),
                description: text(node, "description", &at)?.unwrap_or_default(),
                default: text(node, "default", &at)?,
                is_integer,
            });
        }
    }
    if logs == Logs::Inherit {
        for (name, description) in LOG_PARAMETERS {
            if !parameters.iter().any(|parameter| parameter.name == name) {
                let (name, description) = (name.to_string(), description.to_string());
                parameters.push(Parameter { name, description, default: Some(String::new()), is_integer: false });
            }
        }
    }
    Ok(parameters)
}

fn read_container<'a>(node: impl Node<'a>, sidecar: &str, logs: Logs) -> Result<Value<'static>, Error> {
    let at = Pointer::root().then("container");
    expect(node, Kind::Object, "container", &at)?;
    if logs == Logs::Inherit && node.member("logConfiguration").is_some() {
        return Err(Error::new(
            ErrorKind::Sidecar,
            "a sidecar that inherits its logs must not have a `logConfiguration`",
        )
        .at_pointer(at.then("logConfiguration")));
    }
    text(node, "image", &at)?.filter(|image| !image.is_empty()).ok_or_else(|| missing("container", "image", &at))?;
    let named = container_name(node, &at)?;
    let value = whole(node, &at)?;
    let mut members = value.members().to_vec();
    if named.is_none() {
        members.retain(|(name, _)| name != "name");
        members.insert(0, (Cow::Borrowed("name"), Value::string(sidecar.to_string())));
    }
    Ok(Value::Object(members))
}

fn environment<'a>(node: impl Node<'a>, at: &Pointer) -> Result<Value<'static>, Error> {
    if node.kind() == Kind::Null {
        return Ok(Value::Array(Vec::new()));
    }
    expect(node, Kind::Array, "environment", at)?;
    for (index, variable) in node.elements().enumerate() {
        let at = at.then(index);
        known_members(variable, &at, "a variable", &["name", "value"])?;
        text(variable, "value", &at)?.ok_or_else(|| missing("a variable", "value", &at))?;
    }
    whole(node, at)
}

/// The member `name`, if there is one. It must be a valid name of a container.
fn container_name<'a>(node: impl Node<'a>, at: &Pointer) -> Result<Option<String>, Error> {
    let Some(name) = text(node, "name", at)? else { return Ok(None) };
    let is_valid = (1..=255).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if is_valid {
        Ok(Some(name))
    } else {
        Err(wrong("name", "must be 1 to 255 letters, digits, hyphens and underscores", &at.then("name")))
    }
}

/// A member that must be a string if it exists and is not `null`.
fn text<'a>(node: impl Node<'a>, member: &'static str, at: &Pointer) -> Result<Option<String>, Error> {
    match node.member(member).filter(|node| node.kind() != Kind::Null) {
        None => Ok(None),
        Some(node) => match node.as_str() {
            Some(text) => Ok(Some(text.into_owned())),
            None => Err(wrong(member, "must be a string", &at.then(member))),
        },
    }
}

/// The whole value, with owned data.
fn whole<'a>(node: impl Node<'a>, at: &Pointer) -> Result<Value<'static>, Error> {
    let value = node.to_value().map(Value::into_owned);
    value.ok_or_else(|| {
        Error::new(ErrorKind::Sidecar, "a string contains half of a surrogate pair, which is not a character")
            .at_pointer(at.clone())
    })
}

/// Checks that a value is an object that has only these members.
fn known_members<'a>(node: impl Node<'a>, at: &Pointer, what: &str, known: &[&str]) -> Result<(), Error> {
    expect(node, Kind::Object, what, at)?;
    match node.members().find(|(name, _)| !known.contains(&&**name)) {
        None => Ok(()),
        Some((name, _)) => Err(Error::new(ErrorKind::Sidecar, format!("{what} has no member `{name}`"))
            .at_pointer(at.then(name.into_owned()))
            .with_help(format!("its members are {}", known.join(", ")))),
    }
}

fn expect<'a>(node: impl Node<'a>, kind: Kind, what: &str, at: &Pointer) -> Result<(), Error> {
    let article = if kind == Kind::Array { "an array" } else { "an object" };
    if node.kind() == kind { Ok(()) } else { Err(wrong(what, &format!("must be {article}"), at)) }
}

fn duplicate(at: Pointer) -> Error {
    let name = at.split_last().and_then(|(_, token)| token.as_member().map(String::from)).unwrap_or_default();
    Error::new(ErrorKind::Sidecar, format!("two members of one object have the name `{name}`"))
        .at_pointer(at)
        .with_help("remove one of them: programs differ in which one they use")
}

fn missing(what: &str, member: &str, at: &Pointer) -> Error {
    Error::new(ErrorKind::Sidecar, format!("{what} needs a member `{member}`")).at_pointer(at.clone())
}

fn wrong(what: &str, must: &str, at: &Pointer) -> Error {
    Error::new(ErrorKind::Sidecar, format!("{what} {must}")).at_pointer(at.clone())
}
