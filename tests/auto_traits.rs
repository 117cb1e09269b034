//! Every public type can be sent to and shared between threads, and kept.

use outrigger::jq::{Colors, Direction, Ended, Filter, Form as InputForm, Indent, Limits, Setting, Style};
use outrigger::json::file::{FileError, Text};
use outrigger::terraform;
use outrigger::{
    Action, ApplicationChanges, Container, Cursor, Dependency, Document, Edit, EnvironmentFile, Error, Example, Fact,
    Finding, Form, HealthCheck, Kind, LogConfiguration, Member, Nulls, OnConflict, Op, Origin, Parameter, Plan,
    Pointer, Policy, PortMapping, Position, Record, Reservation, Resized, RestartPolicy, Rule, Service, Severity,
    Sidecar, Skipped, Source, Splices, Tag, Template, Token, Value, Variable, View, Volume, WhenEmpty,
};

fn is_ordinary<T: Send + Sync + Unpin + 'static>() {}

macro_rules! ordinary {
    ($($type:ty),+ $(,)?) => { $(is_ordinary::<$type>();)+ };
}

#[test]
fn public_types_are_send_sync_and_static() {
    ordinary!(
        Action<'_>,
        Container<'static>,
        Cursor<'static, 'static>,
        Dependency<'static>,
        Document<'static>,
        Edit<'_>,
        Error,
        Fact<u8>,
        FileError,
        Finding,
        Form,
        Colors,
        Direction,
        Ended,
        Filter,
        InputForm,
        Indent,
        Limits,
        Setting,
        Style,
        outrigger::jq::Error,
        outrigger::jq::Source,
        Kind,
        Nulls,
        OnConflict,
        Op<'static>,
        Parameter,
        Plan<'static>,
        Pointer,
        Policy,
        PortMapping<'static>,
        Position,
        Record<'static>,
        Rule,
        Severity,
        Sidecar,
        Skipped,
        Splices,
        Origin,
        Member<'static>,
        Tag<'static>,
        Template,
        Text,
        Token,
        Value<'static>,
        Variable<'static>,
        View<'static>,
        Volume<'static>,
        WhenEmpty,
        ApplicationChanges<'static>,
        EnvironmentFile<'static>,
        Example,
        HealthCheck<'static>,
        LogConfiguration<'static>,
        Reservation,
        Resized,
        RestartPolicy,
        Service,
        Source,
        outrigger::json::Outcome<'static, 'static>,
        outrigger::model::TaskDefinition,
        outrigger::model::ContainerDefinition,
        outrigger::model::Volume,
        outrigger::model::LogDriver,
        terraform::Error,
        terraform::Location,
        terraform::Options,
        terraform::Outcome,
        terraform::Rewritten,
        terraform::Scaffold,
    );
}

#[test]
fn errors_are_errors() {
    fn is_error<T: std::error::Error>() {}
    is_error::<Error>();
    is_error::<FileError>();
    is_error::<terraform::Error>();
}
