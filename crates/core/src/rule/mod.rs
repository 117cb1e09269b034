//! The rule book: what ECS refuses, what never starts, and what a person should know. One rule per file.

pub(crate) mod compatibility;
mod containers;
mod description;
pub(crate) mod fargate;
mod finding;
mod images;
pub(crate) mod lifecycle;
mod limit;
mod logging;
pub(crate) mod names;
pub(crate) mod network;
mod permissions;
mod placeholder;
mod plan_rules;
mod rule_enum;
pub(crate) mod schema;
mod service;
pub(crate) mod shape;
pub(crate) mod size;
mod source;
mod storage;
mod telemetry;
#[cfg(test)]
pub(crate) mod tests;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::facts::View;
use crate::text::{Error, ErrorKind, Node, Pointer};

pub(crate) use containers::{container_name, each_dependency, each_mapping, pointer_to};
pub(crate) use description::Description;
pub use description::Example;
pub use finding::{Finding, Severity, judge};
pub(crate) use limit::{Limit, broken_limits};
pub(crate) use placeholder::{is_placeholder, is_placeholder_value};
use rule_enum::rules;
pub use service::Service;
pub use source::Source;
pub(crate) use source::{QUOTAS, api, guide};

/// Checks a task definition against the rule book.
///
/// The output of `DescribeTaskDefinition` is checked as it would be registered again: without its read-only members.
/// The findings have the severities of their rules; [`judge`](crate::judge) changes them.
///
/// ```
/// use outrigger_core::{Document, Service, lint};
///
/// let document = Document::scan(r#"{"containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
/// let findings = lint(document.root(), &Service::default())?;
/// assert_eq!(findings[0].to_string(), "error[no-memory]: neither the task nor the container `api` sets its memory");
/// # Ok::<(), outrigger_core::Error>(())
/// ```
///
/// # Errors
///
/// A document that has none of the forms in [`Form`](crate::Form) (`{"services": []}`).
pub fn lint<'a, N: Node<'a>>(root: N, service: &Service) -> Result<Vec<Finding>, Error> {
    let view = View::read(root, "")?;
    let mut findings = check(&view, |_| true);
    schema::check(root, view.form, &mut findings);
    telemetry::several_tasks::check(&view, service, &mut findings);
    Ok(findings)
}

/// Checks the facts about a task definition against the rules that matter.
pub(crate) fn check(view: &View<'_>, matters: impl Fn(Rule) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (rule, check) in CHECKS {
        if matters(*rule) {
            check(view, &mut findings);
        }
    }
    findings
}

/// A rule, and the function that finds where a task definition breaks it.
type Check = (Rule, fn(&View<'_>, &mut Vec<Finding>));

rules! {
    facts {
        /// A task definition has at most 10 containers.
        TooManyContainers = size::too_many_containers;
        /// A task definition is at most 64 KiB, measured as the compact JSON that is registered.
        TooLarge = size::too_large;
        /// At least one container is essential; a container is essential unless `essential` is `false`.
        NoEssentialContainer = lifecycle::no_essential_container;
        /// A member appears only once in an object; of two with the same name, JSON readers use the last.
        DuplicateMember = names::duplicate_member;
        /// Container names are unique.
        DuplicateContainerName = names::duplicate_container_name;
        /// The names of containers, volumes and the family have at most 255 characters: letters, digits, `_` and `-`.
        InvalidName = names::invalid_name;
        /// Every container and volume exists that `dependsOn`, `links`, `volumesFrom`, `mountPoints` or
        /// `proxyConfiguration` refers to.
        DanglingReference = names::dangling_reference;
        /// No container waits for itself through `dependsOn`, `links` or `volumesFrom`.
        DependencyCycle = lifecycle::dependency_cycle;
        /// A container that another one waits for with the condition `HEALTHY` has a health check.
        HealthyWithoutHealthCheck = lifecycle::healthy_without_health_check;
        /// A container that another one waits for with `COMPLETE` or `SUCCESS` is not essential: when an essential
        /// container ends, the task ends.
        CompletionOfEssential = lifecycle::completion_of_essential;
        /// Containers that share a network use different ports; other containers use different host ports.
        PortClash = network::port_clash;
        /// In the network modes `awsvpc` and `host`, the host port equals the container port.
        HostPort = network::host_port;
        /// A port mapping has one port from 1 to 65535 or a range of ports; the network mode `host` does not allow a range.
        InvalidPort = network::invalid_port;
        /// Port names are unique in the task and have at most 64 characters: lower-case letters, digits, `_` and `-`.
        PortName = network::port_name;
        /// In the network mode `none`, no container has port mappings.
        PortMappingWithoutNetwork = network::port_mapping_without_network;
        /// No container uses a host port that an EC2 instance reserves for SSH, Docker or the container agent.
        ReservedPort = network::reserved_port;
        /// `links` need the network mode `bridge`; `hostname` and `extraHosts` do not work with `awsvpc`; fault injection
        /// needs `awsvpc` or `host`.
        NetworkModeMember = network::network_mode_member;
        /// A variable appears only once in `environment`.
        DuplicateEnvironmentName = names::duplicate_environment_name;
        /// The name of a secret differs from the names of all other secrets and variables of the container.
        SecretClash = names::secret_clash;
        /// An environment file is an object in S3 whose key ends in `.env`; a container has at most 10.
        EnvironmentFile = storage::environment_file;
        /// A Fargate task has a combination of CPU and memory that Fargate supports.
        FargateSize = size::fargate_size;
        /// The CPU and memory of all containers fit into the task.
        ExceedsTaskSize = size::exceeds_task_size;
        /// A container has at least 6 MiB of memory, and its limit is not less than its reservation.
        ContainerMemory = size::container_memory;
        /// The task or each of its containers sets its memory.
        NoMemory = size::no_memory;
        /// The ephemeral storage of a Fargate task is 21 to 200 GiB, if it is set.
        EphemeralStorage = storage::ephemeral_storage;
        /// Fargate supports only the network mode `awsvpc`.
        FargateNetworkMode = network::fargate_network_mode;
        /// Fargate supports only the log drivers `awslogs`, `splunk` and `awsfirelens`.
        FargateLogDriver = logging::fargate_log_driver;
        /// Fargate does not support members that depend on the instance that runs the task.
        FargateMember = compatibility::fargate_member;
        /// The times and the retries of a health check are within the limits of ECS.
        HealthCheck = lifecycle::health_check;
        /// The command of a health check begins with `CMD` or `CMD-SHELL`; Docker runs no other command.
        HealthCheckCommand = lifecycle::health_check_command;
        /// On Fargate, `startTimeout` and `stopTimeout` are 2 to 120 seconds.
        Timeouts = lifecycle::timeouts;
        /// A restart policy has a `restartAttemptPeriod` of 60 to 1800 seconds and ignores at most 50 exit codes.
        RestartPolicy = lifecycle::restart_policy;
        /// The log driver `awslogs` has a group, a region and, on Fargate, a stream prefix; it has only one option that
        /// separates messages, and only options that ECS supports.
        AwslogsOptions = logging::awslogs_options;
        /// A task has exactly one log router if a container logs with `awsfirelens`, and none otherwise.
        Firelens = logging::firelens;
        /// A task has an execution role if ECS needs one: for secrets, for private registries and, on Fargate, for images
        /// in Amazon ECR and for the log driver `awslogs`.
        NoExecutionRole = permissions::no_execution_role;
        /// Volume names are unique.
        DuplicateVolumeName = names::duplicate_volume_name;
        /// Every volume is mounted by a container.
        UnusedVolume = storage::unused_volume;
        /// An EFS volume with IAM authorization or an access point is encrypted in transit.
        EfsEncryption = storage::efs_encryption;
        /// The operating system runs on the CPU architecture and, for a Fargate task, on Fargate.
        Platform = compatibility::platform;
        /// Windows containers do not support members that are only for Linux.
        WindowsMember = compatibility::windows_member;
        /// A task definition has no `tags`, or 1 to 50 of them with unique keys; keys and values contain only characters
        /// that AWS allows, and no key begins with `aws:`.
        UnregisterableTags = shape::unregisterable_tags;
        /// An image whose name states a CPU architecture is built for the CPU architecture of the task.
        ImageArchitecture = images::image_architecture;
        /// An image has a digest or a tag other than `latest`, so that every deployment runs the same version.
        UntaggedImage = images::untagged_image;
        /// A container that is not essential has a restart policy, unless another container waits for it to end.
        NoRestartPolicy = lifecycle::no_restart_policy;
        /// An essential container does not wait for a sidecar to be healthy: if the sidecar never is, the task does not
        /// start.
        HealthySidecar = lifecycle::healthy_sidecar;
        /// Credentials are in `secrets`, not in `environment`: everybody who can describe a task definition can read its
        /// variables.
        PlaintextCredential = permissions::plaintext_credential;
        /// OTLP uses port 4317 for gRPC and port 4318 for HTTP.
        OtlpProtocol = telemetry::otlp_protocol;
        /// No container runs Jaeger 1, which has had no updates since its support ended on 31 December 2025.
        Jaeger1EndOfLife = telemetry::jaeger_1_end_of_life;
        /// Jaeger 2 is configured with arguments; it ignores the variables of Jaeger 1.
        Jaeger2Variable = telemetry::jaeger_2_variable;
        /// The base path of the Jaeger UI begins with `/` and does not end with `/`, unless it is `/` itself.
        JaegerBasePath = telemetry::jaeger_base_path;
        /// A container with Jaeger has a memory limit, because Jaeger keeps traces in memory.
        UnboundedMemory = telemetry::unbounded_memory;
        /// A health check uses only programs that the image contains.
        HealthCheckWithoutCurl = lifecycle::health_check_without_curl;
    }
    others {
        /// Every member is a member of the ECS API.
        UnknownMember = shape::unknown_member::DESCRIPTION;
        /// Every value has the type that the ECS API expects.
        WrongType = shape::wrong_type::DESCRIPTION;
        /// A member with a fixed list of values has one of them.
        UnknownValue = shape::unknown_value::DESCRIPTION;
        /// Every member that the ECS API requires is present.
        MissingMember = shape::missing_member::DESCRIPTION;
        /// A task definition contains no `null`: ECS treats it as absent, but the AWS CLI refuses to register it.
        NullMember = shape::null_member::DESCRIPTION;
        /// A service whose tasks each run Jaeger with memory storage has only one task: a load balancer sends people to
        /// any task, and each task has only its own traces.
        SeveralTasks = telemetry::several_tasks::DESCRIPTION;
        /// The network mode lets the application reach a sidecar through localhost: only `awsvpc` and `host` do.
        BridgeNetwork = network::bridge_network::DESCRIPTION;
        /// The network mode is set to a known value, so that it is certain that localhost reaches a sidecar.
        NetworkModeUnknown = plan_rules::NETWORK_MODE_UNKNOWN;
        /// A task with a sidecar runs on Linux: the sidecar images are built for Linux, and Windows containers do not reach
        /// each other through localhost.
        WindowsTask = compatibility::windows_task::DESCRIPTION;
        /// No container of the application has the name of the sidecar.
        NameConflict = plan_rules::NAME_CONFLICT;
        /// A volume with the name of a volume of the sidecar has the same definition.
        VolumeConflict = plan_rules::VOLUME_CONFLICT;
        /// For a sidecar that logs where the application does, a container logs with `awslogs`.
        NoAwslogsToInherit = plan_rules::NO_AWSLOGS_TO_INHERIT;
        /// A container that was selected by name exists.
        NoSuchContainer = plan_rules::NO_SUCH_CONTAINER;
        /// A sidecar with volumes needs a whole task definition: an array of containers has no place for volumes.
        NoTaskForVolumes = plan_rules::NO_TASK_FOR_VOLUMES;
        /// The application has at least one container that can be configured to use the sidecar.
        NothingToWire = plan_rules::NOTHING_TO_WIRE;
        /// For a task that is to be made larger, Fargate has a size that is large enough.
        NoFittingSize = plan_rules::NO_FITTING_SIZE;
        /// A member that a decision depends on has the type that the ECS API expects.
        UnreadableMember = plan_rules::UNREADABLE_MEMBER;
        /// The record of an injection can be read.
        UnreadableRecord = plan_rules::UNREADABLE_RECORD;
    }
}

impl Rule {
    /// The name of the rule, in kebab case.
    ///
    /// ```
    /// # use outrigger_core::Rule;
    /// assert_eq!(Rule::PortClash.name(), "port-clash");
    /// ```
    pub fn name(self) -> &'static str {
        self.description().name
    }

    /// The severity of its findings, unless a policy changes it.
    pub fn severity(self) -> Severity {
        self.description().severity
    }

    /// Where the rule is documented; `None` for a rule of this project.
    pub fn source(self) -> Option<Source> {
        self.description().source
    }

    /// What AWS answers to a task definition that breaks the rule, if known.
    ///
    /// ```
    /// # use outrigger_core::Rule;
    /// assert_eq!(Rule::TooManyContainers.refusal(), Some("Too many containers."));
    /// ```
    pub fn refusal(self) -> Option<&'static str> {
        self.description().refusal
    }

    /// A task definition that breaks the rule and one that does not.
    ///
    /// `None` for rules about injections, and for examples that would be too long to show.
    pub fn example(self) -> Option<Example> {
        self.description().example
    }

    /// The rule with this name.
    ///
    /// ```
    /// # use outrigger_core::Rule;
    /// assert_eq!(Rule::from_name("port-clash")?, Rule::PortClash);
    /// assert_eq!(Rule::from_name("typo").unwrap_err().to_string(), "no rule is named `typo`");
    /// # Ok::<(), outrigger_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A name that no rule has (`typo`).
    pub fn from_name(name: &str) -> Result<Self, Error> {
        let names = || Self::ALL.iter().map(|rule| rule.name()).collect::<Vec<_>>().join(", ");
        let found = Self::ALL.iter().copied().find(|rule| rule.name() == name);
        found.ok_or_else(|| {
            Error::new(ErrorKind::Setting, format!("no rule is named `{name}`"))
                .with_help(format!("the rules are {}", names()))
        })
    }

    /// A finding about this rule.
    pub(crate) fn finding(self, pointer: Pointer, message: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding::new(self, pointer, message, help)
    }
}

impl FromStr for Rule {
    type Err = Error;

    /// The rule with this name, as [`Rule::from_name`] finds it.
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::from_name(name)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
