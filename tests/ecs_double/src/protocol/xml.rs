//! [`Xml`]: answers of the query protocol.

use crate::protocol::refusal::Refusal;

#[derive(Clone)]
pub(crate) enum Xml {
    Text(&'static str, String),
    Node(&'static str, Vec<Xml>),
}

impl Xml {
    pub(crate) fn text(name: &'static str, text: impl Into<String>) -> Self {
        Self::Text(name, text.into())
    }

    pub(crate) fn node(name: &'static str, children: impl IntoIterator<Item = Self>) -> Self {
        Self::Node(name, children.into_iter().collect())
    }

    /// A list, whose elements are named `member`.
    pub(crate) fn list(name: &'static str, members: impl IntoIterator<Item = Self>) -> Self {
        Self::node(name, members)
    }

    fn write(&self) -> String {
        match self {
            Self::Text(name, text) => format!("<{name}>{}</{name}>", escape(text)),
            Self::Node(name, children) => {
                let children: String = children.iter().map(Self::write).collect();
                format!("<{name}>{children}</{name}>")
            }
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The answer to an operation.
pub(crate) fn result(namespace: &str, operation: &str, result: &[Xml]) -> String {
    let result: String = result.iter().map(Xml::write).collect();
    format!(
        "<{operation}Response xmlns=\"{namespace}\"><{operation}Result>{result}</{operation}Result>\
         <ResponseMetadata><RequestId>double</RequestId></ResponseMetadata></{operation}Response>"
    )
}

/// The answer to a refused operation.
pub(crate) fn error(namespace: &str, refusal: &Refusal) -> String {
    format!(
        "<ErrorResponse xmlns=\"{namespace}\"><Error><Type>Sender</Type><Code>{}</Code><Message>{}</Message></Error>\
         <RequestId>double</RequestId></ErrorResponse>",
        refusal.kind,
        escape(&refusal.message)
    )
}
