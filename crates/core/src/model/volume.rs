//! [`Volume`] and the structs for mounting it.

use std::collections::BTreeMap;

use super::shape::shape;
use super::string_enum::string_enum;

shape! {
    /// A volume that containers can mount (API reference, Volume).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Volume {
        /// The name that mount points refer to: up to 255 letters, digits, `_` and `-`.
        "name" => name: String,
        /// A directory of the host, or of the storage of the task.
        "host" => host: HostVolumeProperties,
        /// A Docker volume. Not for Fargate.
        "dockerVolumeConfiguration" => docker_volume_configuration: DockerVolumeConfiguration,
        /// An Amazon EFS file system.
        "efsVolumeConfiguration" => efs_volume_configuration: EfsVolumeConfiguration,
        /// An Amazon S3 Files file system.
        "s3filesVolumeConfiguration" => s3files_volume_configuration: S3FilesVolumeConfiguration,
        /// An Amazon FSx for Windows File Server file system.
        "fsxWindowsFileServerVolumeConfiguration" =>
            fsx_windows_file_server_volume_configuration: FsxWindowsFileServerVolumeConfiguration,
        /// Whether the volume is configured when a task starts, as for Amazon EBS.
        "configuredAtLaunch" => configured_at_launch: bool,
    }
}

shape! {
    /// A directory of the host (API reference, HostVolumeProperties).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct HostVolumeProperties {
        /// Its path. If absent, a new directory that is deleted with the task. Not for Fargate.
        "sourcePath" => source_path: String,
    }
}

shape! {
    /// A Docker volume (API reference, DockerVolumeConfiguration).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct DockerVolumeConfiguration {
        /// How long it lives.
        "scope" => scope: Scope,
        /// Whether it is created if it does not exist; only with the scope `shared`.
        "autoprovision" => autoprovision: bool,
        /// The volume driver of Docker.
        "driver" => driver: String,
        /// The options of the driver.
        "driverOpts" => driver_opts: BTreeMap<String, String>,
        /// Labels of the volume.
        "labels" => labels: BTreeMap<String, String>,
    }
}

shape! {
    /// An Amazon EFS file system (API reference, EFSVolumeConfiguration).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EfsVolumeConfiguration {
        /// Its ID. Required.
        required "fileSystemId" => file_system_id: String,
        /// The directory of it to mount: `/` if absent.
        "rootDirectory" => root_directory: String,
        /// Whether data is encrypted in transit: not if absent. Required with IAM authorization.
        "transitEncryption" => transit_encryption: EfsTransitEncryption,
        /// The port on the host for encrypted data.
        "transitEncryptionPort" => transit_encryption_port: i32,
        /// Who may mount it.
        "authorizationConfig" => authorization_config: EfsAuthorizationConfig,
    }
}

shape! {
    /// Who may mount an Amazon EFS file system (API reference, EFSAuthorizationConfig).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EfsAuthorizationConfig {
        /// The ID of the access point to use.
        "accessPointId" => access_point_id: String,
        /// Whether the IAM role of the task is used: not if absent.
        "iam" => iam: EfsAuthorizationConfigIam,
    }
}

shape! {
    /// An Amazon S3 Files file system (API reference, S3FilesVolumeConfiguration).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct S3FilesVolumeConfiguration {
        /// Its ARN. Required.
        required "fileSystemArn" => file_system_arn: String,
        /// The directory of it to mount: `/` if absent.
        "rootDirectory" => root_directory: String,
        /// The port on the host for encrypted data.
        "transitEncryptionPort" => transit_encryption_port: i32,
        /// The ARN of the access point to use.
        "accessPointArn" => access_point_arn: String,
    }
}

shape! {
    /// An Amazon FSx for Windows File Server file system (API reference, FSxWindowsFileServerVolumeConfiguration).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct FsxWindowsFileServerVolumeConfiguration {
        /// Its ID. Required.
        required "fileSystemId" => file_system_id: String,
        /// The directory of it to mount. Required.
        required "rootDirectory" => root_directory: String,
        /// Who may mount it. Required.
        required "authorizationConfig" => authorization_config: FsxWindowsFileServerAuthorizationConfig,
    }
}

shape! {
    /// Who may mount an Amazon FSx for Windows File Server file system
    /// (API reference, FSxWindowsFileServerAuthorizationConfig).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct FsxWindowsFileServerAuthorizationConfig {
        /// The ARN of a Secrets Manager secret or a Systems Manager parameter with the credentials. Required.
        required "credentialsParameter" => credentials_parameter: String,
        /// The fully qualified name of the Active Directory domain. Required.
        required "domain" => domain: String,
    }
}

shape! {
    /// Where a container mounts a volume (API reference, MountPoint).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct MountPoint {
        /// The name of the volume.
        "sourceVolume" => source_volume: String,
        /// The path in the container.
        "containerPath" => container_path: String,
        /// Whether the container may only read: `false` if absent.
        "readOnly" => read_only: bool,
    }
}

shape! {
    /// A container whose volumes another one mounts (API reference, VolumeFrom).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct VolumeFrom {
        /// The name of the other container.
        "sourceContainer" => source_container: String,
        /// Whether this container may only read them: `false` if absent.
        "readOnly" => read_only: bool,
    }
}

string_enum! {
    /// How long a Docker volume lives.
    pub enum Scope {
        /// As long as the task.
        "task" => Task,
        /// Longer than the task.
        "shared" => Shared,
    }
}

string_enum! {
    /// Whether data is encrypted in transit to an Amazon EFS file system.
    pub enum EfsTransitEncryption {
        "ENABLED" => Enabled,
        "DISABLED" => Disabled,
    }
}

string_enum! {
    /// Whether the IAM role of the task is used to mount an Amazon EFS file system.
    pub enum EfsAuthorizationConfigIam {
        "ENABLED" => Enabled,
        "DISABLED" => Disabled,
    }
}
