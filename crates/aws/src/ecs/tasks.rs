//! The tasks of a service.

use outrigger_core::Value;

use super::json_members::{list, string_array};
use super::pages::pages;
use super::service::ServiceName;
use crate::client::Client;
use crate::client::json_call::{call, parse};
use crate::error::Error;

/// How many tasks one call describes (AWS API reference, `DescribeTasks`).
const TASKS_PER_CALL: usize = 100;

impl Client {
    /// The tasks of a service whose desired status is `RUNNING` or `STOPPED`, as `DescribeTasks` returns them.
    pub(crate) async fn tasks(&self, name: &ServiceName, status: &str) -> Result<Vec<Value<'static>>, Error> {
        let arns = pages("ecs:ListTasks", "taskArns", |next| async move {
            let mut body = vec![
                ("cluster", Value::string(&*name.cluster)),
                ("serviceName", Value::string(&*name.service)),
                ("desiredStatus", Value::string(status)),
            ];
            body.extend(next.map(|token| ("nextToken", Value::string(token))));
            call!(self, list_tasks, "ecs:ListTasks", Value::object(body).to_string())
        });
        let arns = arns.await?;
        let mut tasks = Vec::new();
        for arns in arns.chunks(TASKS_PER_CALL) {
            let body = Value::object([("cluster", Value::string(&*name.cluster)), ("tasks", string_array(arns))]);
            let answer = call!(self, describe_tasks, "ecs:DescribeTasks", body.to_string())?;
            let answer = parse("ecs:DescribeTasks", &answer)?;
            tasks.extend(list(&answer, "tasks").iter().map(|task| task.clone().into_owned()));
        }
        Ok(tasks)
    }
}
