//! Ports, network modes, and proxies.

use super::KeyValuePair;
use super::shape::shape;
use super::string_enum::string_enum;

shape! {
    /// A port that a container listens on (API reference, PortMapping).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PortMapping {
        /// The port in the container.
        "containerPort" => container_port: i32,
        /// The port on the host. In the network mode `awsvpc` it equals the container port; in `bridge`, 0 or absent means any free
        /// port.
        "hostPort" => host_port: i32,
        /// `tcp` if absent.
        "protocol" => protocol: TransportProtocol,
        /// The name of the port for Service Connect: up to 64 lower-case letters, digits, `_` and `-`.
        "name" => name: String,
        /// The application protocol, for Service Connect.
        "appProtocol" => app_protocol: ApplicationProtocol,
        /// A range of ports instead of one port, such as `8000-8099`. Not for the network mode `host`.
        "containerPortRange" => container_port_range: String,
    }
}

shape! {
    /// A line of `/etc/hosts` (API reference, HostEntry).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct HostEntry {
        /// The host's name. Required.
        required "hostname" => hostname: String,
        /// Its address. Required.
        required "ipAddress" => ip_address: String,
    }
}

shape! {
    /// The proxy for the traffic of the task (API reference, ProxyConfiguration).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ProxyConfiguration {
        /// The kind of proxy: `APPMESH` if absent.
        "type" => r#type: ProxyConfigurationType,
        /// The name of the container that is the proxy. Required.
        required "containerName" => container_name: String,
        /// Its parameters, such as `ProxyIngressPort`.
        "properties" => properties: Vec<KeyValuePair>,
    }
}

string_enum! {
    /// How the containers of a task are connected.
    pub enum NetworkMode {
        /// Docker's virtual network on each host.
        "bridge" => Bridge,
        /// The host's own network.
        "host" => Host,
        /// A network interface for each task; its containers share `localhost`.
        "awsvpc" => AwsVpc,
        /// No network.
        "none" => None,
    }
}

string_enum! {
    /// A transport protocol.
    pub enum TransportProtocol {
        "tcp" => Tcp,
        "udp" => Udp,
    }
}

string_enum! {
    /// An application protocol.
    pub enum ApplicationProtocol {
        "http" => Http,
        "http2" => Http2,
        "grpc" => Grpc,
    }
}

string_enum! {
    /// A kind of proxy.
    pub enum ProxyConfigurationType {
        "APPMESH" => Appmesh,
    }
}
