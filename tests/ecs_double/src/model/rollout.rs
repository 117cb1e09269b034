//! [`Rollout`]: how a deployment proceeds with each poll.

use crate::model::service::{Deployment, ServiceDeployment};
use crate::model::task::Task;
use crate::model::{State, arn};

/// How a deployment proceeds.
///
/// `after` is a number of polls: the state is reached at the `after`-th DescribeServices that names the service.
/// There is no clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rollout {
    /// All tasks run.
    Complete {
        /// At this poll.
        after: u32,
    },
    /// All tasks run, and `rolloutState` is absent, as with other deployment types.
    WithoutState {
        /// At this poll.
        after: u32,
    },
    /// The circuit breaker: the deployment is `FAILED`, and one of the old revision is primary; complete a poll later.
    CircuitBreaker {
        /// At this poll.
        after: u32,
    },
    /// The circuit breaker without rollback: the deployment is `FAILED` and stays.
    Failed {
        /// At this poll.
        after: u32,
    },
    /// The deployment is gone, and the service runs the old revision as if there had been no deployment.
    Vanish {
        /// At this poll.
        after: u32,
    },
    /// A deployment of another task definition by somebody else is primary; complete a poll later.
    Overtaken {
        /// At this poll.
        after: u32,
        /// The ARN of another task definition.
        by: String,
    },
    /// Nothing ever happens.
    Stuck,
}

/// A rollout, and the number of polls so far.
#[derive(Clone)]
pub(crate) struct RolloutProgress {
    rollout: Rollout,
    polls: u32,
}

impl State {
    /// Begins a deployment of the current settings of the service.
    pub(crate) fn deploy(&mut self, index: usize) {
        let name = self.services[index].name.clone();
        let scripted =
            self.rollouts.iter().position(|(service, _)| service.as_ref().is_none_or(|service| *service == name));
        let rollout = scripted.and_then(|place| self.rollouts.remove(place)).map(|(_, rollout)| rollout);
        let rollout = rollout.unwrap_or(Rollout::Complete { after: 2 });
        let has_state = !matches!(rollout, Rollout::WithoutState { .. });
        let id =
            self.begin(index, has_state.then_some("IN_PROGRESS"), |id| format!("ECS deployment {id} in progress."));
        self.start_tasks(index, &id);
        self.services[index].progress = Some(RolloutProgress { rollout, polls: 0 });
    }

    /// One more DescribeServices.
    pub(crate) fn poll(&mut self, index: usize) {
        let Some(mut progress) = self.services[index].progress.take() else { return };
        progress.polls += 1;
        let polls = progress.polls;
        let goes_on = match &progress.rollout {
            Rollout::Complete { after } | Rollout::WithoutState { after } if polls >= *after => {
                self.complete(index);
                false
            }
            Rollout::CircuitBreaker { after } | Rollout::Overtaken { after, .. } if polls > *after => {
                self.complete(index);
                false
            }
            Rollout::CircuitBreaker { after } if polls == *after => {
                self.roll_back(index);
                true
            }
            Rollout::Failed { after } if polls >= *after => {
                self.fail(index, "ECS deployment circuit breaker: tasks failed to start.");
                false
            }
            Rollout::Vanish { after } if polls >= *after => {
                self.roll_back(index);
                self.complete(index);
                false
            }
            Rollout::Overtaken { after, by } if polls == *after => {
                self.services[index].definition = by.clone();
                let id = self.begin(index, Some("IN_PROGRESS"), |id| format!("ECS deployment {id} in progress."));
                self.start_tasks(index, &id);
                true
            }
            Rollout::Complete { .. }
            | Rollout::WithoutState { .. }
            | Rollout::CircuitBreaker { .. }
            | Rollout::Failed { .. }
            | Rollout::Vanish { .. }
            | Rollout::Overtaken { .. }
            | Rollout::Stuck => true,
        };
        if goes_on {
            self.services[index].progress = Some(progress);
        }
    }

    /// Adds a primary deployment of the current settings of the service. Returns its id.
    fn begin(&mut self, index: usize, state: Option<&'static str>, reason: impl Fn(&str) -> String) -> String {
        let digits = self.digits();
        let (id, now) = (format!("ecs-svc/{digits}"), self.now());
        let service = &mut self.services[index];
        for older in &mut service.deployments {
            older.status = "ACTIVE";
        }
        service.deployments.insert(
            0,
            Deployment {
                id: id.clone(),
                status: "PRIMARY",
                definition: service.definition.clone(),
                rollout_state: state,
                reason: reason(&id),
                failed_tasks: 0,
                created_at: now.clone(),
                updated_at: now.clone(),
                load_balancers: service.load_balancers(),
            },
        );
        for older in service.history.iter_mut().filter(|older| older.status == "IN_PROGRESS") {
            older.status = "STOPPED";
        }
        service.history.insert(
            0,
            ServiceDeployment {
                arn: arn(&format!("service-deployment/{}/{}/{digits}", service.cluster, service.name)),
                deployment: id.clone(),
                status: "IN_PROGRESS",
                reason: String::new(),
                created_at: now,
            },
        );
        id
    }

    fn start_tasks(&mut self, index: usize, deployment: &str) {
        let service = &self.services[index];
        let (cluster, name, desired) = (service.cluster.clone(), service.name.clone(), service.desired);
        let Some(definition) = self.find_definition(&service.definition.clone()) else { return };
        let started: Vec<_> = (0..desired)
            .map(|_| format!("(task {})", self.start_task(&cluster, &name, definition, deployment)))
            .collect();
        if !started.is_empty() {
            self.event(index, &format!("has started {} tasks: {}.", started.len(), started.join(" ")));
        }
    }

    /// The primary deployment has all its tasks, and the others have none.
    pub(crate) fn complete(&mut self, index: usize) {
        let now = self.now();
        let service = &mut self.services[index];
        let old = service.deployments.split_off(1);
        let Some(primary) = service.deployments.first_mut() else { return };
        if primary.rollout_state.is_some() {
            primary.rollout_state = Some("COMPLETED");
            primary.reason = format!("ECS deployment {} completed.", primary.id);
        }
        primary.updated_at = now;
        let id = primary.id.clone();
        for known in service.history.iter_mut().filter(|known| known.deployment == id && known.status == "IN_PROGRESS")
        {
            known.status = "SUCCESSFUL";
        }
        for task in self.tasks.iter_mut().filter(|task| task.deployment == id && !task.is_stopped()) {
            task.run();
        }
        for older in &old {
            self.stop_tasks(
                index,
                &older.id,
                "ServiceSchedulerInitiated",
                "Scaling activity initiated by deployment",
                0,
            );
        }
        self.event(index, &format!("(deployment {id}) deployment completed."));
        self.event(index, "has reached a steady state.");
    }

    /// The primary deployment cannot start its tasks.
    fn fail(&mut self, index: usize, reason: &str) {
        let now = self.now();
        let service = &mut self.services[index];
        let desired = service.desired;
        let Some(primary) = service.deployments.first_mut() else { return };
        primary.rollout_state = Some("FAILED");
        primary.reason = reason.to_string();
        primary.failed_tasks = desired.max(3);
        primary.updated_at = now;
        let id = primary.id.clone();
        for known in service.history.iter_mut().filter(|known| known.deployment == id) {
            known.status = "STOPPED";
            known.reason = reason.to_string();
        }
        self.stop_tasks(index, &id, "EssentialContainerExited", "Essential container in task exited", 1);
        self.event(index, &format!("(deployment {id}) deployment failed: tasks failed to start."));
    }

    /// The primary deployment fails, and a deployment of the old revision replaces it.
    fn roll_back(&mut self, index: usize) {
        self.fail(index, "ECS deployment circuit breaker: tasks failed to start.");
        let Some(old) = self.services[index].deployments.get(1).cloned() else { return };
        let service = &mut self.services[index];
        if let Some(failed) = service.history.first_mut() {
            failed.status = "ROLLBACK_SUCCESSFUL";
        }
        service.definition = old.definition;
        service.settings.set("loadBalancers", old.load_balancers);
        let reason = format!("ECS deployment circuit breaker: rolling back to deploymentId {}.", old.id);
        self.event(index, &format!("rolling back to deployment {}.", old.id));
        let id = self.begin(index, Some("IN_PROGRESS"), |_| reason.clone());
        // Running tasks of the old revision belong to the rollback from now on.
        for task in self.tasks.iter_mut().filter(|task| task.deployment == old.id) {
            task.deployment.clone_from(&id);
        }
    }

    fn stop_tasks(&mut self, index: usize, deployment: &str, code: &str, reason: &str, exit_code: i64) {
        let mut stopped = Vec::new();
        for task in self.tasks.iter_mut().filter(|task| task.deployment == deployment && !task.is_stopped()) {
            task.stop(code, reason, exit_code);
            stopped.push(format!("(task {})", task.id()));
        }
        if !stopped.is_empty() {
            self.event(index, &format!("has stopped {} running tasks: {}.", stopped.len(), stopped.join(" ")));
        }
    }

    /// Scales a service to this number of tasks, without a deployment.
    pub(crate) fn scale(&mut self, index: usize, desired: i64) {
        self.services[index].desired = desired;
        let Some(id) = self.services[index].deployments.first().map(|primary| primary.id.clone()) else { return };
        let is_own = |task: &&mut Task| task.deployment == id && !task.is_stopped();
        let running = self.tasks.iter_mut().filter(is_own).count() as i64;
        for task in self.tasks.iter_mut().filter(is_own).skip(desired.max(0) as usize) {
            task.stop("ServiceSchedulerInitiated", "Scaling activity initiated by deployment", 0);
        }
        let service = &self.services[index];
        let (cluster, name) = (service.cluster.clone(), service.name.clone());
        let Some(definition) = self.find_definition(&service.definition.clone()) else { return };
        let is_settled = service.progress.is_none();
        for _ in running..desired {
            self.start_task(&cluster, &name, definition, &id);
        }
        if is_settled {
            self.tasks.iter_mut().filter(|task| task.deployment == id && !task.is_stopped()).for_each(Task::run);
        }
    }
}
