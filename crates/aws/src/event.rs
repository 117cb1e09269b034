//! [`Event`]: what happens while a service is deployed, for whoever watches.

use crate::service::ServiceDeployment;

/// What happens while a service is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A revision was registered.
    Registered {
        /// Its ARN.
        arn: String,
    },
    /// The family's latest revision is what is wanted: none was registered.
    Reused {
        /// Its ARN.
        arn: String,
    },
    /// The service was given a task definition.
    Updated {
        /// The ARN of the task definition.
        arn: String,
    },
    /// The deployment goes on.
    Progress(ServiceDeployment),
    /// The update took the place of a deployment that somebody else had begun since the service was looked at.
    Replaced {
        /// The ARN of the task definition of that deployment.
        arn: String,
    },
    /// The service could not be looked at once; the deployment goes on.
    NotSeen {
        /// Why.
        message: String,
    },
    /// ECS wrote something down about the service.
    Service {
        /// A sentence.
        message: String,
    },
    /// The deployment failed, and the service is given back what it ran before.
    RollingBack {
        /// The ARN of the task definition that it ran.
        arn: String,
    },
}

/// Who is told of events.
pub type Observer<'o> = &'o (dyn Fn(Event) + Send + Sync);
