//! [`Image`]: the parts of the name of a container image.

/// The name of a container image: `registry/repository:tag@digest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Image<'i> {
    /// The repository, with the registry if the name has one.
    pub(crate) repository: &'i str,
    pub(crate) tag: Option<&'i str>,
    pub(crate) digest: Option<&'i str>,
}

impl<'i> Image<'i> {
    pub(crate) fn of(name: &'i str) -> Self {
        let (name, digest) = name.split_once('@').map_or((name, None), |(name, digest)| (name, Some(digest)));
        // A colon before a slash separates the registry from its port.
        match name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
            Some((repository, tag)) => Self { repository, tag: Some(tag), digest },
            None => Self { repository: name, tag: None, digest },
        }
    }

    /// Whether the image is from this repository, in any registry.
    fn is_from(self, repository: &str) -> bool {
        self.repository.strip_suffix(repository).is_some_and(|registry| registry.is_empty() || registry.ends_with('/'))
    }

    /// Whether this is Jaeger 1, all in one. Its repository has no other major version.
    pub(crate) fn is_jaeger_1(self) -> bool {
        self.is_from("jaegertracing/all-in-one")
    }

    /// Whether this is Jaeger 2.
    pub(crate) fn is_jaeger_2(self) -> bool {
        self.is_from("jaegertracing/jaeger")
    }

    /// Whether this is a distribution of the OpenTelemetry Collector whose image contains no shell.
    pub(crate) fn is_collector(self) -> bool {
        ["otel/opentelemetry-collector", "otel/opentelemetry-collector-contrib"].iter().any(|name| self.is_from(name))
    }

    /// Whether the image is in a private registry of Amazon ECR.
    pub(crate) fn is_in_ecr(self) -> bool {
        self.repository.split('/').next().is_some_and(|registry| {
            (registry.ends_with(".amazonaws.com") || registry.ends_with(".amazonaws.com.cn"))
                && registry.contains(".dkr.ecr.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn parts_of_a_name() {
        #[track_caller]
        fn check(name: &str, repository: &str, tag: Option<&str>, digest: Option<&str>) {
            assert_eq!(Image::of(name), Image { repository, tag, digest });
        }
        check("api", "api", None, None);
        check("api:1", "api", Some("1"), None);
        check("localhost:5000/api", "localhost:5000/api", None, None);
        check("localhost:5000/api:1@sha256:ab", "localhost:5000/api", Some("1"), Some("sha256:ab"));
    }

    #[test]
    fn known_repositories() {
        assert!(Image::of("jaegertracing/all-in-one:latest").is_jaeger_1());
        assert!(Image::of("quay.io/jaegertracing/jaeger:2.20.0").is_jaeger_2());
        assert!(!Image::of("notjaegertracing/jaeger").is_jaeger_2());
        assert!(!Image::of("jaegertracing/jaeger-query:1.76.0").is_jaeger_2());
        assert!(Image::of("123456789012.dkr.ecr.eu-central-1.amazonaws.com/api").is_in_ecr());
        assert!(!Image::of("public.ecr.aws/nginx/nginx:1").is_in_ecr());
    }
}
