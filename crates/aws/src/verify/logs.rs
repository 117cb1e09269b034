//! Reads the last lines of the log of a sidecar that does not run well.

use aws_sdk_cloudwatchlogs::config::{Builder, Region};
use outrigger_core::{LogConfiguration, Value};

use super::check::Check;
use super::mask_secrets::mask_secrets;
use crate::client::Client;
use crate::client::send::send;
use crate::ecs::json_members::{list, text, text_or_empty};
use crate::error::Error;

const NAME: &str = "sidecar-log";

/// How many lines are shown.
const LINES: i32 = 10;

/// The log group of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LogGroup {
    group: String,
    prefix: Option<String>,
    region: Option<String>,
}

impl LogGroup {
    /// The log group in the options of `awslogs`, if there is one.
    pub(super) fn read(configuration: &LogConfiguration<'_>) -> Option<Self> {
        let option = |name| Some(configuration.option(name)?.known()?.to_string());
        let group = option("awslogs-group")?;
        Some(Self { group, prefix: option("awslogs-stream-prefix"), region: option("awslogs-region") })
    }

    /// The log stream of a container of a task. Without a prefix its name is the ID that Docker gave the container.
    fn stream(&self, task: &Value<'_>, container: &str) -> Option<String> {
        match &self.prefix {
            Some(prefix) => {
                let arn = text(task, "taskArn")?;
                Some(format!("{prefix}/{container}/{}", arn.rsplit('/').next().unwrap_or(arn)))
            }
            None => {
                let mut containers = list(task, "containers").iter();
                let container = containers.find(|known| text(known, "name") == Some(container))?;
                Some(text_or_empty(container, "runtimeId")).filter(|id| !id.is_empty())
            }
        }
    }
}

/// The last lines of the sidecar in this task; skipped without a task, if the sidecar runs well in all.
pub(super) async fn check(client: &Client, logs: Option<&LogGroup>, task: Option<&Value<'_>>, sidecar: &str) -> Check {
    let Some(task) = task else {
        return Check::skipped(NAME, format!("every container `{sidecar}` runs, so its log was not read"));
    };
    let Some(logs) = logs else {
        return Check::skipped(NAME, format!("the container `{sidecar}` does not log with awslogs"));
    };
    let Some(stream) = logs.stream(task, sidecar) else {
        return Check::skipped(NAME, format!("the log stream of the container `{sidecar}` is not known"))
            .with_help("set awslogs-stream-prefix in its log configuration");
    };
    let place = format!("{} {stream}", logs.group);
    match lines(client, logs, &stream).await {
        Ok(lines) if lines.is_empty() => Check::warning(NAME, format!("the container wrote nothing to {place}")),
        Ok(lines) => Check::warning(NAME, format!("the last lines in {place}")).with_evidence(lines),
        Err(error) if error.code() == Some("ResourceNotFoundException") => Check::warning(
            NAME,
            format!("there is no log {place}: the container never started, or has no permission to write it"),
        )
        .with_help("check the execution role of the task: it needs logs:CreateLogStream and logs:PutLogEvents"),
        Err(error) => Check::unknown(NAME, &error),
    }
}

async fn lines(client: &Client, logs: &LogGroup, stream: &str) -> Result<Vec<String>, Error> {
    let region = logs.region.clone().map(Region::new);
    let request = client.logs.get_log_events().log_group_name(&logs.group).log_stream_name(stream).limit(LINES);
    let request = request.start_from_head(false).customize().config_override(Builder::new().region(region));
    let answer = send!(client, "logs:GetLogEvents", request)?;
    Ok(answer.events().iter().filter_map(|event| event.message()).map(mask_secrets).collect())
}

#[cfg(test)]
mod tests {
    use outrigger_core::Value;

    use super::LogGroup;

    #[test]
    fn streams() {
        let task = Value::parse(
            r#"{"taskArn": "arn:aws:ecs:r:1:task/c/0123", "containers": [{"name": "jaeger", "runtimeId": "d0c"}]}"#,
        );
        let task = task.unwrap();
        let stream = |prefix: Option<&str>, container| {
            let logs = LogGroup { prefix: prefix.map(String::from), ..LogGroup::default() };
            logs.stream(&task, container)
        };
        assert_eq!(stream(Some("p"), "jaeger").as_deref(), Some("p/jaeger/0123"));
        assert_eq!(stream(None, "jaeger").as_deref(), Some("d0c"));
        assert_eq!(stream(None, "other"), None);
    }
}
