//! [`Container`]: the facts about one container definition.

use std::borrow::Cow;

use crate::facts::{Fact, Record, Text};
use crate::text::Value;

/// The conditions on which a container can wait (Amazon ECS API Reference, `ContainerDependency`).
pub(crate) const CONDITIONS: [&str; 4] = ["START", "COMPLETE", "SUCCESS", "HEALTHY"];

/// The facts about one container definition. Members that few containers have are boxed.
#[derive(Clone, Debug, Default)]
pub struct Container<'a> {
    /// Its index among the container definitions of the document.
    pub index: usize,
    /// The names of the members that have a value: not `null`, `false`, or empty.
    pub(crate) stated: Vec<Cow<'a, str>>,
    /// `name`
    pub name: Text<'a>,
    /// `image`
    pub image: Text<'a>,
    /// `essential`; absent means `true`.
    pub essential: Fact<bool>,
    /// `cpu`, in CPU units; 1024 are one vCPU.
    pub cpu: Fact<i64>,
    /// `memory`, in MiB: the limit at which the container is killed.
    pub memory: Fact<i64>,
    /// `memoryReservation`, in MiB: the memory that is reserved for the container.
    pub memory_reservation: Fact<i64>,
    /// `environment`
    pub environment: Fact<Vec<Variable<'a>>>,
    /// `environmentFiles`
    pub environment_files: Vec<EnvironmentFile<'a>>,
    /// The names of `secrets`.
    pub secrets: Fact<Vec<Text<'a>>>,
    /// `dependsOn`
    pub depends_on: Fact<Vec<Dependency<'a>>>,
    /// `portMappings`
    pub port_mappings: Fact<Vec<PortMapping<'a>>>,
    /// The containers that `links` names.
    pub links: Vec<Cow<'a, str>>,
    /// The containers that `volumesFrom` names.
    pub volumes_from: Vec<Cow<'a, str>>,
    /// The volumes that `mountPoints` names.
    pub mounted_volumes: Vec<Cow<'a, str>>,
    /// The keys of `dockerLabels`.
    pub labels: Fact<Vec<Cow<'a, str>>>,
    /// The record of an injection, in the label [`LABEL`](crate::LABEL).
    pub record: Fact<Box<Record<'a>>>,
    /// Whether this is a FireLens log router.
    pub is_log_router: bool,
    /// `logConfiguration`
    pub log_configuration: Fact<LogConfiguration<'a>>,
    /// `healthCheck`
    pub health_check: Fact<Box<HealthCheck<'a>>>,
    /// `restartPolicy`
    pub restart_policy: Fact<RestartPolicy>,
    /// `startTimeout`, in seconds.
    pub start_timeout: Fact<i64>,
    /// `stopTimeout`, in seconds.
    pub stop_timeout: Fact<i64>,
    /// The members of `linuxParameters` with a value that is not `null`, `false` or empty.
    pub linux_parameters: Vec<Cow<'a, str>>,
    /// `linuxParameters.capabilities.add`
    pub added_capabilities: Vec<Text<'a>>,
    /// The kinds of device that `resourceRequirements` asks for.
    pub resource_requirements: Vec<Text<'a>>,
    /// The whole container definition; read for the one container that was asked for, if all of it could be read.
    pub definition: Option<Value<'a>>,
}

/// An environment variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable<'a> {
    /// `name`
    pub name: Text<'a>,
    /// `value`
    pub value: Text<'a>,
}

/// An entry of `dependsOn`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependency<'a> {
    /// `containerName`
    pub container: Text<'a>,
    /// `condition`
    pub condition: Text<'a>,
}

/// An entry of `portMappings`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortMapping<'a> {
    /// `containerPort`
    pub container_port: Fact<i64>,
    /// `containerPortRange`
    pub container_port_range: Text<'a>,
    /// `hostPort`
    pub host_port: Fact<i64>,
    /// `protocol`; absent means `tcp`.
    pub protocol: Text<'a>,
    /// `name`
    pub name: Text<'a>,
    /// `appProtocol`
    pub app_protocol: Text<'a>,
}

/// An entry of `environmentFiles`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvironmentFile<'a> {
    /// `value`: the ARN of an object in S3.
    pub value: Text<'a>,
}

/// Where a container's output goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogConfiguration<'a> {
    /// `logDriver`
    pub driver: Text<'a>,
    /// `options`
    pub options: Vec<(Cow<'a, str>, Text<'a>)>,
    /// The names of `secretOptions`.
    pub secret_options: Vec<Text<'a>>,
}

/// How ECS checks that a container is healthy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HealthCheck<'a> {
    /// `command`
    pub command: Fact<Vec<Text<'a>>>,
    /// `interval`, in seconds.
    pub interval: Fact<i64>,
    /// `timeout`, in seconds.
    pub timeout: Fact<i64>,
    /// `retries`
    pub retries: Fact<i64>,
    /// `startPeriod`, in seconds.
    pub start_period: Fact<i64>,
}

/// Whether ECS restarts a container when it exits, without the task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RestartPolicy {
    /// `enabled`
    pub enabled: Fact<bool>,
    /// The number of `ignoredExitCodes`.
    pub ignored_exit_codes: usize,
    /// `restartAttemptPeriod`, in seconds.
    pub restart_attempt_period: Fact<i64>,
}

impl<'a> Container<'a> {
    /// Whether this is its name.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.known().is_some_and(|known| known == name)
    }

    /// Whether the task stops when this container stops; not known if the member has the wrong type.
    pub fn is_essential(&self) -> Option<bool> {
        match self.essential {
            Fact::Absent | Fact::Null => Some(true),
            Fact::Known(essential) => Some(essential),
            Fact::Unknown => None,
        }
    }

    /// The variable of that name, with its index: the last, which is the one that counts.
    pub fn variable(&self, name: &str) -> Option<(usize, &Variable<'a>)> {
        let mut variables = self.environment.known()?.iter().enumerate();
        variables.rfind(|(_, variable)| variable.is_named(name))
    }

    /// Whether `secrets` has an entry of that name.
    pub fn has_secret(&self, name: &str) -> bool {
        self.secrets.known().into_iter().flatten().any(|secret| secret.known().is_some_and(|known| known == name))
    }

    /// The entry of `dependsOn` for that container, with its index.
    pub fn dependency(&self, on: &str) -> Option<(usize, &Dependency<'a>)> {
        let dependencies = self.depends_on.known()?.iter().enumerate();
        dependencies.rev().find(|(_, dependency)| dependency.container.known().is_some_and(|known| known == on))
    }

    /// Whether the container has this member, and it has a value: not `null`, `false`, or empty.
    pub(crate) fn states(&self, member: &str) -> bool {
        self.stated.iter().any(|stated| stated == member)
    }

    /// Whether the container has a memory limit or a memory reservation.
    pub(crate) fn states_memory(&self) -> bool {
        !self.memory.is_absent() || !self.memory_reservation.is_absent()
    }

    /// The log configuration, if its driver is `awslogs`.
    pub fn awslogs(&self) -> Option<&LogConfiguration<'a>> {
        self.log_configuration.known().filter(|logs| logs.driver.known().is_some_and(|driver| driver == "awslogs"))
    }
}

impl Variable<'_> {
    /// Whether this is its name.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.known().is_some_and(|known| known == name)
    }
}

impl<'a> LogConfiguration<'a> {
    /// The option of that name; the last one if there are several.
    pub fn option(&self, name: &str) -> Option<&Text<'a>> {
        self.options.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}
