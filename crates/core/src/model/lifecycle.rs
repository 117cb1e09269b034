//! When a container starts, is healthy and starts again.

use super::shape::shape;
use super::string_enum::string_enum;

shape! {
    /// A container that another one waits for (API reference, ContainerDependency).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ContainerDependency {
        /// The name of the container that is waited for. Required.
        required "containerName" => container_name: String,
        /// What it is waited for to be. Required.
        required "condition" => condition: ContainerCondition,
    }
}

shape! {
    /// How ECS finds out whether a container is healthy (API reference, HealthCheck).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct HealthCheck {
        /// `CMD` and a program with its arguments, or `CMD-SHELL` and a line for the shell. Required.
        required "command" => command: Vec<String>,
        /// Seconds between checks: 5 to 300, 30 if absent.
        "interval" => interval: i32,
        /// Seconds after which a check has failed: 2 to 60, 5 if absent.
        "timeout" => timeout: i32,
        /// Failures in a row after which the container is unhealthy: 1 to 10, 3 if absent.
        "retries" => retries: i32,
        /// Seconds from the start in which failures do not count: 0 to 300, none if absent.
        "startPeriod" => start_period: i32,
    }
}

shape! {
    /// Whether a container is started again without its task (API reference, ContainerRestartPolicy).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ContainerRestartPolicy {
        /// Whether it is. Required.
        required "enabled" => enabled: bool,
        /// Up to 50 exit codes after which it is not.
        "ignoredExitCodes" => ignored_exit_codes: Vec<i32>,
        /// Seconds that it must have run to be started again: 60 to 1800, 300 if absent.
        "restartAttemptPeriod" => restart_attempt_period: i32,
    }
}

string_enum! {
    /// What a container is waited for to be.
    pub enum ContainerCondition {
        /// Started.
        "START" => Start,
        /// Exited, with any code. Not for essential containers.
        "COMPLETE" => Complete,
        /// Exited with code 0. Not for essential containers.
        "SUCCESS" => Success,
        /// Healthy, by its own health check.
        "HEALTHY" => Healthy,
    }
}
