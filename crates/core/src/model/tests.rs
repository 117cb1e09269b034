//! Tests with every member of every struct of the model.

use serde_json::{Value, from_value, json, to_value};

use super::TaskDefinition;

/// A task definition with every member of `RegisterTaskDefinition`. No list and no object is empty.
const EVERY_MEMBER: &str = r#"{
    "family": "api",
    "taskRoleArn": "arn:aws:iam::123456789012:role/task",
    "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
    "networkMode": "awsvpc",
    "containerDefinitions": [{
        "name": "api",
        "image": "example/api:1",
        "repositoryCredentials": {"credentialsParameter": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:r"},
        "cpu": 128,
        "memory": 512,
        "memoryReservation": 256,
        "links": ["db:database"],
        "portMappings": [{
            "containerPort": 8080,
            "hostPort": 8080,
            "protocol": "tcp",
            "name": "http",
            "appProtocol": "http2",
            "containerPortRange": "9000-9010"
        }],
        "essential": true,
        "restartPolicy": {"enabled": true, "ignoredExitCodes": [0, 143], "restartAttemptPeriod": 60},
        "entryPoint": ["/bin/sh"],
        "command": ["-c", "serve"],
        "environment": [{"name": "LEVEL", "value": ""}],
        "environmentFiles": [{"value": "arn:aws:s3:::bucket/api.env", "type": "s3"}],
        "mountPoints": [{"sourceVolume": "data", "containerPath": "/data", "readOnly": false}],
        "volumesFrom": [{"sourceContainer": "db", "readOnly": true}],
        "linuxParameters": {
            "capabilities": {"add": ["SYS_PTRACE"], "drop": ["ALL"]},
            "devices": [{"hostPath": "/dev/kvm", "containerPath": "/dev/kvm", "permissions": ["read", "mknod"]}],
            "initProcessEnabled": true,
            "sharedMemorySize": 64,
            "tmpfs": [{"containerPath": "/tmp", "size": 16, "mountOptions": ["noexec"]}],
            "maxSwap": 0,
            "swappiness": 60
        },
        "secrets": [{"name": "TOKEN", "valueFrom": "/api/token"}],
        "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}],
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
            "logDriver": "awslogs",
            "options": {"awslogs-group": "/ecs/api"},
            "secretOptions": [{"name": "splunk-token", "valueFrom": "/splunk"}]
        },
        "healthCheck": {
            "command": ["CMD", "true"],
            "interval": 30,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 0
        },
        "systemControls": [{"namespace": "net.core.somaxconn", "value": "1024"}],
        "resourceRequirements": [
            {"value": "1", "type": "GPU"},
            {"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 1024, "maxComputePercent": 50}}}
        ],
        "firelensConfiguration": {"type": "fluentbit", "options": {"enable-ecs-log-metadata": "true"}},
        "credentialSpecs": ["credentialspec:arn:aws:s3:::bucket/spec.json"]
    }],
    "volumes": [{
        "name": "data",
        "host": {"sourcePath": "/srv/data"},
        "dockerVolumeConfiguration": {
            "scope": "shared",
            "autoprovision": true,
            "driver": "local",
            "driverOpts": {"type": "tmpfs"},
            "labels": {"team": "api"}
        },
        "efsVolumeConfiguration": {
            "fileSystemId": "fs-1",
            "rootDirectory": "/",
            "transitEncryption": "ENABLED",
            "transitEncryptionPort": 2049,
            "authorizationConfig": {"accessPointId": "fsap-1", "iam": "DISABLED"}
        },
        "s3filesVolumeConfiguration": {
            "fileSystemArn": "arn:aws:s3files:eu-west-1:123456789012:file-system/fs-1",
            "rootDirectory": "/",
            "transitEncryptionPort": 2050,
            "accessPointArn": "arn:aws:s3files:eu-west-1:123456789012:file-system/fs-1/access-point/fsap-1"
        },
        "fsxWindowsFileServerVolumeConfiguration": {
            "fileSystemId": "fs-2",
            "rootDirectory": "share",
            "authorizationConfig": {"credentialsParameter": "arn:aws:ssm:::parameter/fsx", "domain": "example.com"}
        },
        "configuredAtLaunch": false
    }],
    "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.os-type == linux"}],
    "requiresCompatibilities": ["EC2", "FARGATE"],
    "cpu": "1 vCPU",
    "memory": "2048",
    "tags": [{"key": "team", "value": ""}],
    "pidMode": "task",
    "ipcMode": "none",
    "proxyConfiguration": {
        "type": "APPMESH",
        "containerName": "envoy",
        "properties": [{"name": "ProxyIngressPort", "value": "15000"}]
    },
    "inferenceAccelerators": [{"deviceName": "device", "deviceType": "eia2.medium"}],
    "ephemeralStorage": {"sizeInGiB": 21},
    "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
    "enableFaultInjection": false
}"#;

fn every_member() -> Value {
    serde_json::from_str(EVERY_MEMBER).unwrap()
}

fn round_trip(document: &Value) -> Result<Value, serde_json::Error> {
    from_value::<TaskDefinition>(document.clone()).and_then(to_value)
}

/// The pointers to all values below `value`.
fn pointers(value: &Value) -> Vec<String> {
    let below = |(step, value): (String, &Value)| {
        let inner = pointers(value).into_iter().map(|pointer| format!("/{step}{pointer}")).collect::<Vec<_>>();
        std::iter::once(format!("/{step}")).chain(inner)
    };
    let elements = value.as_array().into_iter().flatten().enumerate();
    let members = value.as_object().into_iter().flatten();
    let steps = elements.map(|(index, element)| (index.to_string(), element));
    steps.chain(members.map(|(name, member)| (name.clone(), member))).flat_map(below).collect()
}

#[test]
fn every_member_survives() {
    let document = every_member();
    assert_eq!(round_trip(&document).unwrap(), document);
}

/// No member has a type that allows `1.5`, so the model does not know a member that accepts it.
#[test]
fn every_member_is_known_and_typed() {
    let document = every_member();
    let pointers = pointers(&document);
    for pointer in pointers {
        let mut mutated = document.clone();
        *mutated.pointer_mut(&pointer).unwrap() = json!(1.5);
        let error = round_trip(&mutated).map_or_else(|error| error.to_string(), |_| "none".to_owned());
        let top = pointer.split('/').nth(1).unwrap();
        assert!(error.starts_with(&format!("`{top}`: ")), "{pointer}: {error}");
    }
}

#[test]
fn unknown_members_survive_at_every_level() {
    let mut document = every_member();
    let objects: Vec<_> = pointers(&document)
        .into_iter()
        .filter(|pointer| document.pointer(pointer).unwrap().is_object())
        .chain([String::new()])
        .collect();
    for pointer in objects {
        document.pointer_mut(&pointer).unwrap()["newMember"] = json!("new");
    }
    assert_eq!(round_trip(&document).unwrap(), document);
}

#[test]
fn every_member_can_be_absent() {
    assert_eq!(from_value::<TaskDefinition>(json!({})).unwrap(), TaskDefinition::default());
    let hollow = json!({"containerDefinitions": [{"portMappings": [{}], "environment": [{}]}], "volumes": [{}]});
    assert_eq!(round_trip(&hollow).unwrap(), hollow);
}
