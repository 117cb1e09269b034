//! [`Ecs`]: the double, as a test uses it.

mod dispatch;
mod service_builder;

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard};

pub use service_builder::ServiceBuilder;

use crate::fault::{Fault, Held, Script, ScriptItem, ScriptItems};
use crate::lock::lock;
use crate::model::load_balancing::{Listener, Rule, TargetGroup};
use crate::model::rollout::Rollout;
use crate::model::task::Task;
use crate::model::{REGION, State};
use crate::operation::carry_out;
use crate::protocol::call::Call;
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;
use crate::protocol::server::Server;
use crate::protocol::signature::{ACCESS_KEY_ID, Key, SECRET_ACCESS_KEY};

/// A test double of Amazon ECS, Elastic Load Balancing and CloudWatch Logs, on a port of the loopback interface.
///
/// A clone is the same double. It stops when the last clone is dropped.
///
/// ```
/// use outrigger_ecs_double::{Ecs, Rollout};
///
/// let ecs = Ecs::start();
/// let arn = ecs.register(r#"{"family": "shop-api-prod", "containerDefinitions": [{"name": "api", "image": "i", "memory": 128}]}"#);
/// ecs.service("shop-cluster-prod", "shop-api-prod", &arn).desired_count(2).create();
/// ecs.rollout(Rollout::CircuitBreaker { after: 3 });
/// assert!(ecs.url().starts_with("http://127.0.0.1:"));
/// ```
#[derive(Clone)]
pub struct Ecs {
    shared: Arc<Shared>,
    server: Arc<Server>,
}

/// The state that the threads share.
pub(crate) struct Shared {
    state: Mutex<State>,
    script: Mutex<Script>,
    calls: Mutex<Vec<Call>>,
    allows_unsigned: Mutex<bool>,
    keys: Mutex<Vec<Key>>,
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Records a call, and returns the script items for it.
    pub(crate) fn record(&self, call: &Call) -> ScriptItems {
        lock(&self.calls).push(call.clone());
        lock(&self.script).next(call.operation())
    }

    pub(crate) fn allows_unsigned(&self) -> bool {
        *lock(&self.allows_unsigned)
    }

    pub(crate) fn keys(&self) -> Vec<Key> {
        lock(&self.keys).clone()
    }
}

impl Ecs {
    /// Starts a double that has only the cluster `default`.
    #[must_use]
    pub fn start() -> Self {
        let mut state = State::new();
        state.create_cluster("default");
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            script: Mutex::default(),
            calls: Mutex::default(),
            allows_unsigned: Mutex::default(),
            keys: Mutex::new(vec![(ACCESS_KEY_ID.to_string(), SECRET_ACCESS_KEY.to_string())]),
        });
        let known = Arc::clone(&shared);
        let server = Arc::new(Server::start(move |request| dispatch::answer(&known, request)));
        Self { shared, server }
    }

    /// The endpoint for all of its services.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The environment variables of a client: the endpoint, valid credentials, and no files of the machine.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let value = |text: &str| text.to_string();
        vec![
            ("AWS_ENDPOINT_URL", self.url()),
            ("AWS_ACCESS_KEY_ID", value(ACCESS_KEY_ID)),
            ("AWS_SECRET_ACCESS_KEY", value(SECRET_ACCESS_KEY)),
            ("AWS_REGION", value(REGION)),
            ("AWS_DEFAULT_REGION", value(REGION)),
            ("AWS_EC2_METADATA_DISABLED", value("true")),
            ("AWS_CONFIG_FILE", value("/dev/null")),
            ("AWS_SHARED_CREDENTIALS_FILE", value("/dev/null")),
            ("AWS_PAGER", value("")),
        ]
    }

    /// Also accepts requests without a signature. A signature must still be correct.
    pub fn allow_unsigned(&self) {
        *lock(&self.shared.allows_unsigned) = true;
    }

    /// Adds the access key and secret of another user.
    pub fn add_key(&self, access_key_id: &str, secret: &str) {
        lock(&self.shared.keys).push((access_key_id.to_string(), secret.to_string()));
    }

    /// Describes definitions as they were registered, without the defaults of ECS.
    pub fn without_defaults(&self) {
        self.shared.state().fills_defaults = false;
    }

    /// Registers a task definition. Returns its ARN.
    ///
    /// # Panics
    ///
    /// If ECS would refuse it.
    #[track_caller]
    pub fn register(&self, definition: &str) -> String {
        match self.try_register(definition) {
            Ok(arn) => arn,
            Err(refusal) => panic!("{}: {}", refusal.kind, refusal.message),
        }
    }

    /// Registers a task definition. Returns its ARN.
    ///
    /// # Errors
    ///
    /// The refusal of ECS.
    pub fn try_register(&self, definition: &str) -> Result<String, Refusal> {
        let mut state = self.shared.state();
        let index = state.register(definition)?;
        Ok(state.definitions[index].arn.clone())
    }

    /// Makes a revision inactive.
    pub fn deregister(&self, arn: &str) {
        self.call("DeregisterTaskDefinition", &serde_json::json!({"taskDefinition": arn}));
    }

    /// Builds a service. A missing cluster is created.
    pub fn service<'e>(&'e self, cluster: &str, name: &str, definition: &str) -> ServiceBuilder<'e> {
        self.shared.state().create_cluster(cluster);
        ServiceBuilder::new(self, cluster, name, definition)
    }

    /// Adds a target group. Returns its ARN.
    pub fn target_group(&self, group: TargetGroup) -> String {
        let mut state = self.shared.state();
        let arn = group.arn.clone();
        state.balancers.groups.retain(|known| known.arn != arn);
        state.balancers.groups.push(group);
        arn
    }

    /// Adds a listener to the load balancer, with the target group of its default action.
    pub fn listener(&self, port: u16, group: &str) {
        self.shared.state().balancers.listeners.push(Listener { port, group: group.to_string() });
    }

    /// Adds a rule to the listener of this port: it forwards requests for these paths to this target group.
    pub fn rule(&self, listener: u16, priority: u32, paths: &[&str], group: &str) {
        let paths = paths.iter().map(ToString::to_string).collect();
        self.shared.state().balancers.rules.push(Rule { listener, priority, paths, group: group.to_string() });
    }

    /// Writes lines to a log stream; with `*` at the end of its name, to all streams with that prefix: `jaeger/jaeger/*`.
    pub fn log(&self, group: &str, stream: &str, lines: &[&str]) {
        self.shared.state().logs.write(group, stream, lines);
    }

    /// The rollout of the next deployment that has none yet. A deployment without a rollout is complete at the second poll.
    pub fn rollout(&self, rollout: Rollout) {
        self.shared.state().rollouts.push_back((None, rollout));
    }

    /// The rollout of the next deployment of this service.
    pub fn rollout_of(&self, service: &str, rollout: Rollout) {
        self.shared.state().rollouts.push_back((Some(service.to_string()), rollout));
    }

    /// Changes every task whenever it is described.
    ///
    /// ```
    /// # let ecs = outrigger_ecs_double::Ecs::start();
    /// ecs.script_tasks(|task| {
    ///     let Some(jaeger) = task.container("jaeger") else { return };
    ///     jaeger.last_status = "STOPPED".to_string();
    ///     jaeger.exit_code = Some(137);
    ///     jaeger.reason = Some("OutOfMemoryError: Container killed due to memory usage".to_string());
    /// });
    /// ```
    pub fn script_tasks(&self, script: impl Fn(&mut Task) + Send + 'static) {
        self.shared.state().scripts.push(Box::new(script));
    }

    /// Adds a fault of the `nth` call of the operation from now on, the first being 1; `*` is every operation.
    pub fn fault(&self, operation: &str, nth: usize, fault: Fault) {
        self.faults(operation, nth..=nth, fault);
    }

    /// Adds a fault of these calls of the operation from now on.
    pub fn faults(&self, operation: &str, calls: RangeInclusive<usize>, fault: Fault) {
        lock(&self.shared.script).add(operation, calls, ScriptItem::Fault(fault));
    }

    /// The `nth` call of the operation from now on has its effect, and gets no answer until it is released.
    pub fn hold(&self, operation: &str, nth: usize) -> Held {
        let held = Held::default();
        lock(&self.shared.script).add(operation, nth..=nth, ScriptItem::HoldAfter(held.clone()));
        held
    }

    /// The `nth` call of the operation from now on waits before its effect until it is released.
    pub fn hold_before(&self, operation: &str, nth: usize) -> Held {
        let held = Held::default();
        lock(&self.shared.script).add(operation, nth..=nth, ScriptItem::HoldBefore(held.clone()));
        held
    }

    /// Runs a function just before the `nth` call of the operation from now on, as another client.
    pub fn meanwhile(&self, operation: &str, nth: usize, what: impl FnOnce() + Send + 'static) {
        lock(&self.shared.script).add(operation, nth..=nth, ScriptItem::Meanwhile(Box::new(what)));
    }

    /// Calls UpdateService with this task definition, as another client.
    pub fn update(&self, cluster: &str, service: &str, definition: &str) {
        let body = serde_json::json!({"cluster": cluster, "service": service, "taskDefinition": definition});
        self.call("UpdateService", &body);
    }

    /// Carries an operation of ECS out as another client: it is neither recorded nor counted.
    ///
    /// # Panics
    ///
    /// If it is refused.
    #[track_caller]
    pub fn call(&self, operation: &str, request: &serde_json::Value) -> Json {
        match carry_out(&mut self.shared.state(), operation, &request.to_string()) {
            Ok(json) => json,
            Err(refusal) => panic!("{operation}: {}: {}", refusal.kind, refusal.message),
        }
    }

    /// The calls of clients so far, in the order they came.
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.shared.calls).clone()
    }

    /// Forgets the calls so far.
    pub fn forget_calls(&self) {
        lock(&self.shared.calls).clear();
    }

    /// The IAM actions of the calls so far, each once, sorted.
    pub fn actions(&self) -> Vec<String> {
        let mut actions: Vec<_> = self.calls().into_iter().map(|call| call.action).collect();
        actions.sort();
        actions.dedup();
        actions
    }

    /// The service as DescribeServices would return it, with tags. It does not count as a poll.
    ///
    /// # Panics
    ///
    /// If the service does not exist.
    #[track_caller]
    pub fn described(&self, cluster: &str, service: &str) -> Json {
        let state = self.shared.state();
        let Some(index) = state.find_service(cluster, service) else { panic!("there is no service {service}") };
        state.services[index].describe(&state.scripted_tasks(), true)
    }

    /// The ARNs of a family's revisions, the oldest first, inactive ones included.
    pub fn revisions(&self, family: &str) -> Vec<String> {
        let state = self.shared.state();
        state.definitions.iter().filter(|known| known.family == family).map(|known| known.arn.clone()).collect()
    }

    /// The request of RegisterTaskDefinition for this revision, byte for byte.
    pub fn registered(&self, arn: &str) -> Option<String> {
        let state = self.shared.state();
        state.find_definition(arn).map(|index| state.definitions[index].registered.clone())
    }

    /// The tasks after the changes of the scripts, with stopped ones.
    pub fn tasks(&self) -> Vec<Task> {
        self.shared.state().scripted_tasks()
    }

    /// Adds tags to a service that only AWS may set.
    pub(crate) fn tag_as_aws(&self, arn: &str, tags: Vec<serde_json::Value>) {
        let mut state = self.shared.state();
        let service = state.services.iter_mut().find(|service| service.arn == arn);
        service.into_iter().for_each(|service| service.tags.extend(tags.iter().cloned().map(Json::from)));
    }
}
