//! The protocols of AWS: HTTP, signatures, JSON, and the query protocol with its XML.

pub(crate) mod call;
pub(crate) mod http;
pub(crate) mod json;
pub(crate) mod query;
pub(crate) mod refusal;
pub(crate) mod server;
pub(crate) mod signature;
pub(crate) mod xml;
