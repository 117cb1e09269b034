//! [`Source`]: where a rule is documented.

use std::fmt;

use serde::Serialize;

/// The document that states a rule.
///
/// ```
/// use outrigger_core::Rule;
///
/// let source = Rule::PortClash.source().ok_or("no source")?;
/// assert_eq!(source.to_string(), "Amazon ECS API Reference, PortMapping");
/// assert_eq!(source.url, "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Source {
    /// The title of the document.
    pub title: &'static str,
    /// The URL of the document.
    pub url: &'static str,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title)
    }
}

/// The page about a structure in the Amazon ECS API Reference.
macro_rules! api {
    ($structure:literal) => {
        $crate::rule::Source {
            title: concat!("Amazon ECS API Reference, ", $structure),
            url: concat!("https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_", $structure, ".html"),
        }
    };
}
pub(crate) use api;

/// A page of the Amazon ECS Developer Guide: its file name and its title.
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
