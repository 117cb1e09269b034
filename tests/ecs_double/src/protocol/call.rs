//! [`Call`]: a request, unchanged.

use crate::protocol::http::Request;
use crate::protocol::query::Form;

/// A request that a client made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// As IAM names it: `ecs:DescribeServices`, `elasticloadbalancing:DescribeTargetHealth`, `logs:GetLogEvents`.
    pub action: String,
    /// The body, byte for byte; bytes that are not valid UTF-8 are replaced.
    pub body: String,
    /// The headers, names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
}

impl Call {
    pub(crate) fn new(request: &Request) -> Self {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        Self { action: action(request, &body), body, headers: request.headers.clone() }
    }

    /// The operation: the action without the service.
    pub fn operation(&self) -> &str {
        self.action.split_once(':').map_or(&self.action, |(_, operation)| operation)
    }

    /// The header of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The region that the request was signed for.
    pub fn region(&self) -> Option<&str> {
        self.scope()?.split('/').nth(2)
    }

    /// The access key that the request was signed with.
    pub fn access_key_id(&self) -> Option<&str> {
        self.scope()?.split('/').next()
    }

    /// `ACCESS_KEY_ID/DATE/REGION/SERVICE/aws4_request…`
    fn scope(&self) -> Option<&str> {
        Some(self.header("authorization")?.split_once("Credential=")?.1)
    }
}

fn action(request: &Request, body: &str) -> String {
    if let Some(target) = request.header("x-amz-target") {
        let (service, operation) = target.split_once('.').unwrap_or((target, ""));
        let service = if service.starts_with("Logs_") { "logs" } else { "ecs" };
        return format!("{service}:{operation}");
    }
    let form = Form::read(body);
    let service = if form.get("Version") == "2011-06-15" { "sts" } else { "elasticloadbalancing" };
    format!("{service}:{}", form.get("Action"))
}
