//! Every public type can be sent to and shared between threads, and kept.

use outrigger_aws::{
    Change, Check, CheckStatus, Client, Connection, Deployment, Direction, Error, ErrorKind, Event, Limits, Outcome,
    Rollout, Service, ServiceDeployment, ServiceEvent, ServiceName, TargetGroup, TaskDefinition, Verification,
    VerifyOptions, Wait,
};

fn is_ordinary<T: Send + Sync + Unpin + 'static>() {}

macro_rules! ordinary {
    ($($type:ty),+ $(,)?) => { $(is_ordinary::<$type>();)+ };
}

#[test]
fn public_types_are_send_sync_and_static() {
    ordinary!(
        Change,
        Check,
        CheckStatus,
        Client,
        Connection,
        Deployment,
        Direction,
        Error,
        ErrorKind,
        Event,
        Limits,
        Outcome,
        Rollout,
        Service,
        ServiceDeployment,
        ServiceEvent,
        ServiceName,
        TargetGroup,
        TaskDefinition,
        Verification,
        VerifyOptions,
        Wait,
    );
}
