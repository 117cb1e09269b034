//! What the rule book says about a rule, and where it has that from.

use std::fmt;

use serde::Serialize;

use crate::rule::Severity;

/// What the rule book says about a rule.
#[derive(Debug)]
pub(crate) struct Description {
    /// The rule's name, in kebab case.
    pub(crate) name: &'static str,
    /// The severity of its findings, unless a policy says otherwise.
    pub(crate) severity: Severity,
    /// Where it stands that the rule is one; none where it is one of this project.
    pub(crate) source: Option<Source>,
    /// What AWS answers to a task definition that breaks it, where that is known.
    pub(crate) refusal: Option<&'static str>,
    /// A task definition that breaks it and no other rule; `None` for what is about an injection.
    pub(crate) example: Option<Example>,
}

/// A task definition that breaks a rule, and the same one such that it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Example {
    /// A JSON text that breaks the rule.
    pub breaks: &'static str,
    /// A JSON text that breaks none.
    pub holds: &'static str,
}

/// Where it stands that a rule is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Source {
    /// The document's title.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title)
    }
}

/// The page about a structure in the Amazon ECS API Reference.
macro_rules! api {
    ($shape:literal) => {
        $crate::rule::Source {
            title: concat!("Amazon ECS API Reference, ", $shape),
            url: concat!("https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_", $shape, ".html"),
        }
    };
}
pub(crate) use api;

/// A page of the Amazon ECS Developer Guide: its file's name and its title.
macro_rules! guide {
    ($page:literal, $title:literal) => {
        $crate::rule::Source {
            title: concat!("Amazon ECS Developer Guide, ", $title),
            url: concat!("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/", $page, ".html"),
        }
    };
}
pub(crate) use guide;

/// The service quotas of Amazon ECS.
pub(crate) const QUOTAS: Source = Source {
    title: "AWS General Reference, Amazon ECS service quotas",
    url: "https://docs.aws.amazon.com/general/latest/gr/ecs-service.html",
};
