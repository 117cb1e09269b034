//! Ports, network modes, and how containers reach each other.

pub(crate) mod bridge_network;
pub(crate) mod fargate_network_mode;
pub(crate) mod host_port;
pub(crate) mod invalid_port;
pub(crate) mod network_mode_member;
pub(crate) mod port_clash;
pub(crate) mod port_mapping_without_network;
pub(crate) mod port_name;
pub(crate) mod reserved_port;
