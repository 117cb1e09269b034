//! The facts about a task definition that a decision needs, borrowed from whatever holds it.

mod container;
mod form;
mod read_container;
mod read_view;
mod record;
mod record_check;
mod record_json;
mod secret_names;
mod units;
mod view;

pub(crate) use container::CONDITIONS;
pub use container::{
    Container, Dependency, EnvironmentFile, HealthCheck, LogConfiguration, PortMapping, RestartPolicy, Variable,
};
pub(crate) use form::is_read_only;
pub use form::{Form, READ_ONLY_MEMBERS};
pub(crate) use read_view::is_stated;
pub use record::{ApplicationChanges, LABEL, Origin, Record, Resized, WhenEmpty};
pub(crate) use secret_names::is_credential_name;
pub use secret_names::{is_access_key_id, is_secret_name};
pub(crate) use units::{Unit, units, written_like};
pub use view::{Fact, Member, Tag, Text, View, Volume};
