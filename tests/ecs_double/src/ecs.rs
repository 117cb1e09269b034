//! [`Ecs`]: the double, as a test sees it.

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::balancer::{Listener, Rule, TargetGroup};
use crate::call::Call;
use crate::dispatch;
use crate::fault::{Deed, Deeds, Fault, Held, Script};
use crate::json::Json;
use crate::operation::carry_out;
use crate::refusal::Refusal;
use crate::rollout::Rollout;
use crate::server::Server;
use crate::set_up::ServiceBuilder;
use crate::signature::{ACCESS_KEY_ID, Key, SECRET_ACCESS_KEY};
use crate::state::{REGION, State};
use crate::task::Task;

/// A test double of Amazon ECS, Elastic Load Balancing and CloudWatch Logs, on a port of the loopback interface.
///
/// A clone is the same double; it ends with the last one.
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

/// What the threads share.
pub(crate) struct Shared {
    state: Mutex<State>,
    script: Mutex<Script>,
    calls: Mutex<Vec<Call>>,
    allows_unsigned: Mutex<bool>,
    keys: Mutex<Vec<Key>>,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Notes a call, and says what is to be done at it.
    pub(crate) fn note(&self, call: &Call) -> Deeds {
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
    /// Starts one, which knows nothing but the cluster `default`.
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

    /// The environment of a client: the endpoint, credentials that are known here, and nothing of the machine's.
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

    /// Takes requests without a signature, too. One that is there must be right.
    pub fn allow_unsigned(&self) {
        *lock(&self.shared.allows_unsigned) = true;
    }

    /// Knows another access key with its secret, as of another user.
    pub fn add_key(&self, access_key_id: &str, secret: &str) {
        lock(&self.shared.keys).push((access_key_id.to_string(), secret.to_string()));
    }

    /// Answers definitions as they were registered, without what ECS fills in.
    pub fn without_defaults(&self) {
        self.shared.state().fills_defaults = false;
    }

    /// Registers a task definition; its ARN.
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

    /// Registers a task definition; its ARN.
    ///
    /// # Errors
    ///
    /// What ECS would say that refuses it.
    pub fn try_register(&self, definition: &str) -> Result<String, Refusal> {
        let mut state = self.shared.state();
        let index = state.register(definition)?;
        Ok(state.definitions[index].arn.clone())
    }

    /// Makes a revision inactive.
    pub fn deregister(&self, arn: &str) {
        self.call("DeregisterTaskDefinition", &serde_json::json!({"taskDefinition": arn}));
    }

    /// Begins a service, whose cluster is made if it is not there.
    pub fn service<'e>(&'e self, cluster: &str, name: &str, definition: &str) -> ServiceBuilder<'e> {
        self.shared.state().create_cluster(cluster);
        ServiceBuilder::new(self, cluster, name, definition)
    }

    /// Adds a target group; its ARN.
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

    /// Adds a rule to the listener of this port: requests for these paths go to this target group.
    pub fn rule(&self, listener: u16, priority: u32, paths: &[&str], group: &str) {
        let paths = paths.iter().map(ToString::to_string).collect();
        self.shared.state().balancers.rules.push(Rule { listener, priority, paths, group: group.to_string() });
    }

    /// Writes lines to a log stream; with `*` at the end of its name, to all that begin so: `jaeger/jaeger/*`.
    pub fn log(&self, group: &str, stream: &str, lines: &[&str]) {
        self.shared.state().logs.write(group, stream, lines);
    }

    /// How the next deployment goes that has no rollout yet; without any, it is complete at the second poll.
    pub fn rollout(&self, rollout: Rollout) {
        self.shared.state().rollouts.push_back((None, rollout));
    }

    /// How the next deployment of this service goes.
    pub fn rollout_of(&self, service: &str, rollout: Rollout) {
        self.shared.state().rollouts.push_back((Some(service.to_string()), rollout));
    }

    /// Changes what every task says, whenever it is asked for.
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

    /// This goes wrong at the `nth` call of the operation from now on, the first being 1; `*` is every operation.
    pub fn fault(&self, operation: &str, nth: usize, fault: Fault) {
        self.faults(operation, nth..=nth, fault);
    }

    /// This goes wrong at these calls of the operation from now on.
    pub fn faults(&self, operation: &str, calls: RangeInclusive<usize>, fault: Fault) {
        lock(&self.shared.script).add(operation, calls, Deed::Fault(fault));
    }

    /// The `nth` call of the operation from now on has its effect, and gets no answer until it is released.
    pub fn hold(&self, operation: &str, nth: usize) -> Held {
        let held = Held::default();
        lock(&self.shared.script).add(operation, nth..=nth, Deed::HoldAfter(held.clone()));
        held
    }

    /// The `nth` call of the operation from now on waits before its effect until it is released.
    pub fn hold_before(&self, operation: &str, nth: usize) -> Held {
        let held = Held::default();
        lock(&self.shared.script).add(operation, nth..=nth, Deed::HoldBefore(held.clone()));
        held
    }

    /// Does this just before the `nth` call of the operation from now on, as another client would.
    pub fn meanwhile(&self, operation: &str, nth: usize, what: impl FnOnce() + Send + 'static) {
        lock(&self.shared.script).add(operation, nth..=nth, Deed::Meanwhile(Box::new(what)));
    }

    /// Another client's UpdateService to this task definition.
    pub fn update(&self, cluster: &str, service: &str, definition: &str) {
        let body = serde_json::json!({"cluster": cluster, "service": service, "taskDefinition": definition});
        self.call("UpdateService", &body);
    }

    /// Carries an operation of ECS out as another client would: neither noted nor counted.
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

    /// The actions of the calls so far, each once, sorted: what IAM has to allow.
    pub fn actions(&self) -> Vec<String> {
        let mut actions: Vec<_> = self.calls().into_iter().map(|call| call.action).collect();
        actions.sort();
        actions.dedup();
        actions
    }

    /// The service as DescribeServices would answer it, tags included; it is no poll.
    ///
    /// # Panics
    ///
    /// If there is no such service.
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

    /// What RegisterTaskDefinition got for this revision, byte for byte.
    pub fn registered(&self, arn: &str) -> Option<String> {
        let state = self.shared.state();
        state.find_definition(arn).map(|index| state.definitions[index].registered.clone())
    }

    /// The tasks, stopped ones included, as they were scripted.
    pub fn tasks(&self) -> Vec<Task> {
        self.shared.state().scripted_tasks()
    }

    /// Gives a service tags that only AWS may set.
    pub(crate) fn tag_as_aws(&self, arn: &str, tags: Vec<serde_json::Value>) {
        let mut state = self.shared.state();
        let service = state.services.iter_mut().find(|service| service.arn == arn);
        service.into_iter().for_each(|service| service.tags.extend(tags.iter().cloned().map(Json::from)));
    }
}
