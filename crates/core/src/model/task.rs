//! [`TaskDefinition`] and its members other than containers and volumes.

use super::shape::shape;
use super::string_enum::string_enum;
use super::{ContainerDefinition, NetworkMode, ProxyConfiguration, Volume};

shape! {
    /// A task definition, as `RegisterTaskDefinition` takes it (API reference, RegisterTaskDefinition).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct TaskDefinition {
        /// The name that all revisions share: up to 255 letters, digits, `_` and `-`. Required.
        "family" => family: String,
        /// The IAM role that the containers assume: its ARN or name.
        "taskRoleArn" => task_role_arn: String,
        /// The IAM role with which ECS pulls images, sends logs and reads secrets: its ARN or name.
        "executionRoleArn" => execution_role_arn: String,
        /// The network mode: `bridge` if absent, on Linux. Fargate supports only `awsvpc`.
        "networkMode" => network_mode: NetworkMode,
        /// The containers. Required.
        "containerDefinitions" => container_definitions: Vec<ContainerDefinition>,
        /// The volumes that the containers can mount.
        "volumes" => volumes: Vec<Volume>,
        /// Where tasks may be placed: up to 10 constraints. Not for Fargate.
        "placementConstraints" => placement_constraints: Vec<TaskDefinitionPlacementConstraint>,
        /// The launch types that ECS checks the task definition for when it is registered.
        "requiresCompatibilities" => requires_compatibilities: Vec<Compatibility>,
        /// The CPU of the whole task: CPU units (`"1024"`) or vCPUs (`"1 vCPU"`). Required for Fargate.
        "cpu" => cpu: String,
        /// The memory of the whole task: MiB (`"2048"`) or GB (`"2 GB"`). Required for Fargate.
        "memory" => memory: String,
        /// Up to 50 tags. `DescribeTaskDefinition` returns them beside the task definition.
        "tags" => tags: Vec<Tag>,
        /// Which processes the containers see: only their own if absent.
        "pidMode" => pid_mode: PidMode,
        /// Which IPC resources the containers share. Not for Fargate.
        "ipcMode" => ipc_mode: IpcMode,
        /// The App Mesh proxy.
        "proxyConfiguration" => proxy_configuration: ProxyConfiguration,
        /// The Elastic Inference accelerators. Deprecated by the API.
        "inferenceAccelerators" => inference_accelerators: Vec<InferenceAccelerator>,
        /// The ephemeral storage of the task on Fargate.
        "ephemeralStorage" => ephemeral_storage: EphemeralStorage,
        /// The CPU architecture and the operating system. Required for Windows on Fargate.
        "runtimePlatform" => runtime_platform: RuntimePlatform,
        /// Whether tasks accept fault injection requests from their containers: `false` if absent.
        "enableFaultInjection" => enable_fault_injection: bool,
    }
}

shape! {
    /// A constraint on where a task may be placed (API reference, TaskDefinitionPlacementConstraint).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct TaskDefinitionPlacementConstraint {
        /// The kind of constraint.
        "type" => r#type: TaskDefinitionPlacementConstraintType,
        /// An expression in the cluster query language.
        "expression" => expression: String,
    }
}

shape! {
    /// A tag (API reference, Tag).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Tag {
        /// 1 to 128 characters; `aws:` at the beginning is reserved.
        "key" => key: String,
        /// Up to 256 characters.
        "value" => value: String,
    }
}

shape! {
    /// An Elastic Inference accelerator (API reference, InferenceAccelerator).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct InferenceAccelerator {
        /// The name that `resourceRequirements` of a container refer to. Required.
        required "deviceName" => device_name: String,
        /// The accelerator type, such as `eia2.medium`. Required.
        required "deviceType" => device_type: String,
    }
}

shape! {
    /// The storage of a task on Fargate (API reference, EphemeralStorage).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EphemeralStorage {
        /// 21 to 200 GiB. Required.
        required "sizeInGiB" => size_in_gib: i32,
    }
}

shape! {
    /// The platform that a task runs on (API reference, RuntimePlatform).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct RuntimePlatform {
        /// The CPU architecture.
        "cpuArchitecture" => cpu_architecture: CpuArchitecture,
        /// The operating system.
        "operatingSystemFamily" => operating_system_family: OsFamily,
    }
}

string_enum! {
    /// A launch type.
    pub enum Compatibility {
        "EC2" => Ec2,
        "FARGATE" => Fargate,
        /// On-premises machines, with ECS Anywhere.
        "EXTERNAL" => External,
        "MANAGED_INSTANCES" => ManagedInstances,
    }
}

string_enum! {
    /// Which processes the containers of a task see.
    pub enum PidMode {
        /// Those of the host. Not for Fargate.
        "host" => Host,
        /// Those of the task.
        "task" => Task,
    }
}

string_enum! {
    /// Which IPC resources the containers of a task share.
    pub enum IpcMode {
        /// Those of the host.
        "host" => Host,
        /// Those of the task.
        "task" => Task,
        /// None: each container has its own.
        "none" => None,
    }
}

string_enum! {
    /// A kind of placement constraint.
    pub enum TaskDefinitionPlacementConstraintType {
        /// Container instances that match the expression.
        "memberOf" => MemberOf,
    }
}

string_enum! {
    /// A CPU architecture.
    pub enum CpuArchitecture {
        "X86_64" => X86_64,
        "ARM64" => Arm64,
    }
}

string_enum! {
    /// An operating system.
    pub enum OsFamily {
        "WINDOWS_SERVER_2019_FULL" => WindowsServer2019Full,
        "WINDOWS_SERVER_2019_CORE" => WindowsServer2019Core,
        "WINDOWS_SERVER_2016_FULL" => WindowsServer2016Full,
        "WINDOWS_SERVER_2004_CORE" => WindowsServer2004Core,
        "WINDOWS_SERVER_2022_CORE" => WindowsServer2022Core,
        "WINDOWS_SERVER_2022_FULL" => WindowsServer2022Full,
        "WINDOWS_SERVER_2025_CORE" => WindowsServer2025Core,
        "WINDOWS_SERVER_2025_FULL" => WindowsServer2025Full,
        "WINDOWS_SERVER_20H2_CORE" => WindowsServer20H2Core,
        "LINUX" => Linux,
    }
}
