//! Sends one request of the SDK within the time limits of a client.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::FinalizerInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::time::{Instant, timeout_at};

use crate::client::Client;
use crate::error::{Error, Late};

/// Sends a request of the SDK: `send!(client, ACTION, client.ecs.describe_services().customize())`.
///
/// Every call uses this macro, so every call has a time limit.
macro_rules! send {
    ($client:expr, $action:expr, $request:expr) => {{
        let refusal = $crate::client::send::LastRefusal::default();
        let sent = $request.interceptor(refusal.clone()).send();
        $client.in_time($action, &refusal, sent).await
    }};
}
pub(crate) use send;

/// The reason with which AWS refused the last attempt: it explains why a call takes too long.
pub(crate) struct LastRefusal<E> {
    message: Arc<Mutex<Option<String>>>,
    error: PhantomData<fn() -> E>,
}

impl Client {
    /// The answer to a request, or an error if it takes too long.
    pub(crate) async fn in_time<T, E>(
        &self,
        action: &'static str,
        refusal: &LastRefusal<E>,
        sent: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Error>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        if self.is_late() {
            return Err(Error::late(action, Late::NotCalled));
        }
        let answer = match self.deadline() {
            Some(deadline) => timeout_at(deadline, sent).await,
            None => Ok(sent.await),
        };
        match answer {
            Ok(Ok(answer)) => Ok(answer),
            Err(_) => Err(Error::late(action, Late::Deadline(refusal.message()))),
            Ok(Err(error @ SdkError::TimeoutError(_))) => {
                Err(Error::late(action, Late::Call(refusal.message())).with_source(error))
            }
            Ok(Err(error)) => Err(Error::of_call(action, error)),
        }
    }

    /// Waits for something before a call, within the time limit.
    pub(crate) async fn wait_before<T>(&self, action: &'static str, what: impl Future<Output = T>) -> Result<T, Error> {
        match self.deadline() {
            Some(deadline) => timeout_at(deadline, what).await.map_err(|_| Error::late(action, Late::NotCalled)),
            None => Ok(what.await),
        }
    }

    /// Whether the time limit of [`Client::until`] is over.
    pub(crate) fn is_late(&self) -> bool {
        self.deadline().is_some_and(|deadline| deadline <= Instant::now())
    }
}

impl<E> LastRefusal<E> {
    fn message(&self) -> Option<String> {
        self.message.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<E> Default for LastRefusal<E> {
    fn default() -> Self {
        Self { message: Arc::default(), error: PhantomData }
    }
}

impl<E> Clone for LastRefusal<E> {
    fn clone(&self) -> Self {
        Self { message: Arc::clone(&self.message), error: PhantomData }
    }
}

impl<E> fmt::Debug for LastRefusal<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LastRefusal").finish_non_exhaustive()
    }
}

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl<E> Intercept for LastRefusal<E>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    fn name(&self) -> &'static str {
        "OutriggerLastRefusal"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let error = context.output_or_error().and_then(Result::err);
        let refusal = error.and_then(|error| error.as_operation_error()?.downcast_ref::<E>());
        let message = refusal.and_then(|refusal| match (refusal.message(), refusal.code()) {
            (Some(message), Some(code)) => Some(format!("{message} ({code})")),
            (Some(text), None) | (None, Some(text)) => Some(text.to_string()),
            (None, None) => None,
        });
        *self.message.lock().unwrap_or_else(PoisonError::into_inner) = message;
        Ok(())
    }
}
