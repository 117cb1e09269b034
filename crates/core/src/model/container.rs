//! [`ContainerDefinition`] and the structs that only it uses.

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
        /// The image: `repository:tag` or `repository@digest`, with the registry if it is not Docker Hub.
        required "image" => image: String,
        /// How to log in to a private registry outside of AWS.
        "repositoryCredentials" => repository_credentials: RepositoryCredentials,
        /// CPU units reserved for the container; 1024 are one vCPU. ECS returns 0 if it is absent.
        "cpu" => cpu: i32,
        /// The memory limit in MiB: the container is killed when it exceeds it.
        "memory" => memory: i32,
        /// The memory in MiB reserved for the container; less than `memory` if both are set.
        "memoryReservation" => memory_reservation: i32,
        /// Containers that this one can reach by name, as `name:alias`. Only for the network mode `bridge`.
        "links" => links: Vec<String>,
        /// The ports that it listens on.
        "portMappings" => port_mappings: Vec<PortMapping>,
        /// Whether the task stops when this container does: `true` if absent.
        "essential" => essential: bool,
        /// Whether ECS restarts the container, and not the task, when it exits.
        "restartPolicy" => restart_policy: ContainerRestartPolicy,
        /// Replaces the image's `ENTRYPOINT`.
        "entryPoint" => entry_point: Vec<String>,
        /// Replaces the image's `CMD`.
        "command" => command: Vec<String>,
        /// The environment variables. Not for secrets.
        "environment" => environment: Vec<KeyValuePair>,
        /// Up to 10 environment files.
        "environmentFiles" => environment_files: Vec<EnvironmentFile>,
        /// The volumes that it mounts.
        "mountPoints" => mount_points: Vec<MountPoint>,
        /// The containers whose volumes it mounts.
        "volumesFrom" => volumes_from: Vec<VolumeFrom>,
        /// Settings for Linux, such as capabilities.
        "linuxParameters" => linux_parameters: LinuxParameters,
        /// The environment variables whose values are secrets.
        "secrets" => secrets: Vec<Secret>,
        /// The containers that must have started, ended or become healthy before this one starts.
        "dependsOn" => depends_on: Vec<ContainerDependency>,
        /// How many seconds ECS waits for the dependencies of this container before it gives up.
        "startTimeout" => start_timeout: i32,
        /// How many seconds after the stop signal the container is killed: 30 if absent, at most 120 on Fargate.
        "stopTimeout" => stop_timeout: i32,
        /// Whether all tasks of a deployment run the same image digest: `enabled` if absent.
        "versionConsistency" => version_consistency: VersionConsistency,
        /// The host name of the container. Not for the network mode `awsvpc`.
        "hostname" => hostname: String,
        /// The user that it runs as: `user`, `user:group`, `uid`, `uid:gid`, `user:gid` or `uid:group`.
        "user" => user: String,
        /// The directory in which its command runs.
        "workingDirectory" => working_directory: String,
        /// Whether it has no network at all.
        "disableNetworking" => disable_networking: bool,
        /// Whether it has the rights of root on the host. Not for Fargate.
        "privileged" => privileged: bool,
        /// Whether its root file system is read-only.
        "readonlyRootFilesystem" => readonly_root_filesystem: bool,
        /// The DNS servers that it uses.
        "dnsServers" => dns_servers: Vec<String>,
        /// The domains in which it searches short names.
        "dnsSearchDomains" => dns_search_domains: Vec<String>,
        /// Lines for its `/etc/hosts`. Not for the network mode `awsvpc`.
        "extraHosts" => extra_hosts: Vec<HostEntry>,
        /// SELinux and AppArmor labels, or a credential spec. Not for Fargate.
        "dockerSecurityOptions" => docker_security_options: Vec<String>,
        /// Whether its standard input is open.
        "interactive" => interactive: bool,
        /// Whether it has a terminal.
        "pseudoTerminal" => pseudo_terminal: bool,
        /// Labels of the container, which also exist at run time.
        "dockerLabels" => docker_labels: BTreeMap<String, String>,
        /// Resource limits of its processes. Only `nofile` on Fargate.
        "ulimits" => ulimits: Vec<Ulimit>,
        /// Where its output goes.
        "logConfiguration" => log_configuration: LogConfiguration,
        /// How ECS checks whether it is healthy.
        "healthCheck" => health_check: HealthCheck,
        /// Kernel parameters.
        "systemControls" => system_controls: Vec<SystemControl>,
        /// GPUs and inference accelerators.
        "resourceRequirements" => resource_requirements: Vec<ResourceRequirement>,
        /// Makes it the log router of the task.
        "firelensConfiguration" => firelens_configuration: FirelensConfiguration,
        /// ARNs of credential specs for Active Directory, each after `credentialspec:` or `credentialspecdomainless:`.
        "credentialSpecs" => credential_specs: Vec<String>,
    }
}

shape! {
    /// How to log in to a private registry (API reference, RepositoryCredentials).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct RepositoryCredentials {
        /// The ARN of the secret with the user name and the password. Required.
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
        /// With the Multi-Process Service of NVIDIA.
        "nvidiaMps" => nvidia_mps: NvidiaMpsAllocation,
    }
}

shape! {
    /// The share of a container in a GPU (API reference, NvidiaMpsAllocation).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct NvidiaMpsAllocation {
        /// The memory of the GPU in MiB, at least 1. Required.
        required "memory" => memory: i32,
        /// The share of the compute capacity of the GPU that the container may use, in percent: 1 to 100.
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
    /// Whether the tag of an image is resolved to a digest once per deployment.
    pub enum VersionConsistency {
        "enabled" => Enabled,
        "disabled" => Disabled,
    }
}
