//! [`TaskDefinition`]: a task definition as `DescribeTaskDefinition` returns it, and its registration.

use aws_config::retry::RetryConfig;
use outrigger_core::{Document, Policy, Value, View, plan_registration};

use super::json_members::{string_array, text, text_or_empty};
use crate::client::Client;
use crate::client::json_call::{JsonCall, call, parse};
use crate::client::send::send;
use crate::error::Error;

/// A task definition as `DescribeTaskDefinition` returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskDefinition {
    /// Its ARN, with the revision.
    pub arn: String,
    /// Its family.
    pub family: String,
    /// `ACTIVE`, `INACTIVE` or `DELETE_IN_PROGRESS`.
    pub status: String,
    /// The answer of AWS, unchanged: `{"taskDefinition": {…}, "tags": […]}`.
    pub text: String,
}

impl TaskDefinition {
    /// The input of `RegisterTaskDefinition`: the text without read-only members, with the tags inside.
    ///
    /// ```
    /// use outrigger_aws::TaskDefinition;
    /// use outrigger_core::Policy;
    ///
    /// let definition = TaskDefinition {
    ///     arn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/shop:3".to_string(),
    ///     family: "shop".to_string(),
    ///     status: "ACTIVE".to_string(),
    ///     text: r#"{"taskDefinition": {"family": "shop", "revision": 3, "containerDefinitions": []}}"#.to_string(),
    /// };
    /// assert_eq!(definition.registerable(&Policy::default())?, r#"{"family": "shop", "containerDefinitions": []}"#);
    /// # Ok::<(), outrigger_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A text without container definitions (`{}`); with [`findings`](outrigger_core::Error::findings), one that `policy` does
    /// not let pass (a container definition with a `null` member).
    pub fn registerable(&self, policy: &Policy) -> Result<String, outrigger_core::Error> {
        let document = Document::scan(&self.text)?;
        let view = View::read(document.root(), "").map_err(|error| error.located_in(&document))?;
        let plan = plan_registration(&view, policy);
        plan.accepted().map_err(|error| error.located_in(&document))?;
        Ok(outrigger_json::apply(&document, &view, &plan.ops)?.into_owned())
    }
}

impl Client {
    /// Describes a task definition with its tags; for a family, its latest active revision.
    ///
    /// # Errors
    ///
    /// The task definition does not exist; AWS refuses the call.
    pub async fn describe_task_definition(&self, name: &str) -> Result<TaskDefinition, Error> {
        const ACTION: &str = "ecs:DescribeTaskDefinition";
        let body = Value::object([("taskDefinition", Value::string(name)), ("include", string_array(&["TAGS"]))]);
        let text = call!(self, describe_task_definition, ACTION, body.to_string())?;
        let answer = parse(ACTION, &text)?;
        let Some(definition) = answer.get("taskDefinition") else {
            return Err(Error::unexpected_answer(ACTION, "the answer has no task definition"));
        };
        let read = |member| text_or_empty(definition, member);
        Ok(TaskDefinition { arn: read("taskDefinitionArn"), family: read("family"), status: read("status"), text })
    }

    /// Registers a revision: sends the text unchanged, once. Returns the ARN of the revision.
    ///
    /// A call without an answer may have registered a revision, so look for it before you try again.
    ///
    /// # Errors
    ///
    /// AWS refuses the call.
    pub async fn register_task_definition(&self, definition: &str) -> Result<String, Error> {
        const ACTION: &str = "ecs:RegisterTaskDefinition";
        let once = aws_sdk_ecs::Config::builder().retry_config(RetryConfig::disabled());
        let json = JsonCall::new(definition);
        let call = self.ecs.register_task_definition().customize().config_override(once);
        send!(self, ACTION, call.interceptor(json.clone()))?;
        let answer = parse(ACTION, &json.answer())?;
        let arn = answer.get("taskDefinition").and_then(|definition| text(definition, "taskDefinitionArn"));
        arn.map(String::from).ok_or_else(|| Error::unexpected_answer(ACTION, "the answer has no revision"))
    }
}
