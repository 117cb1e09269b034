//! Task definitions as public repositories have them: most have one or two containers, few variables and irregular names.
//!
//! The tables below say how often each shape is found. The names and values are made up.

use super::layout::{Layout, Writer};
use super::random::Random;

/// The shape of a realistic task definition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Realistic {
    pub(crate) form: Form,
    pub(crate) layout: Layout,
    pub(crate) containers: usize,
    /// The most variables that a container has; each container has at least half as many.
    pub(crate) variables: u64,
    /// The secrets of the first container.
    pub(crate) secrets: u64,
}

/// The form that a document has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// What `RegisterTaskDefinition` takes.
    Register,
    /// An array of container definitions.
    Containers,
    /// What `DescribeTaskDefinition` returns, below `taskDefinition`.
    DescribeOutput,
}

/// In percent of all files.
const FORMS: [(u64, Form); 3] = [(74, Form::Register), (16, Form::Containers), (10, Form::DescribeOutput)];
const LAYOUTS: [(u64, Layout); 5] = [
    (48, Layout::Indented("  ")),
    (28, Layout::Indented("    ")),
    (4, Layout::Indented("\t")),
    (10, Layout::Spaced),
    (10, Layout::Compact),
];
/// In a stream each document is one line.
const LINES: [(u64, Layout); 2] = [(40, Layout::Spaced), (60, Layout::Compact)];
const CONTAINERS: [(u64, usize); 6] = [(56, 1), (34, 2), (5, 3), (3, 4), (1, 5), (1, 6)];
const VARIABLES: [(u64, u64); 6] = [(45, 0), (20, 2), (15, 4), (12, 8), (6, 14), (2, 24)];
const SECRETS: [(u64, u64); 4] = [(78, 0), (12, 2), (8, 5), (2, 18)];

const CONTAINER_NAMES: [&str; 12] = [
    "app",
    "web",
    "log_router",
    "nginx",
    "worker",
    "api-gateway",
    "redis",
    "datadog-agent",
    "migrations",
    "cloudwatch-agent",
    "sidekiq_high",
    "billing-service-production",
];
const WORDS: [&str; 24] = [
    "DB", "URL", "HOST", "PORT", "AWS", "REGION", "LEVEL", "LOG", "REDIS", "QUEUE", "CACHE", "API", "TTL", "MODE",
    "SERVICE", "MAX", "POOL", "SIZE", "ENDPOINT", "S3", "BUCKET", "JWT", "AUDIENCE", "FEATURE",
];
const WHOLE_NAMES: [&str; 8] = [
    "TZ",
    "NODE_ENV",
    "JAVA_TOOL_OPTIONS",
    "ASPNETCORE_URLS",
    "spring.profiles.active",
    "ConnectionStrings__Main",
    "http_proxy",
    "DJANGO_SETTINGS_MODULE",
];
const VALUES: [&str; 24] = [
    "",
    "1",
    "true",
    "5432",
    "info",
    "production",
    "eu-west-1",
    "Europe/Berlin",
    "UTC",
    "https://api.example.com/v2/",
    "redis://cache.internal:6379/0",
    "orders-prod.cluster-c1a2b3.eu-west-1.rds.amazonaws.com",
    "-XX:MaxRAMPercentage=75 -Dfile.encoding=UTF-8",
    "{\\\"level\\\":\\\"info\\\",\\\"json\\\":true}",
    "first line\\nsecond line",
    "M\\u00fcnchen",
    "Zürich",
    "http:\\/\\/localhost:8080\\/",
    "^/(health|ready)$",
    "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs-dead-letter.fifo",
    "config.settings.production",
    "*",
    "0.25",
    "C:\\\\app\\\\logs",
];

/// The text of a task definition of this shape.
pub(crate) fn realistic(random: &mut Random, shape: Realistic) -> String {
    let mut out = Writer::new(shape.layout);
    match shape.form {
        Form::Containers => containers(&mut out, random, shape),
        Form::Register => out.object(|task| registered(task, random, shape)),
        Form::DescribeOutput => out.object(|output| {
            output.member("taskDefinition").object(|task| {
                registered(task, random, shape);
                described(task, random);
            });
            output.member("tags").array(|tags| {
                tags.element().object(|tag| {
                    tag.member("key").string("team");
                    tag.member("value").string("payments");
                });
            });
        }),
    }
    out.finish()
}

/// So many documents that are each one line, with their line breaks.
pub(crate) fn fleet(count: u64) -> impl Iterator<Item = String> {
    (0..count).map(|number| realistic(&mut Random(number), Realistic::drawn(number, &LINES)) + "\n")
}

impl Realistic {
    /// One of the shapes that files have.
    pub(crate) fn of_file(number: u64) -> Self {
        Self::drawn(number, &LAYOUTS)
    }

    fn drawn(number: u64, layouts: &[(u64, Layout)]) -> Self {
        let random = &mut Random(number ^ 0x5eed);
        Self {
            form: random.weighted(&FORMS),
            layout: random.weighted(layouts),
            containers: random.weighted(&CONTAINERS),
            variables: random.weighted(&VARIABLES),
            secrets: random.weighted(&SECRETS),
        }
    }
}

fn registered(task: &mut Writer, random: &mut Random, shape: Realistic) {
    let service = name(random);
    task.member("family").string(&format!("{}-prod", service.to_lowercase()));
    if random.percent(75) {
        task.member("executionRoleArn").string("arn:aws:iam::111122223333:role/ecsTaskExecutionRole");
    }
    if random.percent(50) {
        task.member("taskRoleArn").string(&format!("arn:aws:iam::111122223333:role/{service}"));
    }
    task.member("networkMode").string("awsvpc");
    containers(task.member("containerDefinitions"), random, shape);
    if random.percent(60) {
        task.member("requiresCompatibilities").strings(&["FARGATE"]);
    }
    task.member("cpu").string(random.pick(&["256", "512", "1024"]));
    task.member("memory").string(random.pick(&["2048", "4096"]));
    if random.percent(20) {
        task.member("runtimePlatform").object(|platform| {
            platform.member("cpuArchitecture").string("ARM64");
            platform.member("operatingSystemFamily").string("LINUX");
        });
    }
    if random.percent(25) {
        task.member("volumes").array(|volumes| {
            volumes.element().object(|volume| {
                volume.member("name").string("data");
                volume.member("host").object(|_| {});
            });
        });
    }
}

/// The members that only `DescribeTaskDefinition` returns.
fn described(task: &mut Writer, random: &mut Random) {
    let revision = 1 + random.below(300);
    task.member("taskDefinitionArn")
        .string(&format!("arn:aws:ecs:eu-west-1:111122223333:task-definition/service:{revision}"));
    task.member("revision").literal(revision);
    task.member("status").string("ACTIVE");
    task.member("requiresAttributes").array(|attributes| {
        for attribute in ["logging-driver.awslogs", "ecr-auth", "docker-remote-api.1.19", "task-iam-role"] {
            attributes.element().object(|object| {
                object.member("name").string(&format!("com.amazonaws.ecs.capability.{attribute}"));
            });
        }
    });
    task.member("placementConstraints").array(|_| {});
    task.member("compatibilities").strings(&["EC2", "FARGATE"]);
    task.member("registeredAt").literal("1717400123.456");
    task.member("registeredBy").string("arn:aws:sts::111122223333:assumed-role/deploy/GitHubActions");
}

fn containers(out: &mut Writer, random: &mut Random, shape: Realistic) {
    let offset = random.below(CONTAINER_NAMES.len() as u64);
    out.array(|list| {
        for index in 0..shape.containers {
            let name = CONTAINER_NAMES[(index + offset as usize) % CONTAINER_NAMES.len()];
            list.element().object(|container| self::container(container, random, shape, index, name));
        }
    });
}

fn container(container: &mut Writer, random: &mut Random, shape: Realistic, index: usize, name: &str) {
    let is_described = shape.form == Form::DescribeOutput;
    // Arrays of container definitions have everything in them.
    let is_full = shape.form != Form::Register;
    container.member("name").string(name);
    let image = ["111122223333.dkr.ecr.eu-west-1.amazonaws.com/", "public.ecr.aws/docker/library/", "ghcr.io/example/"];
    container.member("image").string(&format!(
        "{}{name}:{}.{}",
        random.pick(&image),
        random.below(9),
        random.below(40)
    ));
    if is_full || random.percent(34) {
        container.member("cpu").literal(random.pick(&[0, 0, 128, 256]));
    }
    if random.percent(50) {
        container.member(random.pick(&["memory", "memoryReservation"])).literal(random.pick(&[128, 256, 512]));
    }
    if is_full || random.percent(46) {
        container.member("portMappings").array(|ports| {
            if index < 4 {
                port(ports, random, 8080 + index);
            }
        });
    }
    container.member("essential").literal(index == 0 || random.percent(60));
    if random.percent(16) {
        container.member("command").strings(&["sh", "-c", "exec python -m app --workers 4 \\\"$@\\\""]);
    }
    if is_described || shape.variables > 0 {
        container.member("environment").array(|list| variables(list, random, shape.variables));
    }
    if index == 0 && shape.secrets > 0 {
        container.member("secrets").array(|list| secrets(list, random, shape.secrets));
    }
    if is_described {
        container.member("mountPoints").array(|_| {});
        container.member("volumesFrom").array(|_| {});
    }
    if random.percent(20) {
        container.member("healthCheck").object(|check| {
            check.member("command").strings(&["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"]);
            check.member("interval").literal(30);
            check.member("timeout").literal(5);
            check.member("retries").literal(3);
        });
    }
    if is_full || random.percent(80) {
        log_configuration(container.member("logConfiguration"), name);
    }
    if random.percent(10) {
        container.member("ulimits").array(|limits| {
            limits.element().object(|limit| {
                limit.member("name").string("nofile");
                limit.member("softLimit").literal(65_536);
                limit.member("hardLimit").literal(65_536);
            });
        });
    }
}

fn port(ports: &mut Writer, random: &mut Random, number: usize) {
    ports.element().object(|port| {
        port.member("containerPort").literal(number);
        if random.percent(60) {
            port.member("hostPort").literal(number);
            port.member("protocol").string("tcp");
        }
    });
}

fn variables(list: &mut Writer, random: &mut Random, most: u64) {
    let count = most - random.below(most / 2 + 1);
    for number in 0..count {
        let unique = if most > 24 { format!("{}_{number}", name(random)) } else { name(random) };
        let value = random.pick(&VALUES);
        list.element().object(|variable| {
            // A few files have the value first.
            let is_reversed = random.percent(3);
            if is_reversed {
                variable.member("value").string(value);
            }
            variable.member("name").string(&unique);
            if !is_reversed {
                variable.member("value").string(value);
            }
        });
    }
}

fn secrets(list: &mut Writer, random: &mut Random, count: u64) {
    for number in 0..count {
        let name = format!("{}_SECRET_{number}", name(random));
        list.element().object(|secret| {
            secret.member("name").string(&name);
            let store = random
                .pick(&["ssm:eu-west-1:111122223333:parameter/prod/", "secretsmanager:eu-west-1:111122223333:secret:"]);
            secret.member("valueFrom").string(&format!("arn:aws:{store}{}", name.to_lowercase()));
        });
    }
}

fn log_configuration(out: &mut Writer, name: &str) {
    out.object(|logs| {
        logs.member("logDriver").string("awslogs");
        logs.member("options").object(|options| {
            options.member("awslogs-group").string(&format!("/ecs/{name}"));
            options.member("awslogs-region").string("eu-west-1");
            options.member("awslogs-stream-prefix").string("ecs");
        });
    });
}

/// A name of one to four words, or one that a framework gives.
fn name(random: &mut Random) -> String {
    if random.percent(20) {
        return random.pick(&WHOLE_NAMES).to_string();
    }
    let words: Vec<_> =
        (0..random.weighted(&[(25, 1), (40, 2), (25, 3), (10, 4)])).map(|_| random.pick(&WORDS)).collect();
    words.join("_")
}
