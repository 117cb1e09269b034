//! `string_enum!`: declares the enums of the model, with serde.

/// Declares a string of the API with a list of values: `"awsvpc" => AwsVpc,` becomes the variant `AwsVpc`.
///
/// The last variant, `Other`, keeps any other value.
macro_rules! string_enum {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $( $(#[$doc:meta])* $text:literal => $variant:ident, )*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $text, "`.")]
                $(#[$doc])*
                $variant,
            )*
            /// Any other value, as it was read.
            Other(String),
        }

        impl $name {
            /// The value as the API spells it.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $( $text => Self::$variant, )*
                    _ => Self::Other(text.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::model::schema::Typed for $name {
            const TYPE: $crate::model::schema::Type = $crate::model::schema::Type::OneOf(&[$($text),*]);
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|text| Self::from(text.as_str()))
            }
        }
    };
}
pub(super) use string_enum;

#[cfg(test)]
mod tests {
    use super::super::*;

    /// Every value in the API reference is read as its own variant. Any other value, also in another case, is kept.
    macro_rules! check {
        ($($name:ident: $($text:literal)*;)*) => {$(
            $(
                let value: $name = serde_json::from_value($text.into()).unwrap();
                assert!(!matches!(value, $name::Other(_)), "{value:?}");
                assert_eq!(value.as_str(), $text);
                assert_eq!(serde_json::to_value(&value).unwrap(), $text);
            )*
            let value: $name = serde_json::from_value("hTTp-3".into()).unwrap();
            assert_eq!(value, $name::Other("hTTp-3".to_owned()));
            assert_eq!(value.to_string(), "hTTp-3");
            assert_eq!(serde_json::to_value(&value).unwrap(), "hTTp-3");
            assert!(serde_json::from_value::<$name>(1.into()).is_err());
        )*};
    }

    #[test]
    fn every_value() {
        check! {
            ApplicationProtocol: "http" "http2" "grpc";
            Compatibility: "EC2" "FARGATE" "EXTERNAL" "MANAGED_INSTANCES";
            ContainerCondition: "START" "COMPLETE" "SUCCESS" "HEALTHY";
            CpuArchitecture: "X86_64" "ARM64";
            DeviceCgroupPermission: "read" "write" "mknod";
            EfsAuthorizationConfigIam: "ENABLED" "DISABLED";
            EfsTransitEncryption: "ENABLED" "DISABLED";
            EnvironmentFileType: "s3";
            FirelensConfigurationType: "fluentd" "fluentbit";
            IpcMode: "host" "task" "none";
            LogDriver: "json-file" "syslog" "journald" "gelf" "fluentd" "awslogs" "splunk" "awsfirelens";
            NetworkMode: "bridge" "host" "awsvpc" "none";
            OsFamily: "WINDOWS_SERVER_2019_FULL" "WINDOWS_SERVER_2019_CORE" "WINDOWS_SERVER_2016_FULL"
                "WINDOWS_SERVER_2004_CORE" "WINDOWS_SERVER_2022_CORE" "WINDOWS_SERVER_2022_FULL"
                "WINDOWS_SERVER_2025_CORE" "WINDOWS_SERVER_2025_FULL" "WINDOWS_SERVER_20H2_CORE" "LINUX";
            PidMode: "host" "task";
            ProxyConfigurationType: "APPMESH";
            ResourceType: "GPU" "InferenceAccelerator" "NeuronDevice";
            Scope: "task" "shared";
            TaskDefinitionPlacementConstraintType: "memberOf";
            TransportProtocol: "tcp" "udp";
            UlimitName: "core" "cpu" "data" "fsize" "locks" "memlock" "msgqueue" "nice" "nofile" "nproc" "rss"
                "rtprio" "rttime" "sigpending" "stack";
            VersionConsistency: "enabled" "disabled";
        }
    }
}
