//! [`Error`]: why something was not done.

use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use outrigger_core::Finding;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why something was not done: what AWS answered, that there was no answer, or that it would have been wrong to ask.
///
/// ```
/// use outrigger_aws::Error;
///
/// let error = Error::new("the service shop-api is not there").with_help("look at --cluster");
/// assert_eq!(error.to_string(), "the service shop-api is not there");
/// assert_eq!(error.help(), Some("look at --cluster"));
/// assert_eq!(error.code(), None);
/// ```
#[derive(Debug)]
pub struct Error(Box<Parts>);

#[derive(Debug, Default)]
struct Parts {
    message: String,
    help: Option<String>,
    action: Option<&'static str>,
    code: Option<String>,
    is_transient: bool,
    findings: Vec<Finding>,
    cause: Option<Cause>,
}

impl Error {
    /// An error with a sentence that says what is wrong.
    pub fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Parts { message: message.into(), ..Parts::default() }))
    }

    /// The same, with what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The call that failed, as IAM names it: `ecs:RegisterTaskDefinition`.
    pub fn action(&self) -> Option<&str> {
        self.0.action
    }

    /// AWS's code for what is wrong: `ClusterNotFoundException`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Whether the same call may well succeed a little later: no connection, too many calls, an internal error.
    pub fn is_transient(&self) -> bool {
        self.0.is_transient
    }

    /// The findings about the task definition, if these are why.
    pub fn findings(&self) -> &[Finding] {
        &self.0.findings
    }

    /// Whether whoever called may not make the call.
    pub(crate) fn is_denied(&self) -> bool {
        self.code().is_some_and(is_denial)
    }

    pub(crate) fn of(mut self, action: &'static str) -> Self {
        self.0.action = Some(action);
        self
    }

    /// The same, with more to say after it.
    pub(crate) fn with_note(mut self, note: &str) -> Self {
        self.0.message = format!("{}; {note}", self.0.message);
        self
    }

    /// A call that took too long.
    pub(crate) fn late(action: &'static str, late: Late) -> Self {
        let is_transient = matches!(late, Late::Call(_));
        let is_called = !matches!(late, Late::NotCalled);
        let (said, help) = match late {
            Late::NotCalled => ("not called, because the time limit is over".to_string(), MORE_TIME),
            Late::Deadline(Some(said)) | Late::Call(Some(said)) => {
                (format!("AWS still refused at the end of the time limit: {said}"), MORE_TIME)
            }
            Late::Deadline(None) | Late::Call(None) => ("no answer came within the time limit".to_string(), UNREACHED),
        };
        let parts = Parts { is_transient, help: Some(help.to_string()), ..Parts::of(action, &said) };
        Self(Box::new(if is_called { parts.unsure() } else { parts }))
    }

    /// What the SDK made of a call.
    pub(crate) fn of_call<E>(action: &'static str, error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let failed = |what: &str| Parts::of(action, what);
        let parts = match &error {
            SdkError::ServiceError(refusal) => {
                let status = refusal.raw().status().as_u16();
                let (code, message) = (refusal.err().code(), refusal.err().message());
                let said = match (message, code) {
                    (Some(message), Some(code)) => format!("{message} ({code})"),
                    (Some(said), None) | (None, Some(said)) => said.to_string(),
                    (None, None) => format!("the answer was HTTP {status} without a reason"),
                };
                let is_transient =
                    status >= 500 || code.is_some_and(is_throttling) || message.is_some_and(is_contention);
                let help = code.and_then(|code| help_for(code, action));
                let parts = Parts { code: code.map(String::from), is_transient, help, ..failed(&said) };
                if status >= 500 { parts.unsure() } else { parts }
            }
            SdkError::TimeoutError(_) => return Self::late(action, Late::Call(None)),
            SdkError::ResponseError(response) => {
                let status = response.raw().status();
                let said = format!("the answer (HTTP {status}) was cut short or is none");
                Parts { is_transient: true, cause: Some(Box::new(error)), ..failed(&said) }.unsure()
            }
            SdkError::DispatchFailure(failure) => {
                let is_transient = failure.is_io() || failure.is_timeout();
                let help = if is_transient { UNREACHED } else { NO_CREDENTIALS };
                let said = reasons(&error);
                let said = said.strip_prefix("other: ").unwrap_or(&said);
                let parts = Parts { is_transient, help: Some(help.to_string()), ..failed(said) };
                if is_transient { parts.unsure() } else { parts }
            }
            // Whatever else the SDK tells of, now or later.
            SdkError::ConstructionFailure(_) | _ => failed(&reasons(&error)),
        };
        Self(Box::new(parts))
    }
}

/// How a call took too long; with the reason with which AWS refused the last attempt, if it did.
pub(crate) enum Late {
    /// It was not called: the time limit of the client was over before.
    NotCalled,
    /// The time limit of the client came meanwhile.
    Deadline(Option<String>),
    /// The time limit of the call itself came.
    Call(Option<String>),
}

impl Parts {
    fn of(action: &'static str, what: &str) -> Self {
        Self { message: format!("{action}: {what}"), action: Some(action), ..Self::default() }
    }

    /// The same of a call that may have had its effect, as far as anybody knows.
    fn unsure(mut self) -> Self {
        let effect = match self.action {
            Some("ecs:RegisterTaskDefinition") => "a revision may have been registered",
            Some("ecs:UpdateService") => "the service may have been updated",
            Some(_) | None => return self,
        };
        self.message = format!("{}; {effect}", self.message);
        let help = self.help.map(|help| format!("{help}; ")).unwrap_or_default();
        self.help = Some(format!("{help}run the command again: what is done already is not done twice"));
        self
    }
}

const MORE_TIME: &str = "give it more time with --timeout, or run the command again later";

const UNREACHED: &str = "look at --region, --endpoint-url and the proxy";

const NO_CREDENTIALS: &str =
    "say who you are: `aws sso login`, --profile or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

/// An error and what it came from, in one line.
fn reasons(error: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(error.source(), |error| error.source());
    let in_one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let reasons: Vec<_> = chain.map(|error| in_one_line(error.to_string())).collect();
    if reasons.is_empty() { error.to_string() } else { reasons.join(": ") }
}

/// The codes under which AWS says that there were too many calls.
fn is_throttling(code: &str) -> bool {
    code.contains("Throttl") || matches!(code, "TooManyRequestsException" | "RequestLimitExceeded" | "SlowDown")
}

/// ECS lets only one revision of a family be made at a time, and says so under a code that means much else.
fn is_contention(message: &str) -> bool {
    message.contains("Too many concurrent attempts to create a new revision")
}

fn is_denial(code: &str) -> bool {
    matches!(code, "AccessDeniedException" | "AccessDenied")
}

fn help_for(code: &str, action: &str) -> Option<String> {
    let help = match code {
        code if is_denial(code) => {
            let roles = if action == "ecs:RegisterTaskDefinition" {
                ", with iam:PassRole for both of the task's roles"
            } else {
                ""
            };
            return Some(format!("ask for {action}{roles}"));
        }
        "ExpiredTokenException" | "ExpiredToken" | "UnrecognizedClientException" | "InvalidClientTokenId" => {
            NO_CREDENTIALS
        }
        "ClusterNotFoundException" => "look at --cluster, --region and --profile: `aws ecs list-clusters`",
        "ServiceNotFoundException" => "look at --service, --cluster and --region: `aws ecs list-services --cluster …`",
        _ => return None,
    };
    Some(help.to_string())
}

impl From<outrigger_core::Error> for Error {
    fn from(error: outrigger_core::Error) -> Self {
        let (help, findings) = (error.help().map(String::from), error.findings().to_vec());
        Self(Box::new(Parts { message: error.to_string(), help, findings, ..Parts::default() }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}
