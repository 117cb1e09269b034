//! Start order, health checks and restarts of containers.

use super::shape::shape;
use super::string_enum::string_enum;

shape! {
    /// A container that another one waits for (API reference, ContainerDependency).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ContainerDependency {
        /// The name of the other container. Required.
        required "containerName" => container_name: String,
        /// The state that the other container must reach. Required.
        required "condition" => condition: ContainerCondition,
    }
}

shape! {
    /// How ECS checks whether a container is healthy (API reference, HealthCheck).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct HealthCheck {
        /// `CMD` and a program with its arguments, or `CMD-SHELL` and a shell command. Required.
        required "command" => command: Vec<String>,
        /// Seconds between checks: 5 to 300, 30 if absent.
        "interval" => interval: i32,
        /// Seconds after which a check fails: 2 to 60, 5 if absent.
        "timeout" => timeout: i32,
        /// Failures in a row after which the container is unhealthy: 1 to 10, 3 if absent.
        "retries" => retries: i32,
        /// Seconds after the start during which failures do not count: 0 to 300, 0 if absent.
        "startPeriod" => start_period: i32,
    }
}

shape! {
    /// Whether ECS restarts a container without its task (API reference, ContainerRestartPolicy).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ContainerRestartPolicy {
        /// Whether ECS restarts the container. Required.
        required "enabled" => enabled: bool,
        /// Up to 50 exit codes after which ECS does not restart it.
        "ignoredExitCodes" => ignored_exit_codes: Vec<i32>,
        /// Seconds that it must have run before ECS restarts it: 60 to 1800, 300 if absent.
        "restartAttemptPeriod" => restart_attempt_period: i32,
    }
}

string_enum! {
    /// The state that a container waits for.
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
