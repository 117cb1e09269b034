//! [`Template`]: a sidecar as a JSON document with parameters, and how they are filled in.

use std::borrow::Cow;

use crate::facts::CONDITIONS;
use crate::sidecar::keyed_lists::{check_container, check_environment, check_volumes};
use crate::sidecar::{Filling, Logs, Piece, Reservation, Sidecar, is_sound, pieces};
use crate::text::{Document, Error, ErrorKind, Hint, Kind, Node, Pointer, Value};

/// A sidecar as its author wrote it: a JSON document in which `${parameter}` stands for what a user may set.
///
/// Parsing is where a bad document is refused; [`Template::sidecar`] fills the parameters in.
///
/// ```
/// use outrigger_core::Template;
///
/// let template = Template::parse(r#"{
///     "name": "cache",
///     "description": "Redis on localhost:6379",
///     "parameters": {"image": {"description": "the image", "default": "redis:8"}},
///     "container": {"image": "${image}", "essential": false},
///     "application": {"environment": [{"name": "REDIS_URL", "value": "redis://localhost:6379"}]}
/// }"#)?;
/// let sidecar = template.sidecar([("image", "valkey:9")])?;
/// assert_eq!(sidecar.definition().to_string(), r#"{"name":"cache","image":"valkey:9","essential":false}"#);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    name: String,
    description: String,
    parameters: Vec<Parameter>,
    container: Value<'static>,
    environment: Value<'static>,
    depends_on: Value<'static>,
    volumes: Value<'static>,
    logs: Logs,
    reservation: Reservation,
}

/// What a user may set about a sidecar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it is for, in a sentence.
    pub description: String,
    /// What it is unless set; without a default it must be set.
    pub default: Option<String>,
    /// Whether `"${name}"` becomes a number in the container definition.
    pub is_integer: bool,
}

/// The parameters that every sidecar has which logs where the application does.
const LOG_PARAMETERS: [(&str, &str); 2] = [
    ("log-group", "CloudWatch Logs group of the sidecar; the application's own if not set"),
    ("region", "AWS region of the log group; the application's own if not set"),
];

impl Template {
    /// Reads a sidecar document.
    ///
    /// # Errors
    ///
    /// With the place: what is not JSON (`{`), has a member of the wrong type or none of that name
    /// (`{"name": "x", "image": …}`), misses `name`, `container` or its `image`, or names a parameter that is not declared.
    /// Also what an injection could not find again: two members of one name, a `null` in the container or a volume, two
    /// variables, secrets, mount points, ports or volumes with one key, and the label `outrigger`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let document = Document::scan(text)?;
        Self::read(document.root()).map_err(|error| error.located_in(&document))
    }

    fn read<'a>(root: impl Node<'a>) -> Result<Self, Error> {
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
        template.check_parts(&template.container, &template.environment, &template.volumes)?;
        Ok(template)
    }

    /// The sidecar's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the sidecar is, and its limits.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What may be set, in the author's order.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// What a task grows by to hold the sidecar, where its container does not say.
    pub fn reservation(&self) -> Reservation {
        self.reservation
    }

    /// Fills the parameters in: those of `settings`, the defaults for the others.
    ///
    /// A member, or an entry of a list, whose text is a parameter that is empty is left out; an object in a list that lost
    /// a member this way goes as a whole, and so does a text in a list that names an empty parameter.
    ///
    /// # Errors
    ///
    /// A setting that no parameter has the name of (`typo=1`), a parameter that has no default and was not set, a number
    /// that is none (`memory=lots`), or a condition that ECS does not know.
    pub fn sidecar<'s>(&self, settings: impl IntoIterator<Item = (&'s str, &'s str)>) -> Result<Sidecar, Error> {
        let settings: Vec<_> = settings.into_iter().collect();
        for (name, _) in &settings {
            if !self.parameters.iter().any(|parameter| parameter.name == *name) {
                return Err(self.unknown_parameter(name));
            }
        }
        let mut values = Vec::with_capacity(self.parameters.len());
        for parameter in &self.parameters {
            let set = settings.iter().rev().find(|(name, _)| *name == parameter.name).map(|(_, value)| *value);
            let Some(value) = set.or(parameter.default.as_deref()) else {
                return Err(Error::new(
                    ErrorKind::Sidecar,
                    format!("the sidecar `{}` needs the parameter `{}`", self.name, parameter.name),
                )
                .with_help(format!("set it: {}", parameter.description))
                .with_hint(Hint::SetParameter(parameter.name.clone().into())));
            };
            if parameter.is_integer && !value.is_empty() && value.parse::<i32>().is_err() {
                // The value may be a secret that was given to the wrong parameter.
                let message = format!("the parameter `{}` must be a whole number", parameter.name);
                return Err(Error::new(ErrorKind::Setting, message));
            }
            values.push((parameter, value));
        }
        let fill = Filling { values: &values };
        let value_of = |name: &str| {
            let found = values.iter().find(|(parameter, value)| parameter.name == name && !value.is_empty());
            found.map(|(_, value)| (*value).to_string())
        };
        let depends_on = fill.value(&self.depends_on).and_then(|value| value.as_str().map(String::from));
        if depends_on.as_ref().is_some_and(|condition| !CONDITIONS.contains(&condition.as_str())) {
            let message = "`dependsOn` is not a condition that a container can wait for";
            return Err(Error::new(ErrorKind::Sidecar, message)
                .with_help(format!("the conditions are {}", CONDITIONS.join(", "))));
        }
        let filled = fill.value(&self.environment).unwrap_or(Value::Null);
        let container = fill.value(&self.container).unwrap_or(Value::Null);
        let volumes = fill.value(&self.volumes).unwrap_or(Value::Null);
        if container.get("image").and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(Error::new(
                ErrorKind::Sidecar,
                format!("the settings leave the container of the sidecar `{}` no image", self.name),
            ));
        }
        // Places are those of the parameters' values, which stand in no document.
        self.check_parts(&container, &filled, &volumes).map_err(|error| {
            let refused = Error::new(
                ErrorKind::Sidecar,
                format!("the settings make a sidecar `{}` that is refused: {error}", self.name),
            );
            error.help().map_or(refused.clone(), |help| refused.with_help(help))
        })?;
        Ok(Sidecar {
            name: self.name.clone(),
            is_sound: is_sound(&container, self.reservation),
            container,
            environment: filled.elements().iter().filter_map(variable_of).collect(),
            depends_on,
            volumes: volumes.elements().to_vec(),
            logs: self.logs,
            log_group: if self.logs == Logs::Inherit { value_of("log-group") } else { None },
            region: if self.logs == Logs::Inherit { value_of("region") } else { None },
            reservation: self.reservation,
        })
    }

    fn unknown_parameter(&self, name: &str) -> Error {
        let names: Vec<_> = self.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let help = if names.is_empty() {
            "it has none".to_string()
        } else {
            format!("its parameters are {}", names.join(", "))
        };
        Error::new(ErrorKind::Sidecar, format!("the sidecar `{}` has no parameter `{name}`", self.name)).with_help(help)
    }

    /// What an injection could not find again is refused.
    fn check_parts(&self, container: &Value<'_>, environment: &Value<'_>, volumes: &Value<'_>) -> Result<(), Error> {
        let here = Pointer::root();
        check_container(container, &here.then("container"))?;
        check_environment(environment, &here.then("application").then("environment"))?;
        check_volumes(volumes, &here.then("volumes"))
    }

    /// Every `${parameter}` must be one that is declared.
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

fn variable_of(value: &Value<'static>) -> Option<(String, String)> {
    Some((value.get("name")?.as_str()?.to_string(), value.get("value")?.as_str()?.to_string()))
}

/// The `name` member, if there is one: what ECS accepts as a container's name.
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

fn text<'a>(node: impl Node<'a>, member: &'static str, at: &Pointer) -> Result<Option<String>, Error> {
    match node.member(member).filter(|node| node.kind() != Kind::Null) {
        None => Ok(None),
        Some(node) => match node.as_str() {
            Some(text) => Ok(Some(text.into_owned())),
            None => Err(wrong(member, "must be a string", &at.then(member))),
        },
    }
}

fn whole<'a>(node: impl Node<'a>, at: &Pointer) -> Result<Value<'static>, Error> {
    let value = node.to_value().map(Value::into_owned);
    value.ok_or_else(|| {
        Error::new(ErrorKind::Sidecar, "a string holds half of a surrogate pair, which is no character")
            .at_pointer(at.clone())
    })
}

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
        .with_help("leave one of them out: which counts is not the same for every reader")
}

fn missing(what: &str, member: &str, at: &Pointer) -> Error {
    Error::new(ErrorKind::Sidecar, format!("{what} needs a member `{member}`")).at_pointer(at.clone())
}

fn wrong(what: &str, must: &str, at: &Pointer) -> Error {
    Error::new(ErrorKind::Sidecar, format!("{what} {must}")).at_pointer(at.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(container: &str, settings: &[(&str, &str)], filled: &str) {
        let text = format!(
            r#"{{"name": "x", "parameters": {{"a": {{"default": "A"}}, "b": {{"default": ""}}, "n": {{"default": "", "type": "integer"}}}},
                "container": {{"name": "x", "image": "i", {container}}}}}"#
        );
        let sidecar = Template::parse(&text).unwrap().sidecar(settings.iter().copied()).unwrap();
        let definition = sidecar.definition().to_string();
        assert_eq!(definition.strip_prefix(r#"{"name":"x","image":"i""#).unwrap(), format!("{filled}}}"));
    }

    #[track_caller]
    fn refuse(text: &str, pointer: &str, message: &str) {
        let document = Value::parse(text).unwrap();
        let error = Template::read(&document).unwrap_err();
        assert_eq!((error.pointer().unwrap().to_string().as_str(), error.to_string().as_str()), (pointer, message));
    }

    #[test]
    fn filling_in() {
        check(r#""user": "${a}""#, &[], r#","user":"A""#);
        check(r#""user": "<${a}${b}>""#, &[("a", "é")], r#","user":"<é>""#);
        check(r#""user": "$${a} $a ${""#, &[], r#","user":"${a} $a ${""#);
        check(r#""user": "${b}""#, &[], "");
        check(r#""user": "${b}""#, &[("b", "1"), ("b", "2")], r#","user":"2""#);
        check(r#""memory": "${n}""#, &[], "");
        check(r#""memory": "${n}""#, &[("n", "512")], r#","memory":512"#);
        check(r#""memory": "${n}""#, &[("n", "+0512")], r#","memory":512"#);
        check(r#""memory": "${n}0""#, &[("n", "512")], r#","memory":"5120""#);
        check(r#""command": ["a", "${b}", "--b=${b}", "${a}"]"#, &[], r#","command":["a","A"]"#);
        check(
            r#""environment": [{"name": "A", "value": "${a}"}, {"name": "B", "value": "${b}"}]"#,
            &[],
            r#","environment":[{"name":"A","value":"A"}]"#,
        );
        check(
            r#""logConfiguration": {"logDriver": "none", "options": {"b": "${b}"}}"#,
            &[],
            r#","logConfiguration":{"logDriver":"none","options":{}}"#,
        );
    }

    #[test]
    fn what_is_refused() {
        refuse("[]", "", "a sidecar must be an object");
        refuse(r#"{"container": {"image": "i"}}"#, "", "a sidecar needs a member `name`");
        refuse(r#"{"name": "x"}"#, "", "a sidecar needs a member `container`");
        refuse(r#"{"name": "x", "container": {}}"#, "/container", "container needs a member `image`");
        refuse(
            r#"{"name": "a b", "container": {"image": "i"}}"#,
            "/name",
            "name must be 1 to 255 letters, digits, hyphens and underscores",
        );
        refuse(r#"{"name": "x", "containers": {}}"#, "/containers", "a sidecar has no member `containers`");
        refuse(
            r#"{"name": "x", "container": {"image": "${y}"}}"#,
            "/container/image",
            "the sidecar `x` has no parameter `y`",
        );
        refuse(r#"{"name": "x", "container": {"image": 1}}"#, "/container/image", "image must be a string");
        refuse(
            r#"{"name": "x", "container": {"image": "i", "logConfiguration": {}}, "logs": "inherit"}"#,
            "/container/logConfiguration",
            "a sidecar that inherits its logs must not have a `logConfiguration`",
        );
        refuse(
            r#"{"name": "x", "container": {"image": "i"}, "logs": "none"}"#,
            "/logs",
            "logs must be \"inherit\" or absent",
        );
        refuse(
            r#"{"name": "x", "container": {"image": "i"}, "volumes": [{}]}"#,
            "/volumes/0",
            "a volume needs a member `name`",
        );
    }

    /// What an injection could not find again.
    #[test]
    fn what_never_converges() {
        #[track_caller]
        fn refuse_member(member: &str, pointer: &str, message: &str) {
            let text = format!(r#"{{"name": "x", "container": {{"image": "i", {member}}}}}"#);
            refuse(&text, &format!("/container{pointer}"), message);
        }
        let null = "a `null` stands here, and ECS takes it as absent";
        refuse_member(r#""cpu": null"#, "/cpu", null);
        refuse_member(r#""command": ["a", null]"#, "/command/1", null);
        refuse_member(r#""healthCheck": {"command": ["a"], "retries": null}"#, "/healthCheck/retries", null);
        refuse_member(r#""": 1"#, "/", "a member has an empty name");
        let variables = r#""environment": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]"#;
        refuse_member(variables, "/environment/1", "two variables have the name `A`");
        refuse_member(
            r#""environment": [{"name": "", "value": "1"}]"#,
            "/environment/0",
            "the name of a variable is empty",
        );
        refuse_member(r#""environment": [{"value": "1"}]"#, "/environment/0", "a variable needs a member `name`");
        refuse_member(r#""environment": [1]"#, "/environment/0", "a variable must be an object");
        refuse_member(r#""environment": {"A": "1"}"#, "/environment", "environment must be an array");
        refuse_member(
            r#""environment": [{"name": "A", "value": 1}]"#,
            "/environment/0/value",
            "value must be a string",
        );
        refuse_member(
            r#""environment": [{"name": "A", "value": "1"}], "secrets": [{"name": "A", "valueFrom": "arn"}]"#,
            "/secrets/0",
            "a variable and a secret have the name `A`",
        );
        let mounts = r#""mountPoints": [{"containerPath": "/a"}, {"containerPath": "/b"}, {"containerPath": "/a"}]"#;
        refuse_member(mounts, "/mountPoints/2", "two mount points have the containerPath `/a`");
        let ports = r#""portMappings": [{"containerPort": 1}, {"containerPort": 1, "protocol": "tcp"}]"#;
        refuse_member(ports, "/portMappings/1", "two port mappings are for the same port");
        let taken = "the label `outrigger` is taken: it holds the record of an injection";
        refuse_member(r#""dockerLabels": {"outrigger": "on"}"#, "/dockerLabels/outrigger", taken);
        refuse_member(r#""dockerLabels": {"a": 1}"#, "/dockerLabels/a", "the label `a` must be a string");
        refuse_member(r#""dockerLabels": []"#, "/dockerLabels", "dockerLabels must be an object");
        let with = |rest: &str| format!(r#"{{"name": "x", "container": {{"image": "i"}}, {rest}}}"#);
        refuse(&with(r#""volumes": [null]"#), "/volumes/0", null);
        refuse(&with(r#""volumes": [{"name": "a"}, {"name": "a"}]"#), "/volumes/1", "two volumes have the name `a`");
        refuse(&with(r#""application": {"dependsOn": 1}"#), "/application/dependsOn", "dependsOn must be a string");
        refuse(&with(&format!(r#""application": {{{variables}}}"#)), "/application/environment/1", {
            "two variables have the name `A`"
        });
        refuse(&with(r#""parameters": {"": {}}"#), "/parameters/", "a parameter has an empty name");
    }

    #[test]
    fn members_that_are_there_twice() {
        let text = r#"{"name": "x", "container": {"image": "i", "healthCheck": {"retries": 1, "retries": 2}}}"#;
        let error = Template::parse(text).unwrap_err();
        assert_eq!(error.to_string(), "two members of one object have the name `retries`");
        assert_eq!(error.offset(), text.find("2}"));
    }

    #[test]
    fn settings_that_never_converge() {
        let template = Template::parse(
            r#"{"name": "x", "parameters": {"a": {"default": "A"}, "n": {"default": "1", "type": "integer"}, "image": {"default": "i"}},
                "container": {"image": "${image}", "environment": [{"name": "N", "value": "${n}0"}]},
                "application": {"environment": [{"name": "A", "value": "1"}, {"name": "B${a}", "value": "2"}, {"name": "${a}${a}", "value": "3"}]}}"#,
        )
        .unwrap();
        let refused = |settings: &[(&str, &str)]| template.sidecar(settings.iter().copied()).unwrap_err().to_string();
        assert!(template.sidecar([]).is_ok());
        assert_eq!(refused(&[("image", "")]), "the settings leave the container of the sidecar `x` no image");
        assert_eq!(
            refused(&[("a", "")]),
            "the settings make a sidecar `x` that is refused: the name of a variable is empty"
        );
    }

    #[test]
    fn bad_settings() {
        let template = Template::parse(
            r#"{"name": "x", "parameters": {"n": {"type": "integer"}}, "container": {"image": "i", "memory": "${n}"},
                "application": {"dependsOn": "${n}"}}"#,
        )
        .unwrap();
        let message = |settings: &[(&str, &str)]| template.sidecar(settings.iter().copied()).unwrap_err().to_string();
        assert_eq!(message(&[]), "the sidecar `x` needs the parameter `n`");
        assert_eq!(message(&[("m", "1")]), "the sidecar `x` has no parameter `m`");
        assert_eq!(message(&[("n", "lots")]), "the parameter `n` must be a whole number");
    }
}
