//! The rule book: what ECS refuses, what never starts, and what a person should know, one rule per file.

pub(crate) mod compatibility;
mod description;
pub(crate) mod fargate;
mod finding;
mod images;
mod injection;
pub(crate) mod lifecycle;
mod logging;
mod lookup;
pub(crate) mod names;
pub(crate) mod network;
mod permissions;
pub(crate) mod schema;
pub(crate) mod shape;
pub(crate) mod size;
mod storage;
mod telemetry;

use std::fmt;

use serde::Serialize;

use crate::facts::View;
use crate::text::{Error, ErrorKind, Node, Pointer};

pub(crate) use description::{Description, QUOTAS, api, guide};
pub use description::{Example, Source};
pub use finding::{Finding, Severity, judge};
pub(crate) use lookup::{Limit, each_dependency, each_mapping, is_placeholder, is_unwritten, limits, name_of, place};

/// What is known about the service that runs a task definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Service {
    /// How many tasks it is to run.
    pub desired_count: Option<u32>,
}

/// Holds a task definition against the rule book.
///
/// What comes from `DescribeTaskDefinition` is taken as it would be registered: without its read-only members.
/// The findings have the severities of their rules; [`judge`](crate::judge) gives them others.
///
/// ```
/// use outrigger_core::{Document, Service, lint};
///
/// let document = Document::scan(r#"{"containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
/// let findings = lint(document.root(), &Service::default())?;
/// assert_eq!(findings[0].to_string(), "error[no-memory]: neither the task nor the container `api` states its memory");
/// # Ok::<(), outrigger_core::Error>(())
/// ```
///
/// # Errors
///
/// A document that is none of the forms in [`Form`](crate::Form) (`{"services": []}`).
pub fn lint<'a, N: Node<'a>>(root: N, service: &Service) -> Result<Vec<Finding>, Error> {
    let view = View::read(root, "")?;
    let mut findings = check(&view, |_| true);
    schema::check(root, view.form, &mut findings);
    telemetry::several_tasks::check(&view, service, &mut findings);
    Ok(findings)
}

/// Holds the facts about a task definition against the rules that are about them, as far as they matter.
pub(crate) fn check(view: &View<'_>, matters: impl Fn(Rule) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (rule, check) in CHECKS {
        if matters(*rule) {
            check(view, &mut findings);
        }
    }
    findings
}

/// A rule, and what finds where a task definition breaks it.
type Check = (Rule, fn(&View<'_>, &mut Vec<Finding>));

macro_rules! rules {
    (
        facts { $($(#[doc = $facts_doc:literal])+ $facts:ident = $group:ident::$module:ident;)+ }
        others { $($(#[doc = $doc:literal])+ $rule:ident = $description:path;)+ }
    ) => {
        /// A rule that a [`Finding`] is about; its name is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $facts_doc])+ $facts,)+
            $($(#[doc = $doc])+ $rule,)+
        }

        /// The rules that are about facts, in the order in which their findings are told.
        const CHECKS: &[Check] = &[$((Rule::$facts, $group::$module::check),)+];

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$facts,)+ $(Self::$rule,)+];

            fn description(self) -> &'static Description {
                match self {
                    $(Self::$facts => &$group::$module::DESCRIPTION,)+
                    $(Self::$rule => &$description,)+
                }
            }

            /// What it is about, in a sentence.
            pub fn summary(self) -> &'static str {
                match self {
                    $(Self::$facts => concat!($($facts_doc),+).trim_ascii_start(),)+
                    $(Self::$rule => concat!($($doc),+).trim_ascii_start(),)+
                }
            }
        }
    };
}

rules! {
    facts {
        /// A task has at most ten containers.
        TooManyContainers = size::too_many_containers;
        /// A task definition has at most 64 KiB, measured as the compact JSON that is registered.
        TooLarge = size::too_large;
        /// A task has an essential container; one is essential unless it says otherwise.
        NoEssentialContainer = lifecycle::no_essential_container;
        /// A member stands once in an object; of two with one name, JSON readers take the last.
        DuplicateMember = names::duplicate_member;
        /// Container names are unique.
        DuplicateContainerName = names::duplicate_container_name;
        /// The names of containers, volumes and the family are at most 255 letters, digits, `_` and `-`.
        InvalidName = names::invalid_name;
        /// Every container and volume is there that is referred to by `dependsOn`, `links`, `volumesFrom`, `mountPoints` or
        /// `proxyConfiguration`.
        DanglingReference = names::dangling_reference;
        /// No container waits for itself by way of `dependsOn`, `links` or `volumesFrom`.
        DependencyCycle = lifecycle::dependency_cycle;
        /// A container that others wait for to be `HEALTHY` has a health check.
        HealthyWithoutHealthCheck = lifecycle::healthy_without_health_check;
        /// A container that others wait for to end is not essential: its end would be that of the task.
        CompletionOfEssential = lifecycle::completion_of_essential;
        /// Containers that share a network namespace use different ports, and others different ports on the host.
        PortClash = network::port_clash;
        /// In the network modes `awsvpc` and `host`, a port on the host is the one in the container.
        HostPort = network::host_port;
        /// A port mapping names one port between 1 and 65535, or, but for the network mode `host`, a range of them.
        InvalidPort = network::invalid_port;
        /// The names of ports are unique in the task: at most 64 lower-case letters, digits, `_` and `-`.
        PortName = network::port_name;
        /// In the network mode `none` no container has port mappings.
        PortMappingWithoutNetwork = network::port_mapping_without_network;
        /// Some ports of an EC2 instance belong to SSH, to Docker and to the container agent.
        ReservedPort = network::reserved_port;
        /// `links` are for the network mode `bridge`; `hostname` and `extraHosts` are not for `awsvpc`; fault injection is for
        /// `awsvpc` and `host`.
        NetworkModeMember = network::network_mode_member;
        /// A variable stands once in `environment`.
        DuplicateEnvironmentName = names::duplicate_environment_name;
        /// The name of a secret is that of no other secret and of no variable.
        SecretClash = names::secret_clash;
        /// Files of variables are objects in S3 whose keys end in `.env`, at most ten for a container.
        EnvironmentFile = storage::environment_file;
        /// A Fargate task has one of the sizes that there are.
        FargateSize = size::fargate_size;
        /// What the containers of a task keep for themselves fits into the task.
        ExceedsTaskSize = size::exceeds_task_size;
        /// A container has at least 6 MiB, and its limit is not below what it keeps.
        ContainerMemory = size::container_memory;
        /// A task or each of its containers states its memory.
        NoMemory = size::no_memory;
        /// A Fargate task has between 21 and 200 GiB of storage of its own, if it states how much.
        EphemeralStorage = storage::ephemeral_storage;
        /// Fargate takes the network mode `awsvpc` alone.
        FargateNetworkMode = network::fargate_network_mode;
        /// Fargate takes the log drivers `awslogs`, `splunk` and `awsfirelens` alone.
        FargateLogDriver = logging::fargate_log_driver;
        /// Fargate does not take members that are about the instance that a task runs on.
        FargateMember = compatibility::fargate_member;
        /// The times and the retries of a health check are within limits.
        HealthCheck = lifecycle::health_check;
        /// The command of a health check begins with `CMD` or `CMD-SHELL`; Docker runs no other.
        HealthCheckCommand = lifecycle::health_check_command;
        /// A Fargate container is waited for between 2 and 120 seconds, when it starts and when it stops.
        Timeouts = lifecycle::timeouts;
        /// A restart policy waits between 60 and 1800 seconds, and ignores at most 50 exit codes.
        RestartPolicy = lifecycle::restart_policy;
        /// The log driver `awslogs` has a group and a region, on Fargate a stream prefix too, one way to find where a message
        /// begins, and no option that ECS does not pass on.
        AwslogsOptions = logging::awslogs_options;
        /// A task logs with `awsfirelens` if and only if one of its containers is the log router.
        Firelens = logging::firelens;
        /// A task has an execution role where ECS itself fetches something for it: secrets everywhere, on Fargate images in
        /// Amazon ECR and logs too.
        NoExecutionRole = permissions::no_execution_role;
        /// Volume names are unique.
        DuplicateVolumeName = names::duplicate_volume_name;
        /// A volume is there for a container to mount it.
        UnusedVolume = storage::unused_volume;
        /// An EFS volume with IAM authorization or an access point is encrypted in transit.
        EfsEncryption = storage::efs_encryption;
        /// The processor and the operating system are such that ECS has both together.
        Platform = compatibility::platform;
        /// Windows containers do not take members that are about Linux.
        WindowsMember = compatibility::windows_member;
        /// Tags are at most 50, each with a key of its own that does not begin with `aws:`, made of the characters that AWS
        /// takes, and no list of none.
        UnregisterableTags = shape::unregisterable_tags;
        /// An image that says for which processor it is made is for that of the task.
        ImageArchitecture = images::image_architecture;
        /// An image has a tag other than `latest`, or a digest, so that it is known what runs.
        UntaggedImage = images::untagged_image;
        /// A container that is not essential, and is to run as long as the task, is started again when it exits.
        NoRestartPolicy = lifecycle::no_restart_policy;
        /// The application does not wait for a sidecar to be healthy: one that never is keeps the whole task from starting.
        HealthySidecar = lifecycle::healthy_sidecar;
        /// Credentials are secrets, not variables: everybody who may describe a task definition can read those.
        PlaintextCredential = permissions::plaintext_credential;
        /// OTLP is sent by gRPC to port 4317 and by HTTP to port 4318.
        OtlpProtocol = telemetry::otlp_protocol;
        /// Jaeger 1 has had no updates since its support ended on 31 December 2025.
        Jaeger1EndOfLife = telemetry::jaeger_1_end_of_life;
        /// Jaeger 2 is configured by arguments; the variables of Jaeger 1 do nothing there.
        Jaeger2Variable = telemetry::jaeger_2_variable;
        /// The base path of Jaeger's UI begins with `/`, and ends without one unless it is no more than that.
        JaegerBasePath = telemetry::jaeger_base_path;
        /// Jaeger keeps traces in memory: something bounds how many.
        UnboundedMemory = telemetry::unbounded_memory;
        /// A health check calls a program that is in the image.
        HealthCheckWithoutCurl = lifecycle::health_check_without_curl;
    }
    others {
        /// Every member is one that the API knows.
        UnknownMember = shape::unknown_member::DESCRIPTION;
        /// Every value has the type that the API takes.
        WrongType = shape::wrong_type::DESCRIPTION;
        /// A member that takes one of a list of values has one of them.
        UnknownValue = shape::unknown_value::DESCRIPTION;
        /// Every member that the API needs is there.
        MissingMember = shape::missing_member::DESCRIPTION;
        /// No `null` stands in a task definition: ECS takes it as absent, and the AWS CLI refuses to register it.
        NullMember = shape::null_member::DESCRIPTION;
        /// Jaeger that keeps traces in memory stands in one task alone: a load balancer sends people to any of several, each of
        /// which knows its own task's traces.
        SeveralTasks = telemetry::several_tasks::DESCRIPTION;
        /// Localhost reaches a sidecar in the network modes `awsvpc` and `host` alone.
        BridgeNetwork = network::bridge_network::DESCRIPTION;
        /// A sidecar goes where the network mode is known to let localhost reach it.
        NetworkModeUnknown = injection::NETWORK_MODE_UNKNOWN;
        /// Containers of a Windows task do not reach each other through localhost, and the sidecars' images are made for Linux.
        WindowsTask = compatibility::windows_task::DESCRIPTION;
        /// A container of the sidecar's name is the sidecar's own.
        NameConflict = injection::NAME_CONFLICT;
        /// A volume of the name of a sidecar's volume is that volume.
        VolumeConflict = injection::VOLUME_CONFLICT;
        /// A sidecar that is to log where the application does finds a container that logs with `awslogs`.
        NoAwslogsToInherit = injection::NO_AWSLOGS_TO_INHERIT;
        /// A container that is named on the command line is there.
        NoSuchContainer = injection::NO_SUCH_CONTAINER;
        /// A sidecar with volumes goes into a whole task definition: a bare array of containers has no place for them.
        NoTaskForVolumes = injection::NO_TASK_FOR_VOLUMES;
        /// A container of the application is there to be told about the sidecar.
        NothingToWire = injection::NOTHING_TO_WIRE;
        /// A task that is to be made larger can be.
        NoFittingSize = injection::NO_FITTING_SIZE;
        /// A member that a decision needs has the type that it should have.
        UnreadableMember = injection::UNREADABLE_MEMBER;
        /// The record of an injection can be read.
        UnreadableRecord = injection::UNREADABLE_RECORD;
    }
}

impl Rule {
    /// The rule's name, in kebab case.
    pub fn name(self) -> &'static str {
        self.description().name
    }

    /// The severity of its findings, unless a policy says otherwise.
    pub fn severity(self) -> Severity {
        self.description().severity
    }

    /// Where it stands that the rule is one; none where it is one of this project's own.
    pub fn source(self) -> Option<Source> {
        self.description().source
    }

    /// What AWS answers to a task definition that breaks it, where that is known.
    pub fn refusal(self) -> Option<&'static str> {
        self.description().refusal
    }

    /// A task definition that breaks it and one that does not; `None` for what is about an injection, or too long to show.
    pub fn example(self) -> Option<Example> {
        self.description().example
    }

    /// The rule of that name.
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
        Finding {
            rule: self,
            severity: self.severity(),
            pointer,
            message: message.into(),
            help: help.into(),
            hint: None,
        }
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

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;

    use super::{Rule, Service, lint};
    use crate::rule::Finding;
    use crate::text::Document;

    pub(crate) fn shown(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(|finding| format!("{finding} at {}", finding.pointer)).collect()
    }

    /// What is found in a task definition.
    pub(crate) fn found(definition: &str) -> Vec<String> {
        let document = Document::scan(definition).unwrap();
        shown(&lint(document.root(), &Service::default()).unwrap())
    }

    /// Lints, and compares the findings.
    #[track_caller]
    pub(crate) fn check(definition: &str, expected: &[&str]) {
        assert_eq!(found(definition), expected);
    }

    /// Lints, and compares the one finding that there is, if any.
    #[track_caller]
    pub(crate) fn check_one(definition: &str, expected: Option<String>) {
        assert_eq!(found(definition), Vec::from_iter(expected));
    }

    /// Each example breaks its rule and no other, and keeps all when it is put right.
    #[test]
    fn examples() {
        for rule in Rule::ALL {
            let Some(example) = rule.example() else { continue };
            let broken = |definition: &str| -> BTreeSet<Rule> {
                let document = Document::scan(definition).unwrap();
                let findings = lint(document.root(), &Service::default()).unwrap();
                findings.iter().map(|finding| finding.rule).collect()
            };
            assert_eq!(broken(example.breaks), BTreeSet::from([*rule]), "{rule}");
            assert_eq!(broken(example.holds), BTreeSet::new(), "{rule}");
        }
    }

    /// Every rule that is about a task definition has an example, but for those that are too long to show or need a service.
    #[test]
    fn rules_without_an_example() {
        let without = super::CHECKS.len()
            - Rule::ALL[..super::CHECKS.len()].iter().filter(|rule| rule.example().is_some()).count();
        assert_eq!(without, 3, "too-many-containers, too-large, jaeger-base-path");
    }

    #[test]
    fn names() {
        let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            assert_eq!(Rule::from_name(rule.name()).unwrap(), *rule);
            assert!(rule.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            assert!(rule.summary().ends_with('.'), "{rule}");
        }
        assert_eq!(Rule::from_name("typo").unwrap_err().to_string(), "no rule is named `typo`");
    }
}
