//! The built-in sidecars, each a JSON file.

use crate::sidecar::Template;
use crate::text::{Error, ErrorKind};

/// The documents of the built-in sidecars, by name.
const BUILT_IN: [(&str, &str); 5] = [
    ("jaeger", include_str!("jaeger.json")),
    ("jaeger-v2", include_str!("jaeger-v2.json")),
    ("otel-collector", include_str!("otel-collector.json")),
    ("adot", include_str!("adot.json")),
    ("xray-daemon", include_str!("xray-daemon.json")),
];

impl Template {
    /// The names of the built-in sidecars.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The built-in sidecar of this name.
    ///
    /// # Errors
    ///
    /// No built-in sidecar has this name (`jager`).
    pub fn built_in(name: &str) -> Result<Self, Error> {
        match BUILT_IN.iter().find(|(known, _)| *known == name) {
            Some((_, document)) => Self::parse(document),
            None => {
                let names: Vec<_> = Self::built_in_names().collect();
                Err(Error::new(ErrorKind::Setting, format!("no built-in sidecar is named `{name}`")).with_help(
                    format!("the built-in sidecars are {}; for your own, use the path of its file", names.join(", ")),
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_sidecar_is_valid_and_named_like_its_file() {
        for name in Template::built_in_names() {
            let template = Template::built_in(name).unwrap();
            assert_eq!(template.name(), name);
            assert!(!template.description().is_empty());
            for parameter in template.parameters() {
                assert!(!parameter.description.is_empty(), "{name}: {}", parameter.name);
            }
        }
    }
}
