//! The types of the members of RegisterTaskDefinition in the API reference.
//!
//! Members that are not listed are newer than this file, and are accepted.

use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

enum Type {
    Text,
    Int,
    Bool,
    /// One of these strings.
    One(&'static [&'static str]),
    List(&'static Type),
    /// An object of strings.
    Map,
    Struct(&'static [Member]),
}

struct Member {
    name: &'static str,
    kind: Type,
    is_required: bool,
}

const fn may(name: &'static str, kind: Type) -> Member {
    Member { name, kind, is_required: false }
}

const fn must(name: &'static str, kind: Type) -> Member {
    Member { name, kind, is_required: true }
}

use Type::{Bool, Int, List, Map, One, Struct, Text};

const TEXTS: Type = List(&Text);
const PAIRS: Type = List(&Struct(&[may("name", Text), may("value", Text)]));
const SECRETS: Type = List(&Struct(&[must("name", Text), must("valueFrom", Text)]));

const TASK: Type = Struct(&[
    must("family", Text),
    must("containerDefinitions", List(&CONTAINER)),
    may("taskRoleArn", Text),
    may("executionRoleArn", Text),
    may("networkMode", One(&["bridge", "host", "awsvpc", "none"])),
    may("volumes", List(&VOLUME)),
    may("placementConstraints", List(&Struct(&[may("type", One(&["memberOf"])), may("expression", Text)]))),
    may("requiresCompatibilities", List(&One(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]))),
    may("cpu", Text),
    may("memory", Text),
    may("tags", List(&Struct(&[may("key", Text), may("value", Text)]))),
    may("pidMode", One(&["host", "task"])),
    may("ipcMode", One(&["host", "task", "none"])),
    may(
        "proxyConfiguration",
        Struct(&[may("type", One(&["APPMESH"])), must("containerName", Text), may("properties", PAIRS)]),
    ),
    may("inferenceAccelerators", List(&Struct(&[must("deviceName", Text), must("deviceType", Text)]))),
    may("ephemeralStorage", Struct(&[must("sizeInGiB", Int)])),
    may(
        "runtimePlatform",
        Struct(&[may("cpuArchitecture", One(&["X86_64", "ARM64"])), may("operatingSystemFamily", Text)]),
    ),
    may("enableFaultInjection", Bool),
]);

const CONTAINER: Type = Struct(&[
    may("name", Text),
    may("image", Text),
    may("repositoryCredentials", Struct(&[must("credentialsParameter", Text)])),
    may("cpu", Int),
    may("memory", Int),
    may("memoryReservation", Int),
    may("links", TEXTS),
    may("portMappings", List(&PORT_MAPPING)),
    may("essential", Bool),
    may(
        "restartPolicy",
        Struct(&[must("enabled", Bool), may("ignoredExitCodes", List(&Int)), may("restartAttemptPeriod", Int)]),
    ),
    may("entryPoint", TEXTS),
    may("command", TEXTS),
    may("environment", PAIRS),
    may("environmentFiles", List(&Struct(&[must("value", Text), must("type", One(&["s3"]))]))),
    may("mountPoints", List(&Struct(&[may("sourceVolume", Text), may("containerPath", Text), may("readOnly", Bool)]))),
    may("volumesFrom", List(&Struct(&[may("sourceContainer", Text), may("readOnly", Bool)]))),
    may("linuxParameters", LINUX_PARAMETERS),
    may("secrets", SECRETS),
    may(
        "dependsOn",
        List(&Struct(&[
            must("containerName", Text),
            must("condition", One(&["START", "COMPLETE", "SUCCESS", "HEALTHY"])),
        ])),
    ),
    may("startTimeout", Int),
    may("stopTimeout", Int),
    may("versionConsistency", One(&["enabled", "disabled"])),
    may("hostname", Text),
    may("user", Text),
    may("workingDirectory", Text),
    may("disableNetworking", Bool),
    may("privileged", Bool),
    may("readonlyRootFilesystem", Bool),
    may("dnsServers", TEXTS),
    may("dnsSearchDomains", TEXTS),
    may("extraHosts", List(&Struct(&[must("hostname", Text), must("ipAddress", Text)]))),
    may("dockerSecurityOptions", TEXTS),
    may("interactive", Bool),
    may("pseudoTerminal", Bool),
    may("dockerLabels", Map),
    may("ulimits", List(&Struct(&[must("name", Text), must("softLimit", Int), must("hardLimit", Int)]))),
    may(
        "logConfiguration",
        Struct(&[must("logDriver", One(LOG_DRIVERS)), may("options", Map), may("secretOptions", SECRETS)]),
    ),
    may(
        "healthCheck",
        Struct(&[
            must("command", TEXTS),
            may("interval", Int),
            may("timeout", Int),
            may("retries", Int),
            may("startPeriod", Int),
        ]),
    ),
    may("systemControls", List(&Struct(&[may("namespace", Text), may("value", Text)]))),
    may(
        "resourceRequirements",
        List(&Struct(&[must("value", Text), must("type", One(&["GPU", "InferenceAccelerator"]))])),
    ),
    may("firelensConfiguration", Struct(&[must("type", One(&["fluentd", "fluentbit"])), may("options", Map)])),
    may("credentialSpecs", TEXTS),
]);

const LOG_DRIVERS: &[&str] =
    &["json-file", "syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "awsfirelens"];

const PORT_MAPPING: Type = Struct(&[
    may("containerPort", Int),
    may("hostPort", Int),
    may("protocol", One(&["tcp", "udp"])),
    may("name", Text),
    may("appProtocol", One(&["http", "http2", "grpc"])),
    may("containerPortRange", Text),
]);

const LINUX_PARAMETERS: Type = Struct(&[
    may("capabilities", Struct(&[may("add", TEXTS), may("drop", TEXTS)])),
    may("devices", List(&Struct(&[must("hostPath", Text), may("containerPath", Text), may("permissions", TEXTS)]))),
    may("initProcessEnabled", Bool),
    may("sharedMemorySize", Int),
    may("tmpfs", List(&Struct(&[must("containerPath", Text), must("size", Int), may("mountOptions", TEXTS)]))),
    may("maxSwap", Int),
    may("swappiness", Int),
]);

const VOLUME: Type = Struct(&[
    may("name", Text),
    may("host", Struct(&[may("sourcePath", Text)])),
    may(
        "dockerVolumeConfiguration",
        Struct(&[
            may("scope", One(&["task", "shared"])),
            may("autoprovision", Bool),
            may("driver", Text),
            may("driverOpts", Map),
            may("labels", Map),
        ]),
    ),
    may(
        "efsVolumeConfiguration",
        Struct(&[
            must("fileSystemId", Text),
            may("rootDirectory", Text),
            may("transitEncryption", One(&["ENABLED", "DISABLED"])),
            may("transitEncryptionPort", Int),
            may(
                "authorizationConfig",
                Struct(&[may("accessPointId", Text), may("iam", One(&["ENABLED", "DISABLED"]))]),
            ),
        ]),
    ),
    may("configuredAtLaunch", Bool),
]);

/// Checks the types of all members of a task definition.
pub(super) fn check(definition: &Json) -> Result<(), Refusal> {
    hold(definition, &TASK, "")
}

fn hold(json: &Json, kind: &Type, place: &str) -> Result<(), Refusal> {
    let wrong = |wanted: &str| {
        let message = format!("{} can not be converted to {wanted} at {place}", json.text());
        Err(Refusal::new("SerializationException", message))
    };
    match kind {
        Text if json.str().is_none() => wrong("a String"),
        Int if json.int().is_none() => wrong("an Integer"),
        Bool if json.bool().is_none() => wrong("a Boolean"),
        One(_) if json.str().is_none() => wrong("a String"),
        One(values) if !values.iter().any(|value| json.str().as_deref() == Some(value)) => {
            Err(Refusal::client(format!("Invalid value {} for {place}", json.text())))
        }
        List(_) if !matches!(json, Json::Array(..)) => wrong("a List"),
        List(kind) => {
            let mut elements = json.elements().iter().enumerate();
            elements.try_for_each(|(index, element)| hold(element, kind, &format!("{place}[{index}]")))
        }
        Map | Struct(_) if !matches!(json, Json::Object(..)) => wrong("a Structure"),
        Map => json.members().iter().try_for_each(|(name, value)| hold(value, &Text, &format!("{place}.{name}"))),
        Struct(members) => {
            for member in *members {
                let place = format!("{place}.{}", member.name);
                match json.get(member.name) {
                    Some(value) => hold(value, &member.kind, &place)?,
                    None if member.is_required => {
                        return Err(Refusal::client(format!("{} should not be null or empty.", &place[1..])));
                    }
                    None => {}
                }
            }
            Ok(())
        }
        Text | Int | Bool | One(_) => Ok(()),
    }
}
