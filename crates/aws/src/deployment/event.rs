//! [`Event`]: the progress of a deployment, for an observer.

use crate::ecs::ServiceDeployment;

/// A step of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A revision was registered.
    Registered {
        /// Its ARN.
        arn: String,
    },
    /// The latest revision of the family has the wanted content, so none was registered.
    Reused {
        /// Its ARN.
        arn: String,
    },
    /// The service was updated.
    Updated {
        /// The ARN of its new task definition.
        arn: String,
    },
    /// The deployment is in progress.
    Progress(ServiceDeployment),
    /// The update replaced a deployment that somebody else began after the change was planned.
    Replaced {
        /// The ARN of the task definition of that deployment.
        arn: String,
    },
    /// A call of `DescribeServices` failed; the deployment goes on.
    DescribeFailed {
        /// Why.
        message: String,
    },
    /// ECS wrote an event about the service.
    Service {
        /// The sentence that ECS wrote.
        message: String,
    },
    /// The deployment failed, and the service gets its old task definition again.
    RollingBack {
        /// The ARN of the old task definition.
        arn: String,
    },
}

/// A function that gets the events.
pub type Observer<'o> = &'o (dyn Fn(Event) + Send + Sync);
