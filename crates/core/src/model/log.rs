//! Log configuration of a container.

use std::collections::BTreeMap;

use super::Secret;
use super::shape::shape;
use super::string_enum::string_enum;

shape! {
    /// Where the output of a container goes (API reference, LogConfiguration).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct LogConfiguration {
        /// The log driver. Required. Fargate supports `awslogs`, `splunk` and `awsfirelens`.
        required "logDriver" => log_driver: LogDriver,
        /// The options of the driver, such as `awslogs-group`.
        "options" => options: BTreeMap<String, String>,
        /// The options of the driver whose values are secrets.
        "secretOptions" => secret_options: Vec<Secret>,
    }
}

shape! {
    /// Makes a container the log router of its task (API reference, FirelensConfiguration).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct FirelensConfiguration {
        /// The program of the log router. Required.
        required "type" => r#type: FirelensConfigurationType,
        /// `enable-ecs-log-metadata`, `config-file-type` and `config-file-value`.
        "options" => options: BTreeMap<String, String>,
    }
}

string_enum! {
    /// A log driver.
    pub enum LogDriver {
        "json-file" => JsonFile,
        "syslog" => Syslog,
        "journald" => Journald,
        "gelf" => Gelf,
        "fluentd" => Fluentd,
        /// CloudWatch Logs.
        "awslogs" => Awslogs,
        "splunk" => Splunk,
        /// The log router of the task: the container with a `firelensConfiguration`.
        "awsfirelens" => Awsfirelens,
    }
}

string_enum! {
    /// The program of a log router.
    pub enum FirelensConfigurationType {
        "fluentd" => Fluentd,
        "fluentbit" => Fluentbit,
    }
}
