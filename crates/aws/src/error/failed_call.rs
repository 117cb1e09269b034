//! Errors of calls: the refusals of AWS, calls without an answer, and calls that took too long.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{SdkError, ServiceError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::{Error, ErrorKind};

/// How a call took too long; with the reason with which AWS refused the last attempt, if it did.
pub(crate) enum Late {
    /// The call was not made: the time limit of the client was over before.
    NotCalled,
    /// The time limit of the client ended the call.
    Deadline(Option<String>),
    /// The time limit of the call itself ended it.
    Call(Option<String>),
}

impl Error {
    /// A call that took too long.
    pub(crate) fn late(action: &'static str, late: Late) -> Self {
        let is_transient = matches!(late, Late::Call(_));
        let is_called = !matches!(late, Late::NotCalled);
        let (message, advice) = match late {
            Late::NotCalled => ("not called, because the time limit is over".to_string(), MORE_TIME),
            Late::Deadline(Some(refusal)) | Late::Call(Some(refusal)) => {
                (format!("AWS still refused at the end of the time limit: {refusal}"), MORE_TIME)
            }
            Late::Deadline(None) | Late::Call(None) => ("no answer came within the time limit".to_string(), UNREACHED),
        };
        let mut error = Self::of_action(ErrorKind::TimedOut, action, &message).with_advice(advice);
        error.0.is_transient = is_transient;
        if is_called { error.with_unknown_effect() } else { error }
    }

    /// The SDK's error of a call.
    pub(crate) fn of_call<E>(action: &'static str, error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let failed = match &error {
            SdkError::ServiceError(refusal) => Self::refusal(action, refusal),
            SdkError::TimeoutError(_) => Self::late(action, Late::Call(None)),
            SdkError::ResponseError(response) => {
                let status = response.raw().status();
                let message = format!("the answer (HTTP {status}) was cut short or is not valid");
                let is_failure = status.as_u16() >= 500;
                let kind = if is_failure { ErrorKind::Unavailable } else { ErrorKind::UnexpectedAnswer };
                let mut failed = Self::of_action(kind, action, &message);
                failed.0.is_transient = true;
                failed.with_unknown_effect()
            }
            SdkError::DispatchFailure(failure) => {
                let message = reasons(&error);
                let message = message.strip_prefix("other: ").unwrap_or(&message);
                if failure.is_io() || failure.is_timeout() {
                    let kind = if failure.is_timeout() { ErrorKind::TimedOut } else { ErrorKind::Unavailable };
                    let mut failed = Self::of_action(kind, action, message).with_advice(UNREACHED);
                    failed.0.is_transient = true;
                    failed.with_unknown_effect()
                } else {
                    Self::of_action(ErrorKind::Credentials, action, message).with_advice(NO_CREDENTIALS)
                }
            }
            // Errors that the SDK has now or later.
            SdkError::ConstructionFailure(_) | _ => Self::of_action(ErrorKind::Rejected, action, &reasons(&error)),
        };
        failed.with_source(error)
    }

    /// Whether the caller does not have the permission to make the call.
    pub(crate) fn is_denied(&self) -> bool {
        self.kind() == ErrorKind::PermissionDenied
    }

    /// An error code of AWS, with its message.
    fn refusal<E: ProvideErrorMetadata>(action: &'static str, refusal: &ServiceError<E, HttpResponse>) -> Self {
        let status = refusal.raw().status().as_u16();
        let (code, text) = (refusal.err().code(), refusal.err().message());
        let message = match (text, code) {
            (Some(text), Some(code)) => format!("{text} ({code})"),
            (Some(text), None) | (None, Some(text)) => text.to_string(),
            (None, None) => format!("the answer was HTTP {status} without a reason"),
        };
        let is_throttled = code.is_some_and(is_throttling) || text.is_some_and(is_contention);
        let is_unknown = text.is_some_and(|text| text.starts_with("Unable to describe task definition"));
        let (kind, advice) = match code.and_then(|code| meaning(code, action)) {
            _ if is_throttled => (ErrorKind::Throttled, None),
            None if is_unknown => (ErrorKind::NotFound, None),
            Some((kind, advice)) => (kind, Some(advice)),
            None if status >= 500 => (ErrorKind::Unavailable, None),
            None => (ErrorKind::Rejected, None),
        };
        let mut error = Self::of_action(kind, action, &message);
        error.0.code = code.map(String::from);
        error.0.is_transient = is_throttled || status >= 500;
        if let Some((help, hint)) = advice {
            error = error.with_help(help);
            error = hint.into_iter().fold(error, Self::with_hint);
        }
        if status >= 500 { error.with_unknown_effect() } else { error }
    }

    fn of_action(kind: ErrorKind, action: &'static str, message: &str) -> Self {
        Self::new(kind, format!("{action}: {message}")).of(action)
    }

    /// The same, with what to do and the setting to change.
    pub(crate) fn with_advice(self, (help, setting): (&str, &'static str)) -> Self {
        self.with_help(help).with_hint(setting)
    }

    /// The same for a call that may have had its effect: nobody knows.
    fn with_unknown_effect(self) -> Self {
        let effect = match self.action() {
            Some("ecs:RegisterTaskDefinition") => "a revision may have been registered",
            Some("ecs:UpdateService") => "the service may have been updated",
            Some(_) | None => return self,
        };
        let help = self.help().map(|help| format!("{help}; ")).unwrap_or_default();
        let help = format!("{help}run the command again: it does not repeat a step that is already done");
        self.with_note(effect).with_help(help)
    }
}

/// What to do, and the setting to change.
pub(crate) type Advice = (&'static str, &'static str);

const MORE_TIME: Advice = ("allow more time, or run the command again later", "timeout");

const UNREACHED: Advice = ("check the region, the endpoint address and the proxy", "region");

const NO_CREDENTIALS: Advice = (
    "set credentials: `aws sso login`, a profile (AWS_PROFILE), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "profile",
);

/// An error and its causes, in one line.
fn reasons(error: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(error.source(), |error| error.source());
    let in_one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let reasons: Vec<_> = chain.map(|error| in_one_line(error.to_string())).collect();
    if reasons.is_empty() { error.to_string() } else { reasons.join(": ") }
}

/// The codes with which AWS says that there were too many calls.
fn is_throttling(code: &str) -> bool {
    code.contains("Throttl") || matches!(code, "TooManyRequestsException" | "RequestLimitExceeded" | "SlowDown")
}

/// ECS registers only one revision of a family at a time, and reports that with the code of many other errors.
fn is_contention(message: &str) -> bool {
    message.contains("Too many concurrent attempts to create a new revision")
}

/// What a code of AWS means, what to do about it, and the setting to change.
fn meaning(code: &str, action: &str) -> Option<(ErrorKind, (String, Option<&'static str>))> {
    let with = |kind, (help, setting): Advice| Some((kind, (help.to_string(), Some(setting))));
    match code {
        "AccessDeniedException" | "AccessDenied" => {
            let is_registration = action == "ecs:RegisterTaskDefinition";
            let roles = if is_registration { ", with iam:PassRole for both of the task's roles" } else { "" };
            Some((ErrorKind::PermissionDenied, (format!("ask for {action}{roles}"), None)))
        }
        "ExpiredTokenException" | "ExpiredToken" | "UnrecognizedClientException" | "InvalidClientTokenId" => {
            with(ErrorKind::Credentials, NO_CREDENTIALS)
        }
        "ClusterNotFoundException" => with(
            ErrorKind::NotFound,
            ("check the cluster, the region and the profile; `aws ecs list-clusters` lists the clusters", "cluster"),
        ),
        "ServiceNotFoundException" => with(ErrorKind::NotFound, SERVICE_NOT_FOUND),
        "TargetGroupNotFound" => with(ErrorKind::NotFound, TARGET_GROUP_NOT_FOUND),
        "ResourceNotFoundException" => {
            Some((ErrorKind::NotFound, ("check the name and the region".to_string(), Some("region"))))
        }
        _ => None,
    }
}

/// What to do where a service does not exist.
pub(crate) const SERVICE_NOT_FOUND: Advice =
    ("check the service, the cluster and the region; `aws ecs list-services` lists the services", "service");

/// What to do where a target group does not exist.
pub(crate) const TARGET_GROUP_NOT_FOUND: Advice =
    ("check the ARN of the target group, the region and the account", "target-group");
