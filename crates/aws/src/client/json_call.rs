//! [`JsonCall`]: one call whose body is our JSON text, and the text of its answer, unchanged.
//!
//! The SDK signs, sends and tries again. Its types are not used for data, because they lose members that they do not know.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use outrigger_core::Value;

use crate::error::Error;

/// One call: the body of the request, and the text of the answer.
#[derive(Clone)]
pub(crate) struct JsonCall {
    body: Arc<str>,
    answer: Arc<Mutex<String>>,
}

/// Makes one call of ECS with our body: `call!(client, describe_services, ACTION, body)`.
macro_rules! call {
    ($client:expr, $operation:ident, $action:expr, $body:expr) => {{
        let json = $crate::client::json_call::JsonCall::new($body);
        let request = $client.ecs.$operation().customize().interceptor(json.clone());
        $crate::client::send::send!($client, $action, request).map(|_| json.answer())
    }};
}
pub(crate) use call;

impl JsonCall {
    pub(crate) fn new(body: impl Into<Arc<str>>) -> Self {
        Self { body: body.into(), answer: Arc::default() }
    }

    /// The text of the answer, after the call.
    pub(crate) fn answer(self) -> String {
        let mut answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *answer)
    }
}

/// Parses the answer to a call.
pub(crate) fn parse(action: &'static str, answer: &str) -> Result<Value<'static>, Error> {
    Value::parse(answer).map_err(|error| {
        Error::unexpected_answer(action, format_args!("the answer is not valid JSON: {error}")).with_source(error)
    })
}

/// Without the body, which may have secrets.
impl fmt::Debug for JsonCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonCall").finish_non_exhaustive()
    }
}

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for JsonCall {
    fn name(&self) -> &'static str {
        "OutriggerJsonCall"
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        request.headers_mut().insert("content-length", self.body.len().to_string());
        *request.body_mut() = SdkBody::from(&*self.body);
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response().body().bytes().unwrap_or_default();
        let mut answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        *answer = std::str::from_utf8(body)?.to_string();
        Ok(())
    }
}
