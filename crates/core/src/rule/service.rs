//! [`Service`]: the service that runs a task definition.

/// What is known about the service that runs a task definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Service {
    /// The number of tasks that the service runs; `None` if it is not known.
    pub desired_count: Option<u32>,
}

impl Service {
    /// The same service with this number of tasks.
    ///
    /// ```
    /// use outrigger_core::Service;
    ///
    /// assert_eq!(Service::default().with_desired_count(2).desired_count, Some(2));
    /// assert_eq!(Service::default().with_desired_count(None), Service::default());
    /// ```
    #[must_use]
    pub fn with_desired_count(self, desired_count: impl Into<Option<u32>>) -> Self {
        Self { desired_count: desired_count.into() }
    }
}
