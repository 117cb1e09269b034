//! [`Finding`]: something about a task definition that a person must know.

use std::fmt;

use serde::Serialize;

use crate::error::Error;
use crate::pointer::Pointer;

/// Something about a task definition, or about what a plan would make of it, that a person must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which rule it is about.
    pub rule: Rule,
    /// Whether it stops the write.
    pub severity: Severity,
    /// The value that it is about.
    pub pointer: Pointer,
    /// What is the matter, in a sentence without the place.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// How much a [`Finding`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// To be known; nothing is stopped.
    Warning,
    /// Nothing is written.
    Error,
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $rule:ident = $name:literal, $severity:ident;)+) => {
        /// A rule that a [`Finding`] is about; its name is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ $rule,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$rule,)+];

            /// The rule's name, in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)+ }
            }

            /// The severity of its findings, unless a policy says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Self::$rule => Severity::$severity,)+ }
            }
        }
    };
}

rules! {
    /// Localhost does not reach the sidecar in the network modes `bridge` and `none`.
    BridgeNetwork = "bridge-network", Error;
    /// Something that stays still refers to the container or volume that would be removed.
    DanglingReference = "dangling-reference", Error;
    /// Two containers have the same name, and only the first is looked at.
    DuplicateContainerName = "duplicate-container-name", Warning;
    /// An object has two members of one name; the last one counts.
    DuplicateMember = "duplicate-member", Warning;
    /// A container of the sidecar's name is there, differs, and was not added by an injection.
    NameConflict = "name-conflict", Error;
    /// The sidecar is to log where the application does, and no application container logs with `awslogs`.
    NoAwslogsToInherit = "no-awslogs-to-inherit", Warning;
    /// A task needs at least one essential container.
    NoEssentialContainer = "no-essential-container", Error;
    /// No container of that name is there.
    NoSuchContainer = "no-such-container", Error;
    /// A bare array of container definitions has no place for the sidecar's volumes.
    NoTaskForVolumes = "no-task-for-volumes", Error;
    /// Nothing says the network mode, or it is none that ECS knows.
    NetworkModeUnknown = "network-mode-unknown", Warning;
    /// No container of the application was found to be told about the sidecar.
    NothingToWire = "nothing-to-wire", Warning;
    /// A described task definition holds `null` below its members, which the AWS CLI refuses to register.
    NullMember = "null-member", Warning;
    /// Two containers in one network namespace use the same port.
    PortClash = "port-clash", Error;
    /// A task has at most ten containers.
    TooManyContainers = "too-many-containers", Error;
    /// A task definition has at most 64 KiB.
    TooLarge = "too-large", Error;
    /// A member that the decision needs has the wrong type.
    UnreadableMember = "unreadable-member", Warning;
    /// The sidecar's container has a record that cannot be read.
    UnreadableRecord = "unreadable-record", Error;
    /// ECS refuses a list of tags that is empty, and tags whose key begins with `aws:`.
    UnregisterableTags = "unregisterable-tags", Warning;
    /// A volume of the sidecar's volume's name is there and differs.
    VolumeConflict = "volume-conflict", Error;
    /// Containers of a Windows task do not reach each other through localhost, and the sidecar's image is made for Linux.
    WindowsTask = "windows-task", Error;
}

impl Rule {
    /// The rule of that name.
    ///
    /// # Errors
    ///
    /// A name that no rule has (`typo`).
    pub fn from_name(name: &str) -> Result<Self, Error> {
        let names = || Self::ALL.iter().map(|rule| rule.name()).collect::<Vec<_>>().join(", ");
        let found = Self::ALL.iter().copied().find(|rule| rule.name() == name);
        found.ok_or_else(|| {
            Error::new(format!("no rule is named `{name}`")).with_help(format!("the rules are {}", names()))
        })
    }

    /// A finding about this rule.
    pub(crate) fn finding(self, pointer: Pointer, message: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding { rule: self, severity: self.severity(), pointer, message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}[{}]: {}", self.rule, self.message)
    }
}
