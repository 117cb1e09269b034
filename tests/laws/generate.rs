//! Task definitions, as wild as real ones and wilder.

// The path is written out because other tests include this file by its path, too.
#[path = "layout.rs"]
pub(crate) mod layout;

use std::borrow::Cow;

use outrigger::{OnConflict, Policy, Sidecar, Template, Value};
use proptest::collection::vec;
use proptest::prelude::*;

use layout::shuffle;
pub(crate) use layout::written;

type Json = Value<'static>;

pub(crate) fn text(content: &str) -> Json {
    Value::String(Cow::Owned(content.to_string()))
}

fn number(digits: &str) -> Json {
    Value::Number(Cow::Owned(digits.to_string()))
}

pub(crate) fn object(members: Vec<(String, Json)>) -> Json {
    Value::Object(members.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect())
}

/// How wild the generated definitions are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wildness {
    /// As ECS would take them.
    Sound,
    /// With `null` in places, wrong types, duplicate members, numbers and strings that few readers keep.
    Wild,
}

fn strings() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{0,12}",
        1 => Just("${PLACEHOLDER}".to_string()),
        1 => Just("line\nbreak\t\"quoted\" back\\slash / é 😀 \u{1} \u{7f}".to_string()),
        1 => Just("]},{[:".to_string()),
        1 => any::<String>(),
    ]
}

fn numbers() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just("0"),
        Just("256"),
        Just("-0"),
        Just("1.10"),
        Just("1e400"),
        Just("123456789012345678901234567890"),
        Just("1E-7"),
    ]
    .prop_map(number)
}

fn scalars() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        numbers(),
        strings().prop_map(|content| text(&content)),
    ]
}

/// Any JSON.
fn anything() -> impl Strategy<Value = Json> {
    scalars().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![vec(inner.clone(), 0..4).prop_map(Value::Array), vec(("[a-z]{1,6}", inner), 0..4).prop_map(object),]
    })
}

/// A member that may be absent, and in wild definitions `null` or of any type.
fn maybe(
    wildness: Wildness,
    name: &'static str,
    value: impl Strategy<Value = Json> + 'static,
) -> BoxedStrategy<Vec<(String, Json)>> {
    let named = move |value: Json| vec![(name.to_string(), value)];
    match wildness {
        Wildness::Sound => prop_oneof![2 => Just(Vec::new()), 3 => value.prop_map(named)].boxed(),
        Wildness::Wild => prop_oneof![
            6 => Just(Vec::new()),
            9 => value.prop_map(named),
            1 => Just(named(Value::Null)),
            1 => anything().prop_map(named),
        ]
        .boxed(),
    }
}

fn variables(wildness: Wildness) -> impl Strategy<Value = Json> {
    let names = prop_oneof![
        5 => "[A-Z]{1,8}",
        1 => Just("OTEL_EXPORTER_OTLP_ENDPOINT".to_string()),
        1 => Just("OTEL_METRICS_EXPORTER".to_string()),
        1 => Just("EXTRA".to_string()),
    ];
    let values = prop_oneof![
        5 => strings(),
        1 => Just("http://localhost:4318".to_string()),
        1 => Just("none".to_string()),
        1 => Just("1".to_string()),
    ];
    let sound = (names, values, any::<bool>()).prop_map(|(name, value, is_swapped)| {
        let mut members = vec![("name".to_string(), text(&name)), ("value".to_string(), text(&value))];
        if is_swapped {
            members.reverse();
        }
        object(members)
    });
    let entry = match wildness {
        Wildness::Sound => sound.boxed(),
        Wildness::Wild => prop_oneof![12 => sound, 1 => anything()].boxed(),
    };
    vec(entry, 0..5).prop_map(move |mut entries| {
        if wildness == Wildness::Sound {
            entries.sort_by_key(|entry| entry.get("name").map(ToString::to_string));
            entries.dedup_by(|left, right| left.get("name") == right.get("name"));
        }
        Value::Array(entries)
    })
}

fn port_mappings() -> impl Strategy<Value = Json> {
    let ports = prop_oneof![8 => 1_u32..4000, 1 => Just(4318_u32), 1 => Just(2000_u32)];
    let mapping = (ports, any::<bool>()).prop_map(|(port, is_udp)| {
        let mut members = vec![("containerPort".to_string(), number(&port.to_string()))];
        if is_udp {
            members.push(("protocol".to_string(), text("udp")));
        }
        object(members)
    });
    vec(mapping, 0..3).prop_map(Value::Array)
}

fn log_configuration() -> impl Strategy<Value = Json> {
    ("[a-z/]{1,8}", any::<bool>(), any::<bool>()).prop_map(|(group, has_region, is_awslogs)| {
        let mut options = vec![("awslogs-group".to_string(), text(&group))];
        if has_region {
            options.push(("awslogs-region".to_string(), text("eu-west-1")));
        }
        let driver = if is_awslogs { "awslogs" } else { "awsfirelens" };
        object(vec![("logDriver".to_string(), text(driver)), ("options".to_string(), object(options))])
    })
}

fn dependencies() -> impl Strategy<Value = Json> {
    let entry = prop_oneof![Just("web"), Just("worker")].prop_map(|name| {
        object(vec![("containerName".to_string(), text(name)), ("condition".to_string(), text("START"))])
    });
    vec(entry, 0..2).prop_map(Value::Array)
}

fn named(names: &'static str, member: &'static str) -> impl Strategy<Value = Json> {
    vec(names.prop_map(move |name| object(vec![(member.to_string(), text(&name))])), 0..3).prop_map(Value::Array)
}

fn labels() -> impl Strategy<Value = Json> {
    vec(("[a-z.]{1,6}", strings().prop_map(|content| text(&content))), 0..3).prop_map(|mut members| {
        members.sort_by(|(left, _), (right, _)| left.cmp(right));
        members.dedup_by(|(left, _), (right, _)| left == right);
        object(members)
    })
}

/// One container definition; `name` decides how it is called.
fn container(wildness: Wildness, name: BoxedStrategy<Vec<(String, Json)>>) -> BoxedStrategy<Json> {
    let essential = any::<bool>().prop_map(Value::Bool);
    let members: Vec<BoxedStrategy<Vec<(String, Json)>>> = vec![
        name,
        maybe(wildness, "image", strings().prop_map(|content| text(&content))),
        maybe(wildness, "essential", essential),
        maybe(wildness, "environment", variables(wildness)),
        maybe(wildness, "secrets", named("[A-Z]{1,4}|OTEL_LOGS_EXPORTER", "name")),
        maybe(wildness, "portMappings", port_mappings()),
        maybe(wildness, "logConfiguration", log_configuration()),
        maybe(wildness, "dependsOn", dependencies()),
        maybe(wildness, "dockerLabels", labels()),
        maybe(wildness, "command", vec(strings().prop_map(|content| text(&content)), 0..3).prop_map(Value::Array)),
        maybe(wildness, "cpu", numbers()),
        maybe(wildness, "memory", numbers()),
        maybe(wildness, "memoryReservation", prop_oneof![Just("64"), Just("300")].prop_map(number)),
        maybe(wildness, "futureMember", anything()),
        maybe(wildness, "user", strings().prop_map(|content| text(&content))),
    ];
    (members, any::<u64>(), any::<u8>())
        .prop_map(move |(members, seed, duplicate)| {
            let mut members: Vec<_> = members.into_iter().flatten().collect();
            shuffle(&mut members, seed);
            // Now and then a member stands twice, the second time with the value of another.
            if wildness == Wildness::Wild && duplicate < 16 && members.len() > 1 {
                let (name, _) = members[usize::from(duplicate) % members.len()].clone();
                let (_, value) = members[members.len() - 1].clone();
                members.push((name, value));
            }
            object(members)
        })
        .boxed()
}

fn containers(wildness: Wildness) -> impl Strategy<Value = Json> {
    let called = |name: &'static str| Just(vec![("name".to_string(), text(name))]).boxed();
    let odd = prop_oneof![
        3 => called("api"),
        1 => called("web"),
        1 => Just(Vec::new()),
        1 => anything().prop_map(|value| vec![("name".to_string(), value)]),
    ];
    let app = container(wildness, called("api"));
    let web = container(wildness, called("web"));
    let worker = container(wildness, called("worker"));
    let stranger = container(wildness, called("jaeger"));
    let other = match wildness {
        Wildness::Sound => Just(None).boxed(),
        Wildness::Wild => proptest::option::weighted(0.3, container(wildness, odd.boxed())).boxed(),
    };
    let some = proptest::option::weighted;
    (app, some(0.6, web), some(0.4, worker), some(0.15, stranger), other, any::<u64>()).prop_map(
        |(app, web, worker, stranger, other, seed)| {
            let mut all: Vec<_> = [Some(app), web, worker, stranger, other].into_iter().flatten().collect();
            shuffle(&mut all, seed);
            Value::Array(all)
        },
    )
}

fn task_members(wildness: Wildness) -> impl Strategy<Value = Vec<(String, Json)>> {
    let mode = prop_oneof![8 => Just("awsvpc"), 1 => Just("host"), 1 => Just("bridge")].prop_map(text);
    let volumes =
        prop_oneof![Just("data"), Just("tmp")].prop_map(|name| object(vec![("name".to_string(), text(name))]));
    let members: Vec<BoxedStrategy<Vec<(String, Json)>>> = vec![
        containers(wildness).prop_map(|value| vec![("containerDefinitions".to_string(), value)]).boxed(),
        Just(vec![("family".to_string(), text("shop-api"))]).boxed(),
        maybe(wildness, "networkMode", mode),
        maybe(wildness, "cpu", sizes(&["256", "512", "1024", "1 vCPU", ".5 vcpu", "${cpu}"])),
        maybe(wildness, "memory", sizes(&["512", "1024", "2048", "1 GB", "2GB"])),
        maybe(wildness, "requiresCompatibilities", compatibilities()),
        maybe(wildness, "volumes", vec(volumes, 0..2).prop_map(Value::Array)),
        maybe(wildness, "futureMember", anything()),
        maybe(wildness, "executionRoleArn", strings().prop_map(|content| text(&content))),
    ];
    (members, any::<u64>()).prop_map(|(members, seed)| {
        let mut members: Vec<_> = members.into_iter().flatten().collect();
        shuffle(&mut members, seed);
        members
    })
}

/// A size of the task, now and then as a number.
fn sizes(sizes: &'static [&'static str]) -> impl Strategy<Value = Json> {
    (proptest::sample::select(sizes), any::<u8>()).prop_map(|(size, form)| {
        let is_number = form < 32 && size.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { number(size) } else { text(size) }
    })
}

fn compatibilities() -> impl Strategy<Value = Json> {
    let all = prop_oneof![3 => Just("FARGATE"), 1 => Just("EC2")];
    vec(all.prop_map(text), 0..3).prop_map(Value::Array)
}

/// A document in the form that is registered: a task definition, or a bare array of containers.
pub(crate) fn registered(wildness: Wildness) -> impl Strategy<Value = Json> {
    prop_oneof![
        4 => task_members(wildness).prop_map(object),
        1 => containers(wildness),
    ]
}

/// Tags, few enough kinds of keys that two lists of them have some in common.
fn tags() -> impl Strategy<Value = Json> {
    vec(("[a-c]|[a-z]{1,5}|aws:[a-z]{1,3}", strings()), 0..3).prop_map(|mut tags| {
        tags.sort();
        tags.dedup_by(|(left, _), (right, _)| left == right);
        let tag = |(key, value): (String, String)| {
            object(vec![("key".to_string(), text(&key)), ("value".to_string(), text(&value))])
        };
        Value::Array(tags.into_iter().map(tag).collect())
    })
}

/// The same, in wild definitions now and then anything else.
fn maybe_tags(wildness: Wildness) -> BoxedStrategy<Json> {
    match wildness {
        Wildness::Sound => tags().boxed(),
        Wildness::Wild => prop_oneof![
            12 => tags(),
            1 => anything(),
            1 => vec(anything(), 0..3).prop_map(Value::Array),
        ]
        .boxed(),
    }
}

/// A document as it is described: bare, or wrapped with tags; tags may also stand inside the task definition.
pub(crate) fn described(wildness: Wildness) -> impl Strategy<Value = Json> {
    let inside = proptest::option::of(maybe_tags(wildness));
    let read_only = [
        ("taskDefinitionArn", text("arn:aws:ecs:eu-west-1:123456789012:task-definition/shop-api:7")),
        ("revision", number("7")),
        ("status", text("ACTIVE")),
        ("requiresAttributes", Value::Array(vec![object(vec![("name".to_string(), text("ecs.capability.task-eni"))])])),
        ("registeredBy", Value::Null),
    ];
    let beside = proptest::option::of(maybe_tags(wildness));
    (task_members(wildness), inside, beside, any::<bool>(), any::<u64>()).prop_map(
        move |(mut members, inside, tags, is_wrapped, seed)| {
            members.extend(inside.map(|tags| ("tags".to_string(), tags)));
            members.extend(read_only.iter().map(|(name, value)| ((*name).to_string(), value.clone())));
            shuffle(&mut members, seed);
            if !is_wrapped {
                return object(members);
            }
            let mut wrapper = vec![("taskDefinition".to_string(), object(members))];
            wrapper.extend(tags.map(|tags| ("tags".to_string(), tags)));
            wrapper.push(("ResponseMetadata".to_string(), object(Vec::new())));
            shuffle(&mut wrapper, seed);
            object(wrapper)
        },
    )
}

/// A sidecar of one's own, called `helper`, with everything that a sidecar may bring.
const HELPER: &str = r#"{
    "name": "helper",
    "parameters": {
        "image": {"default": "helper:1"}, "value": {"default": "1"}, "user": {"default": ""}, "condition": {"default": ""},
        "memory": {"default": "", "type": "integer"}
    },
    "container": {
        "name": "helper", "image": "${image}", "essential": false, "user": "${user}", "memory": "${memory}", "cpu": 0,
        "command": ["--value", "${value}"], "dockerLabels": {"team": "${value}"},
        "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]
    },
    "application": {"environment": [{"name": "HELPER", "value": "${value}"}, {"name": "EXTRA", "value": "1"}], "dependsOn": "${condition}"},
    "volumes": [{"name": "data"}]
}"#;

/// The text of a sidecar that may be one or not: with anything in the places of its parts.
pub(crate) fn hostile_sidecars() -> impl Strategy<Value = String> {
    let names = || prop_oneof![4 => "[A-C]", 1 => Just(String::new())];
    let variables = move || {
        let entry = (names(), "[a-c]{0,2}").prop_map(|(name, value)| {
            object(vec![("name".to_string(), text(&name)), ("value".to_string(), text(&value))])
        });
        prop_oneof![9 => vec(entry, 0..3).prop_map(Value::Array), 1 => anything()]
    };
    let labels = vec((prop_oneof![4 => "[a-c]", 1 => Just("outrigger".to_string())], "[a-c]{0,2}"), 0..3)
        .prop_map(|labels| object(labels.into_iter().map(|(key, value)| (key, text(&value))).collect()));
    let volume = prop_oneof![
        9 => names().prop_map(|name| object(vec![("name".to_string(), text(&name))])),
        1 => anything(),
    ];
    let odd = |name: &'static str, usual: BoxedStrategy<Json>| prop_oneof![4 => Just(Vec::new()), 5 => usual.prop_map(move |value| vec![(name.to_string(), value)]), 1 => anything().prop_map(move |value| vec![(name.to_string(), value)])];
    let container = (
        odd("environment", variables().boxed()),
        odd("secrets", named("[A-C]", "name").boxed()),
        odd("dockerLabels", labels.boxed()),
        odd("cpu", prop_oneof![Just("0"), Just("64"), Just("1.5")].prop_map(number).boxed()),
        odd("portMappings", port_mappings().boxed()),
        odd("mountPoints", named("[a-c]", "containerPath").boxed()),
        odd("name", Just(text("own")).boxed()),
    );
    let container = container.prop_map(|(environment, secrets, labels, cpu, ports, mounts, name)| {
        let parts = [environment, secrets, labels, cpu, ports, mounts, name];
        let mut members = vec![("image".to_string(), text("own:1")), ("essential".to_string(), Value::Bool(false))];
        members.extend(parts.into_iter().flatten());
        object(members)
    });
    let application = (odd("environment", variables().boxed()), odd("dependsOn", Just(text("START")).boxed()))
        .prop_map(|(environment, depends_on)| object([environment, depends_on].concat()));
    (container, application, odd("volumes", vec(volume, 0..3).prop_map(Value::Array).boxed()), any::<u8>()).prop_map(
        |(container, application, volumes, twice)| {
            let mut members = vec![("name".to_string(), text("own")), ("container".to_string(), container)];
            members.push(("application".to_string(), application));
            members.extend(volumes);
            if twice < 16 {
                members.push(("name".to_string(), text("other")));
            }
            object(members).to_string()
        },
    )
}

/// The text of a record after something was done to it.
pub(crate) fn forged(record: &str, at: usize, with: &str) -> String {
    // Between marks are names, texts and numbers.
    let marks = ['{', '}', '[', ']', ',', ':'];
    let pieces: Vec<&str> = record.split_inclusive(marks).collect();
    let chosen = at % pieces.len();
    let forge = |(index, piece): (usize, &&str)| {
        let content = piece.trim_end_matches(marks);
        if index == chosen { piece.replacen(content, with, 1) } else { (*piece).to_string() }
    };
    pieces.iter().enumerate().map(forge).collect()
}

/// What parts of records are forged with.
pub(crate) fn forgeries() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "null",
        "true",
        "7",
        "-1",
        "1.5",
        "1e9",
        "[]",
        "{}",
        "\"\"",
        "\"name\"",
        "\"image\"",
        "\"own\"",
        "\"api\"",
        "\"found\"",
        "\"0.5nk\"",
        "\"256\"",
        "\"1 vCPU\"",
        "\"members\"",
        "\"replaced\"",
        "\"volumes\"",
        "\"resized\"",
        "\"outrigger\"",
        "\"dockerLabels\"",
        "\"environment\"",
        "\"dependsOn\"",
        "\"null\"",
        "\"keep\"",
        "\"HELPER\"",
        "\"data\"",
    ])
}

/// Two versions of one sidecar.
pub(crate) fn versions() -> impl Strategy<Value = (Sidecar, Sidecar)> {
    let jaeger = settings(&["base-path", "image", "max-traces", "depends-on", "memory"]);
    let helper = settings(&["image", "value", "user", "condition", "memory"]);
    prop_oneof![
        (jaeger.clone(), jaeger).prop_map(|(one, other)| (fill("jaeger", &one), fill("jaeger", &other))),
        (helper.clone(), helper).prop_map(|(one, other)| (fill("helper", &one), fill("helper", &other))),
        Just((Sidecar::built_in("jaeger").unwrap(), Sidecar::built_in("jaeger-v2").unwrap())),
    ]
}

pub(crate) fn sidecars() -> impl Strategy<Value = Sidecar> {
    versions().prop_map(|(sidecar, _)| sidecar)
}

fn settings(names: &'static [&'static str]) -> impl Strategy<Value = Vec<(&'static str, String)>> + Clone {
    vec((proptest::sample::select(names), any::<bool>()), 0..4).prop_map(|chosen| {
        let value = |name: &str, is_first: bool| match (name, is_first) {
            ("depends-on" | "condition", true) => "START",
            ("depends-on" | "condition", false) => "HEALTHY",
            ("memory" | "max-traces", true) => "512",
            ("memory" | "max-traces", false) => "",
            (_, true) => "/tracing \"é\"",
            (_, false) => "other",
        };
        chosen.into_iter().map(|(name, is_first)| (name, value(name, is_first).to_string())).collect()
    })
}

fn fill(name: &str, settings: &[(&'static str, String)]) -> Sidecar {
    let template = if name == "helper" { Template::parse(HELPER) } else { Template::built_in(name) }.unwrap();
    template.sidecar(settings.iter().map(|(name, value)| (*name, value.as_str()))).unwrap()
}

pub(crate) fn policies() -> impl Strategy<Value = Policy> {
    let conflict = proptest::sample::select(vec![OnConflict::Fail, OnConflict::Keep, OnConflict::Replace]);
    let chosen = proptest::option::weighted(0.2, Just(vec!["web".to_string()]));
    let previous = proptest::option::weighted(
        0.2,
        Just("arn:aws:ecs:eu-central-1:000000000000:task-definition/web:1".to_string()),
    );
    (conflict, chosen, previous, prop::bool::weighted(0.3)).prop_map(|(on_conflict, containers, previous, resize)| {
        Policy { on_conflict, containers: containers.unwrap_or_default(), previous, resize, ..Policy::default() }
    })
}
