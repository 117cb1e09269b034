//! Linux settings of a container: capabilities, devices, file systems in memory, and limits.

use super::shape::shape;
use super::string_enum::string_enum;

shape! {
    /// Settings for containers on Linux (API reference, LinuxParameters).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct LinuxParameters {
        /// Changes to the default capabilities of Docker.
        "capabilities" => capabilities: KernelCapabilities,
        /// Devices of the host. Not for Fargate.
        "devices" => devices: Vec<Device>,
        /// Whether an init process forwards signals and reaps processes.
        "initProcessEnabled" => init_process_enabled: bool,
        /// The size of `/dev/shm` in MiB.
        "sharedMemorySize" => shared_memory_size: i32,
        /// File systems in memory.
        "tmpfs" => tmpfs: Vec<Tmpfs>,
        /// The swap space in MiB; 0 means none.
        "maxSwap" => max_swap: i32,
        /// How eagerly the kernel swaps: 0 (only if necessary) to 100, 60 if absent.
        "swappiness" => swappiness: i32,
    }
}

shape! {
    /// Linux capabilities (API reference, KernelCapabilities).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct KernelCapabilities {
        /// Capabilities to add, such as `SYS_PTRACE`.
        "add" => add: Vec<String>,
        /// Capabilities to remove, such as `ALL`.
        "drop" => drop: Vec<String>,
    }
}

shape! {
    /// A device of the host (API reference, Device).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Device {
        /// Its path on the host. Required.
        required "hostPath" => host_path: String,
        /// Its path in the container.
        "containerPath" => container_path: String,
        /// What the container may do with it: everything if absent.
        "permissions" => permissions: Vec<DeviceCgroupPermission>,
    }
}

shape! {
    /// A file system in memory (API reference, Tmpfs).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Tmpfs {
        /// Where it is mounted. Required.
        required "containerPath" => container_path: String,
        /// Its maximum size in MiB. Required.
        required "size" => size: i32,
        /// Mount options, such as `noexec`.
        "mountOptions" => mount_options: Vec<String>,
    }
}

shape! {
    /// A limit on a resource (API reference, Ulimit).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Ulimit {
        /// The resource. Required.
        required "name" => name: UlimitName,
        /// The soft limit, which a process may raise up to the hard limit. Required.
        required "softLimit" => soft_limit: i32,
        /// The hard limit. Required.
        required "hardLimit" => hard_limit: i32,
    }
}

shape! {
    /// A kernel parameter (API reference, SystemControl).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SystemControl {
        /// Its name, such as `net.core.somaxconn`.
        "namespace" => namespace: String,
        /// Its value.
        "value" => value: String,
    }
}

string_enum! {
    /// What a container may do with a device.
    pub enum DeviceCgroupPermission {
        "read" => Read,
        "write" => Write,
        /// Create device files.
        "mknod" => Mknod,
    }
}

string_enum! {
    /// A resource with a limit, with its name in `setrlimit`.
    pub enum UlimitName {
        "core" => Core,
        "cpu" => Cpu,
        "data" => Data,
        "fsize" => Fsize,
        "locks" => Locks,
        "memlock" => Memlock,
        "msgqueue" => Msgqueue,
        "nice" => Nice,
        /// Open files.
        "nofile" => Nofile,
        /// Processes.
        "nproc" => Nproc,
        "rss" => Rss,
        "rtprio" => Rtprio,
        "rttime" => Rttime,
        "sigpending" => Sigpending,
        "stack" => Stack,
    }
}
