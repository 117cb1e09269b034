//! A shop on the test double: a service, and the program to deploy it.

use std::process::{Command, Stdio};

use outrigger_ecs_double::Ecs;

pub(crate) const CLUSTER: &str = "shop-cluster-prod";
pub(crate) const SERVICE: &str = "shop-api-prod";

/// A secret that the program must never show.
pub(crate) const SECRET: &str = "hunter2-not-a-real-password";

/// The first task definition of the service, with unknown members.
pub(crate) const DEFINITION: &str = r#"{"family":"shop-api-prod","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],"cpu":"512","memory":"1024","executionRoleArn":"arn:aws:iam::000000000000:role/execution","futureMember": {"b": 1.50, "a": 12345678901234567890123, "text":"\u00e9"},"containerDefinitions":[{"name":"api","image":"shop-api:1.4.2","essential":true,"futureMember": {"x" : [ 1.0,2 ]},"portMappings":[{"containerPort":8080}],"environment":[{"name":"DATABASE_PASSWORD","value":"hunter2-not-a-real-password"}],"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/shop","awslogs-region":"eu-central-1","awslogs-stream-prefix":"api"}}}],"tags":[{"key":"team","value":"shop"}]}"#;

pub(crate) struct Shop {
    pub(crate) ecs: Ecs,
}

#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Shop {
    pub(crate) fn new() -> Self {
        let ecs = Ecs::start();
        let arn = ecs.register(DEFINITION);
        ecs.service(CLUSTER, SERVICE, &arn).desired_count(2).create();
        ecs.forget_calls();
        Self { ecs }
    }

    /// `outrigger deploy jaeger` of the API's service.
    pub(crate) fn deploy(&self, arguments: &[&str]) -> Done {
        self.run(&["deploy", "jaeger"], arguments)
    }

    /// Runs the program, for the service of the API if no other is named.
    pub(crate) fn run(&self, command: &[&str], arguments: &[&str]) -> Done {
        let output = self.command(command, arguments).output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        assert!(!stdout.contains(SECRET) && !stderr.contains(SECRET), "a secret is shown:\n{stdout}\n{stderr}");
        Done { status: output.status.code().unwrap_or(-1), stdout, stderr }
    }

    pub(crate) fn command(&self, command: &[&str], arguments: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_outrigger"));
        program.envs(self.ecs.environment()).env("RUST_LOG", "trace").stdin(Stdio::null());
        program.args(command).args(["--cluster", CLUSTER]);
        if !arguments.iter().any(|argument| matches!(*argument, "--service" | "--all-services")) {
            program.args(["--service", SERVICE]);
        }
        let waits =
            command[0] != "verify" && !arguments.iter().any(|argument| matches!(*argument, "--no-wait" | "--interval"));
        if waits {
            program.args(["--interval", "5ms"]);
        }
        program.args(arguments);
        program
    }

    /// The task definition of the service.
    pub(crate) fn arn(&self) -> String {
        self.arn_of(SERVICE)
    }

    pub(crate) fn arn_of(&self, service: &str) -> String {
        self.ecs.described(CLUSTER, service).get_str("taskDefinition").expect("a service has one").to_string()
    }

    /// The names of the containers in its task definition.
    pub(crate) fn containers(&self) -> Vec<String> {
        let registered = self.ecs.registered(&self.arn()).expect("what runs is registered");
        let registered: serde_json::Value = serde_json::from_str(&registered).expect("it is JSON");
        let containers = registered["containerDefinitions"].as_array().expect("it has containers");
        containers.iter().map(|container| container["name"].as_str().unwrap_or_default().to_string()).collect()
    }

    pub(crate) fn revisions(&self) -> usize {
        self.ecs.revisions("shop-api-prod").len()
    }
}
