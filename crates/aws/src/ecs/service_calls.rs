//! The calls about services.

use outrigger_core::Value;

use super::json_members::{list, string_array, text};
use super::pages::pages;
use super::service::{Service, ServiceName};
use crate::client::Client;
use crate::client::json_call::{call, parse};
use crate::error::{Error, ErrorKind, SERVICE_NOT_FOUND};

impl Client {
    /// Describes a service with its tags.
    ///
    /// # Errors
    ///
    /// The cluster or the service does not exist; AWS refuses the call.
    pub async fn describe_service(&self, name: &ServiceName) -> Result<Service, Error> {
        const ACTION: &str = "ecs:DescribeServices";
        let body = Value::object([
            ("cluster", Value::string(&*name.cluster)),
            ("services", string_array(std::slice::from_ref(&name.service))),
            ("include", string_array(&["TAGS"])),
        ]);
        let answer = call!(self, describe_services, ACTION, body.to_string())?;
        let answer = parse(ACTION, &answer)?;
        if let Some(service) = list(&answer, "services").first() {
            return Ok(Service::read(service));
        }
        let reason = list(&answer, "failures").first().and_then(|failure| text(failure, "reason"));
        let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        let error = Error::new(ErrorKind::NotFound, format!("there is no service {name}{reason}")).of(ACTION);
        Err(error.with_advice(SERVICE_NOT_FOUND))
    }

    /// The names of all services of a cluster, in alphabetical order.
    ///
    /// # Errors
    ///
    /// The cluster does not exist; the list does not end; AWS refuses the call.
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

    /// Changes the task definition of a service, and its load balancers if a list is given: the list replaces the old one.
    ///
    /// # Errors
    ///
    /// AWS refuses the call.
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
        service.ok_or_else(|| Error::unexpected_answer(ACTION, "the answer has no service"))
    }
}
