//! The typed model: a task definition as structs.
//!
//! It has every member of `RegisterTaskDefinition`, with the names and types of the Amazon ECS API reference.
//! The member `memoryReservation` is the field `memory_reservation`.
//!
//! ```
//! use outrigger_core::model::{NetworkMode, TaskDefinition};
//!
//! let text = r#"{"family": "api", "networkMode": "bridge", "cpu": "256", "newMember": {"a": 1}}"#;
//! let mut definition: TaskDefinition = serde_json::from_str(text)?;
//! assert_eq!(definition.network_mode, Some(NetworkMode::Bridge));
//!
//! definition.network_mode = Some(NetworkMode::AwsVpc);
//! assert_eq!(
//!     serde_json::to_string(&definition)?,
//!     r#"{"family":"api","networkMode":"awsvpc","cpu":"256","newMember":{"a":1}}"#
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! - **Every field is an `Option`**, also if the API requires the member, because a file may be incomplete. `None` is a
//!   member that is absent or `null`; `0`, `""`, `[]`, `{}` and `false` are values.
//! - **Nothing unknown is lost.** The field `unknown` of a struct keeps other members and writes them last; the variant
//!   `Other` of an enum keeps other values. Members that only `DescribeTaskDefinition` returns, such as `revision`, are
//!   unknown members too.
//! - **Types are strict.** A value of another type than the API expects is an error that names the member.
//! - **The text is not kept.** The order of members and labels and the notation of numbers may change.

mod container;
mod environment;
mod lifecycle;
mod linux;
mod log;
mod network;
pub(crate) mod schema;
pub(crate) mod shape;
mod string_enum;
mod task;
#[cfg(test)]
mod tests;
mod volume;

pub use container::{
    ContainerDefinition, NvidiaMpsAllocation, RepositoryCredentials, ResourceRequirement, ResourceType,
    SharingStrategy, VersionConsistency,
};
pub use environment::{EnvironmentFile, EnvironmentFileType, KeyValuePair, Secret};
pub use lifecycle::{ContainerCondition, ContainerDependency, ContainerRestartPolicy, HealthCheck};
pub use linux::{
    Device, DeviceCgroupPermission, KernelCapabilities, LinuxParameters, SystemControl, Tmpfs, Ulimit, UlimitName,
};
pub use log::{FirelensConfiguration, FirelensConfigurationType, LogConfiguration, LogDriver};
pub use network::{
    ApplicationProtocol, HostEntry, NetworkMode, PortMapping, ProxyConfiguration, ProxyConfigurationType,
    TransportProtocol,
};
pub use schema::is_member_name;
pub use task::{
    Compatibility, CpuArchitecture, EphemeralStorage, InferenceAccelerator, IpcMode, OsFamily, PidMode,
    RuntimePlatform, Tag, TaskDefinition, TaskDefinitionPlacementConstraint, TaskDefinitionPlacementConstraintType,
};
pub use volume::{
    DockerVolumeConfiguration, EfsAuthorizationConfig, EfsAuthorizationConfigIam, EfsTransitEncryption,
    EfsVolumeConfiguration, FsxWindowsFileServerAuthorizationConfig, FsxWindowsFileServerVolumeConfiguration,
    HostVolumeProperties, MountPoint, S3FilesVolumeConfiguration, Scope, Volume, VolumeFrom,
};
