//! Where the two programs are known to differ, and why.

use crate::Kind;

/// A difference that is known.
pub(crate) struct Difference {
    /// The names of the definitions that show it, and no others do; one `*` in each matches any text.
    pub(crate) definitions: &'static [&'static str],
    pub(crate) kind: Kind,
    /// Who finds a fault.
    pub(crate) found_by: Program,
    /// Why the other one does not.
    pub(crate) why: &'static str,
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Program {
    Outrigger,
    CfnLint,
}

impl Difference {
    /// Whether the definition of that name is to show it.
    pub(crate) fn is_of(&self, name: &str) -> bool {
        self.definitions.iter().any(|pattern| is_like(name, pattern))
    }
}

/// Whether a name matches a pattern with a `*`.
pub(crate) fn is_like(name: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.starts_with(start) && name.ends_with(end),
        None => name == pattern,
    }
}

pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        definitions: &[
            "* text as a number",
            "* value as a number",
            "* as a number in quotes",
            "* as a number with a fraction",
            "* as a truth value in quotes",
            "size in numbers",
            "size in numbers that is none",
        ],
        kind: Kind::Type,
        found_by: Program::Outrigger,
        why: "CloudFormation makes texts of numbers and numbers of texts, and cfn-lint takes any number for an integer; the \
              AWS CLI refuses each of them",
    },
    Difference {
        definitions: &["* value as a number", "* value as an array"],
        kind: Kind::Value,
        found_by: Program::CfnLint,
        why: "what has the wrong type is none of the values, which goes without saying",
    },
    Difference {
        definitions: &["/containerDefinitions/0 as a text", "/containerDefinitions/0/essential as a text"],
        kind: Kind::Essential,
        found_by: Program::CfnLint,
        why: "a container that cannot be read may be meant to be essential: only its type is reported",
    },
    Difference {
        definitions: &[
            "/ephemeralStorage without sizeInGiB",
            "/inferenceAccelerators/0 without device*",
            "/volumes/4/fsxWindowsFileServerVolumeConfiguration without authorizationConfig",
            "/containerDefinitions/0/dependsOn/0 without *",
            "/containerDefinitions/0/environmentFiles/0 without *",
            "/containerDefinitions/0/extraHosts/0 without *",
            "/containerDefinitions/0/firelensConfiguration without type",
            "/containerDefinitions/0/healthCheck without command",
            "/containerDefinitions/0/linuxParameters/devices/0 without hostPath",
            "/containerDefinitions/0/linuxParameters/tmpfs/0 without containerPath",
            "/containerDefinitions/0/repositoryCredentials without credentialsParameter",
            "/containerDefinitions/0/restartPolicy without enabled",
        ],
        kind: Kind::MissingMember,
        found_by: Program::Outrigger,
        why: "CloudFormation's schema does not say that they are needed; the API's model does",
    },
    Difference {
        definitions: &["/placementConstraints/0 without type"],
        kind: Kind::MissingMember,
        found_by: Program::CfnLint,
        why: "CloudFormation's schema says that it is needed; the API's model does not",
    },
    Difference {
        definitions: &["* with the log driver `none`"],
        kind: Kind::Value,
        found_by: Program::Outrigger,
        why: "CloudFormation's schema has any text for a log driver; the API's model has a list",
    },
    Difference {
        definitions: &[
            "size `0.25 vCPU` `0.5 GB`",
            "size `.25 vCPU` `.5 GB`",
            "size `0.5 vCPU` `1 GB`",
            "size `1 vCPU` `2.0 GB`",
            "size `01024` `2048`",
            "size ` 1024` `2048`",
        ],
        kind: Kind::FargateSize,
        found_by: Program::CfnLint,
        why: "cfn-lint knows one way to write each amount; the API converts them, and no document says that it accepts only one way",
    },
    Difference {
        definitions: &["size of Linux only"],
        kind: Kind::FargateSize,
        found_by: Program::Outrigger,
        why: "cfn-lint does not know that Windows tasks have at least one vCPU",
    },
    Difference {
        definitions: &["FARGATE with no placement constraint"],
        kind: Kind::FargateMember,
        found_by: Program::CfnLint,
        why: "an empty list asks for nothing, and DescribeTaskDefinition also returns it for Fargate",
    },
    Difference {
        definitions: &["the next host port in the mode host", "the host port * in the mode host"],
        kind: Kind::HostPort,
        found_by: Program::Outrigger,
        why: "cfn-lint knows the rule only for the network mode awsvpc; the API also has it for host",
    },
    Difference {
        definitions: &[
            "awslogs on * with [datetime-format, group, multiline-pattern, region]",
            "awslogs on * with [datetime-format, group, multiline-pattern, region, stream-prefix]",
            "awslogs on FARGATE with [group, region]",
            "awslogs on FARGATE with [datetime-format, group, region]",
            "awslogs on FARGATE with [group, multiline-pattern, region]",
        ],
        kind: Kind::Awslogs,
        found_by: Program::Outrigger,
        why: "cfn-lint knows neither that Fargate needs a stream prefix nor that two options exclude each other",
    },
    Difference {
        definitions: &["awslogs with awslogs-create-group=false"],
        kind: Kind::Awslogs,
        found_by: Program::Outrigger,
        why: "cfn-lint does not know that ECS takes no value but true",
    },
    Difference {
        definitions: &["awslogs with a secret group"],
        kind: Kind::Awslogs,
        found_by: Program::CfnLint,
        why: "cfn-lint looks for the group only in `options`; it may also be a secret",
    },
    Difference {
        definitions: &["tags: none"],
        kind: Kind::Tags,
        found_by: Program::Outrigger,
        why: "CloudFormation leaves an empty list out; ECS answers that tags can not be empty",
    },
];
