//! The calls of Amazon ECS: JSON text out and in, so that members newer than the SDK survive.

use aws_config::retry::RetryConfig;
use outrigger_core::Value;

use crate::answer::{list, owned, text, texts};
use crate::client::Client;
use crate::error::Error;
use crate::pages::pages;
use crate::send::send;
use crate::service::{Service, ServiceName};
use crate::wire::{Wire, call, parse};

/// A task definition as `DescribeTaskDefinition` tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskDefinition {
    /// Its ARN, which says the revision.
    pub arn: String,
    /// Its family.
    pub family: String,
    /// `ACTIVE`, `INACTIVE` or `DELETE_IN_PROGRESS`.
    pub status: String,
    /// The answer as it came: `{"taskDefinition": {…}, "tags": […]}`.
    pub text: String,
}

/// How many of them one call takes (AWS API reference, `DescribeTasks`).
const TASKS_AT_ONCE: usize = 100;

impl Client {
    /// Describes a service, tags included.
    ///
    /// # Errors
    ///
    /// No such cluster or service; what AWS refuses.
    pub async fn describe_service(&self, name: &ServiceName) -> Result<Service, Error> {
        const ACTION: &str = "ecs:DescribeServices";
        let body = Value::object([
            ("cluster", Value::string(&*name.cluster)),
            ("services", texts(std::slice::from_ref(&name.service))),
            ("include", texts(&["TAGS"])),
        ]);
        let answer = call!(self, describe_services, ACTION, body.to_string())?;
        let answer = parse(ACTION, &answer)?;
        match list(&answer, "services").first() {
            Some(service) => Ok(Service::read(service)),
            None => {
                let reason = list(&answer, "failures").first().and_then(|failure| text(failure, "reason"));
                let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
                Err(Error::new(format!("there is no service {name}{reason}"))
                    .with_help("look at --service, --cluster and --region: `aws ecs list-services --cluster …`")
                    .of(ACTION))
            }
        }
    }

    /// The names of all services of a cluster, in alphabetical order.
    ///
    /// # Errors
    ///
    /// No such cluster; a list without an end; what AWS refuses.
    pub async fn list_services(&self, cluster: &str) -> Result<Vec<String>, Error> {
        const ACTION: &str = "ecs:ListServices";
        let arns = pages(ACTION, "serviceArns", |next| async move {
            let mut body = vec![("cluster", Value::string(cluster)), ("maxResults", Value::Number("100".into()))];
            body.extend(next.map(|token| ("nextToken", Value::string(token))));
            call!(self, list_services, ACTION, Value::object(body).to_string())
        });
        let name = |arn: String| arn.rsplit('/').next().map(String::from).unwrap_or(arn);
        let mut names: Vec<_> = arns.await?.into_iter().map(name).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Describes a task definition, tags included; for a family, its latest active revision.
    ///
    /// # Errors
    ///
    /// No such task definition; what AWS refuses.
    pub async fn describe_task_definition(&self, name: &str) -> Result<TaskDefinition, Error> {
        const ACTION: &str = "ecs:DescribeTaskDefinition";
        let body = Value::object([("taskDefinition", Value::string(name)), ("include", texts(&["TAGS"]))]);
        let text = call!(self, describe_task_definition, ACTION, body.to_string())?;
        let answer = parse(ACTION, &text)?;
        let Some(definition) = answer.get("taskDefinition") else {
            return Err(Error::new(format!("{ACTION}: the answer holds no task definition")).of(ACTION));
        };
        let read = |member| owned(definition, member);
        Ok(TaskDefinition { arn: read("taskDefinitionArn"), family: read("family"), status: read("status"), text })
    }

    /// Registers a revision: the text is sent as it is, once. Returns the revision's ARN.
    ///
    /// A call that was not answered may have made a revision nevertheless, so that whoever tries again looks first.
    ///
    /// # Errors
    ///
    /// What AWS refuses.
    pub async fn register_task_definition(&self, definition: &str) -> Result<String, Error> {
        const ACTION: &str = "ecs:RegisterTaskDefinition";
        let once = aws_sdk_ecs::Config::builder().retry_config(RetryConfig::disabled());
        let wire = Wire::new(definition);
        let call = self.ecs.register_task_definition().customize().config_override(once);
        send!(self, ACTION, call.interceptor(wire.clone()))?;
        let answer = parse(ACTION, &wire.answer())?;
        let arn = answer.get("taskDefinition").and_then(|definition| text(definition, "taskDefinitionArn"));
        arn.map(String::from).ok_or_else(|| Error::new(format!("{ACTION}: the answer names no revision")).of(ACTION))
    }

    /// Gives a service another task definition, and other load balancers if some are given: the whole list.
    ///
    /// # Errors
    ///
    /// What AWS refuses.
    pub async fn update_service(
        &self,
        name: &ServiceName,
        task_definition: &str,
        load_balancers: Option<&[Value<'static>]>,
    ) -> Result<Service, Error> {
        const ACTION: &str = "ecs:UpdateService";
        let mut body = vec![
            ("cluster", Value::string(&*name.cluster)),
            ("service", Value::string(&*name.service)),
            ("taskDefinition", Value::string(task_definition)),
        ];
        body.extend(load_balancers.map(|list| ("loadBalancers", Value::Array(list.to_vec()))));
        let answer = call!(self, update_service, ACTION, Value::object(body).to_string())?;
        let answer = parse(ACTION, &answer)?;
        let service = answer.get("service").map(Service::read);
        service.ok_or_else(|| Error::new(format!("{ACTION}: the answer holds no service")).of(ACTION))
    }

    /// The tasks of a service, running or stopped, as `DescribeTasks` tells of them.
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
        for arns in arns.chunks(TASKS_AT_ONCE) {
            let body = Value::object([("cluster", Value::string(&*name.cluster)), ("tasks", texts(arns))]);
            let answer = call!(self, describe_tasks, "ecs:DescribeTasks", body.to_string())?;
            let answer = parse("ecs:DescribeTasks", &answer)?;
            tasks.extend(list(&answer, "tasks").iter().map(|task| task.clone().into_owned()));
        }
        Ok(tasks)
    }
}
