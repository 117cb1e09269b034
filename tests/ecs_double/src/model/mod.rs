//! [`State`]: everything that the double knows.

pub(crate) mod definition;
pub(crate) mod load_balancing;
pub(crate) mod logs;
pub(crate) mod rollout;
pub(crate) mod service;
pub(crate) mod task;

use std::collections::VecDeque;

use crate::model::definition::Definition;
use crate::model::load_balancing::Balancers;
use crate::model::logs::Logs;
use crate::model::rollout::Rollout;
use crate::model::service::Service;
use crate::model::task::Task;
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

/// A change of the described tasks by a test.
pub(crate) type TaskScript = Box<dyn Fn(&mut Task) + Send>;

/// The account of all resources.
pub const ACCOUNT: &str = "123456789012";
/// The region of all resources.
pub const REGION: &str = "eu-west-1";

pub(crate) struct State {
    pub(crate) clusters: Vec<Cluster>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) services: Vec<Service>,
    pub(crate) tasks: Vec<Task>,
    /// The rollouts of the next deployments, of the named service or of any.
    pub(crate) rollouts: VecDeque<(Option<String>, Rollout)>,
    pub(crate) fills_defaults: bool,
    pub(crate) balancers: Balancers,
    pub(crate) logs: Logs,
    pub(crate) scripts: Vec<TaskScript>,
    count: u64,
}

pub(crate) struct Cluster {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) tags: Vec<Json>,
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            clusters: Vec::new(),
            definitions: Vec::new(),
            services: Vec::new(),
            tasks: Vec::new(),
            rollouts: VecDeque::new(),
            fills_defaults: true,
            balancers: Balancers::default(),
            logs: Logs::default(),
            scripts: Vec::new(),
            count: 0,
        }
    }

    /// A new number with each call.
    pub(crate) fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// A time later than every time before, in seconds since 1970: the double has no clock.
    pub(crate) fn now(&mut self) -> Json {
        let count = self.next();
        Json::Scalar(format!("{}.{:03}", 1_750_000_000 + count, (count * 37) % 1000))
    }

    /// 32 hexadecimal digits, as tasks have them.
    pub(crate) fn hex(&mut self) -> String {
        let count = u128::from(self.next());
        format!("{:032x}", count.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
    }

    /// 19 digits, as deployments have them.
    pub(crate) fn digits(&mut self) -> String {
        let count = self.next();
        format!("{:019}", count.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 10_000_000_000_000_000_000)
    }

    pub(crate) fn create_cluster(&mut self, name: &str) {
        if !self.clusters.iter().any(|cluster| cluster.name == name) {
            let arn = arn(&format!("cluster/{name}"));
            self.clusters.push(Cluster { name: name.to_string(), arn, tags: Vec::new() });
        }
    }

    /// The name of the cluster in a request.
    pub(crate) fn cluster(&self, request: &Json) -> Result<String, Refusal> {
        let wanted = request.get_str("cluster").unwrap_or_else(|| "default".to_string());
        let cluster = self.clusters.iter().find(|cluster| cluster.name == wanted || cluster.arn == wanted);
        let cluster = cluster.ok_or_else(|| Refusal::new("ClusterNotFoundException", "Cluster not found."))?;
        Ok(cluster.name.clone())
    }

    /// The index of the service with this name or ARN.
    pub(crate) fn find_service(&self, cluster: &str, wanted: &str) -> Option<usize> {
        let is_wanted =
            |service: &Service| service.cluster == cluster && (service.name == wanted || service.arn == wanted);
        // The newest one of this name: a deleted service is still described for a while.
        self.services.iter().rposition(is_wanted)
    }

    /// The tasks after the changes of the scripts.
    pub(crate) fn scripted_tasks(&self) -> Vec<Task> {
        let mut tasks = self.tasks.clone();
        for task in &mut tasks {
            self.scripts.iter().for_each(|script| script(task));
        }
        tasks
    }
}

/// The ARN of a resource of ECS.
pub(crate) fn arn(resource: &str) -> String {
    format!("arn:aws:ecs:{REGION}:{ACCOUNT}:{resource}")
}
