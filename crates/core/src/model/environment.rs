//! Environment variables, environment files and secrets.

use std::fmt;

use super::shape::shape;
use super::string_enum::string_enum;

shape! {
    /// A name and a value: an environment variable, or a property of a proxy (API reference, KeyValuePair).
    ///
    /// `Debug` hides the value, since the API marks environments as sensitive.
    #[derive(Clone, Default, PartialEq)]
    pub struct KeyValuePair {
        /// The name.
        "name" => name: String,
        /// The value.
        "value" => value: String,
    }
}

impl fmt::Debug for KeyValuePair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.as_ref().map(|_| "***");
        f.debug_struct("KeyValuePair").field("name", &self.name).field("value", &value).finish_non_exhaustive()
    }
}

shape! {
    /// An environment file (API reference, EnvironmentFile).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EnvironmentFile {
        /// The ARN of an object in S3 whose key ends in `.env`. Required.
        required "value" => value: String,
        /// The kind of storage. Required.
        required "type" => r#type: EnvironmentFileType,
    }
}

shape! {
    /// An environment variable or a log option with a secret (API reference, Secret).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Secret {
        /// The variable's or the option's name. Required.
        required "name" => name: String,
        /// The ARN of a Secrets Manager secret, or the ARN or name of a Systems Manager parameter. Required.
        required "valueFrom" => value_from: String,
    }
}

string_enum! {
    /// The kind of storage of an environment file.
    pub enum EnvironmentFileType {
        "s3" => S3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_values() {
        let pair: KeyValuePair = serde_json::from_str(r#"{"name": "KEY", "value": "hunter2", "Value": "x"}"#).unwrap();
        assert_eq!(format!("{pair:?}"), r#"KeyValuePair { name: Some("KEY"), value: Some("***"), .. }"#);
        assert_eq!(format!("{:?}", KeyValuePair::default()), "KeyValuePair { name: None, value: None, .. }");
    }
}
