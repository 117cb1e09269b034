//! Task definitions as resources of CloudFormation templates.

use serde_json::{Map, Value, json};

/// How many resources CloudFormation takes in one template.
const MOST: usize = 500;

/// Templates with these task definitions, each as a resource that is named for its index.
pub(crate) fn templates<'d>(definitions: impl Iterator<Item = &'d Value>) -> Vec<Value> {
    let resource = |(index, definition)| {
        let properties = properties(definition, "");
        (format!("T{index}"), json!({"Type": "AWS::ECS::TaskDefinition", "Properties": properties}))
    };
    let resources: Vec<_> = definitions.enumerate().map(resource).collect();
    resources.chunks(MOST).map(|part| json!({"Resources": part.iter().cloned().collect::<Map<_, _>>()})).collect()
}

/// The index of the task definition that the resource of this name is.
pub(crate) fn index_of(logical_id: &str) -> usize {
    logical_id.strip_prefix("T").unwrap().parse().unwrap()
}

/// The value of the member `holder`, as CloudFormation spells it.
fn properties(value: &Value, holder: &str) -> Value {
    match value {
        // Their names are data.
        Value::Object(_) if matches!(holder, "options" | "dockerLabels" | "driverOpts" | "labels") => value.clone(),
        Value::Object(members) => {
            members.iter().map(|(member, value)| (property(member, holder), properties(value, member))).collect()
        }
        Value::Array(elements) => elements.iter().map(|element| properties(element, holder)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// The member's name, its first letter in upper case but for six names.
fn property(member: &str, holder: &str) -> String {
    match (holder, member) {
        (_, "efsVolumeConfiguration") => "EFSVolumeConfiguration".to_string(),
        (_, "fsxWindowsFileServerVolumeConfiguration") => "FSxWindowsFileServerVolumeConfiguration".to_string(),
        (_, "s3filesVolumeConfiguration") => "S3FilesVolumeConfiguration".to_string(),
        ("efsVolumeConfiguration", "fileSystemId") => "FilesystemId".to_string(),
        (_, "iam") => "IAM".to_string(),
        ("proxyConfiguration", "properties") => "ProxyConfigurationProperties".to_string(),
        _ => member.get(..1).unwrap_or_default().to_ascii_uppercase() + member.get(1..).unwrap_or_default(),
    }
}
