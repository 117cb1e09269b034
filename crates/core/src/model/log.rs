//! Where a container's output goes.

use std::collections::BTreeMap;

use super::Secret;
use super::shape::shape;
use super::string_enum::string_enum;

shape! {
    /// Where a container's output goes (API reference, LogConfiguration).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct LogConfiguration {
        /// What takes it. Required. Fargate has `awslogs`, `splunk` and `awsfirelens`.
        required "logDriver" => log_driver: LogDriver,
        /// The driver's options, such as `awslogs-group`.
        "options" => options: BTreeMap<String, String>,
        /// The driver's options that hold secrets.
        "secretOptions" => secret_options: Vec<Secret>,
    }
}

shape! {
    /// What makes a container the log router of its task (API reference, FirelensConfiguration).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct FirelensConfiguration {
        /// The program. Required.
        required "type" => r#type: FirelensConfigurationType,
        /// `enable-ecs-log-metadata`, `config-file-type` and `config-file-value`.
        "options" => options: BTreeMap<String, String>,
    }
}

string_enum! {
    /// What takes a container's output.
    pub enum LogDriver {
        "json-file" => JsonFile,
        "syslog" => Syslog,
        "journald" => Journald,
        "gelf" => Gelf,
        "fluentd" => Fluentd,
        /// CloudWatch Logs.
        "awslogs" => Awslogs,
        "splunk" => Splunk,
        /// The task's log router: the container with a `firelensConfiguration`.
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
