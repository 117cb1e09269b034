//! How containers are reached.

use super::KeyValuePair;
use super::shape::shape;
use super::string_enum::string_enum;

shape! {
    /// A port that a container listens on (API reference, PortMapping).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PortMapping {
        /// The port in the container.
        "containerPort" => container_port: i32,
        /// The port on the host. In `awsvpc` the same if given; in `bridge` 0 or absent for any free one.
        "hostPort" => host_port: i32,
        /// `tcp` if absent.
        "protocol" => protocol: TransportProtocol,
        /// The name by which Service Connect means the port: up to 64 lower-case letters, digits, `_` and `-`.
        "name" => name: String,
        /// What is spoken, where Service Connect should know.
        "appProtocol" => app_protocol: ApplicationProtocol,
        /// Several ports instead of one, as `8000-8099`. Not for Fargate.
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
    /// The proxy that the task's traffic goes through (API reference, ProxyConfiguration).
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
        /// Not at all.
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
