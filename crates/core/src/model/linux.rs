//! What a container asks of the Linux kernel.

use super::shape::shape;
use super::string_enum::string_enum;

shape! {
    /// What is special to containers on Linux (API reference, LinuxParameters).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct LinuxParameters {
        /// Capabilities beside Docker's default ones.
        "capabilities" => capabilities: KernelCapabilities,
        /// Devices of the host. Not for Fargate.
        "devices" => devices: Vec<Device>,
        /// Whether an init process hands on signals and reaps processes.
        "initProcessEnabled" => init_process_enabled: bool,
        /// The size of `/dev/shm` in MiB.
        "sharedMemorySize" => shared_memory_size: i32,
        /// File systems in memory.
        "tmpfs" => tmpfs: Vec<Tmpfs>,
        /// MiB of swap; 0 is none.
        "maxSwap" => max_swap: i32,
        /// How readily memory is swapped: 0 to 100, 60 if absent.
        "swappiness" => swappiness: i32,
    }
}

shape! {
    /// Linux capabilities (API reference, KernelCapabilities).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct KernelCapabilities {
        /// Those to add, such as `SYS_PTRACE`.
        "add" => add: Vec<String>,
        /// Those to take away, such as `ALL`.
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
        /// Its greatest size in MiB. Required.
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
        /// The limit that a process may raise. Required.
        required "softLimit" => soft_limit: i32,
        /// How far it may. Required.
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
        /// Make device files.
        "mknod" => Mknod,
    }
}

string_enum! {
    /// A resource that has a limit, as `setrlimit` names it.
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
