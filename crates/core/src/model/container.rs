//! [`ContainerDefinition`].

use std::collections::BTreeMap;

use super::shape::shape;
use super::string_enum::string_enum;
use super::{
    ContainerDependency, ContainerRestartPolicy, EnvironmentFile, FirelensConfiguration, HealthCheck, HostEntry,
    KeyValuePair, LinuxParameters, LogConfiguration, MountPoint, PortMapping, Secret, SystemControl, Ulimit,
    VolumeFrom,
};

shape! {
    /// One container of a task (API reference, ContainerDefinition).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ContainerDefinition {
        /// Up to 255 letters, digits, `_` and `-`.
        required "name" => name: String,
        /// The image: `repository:tag` or `repository@digest`, with its registry.
        required "image" => image: String,
        /// How to log in to a private registry outside of AWS.
        "repositoryCredentials" => repository_credentials: RepositoryCredentials,
        /// CPU units kept for the container; 1024 are one vCPU. ECS answers an absent one as 0.
        "cpu" => cpu: i32,
        /// The memory in MiB at which the container is killed.
        "memory" => memory: i32,
        /// The memory in MiB kept for the container; less than `memory` where both are given.
        "memoryReservation" => memory_reservation: i32,
        /// Containers that this one can reach by name, as `name:alias`. Network mode `bridge` alone.
        "links" => links: Vec<String>,
        /// The ports that it listens on.
        "portMappings" => port_mappings: Vec<PortMapping>,
        /// Whether the task stops when this container does: `true` if absent.
        "essential" => essential: bool,
        /// Whether the container alone is started again when it exits.
        "restartPolicy" => restart_policy: ContainerRestartPolicy,
        /// Replaces the image's `ENTRYPOINT`.
        "entryPoint" => entry_point: Vec<String>,
        /// Replaces the image's `CMD`.
        "command" => command: Vec<String>,
        /// The environment variables. Not for secrets.
        "environment" => environment: Vec<KeyValuePair>,
        /// Files of environment variables: up to 10.
        "environmentFiles" => environment_files: Vec<EnvironmentFile>,
        /// The volumes that it mounts.
        "mountPoints" => mount_points: Vec<MountPoint>,
        /// The containers whose volumes it mounts.
        "volumesFrom" => volumes_from: Vec<VolumeFrom>,
        /// What is special to Linux, such as capabilities.
        "linuxParameters" => linux_parameters: LinuxParameters,
        /// The environment variables that hold secrets.
        "secrets" => secrets: Vec<Secret>,
        /// The containers that must be up, or done, before this one starts.
        "dependsOn" => depends_on: Vec<ContainerDependency>,
        /// Seconds to wait for a dependency of this container before giving up.
        "startTimeout" => start_timeout: i32,
        /// Seconds between asking the container to stop and killing it: 30 if absent, on Fargate at most 120.
        "stopTimeout" => stop_timeout: i32,
        /// Whether all tasks of a deployment run the same image digest: `enabled` if absent.
        "versionConsistency" => version_consistency: VersionConsistency,
        /// The container's host name. Not for network mode `awsvpc`.
        "hostname" => hostname: String,
        /// Who it runs as: `user`, `user:group`, `uid`, `uid:gid`, `user:gid` or `uid:group`.
        "user" => user: String,
        /// The directory in which its command is run.
        "workingDirectory" => working_directory: String,
        /// Whether it has no network at all.
        "disableNetworking" => disable_networking: bool,
        /// Whether it has the rights of the host's root. Not for Fargate.
        "privileged" => privileged: bool,
        /// Whether its root file system is read-only.
        "readonlyRootFilesystem" => readonly_root_filesystem: bool,
        /// The DNS servers that it asks.
        "dnsServers" => dns_servers: Vec<String>,
        /// The domains in which it looks up short names.
        "dnsSearchDomains" => dns_search_domains: Vec<String>,
        /// Lines for its `/etc/hosts`. Not for network mode `awsvpc`.
        "extraHosts" => extra_hosts: Vec<HostEntry>,
        /// SELinux and AppArmor labels, or a credential spec. Not for Fargate.
        "dockerSecurityOptions" => docker_security_options: Vec<String>,
        /// Whether it has a standard input.
        "interactive" => interactive: bool,
        /// Whether it has a terminal.
        "pseudoTerminal" => pseudo_terminal: bool,
        /// Labels of the container, at run time too.
        "dockerLabels" => docker_labels: BTreeMap<String, String>,
        /// Resource limits of its processes. On Fargate `nofile` alone.
        "ulimits" => ulimits: Vec<Ulimit>,
        /// Where its output goes.
        "logConfiguration" => log_configuration: LogConfiguration,
        /// How ECS finds out whether it is healthy.
        "healthCheck" => health_check: HealthCheck,
        /// Kernel parameters.
        "systemControls" => system_controls: Vec<SystemControl>,
        /// GPUs and inference accelerators.
        "resourceRequirements" => resource_requirements: Vec<ResourceRequirement>,
        /// What makes it the log router of the task.
        "firelensConfiguration" => firelens_configuration: FirelensConfiguration,
        /// ARNs of credential specs for Active Directory, each behind `credentialspec:` or `credentialspecdomainless:`.
        "credentialSpecs" => credential_specs: Vec<String>,
    }
}

shape! {
    /// How to log in to a private registry (API reference, RepositoryCredentials).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct RepositoryCredentials {
        /// The ARN of the secret with user name and password. Required.
        required "credentialsParameter" => credentials_parameter: String,
    }
}

shape! {
    /// A device that a container needs (API reference, ResourceRequirement).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ResourceRequirement {
        /// The number of GPUs, `ALL`, or the `deviceName` of an inference accelerator. Required without `sharingStrategy`.
        "value" => value: String,
        /// The kind of device. Required.
        required "type" => r#type: ResourceType,
        /// How the container shares a GPU with others, in place of `value`.
        "sharingStrategy" => sharing_strategy: SharingStrategy,
    }
}

shape! {
    /// How containers share a GPU (API reference, SharingStrategy).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SharingStrategy {
        /// By the Multi-Process Service of NVIDIA.
        "nvidiaMps" => nvidia_mps: NvidiaMpsAllocation,
    }
}

shape! {
    /// A container's part of a GPU (API reference, NvidiaMpsAllocation).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct NvidiaMpsAllocation {
        /// The GPU's memory, in MiB, from 1. Required.
        required "memory" => memory: i32,
        /// The most of the GPU's computing that the container may use, in percent: 1 to 100.
        "maxComputePercent" => max_compute_percent: i32,
    }
}

string_enum! {
    /// A kind of device.
    pub enum ResourceType {
        "GPU" => Gpu,
        "InferenceAccelerator" => InferenceAccelerator,
        "NeuronDevice" => NeuronDevice,
    }
}

string_enum! {
    /// Whether an image's tag is resolved to its digest once for a deployment.
    pub enum VersionConsistency {
        "enabled" => Enabled,
        "disabled" => Disabled,
    }
}
