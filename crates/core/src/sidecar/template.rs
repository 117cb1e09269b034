//! [`Template`]: a sidecar with parameters.

use crate::facts::CONDITIONS;
use crate::sidecar::keyed_lists::{check_container, check_environment, check_volumes};
use crate::sidecar::substitution::Substitution;
use crate::sidecar::{Logs, Reservation, Sidecar, is_valid};
use crate::text::{Error, ErrorKind, Hint, Pointer, Value};

/// A sidecar with parameters: a JSON document with `${parameter}` in its strings.
///
/// [`Template::parse`] reads and checks the document, and [`Template::sidecar`] substitutes the parameters.
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
    pub(super) name: String,
    pub(super) description: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) container: Value<'static>,
    pub(super) environment: Value<'static>,
    pub(super) depends_on: Value<'static>,
    pub(super) volumes: Value<'static>,
    pub(super) logs: Logs,
    pub(super) reservation: Reservation,
}

/// A parameter of a sidecar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// One sentence that describes it.
    pub description: String,
    /// Its value if the user does not set it. Without a default, the user must set it.
    pub default: Option<String>,
    /// Whether it is a whole number: then `"${name}"` becomes a number in the container definition.
    pub is_integer: bool,
}

impl Template {
    /// The sidecar's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A description of the sidecar and its limits.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The parameters, in the order of the document.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The CPU and memory that the sidecar needs, if its container definition does not state them.
    pub fn reservation(&self) -> Reservation {
        self.reservation
    }

    /// Substitutes the parameters with the values in `settings`, or with their defaults.
    ///
    /// Parameters that are empty remove what they are in:
    ///
    /// - A member whose value is only an empty parameter is left out.
    /// - A string in an array that contains an empty parameter is left out.
    /// - An object in an array that loses a member this way is left out as a whole.
    ///
    /// # Errors
    ///
    /// - A setting has a name that no parameter has (`typo=1`).
    /// - A parameter without a default is not set.
    /// - The value of a number is not a whole number (`memory=lots`).
    /// - `dependsOn` becomes a condition that ECS does not know.
    /// - The result would be refused by [`Template::parse`], such as two variables of one name.
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
                // The message does not contain the value: it may be a secret in the wrong parameter.
                let message = format!("the parameter `{}` must be a whole number", parameter.name);
                return Err(Error::new(ErrorKind::Setting, message));
            }
            values.push((parameter, value));
        }
        let substitution = Substitution { values: &values };
        let value_of = |name: &str| {
            let found = values.iter().find(|(parameter, value)| parameter.name == name && !value.is_empty());
            found.map(|(_, value)| (*value).to_string())
        };
        let depends_on = substitution.value(&self.depends_on).and_then(|value| value.as_str().map(String::from));
        if depends_on.as_ref().is_some_and(|condition| !CONDITIONS.contains(&condition.as_str())) {
            let message = "`dependsOn` is not a condition that a container can wait for";
            return Err(Error::new(ErrorKind::Sidecar, message)
                .with_help(format!("the conditions are {}", CONDITIONS.join(", "))));
        }
        let environment = substitution.value(&self.environment).unwrap_or(Value::Null);
        let container = substitution.value(&self.container).unwrap_or(Value::Null);
        let volumes = substitution.value(&self.volumes).unwrap_or(Value::Null);
        if container.get("image").and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(Error::new(
                ErrorKind::Sidecar,
                format!("with these settings, the container of the sidecar `{}` has no image", self.name),
            ));
        }
        // The error gets no place: the values of parameters are not in the document.
        self.check_values(&container, &environment, &volumes).map_err(|error| {
            let refused = Error::new(
                ErrorKind::Sidecar,
                format!("with these settings, the sidecar `{}` is not valid: {error}", self.name),
            );
            error.help().map_or(refused.clone(), |help| refused.with_help(help))
        })?;
        Ok(Sidecar {
            name: self.name.clone(),
            is_valid: is_valid(&container, self.reservation),
            container,
            environment: environment.elements().iter().filter_map(variable_of).collect(),
            depends_on,
            volumes: volumes.elements().to_vec(),
            logs: self.logs,
            log_group: if self.logs == Logs::Inherit { value_of("log-group") } else { None },
            region: if self.logs == Logs::Inherit { value_of("region") } else { None },
            reservation: self.reservation,
        })
    }

    /// The error about a parameter that is not declared.
    pub(super) fn unknown_parameter(&self, name: &str) -> Error {
        let names: Vec<_> = self.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let help = if names.is_empty() {
            "it has no parameters".to_string()
        } else {
            format!("its parameters are {}", names.join(", "))
        };
        Error::new(ErrorKind::Sidecar, format!("the sidecar `{}` has no parameter `{name}`", self.name)).with_help(help)
    }

    /// Checks that an injection of these values can be repeated and undone.
    pub(super) fn check_values(
        &self,
        container: &Value<'_>,
        environment: &Value<'_>,
        volumes: &Value<'_>,
    ) -> Result<(), Error> {
        let here = Pointer::root();
        check_container(container, &here.then("container"))?;
        check_environment(environment, &here.then("application").then("environment"))?;
        check_volumes(volumes, &here.then("volumes"))
    }
}

/// The name and value of a variable.
fn variable_of(value: &Value<'static>) -> Option<(String, String)> {
    Some((value.get("name")?.as_str()?.to_string(), value.get("value")?.as_str()?.to_string()))
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
    fn substitutes_parameters() {
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
    fn documents_with_errors() {
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

    /// ECS would merge, drop or refuse these, so a second injection would find a difference again.
    #[test]
    fn containers_that_ecs_would_change() {
        #[track_caller]
        fn refuse_member(member: &str, pointer: &str, message: &str) {
            let text = format!(r#"{{"name": "x", "container": {{"image": "i", {member}}}}}"#);
            refuse(&text, &format!("/container{pointer}"), message);
        }
        let null = "`null` is not allowed here: ECS treats it as absent";
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
        let taken = "the label `outrigger` is reserved for the record of an injection";
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
    fn duplicate_members() {
        let text = r#"{"name": "x", "container": {"image": "i", "healthCheck": {"retries": 1, "retries": 2}}}"#;
        let error = Template::parse(text).unwrap_err();
        assert_eq!(error.to_string(), "two members of one object have the name `retries`");
        assert_eq!(error.offset(), text.find("2}"));
    }

    #[test]
    fn settings_that_make_the_sidecar_invalid() {
        let template = Template::parse(
            r#"{"name": "x", "parameters": {"a": {"default": "A"}, "n": {"default": "1", "type": "integer"}, "image": {"default": "i"}},
                "container": {"image": "${image}", "environment": [{"name": "N", "value": "${n}0"}]},
                "application": {"environment": [{"name": "A", "value": "1"}, {"name": "B${a}", "value": "2"}, {"name": "${a}${a}", "value": "3"}]}}"#,
        )
        .unwrap();
        let refused = |settings: &[(&str, &str)]| template.sidecar(settings.iter().copied()).unwrap_err().to_string();
        assert!(template.sidecar([]).is_ok());
        assert_eq!(refused(&[("image", "")]), "with these settings, the container of the sidecar `x` has no image");
        assert_eq!(
            refused(&[("a", "")]),
            "with these settings, the sidecar `x` is not valid: the name of a variable is empty"
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
