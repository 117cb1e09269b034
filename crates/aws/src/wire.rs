//! [`Wire`]: one call with our JSON text as its body, and the text of the answer as it came.
//!
//! The SDK signs, sends and tries again; its types, which know fewer members than the service does, carry nothing.

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

/// One call: the body that goes out, and the answer that came back.
#[derive(Clone)]
pub(crate) struct Wire {
    body: Arc<str>,
    answer: Arc<Mutex<String>>,
}

/// Makes one call of ECS with a body of ours: `call!(client, describe_services, ACTION, body)`.
macro_rules! call {
    ($client:expr, $operation:ident, $action:expr, $body:expr) => {{
        let wire = $crate::wire::Wire::new($body);
        let request = $client.ecs.$operation().customize().interceptor(wire.clone());
        $crate::send::send!($client, $action, request).map(|_| wire.answer())
    }};
}
pub(crate) use call;

impl Wire {
    pub(crate) fn new(body: impl Into<Arc<str>>) -> Self {
        Self { body: body.into(), answer: Arc::default() }
    }

    /// The text of the answer, once it is there.
    pub(crate) fn answer(self) -> String {
        let mut answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *answer)
    }
}

/// The answer as a tree.
pub(crate) fn parse(action: &'static str, answer: &str) -> Result<Value<'static>, Error> {
    Value::parse(answer).map_err(|error| Error::new(format!("the answer to {action} is no JSON: {error}")).of(action))
}

/// Without the body, in which there may be secrets.
impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for Wire {
    fn name(&self) -> &'static str {
        "OutriggerWire"
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
