//! A task definition for each thing that can be wrong with each member of the API.

use serde_json::{Map, Value, json};

use crate::definition::Definition;

/// What every definition here has beside the member that it is about.
fn base() -> Value {
    json!({
        "family": "api",
        "networkMode": "bridge",
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "essential": true}]
    })
}

/// Every member of a task definition; of those with several shapes, each shape.
const OF_TASK: &str = r#"{
    "family": "api",
    "taskRoleArn": "arn:aws:iam::123456789012:role/task",
    "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
    "networkMode": "bridge",
    "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}],
    "volumes": [
        {"name": "host", "host": {"sourcePath": "/srv/data"}},
        {"name": "docker", "dockerVolumeConfiguration": {
            "scope": "shared", "autoprovision": true, "driver": "local",
            "driverOpts": {"type": "tmpfs"}, "labels": {"team": "api"}
        }},
        {"name": "efs", "efsVolumeConfiguration": {
            "fileSystemId": "fs-0123456789abcdef0", "rootDirectory": "/", "transitEncryption": "ENABLED",
            "transitEncryptionPort": 2049, "authorizationConfig": {"accessPointId": "fsap-0", "iam": "ENABLED"}
        }},
        {"name": "s3", "s3filesVolumeConfiguration": {
            "fileSystemArn": "arn:aws:s3files:eu-west-1:123456789012:file-system/fs-0", "rootDirectory": "/",
            "transitEncryptionPort": 2050,
            "accessPointArn": "arn:aws:s3files:eu-west-1:123456789012:file-system/fs-0/access-point/fsap-0"
        }},
        {"name": "fsx", "fsxWindowsFileServerVolumeConfiguration": {
            "fileSystemId": "fs-0", "rootDirectory": "share",
            "authorizationConfig": {
                "credentialsParameter": "arn:aws:ssm:eu-west-1:123456789012:parameter/fsx", "domain": "example.com"
            }
        }},
        {"name": "launch", "configuredAtLaunch": true}
    ],
    "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.os-type == linux"}],
    "requiresCompatibilities": ["EC2"],
    "cpu": "1024",
    "memory": "2048",
    "tags": [{"key": "team", "value": "api"}],
    "pidMode": "task",
    "ipcMode": "none",
    "proxyConfiguration": {
        "type": "APPMESH", "containerName": "api", "properties": [{"name": "IgnoredUID", "value": "1337"}]
    },
    "inferenceAccelerators": [{"deviceName": "device", "deviceType": "eia2.medium"}],
    "ephemeralStorage": {"sizeInGiB": 21},
    "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
    "enableFaultInjection": false
}"#;

/// Every other member of a container definition.
const OF_CONTAINER: &str = r#"{
    "repositoryCredentials": {"credentialsParameter": "registry"},
    "cpu": 128,
    "memoryReservation": 256,
    "links": ["db:database"],
    "portMappings": [
        {"containerPort": 8080, "hostPort": 8080, "protocol": "tcp", "name": "http", "appProtocol": "http2"},
        {"containerPortRange": "9000-9010"}
    ],
    "essential": true,
    "restartPolicy": {"enabled": true, "ignoredExitCodes": [0, 143], "restartAttemptPeriod": 60},
    "entryPoint": ["/bin/sh"],
    "command": ["-c", "serve"],
    "environment": [{"name": "LEVEL", "value": "info"}],
    "environmentFiles": [{"value": "arn:aws:s3:::bucket/api.env", "type": "s3"}],
    "mountPoints": [{"sourceVolume": "data", "containerPath": "/data", "readOnly": false}],
    "volumesFrom": [{"sourceContainer": "db", "readOnly": true}],
    "linuxParameters": {
        "capabilities": {"add": ["SYS_PTRACE"], "drop": ["ALL"]},
        "devices": [{"hostPath": "/dev/kvm", "containerPath": "/dev/kvm", "permissions": ["read"]}],
        "initProcessEnabled": true,
        "sharedMemorySize": 64,
        "tmpfs": [{"containerPath": "/tmp", "size": 16, "mountOptions": ["noexec"]}],
        "maxSwap": 0,
        "swappiness": 60
    },
    "secrets": [{"name": "TOKEN", "valueFrom": "/api/token"}],
    "dependsOn": [{"containerName": "db", "condition": "START"}],
    "startTimeout": 30,
    "stopTimeout": 120,
    "versionConsistency": "disabled",
    "hostname": "api",
    "user": "1000:1000",
    "workingDirectory": "/srv",
    "disableNetworking": false,
    "privileged": false,
    "readonlyRootFilesystem": true,
    "dnsServers": ["10.0.0.2"],
    "dnsSearchDomains": ["internal"],
    "extraHosts": [{"hostname": "db", "ipAddress": "10.0.0.3"}],
    "dockerSecurityOptions": ["no-new-privileges"],
    "interactive": false,
    "pseudoTerminal": false,
    "dockerLabels": {"team": "api"},
    "ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 65535}],
    "logConfiguration": {
        "logDriver": "splunk",
        "options": {"splunk-url": "https://splunk.example.com"},
        "secretOptions": [{"name": "splunk-token", "valueFrom": "/splunk"}]
    },
    "healthCheck": {"command": ["CMD", "ready"], "interval": 30, "timeout": 5, "retries": 3, "startPeriod": 0},
    "systemControls": [{"namespace": "net.core.somaxconn", "value": "1024"}],
    "resourceRequirements": [{"value": "1", "type": "GPU"}],
    "firelensConfiguration": {"type": "fluentbit", "options": {"enable-ecs-log-metadata": "true"}},
    "credentialSpecs": ["credentialspec:arn:aws:s3:::bucket/spec.json"]
}"#;

/// The values of the API's enumerations; one value of each is in the members above.
const VALUES: [(&str, &[&str]); 20] = [
    ("/networkMode", &["bridge", "host", "awsvpc", "none"]),
    ("/requiresCompatibilities/0", &["EC2", "MANAGED_INSTANCES"]),
    ("/placementConstraints/0/type", &["memberOf"]),
    ("/pidMode", &["host", "task"]),
    ("/ipcMode", &["host", "task", "none"]),
    ("/runtimePlatform/cpuArchitecture", &["X86_64", "ARM64"]),
    (
        "/runtimePlatform/operatingSystemFamily",
        &[
            "LINUX",
            "WINDOWS_SERVER_2004_CORE",
            "WINDOWS_SERVER_2016_FULL",
            "WINDOWS_SERVER_2019_CORE",
            "WINDOWS_SERVER_2019_FULL",
            "WINDOWS_SERVER_2022_CORE",
            "WINDOWS_SERVER_2022_FULL",
            "WINDOWS_SERVER_2025_CORE",
            "WINDOWS_SERVER_2025_FULL",
            "WINDOWS_SERVER_20H2_CORE",
        ],
    ),
    ("/volumes/1/dockerVolumeConfiguration/scope", &["task", "shared"]),
    ("/volumes/2/efsVolumeConfiguration/transitEncryption", &["ENABLED", "DISABLED"]),
    ("/volumes/2/efsVolumeConfiguration/authorizationConfig/iam", &["ENABLED", "DISABLED"]),
    ("/containerDefinitions/0/portMappings/0/protocol", &["tcp", "udp"]),
    ("/containerDefinitions/0/portMappings/0/appProtocol", &["http", "http2", "grpc"]),
    ("/containerDefinitions/0/environmentFiles/0/type", &["s3"]),
    ("/containerDefinitions/0/linuxParameters/devices/0/permissions/0", &["read", "write", "mknod"]),
    ("/containerDefinitions/0/dependsOn/0/condition", &["START", "COMPLETE", "SUCCESS", "HEALTHY"]),
    ("/containerDefinitions/0/versionConsistency", &["enabled", "disabled"]),
    (
        "/containerDefinitions/0/ulimits/0/name",
        &[
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack",
        ],
    ),
    ("/containerDefinitions/0/resourceRequirements/0/type", &["GPU", "InferenceAccelerator", "NeuronDevice"]),
    ("/containerDefinitions/0/firelensConfiguration/type", &["fluentd", "fluentbit"]),
    ("/proxyConfiguration/type", &["APPMESH"]),
];

/// Each member as it should be, and with each thing that can be wrong with it.
pub(crate) fn definitions() -> Vec<Definition> {
    let mut definitions = Vec::new();
    for (holder, members) in [("", OF_TASK), ("/containerDefinitions/0", OF_CONTAINER)] {
        let members: Map<String, Value> = serde_json::from_str(members).unwrap();
        for (member, value) in members {
            let mut sound = base();
            let at = format!("{holder}/{member}");
            set(&mut sound, holder, &member, value);
            spoil(&sound, &at, &mut definitions);
            definitions.push(Definition::new(format!("{at} as it should be"), sound));
        }
    }
    definitions
}

fn set(definition: &mut Value, holder: &str, member: &str, value: Value) {
    if let Some(holder) = definition.pointer_mut(holder).and_then(Value::as_object_mut) {
        holder.insert(member.to_string(), value);
    }
}

/// Adds a definition for each possible mistake in the value at a place, and below it.
fn spoil(sound: &Value, at: &str, definitions: &mut Vec<Definition>) {
    let Some(value) = sound.pointer(at) else { return };
    let mut with = |what: &str, other: Value| {
        let mut definition = sound.clone();
        if let Some(place) = definition.pointer_mut(at) {
            *place = other;
        }
        definitions.push(Definition::new(format!("{at} {what}"), definition));
    };
    match value {
        Value::String(_) => {
            let values = VALUES.iter().find(|(place, _)| *place == at).map(|(_, values)| *values);
            let what = if values.is_some() { "value" } else { "text" };
            with(&format!("{what} as a number"), json!(7));
            with(&format!("{what} as an array"), json!(["text"]));
            for value in values.unwrap_or_default() {
                with(&format!("value as {value}"), json!(value));
            }
            if let [value, ..] = values.unwrap_or_default() {
                with("value in another case", json!(swap_case(value)));
                with("value as none of the list", json!("bogus"));
            }
        }
        Value::Number(_) => {
            with("as a text", json!("text"));
            with("as a number in quotes", json!("7"));
            with("as a number with a fraction", json!(7.5));
            with("as a truth value", json!(true));
        }
        Value::Bool(_) => {
            with("as a text", json!("text"));
            with("as a truth value in quotes", json!("true"));
            with("as a number", json!(1));
        }
        Value::Array(elements) => {
            with("as an object", json!({}));
            for index in 0..elements.len() {
                spoil(sound, &format!("{at}/{index}"), definitions);
            }
        }
        Value::Object(members) => {
            with("as a text", json!("text"));
            let mut more = value.clone();
            set(&mut more, "", "bogus", json!("text"));
            with("with a member more", more);
            for member in members.keys() {
                let mut fewer = value.clone();
                fewer.as_object_mut().and_then(|fewer| fewer.remove(member));
                with(&format!("without {member}"), fewer);
            }
            for member in members.keys() {
                spoil(sound, &format!("{at}/{member}"), definitions);
            }
        }
        Value::Null => {}
    }
}

fn swap_case(text: &str) -> String {
    let swap = |c: char| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
    text.chars().map(swap).collect()
}
