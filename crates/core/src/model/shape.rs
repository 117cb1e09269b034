//! `shape!`: declares the structs of the model, with serde.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde_json::{Map, Value};

/// Declares a structure of the API: `"memberName" => field: Type,` becomes `pub field: Option<Type>`.
/// A member that ECS requires is `required`.
///
/// The macro writes the struct, with the `unknown` members as its last field, and its `Serialize` and `Deserialize`.
/// Serde's `flatten` does not work here: its buffer cannot store the numbers of serde_json with the feature
/// `arbitrary_precision`, which another crate in the build may turn on.
macro_rules! shape {
    (
        $(#[$about:meta])*
        pub struct $shape:ident {
            $( $(#[$doc:meta])* $($required:ident)? $member:literal => $field:ident: $type:ty, )*
        }
    ) => {
        $(#[$about])*
        pub struct $shape {
            $( $(#[$doc])* pub $field: Option<$type>, )*
            /// All other members, as they were read.
            pub unknown: serde_json::Map<String, serde_json::Value>,
        }

        impl $crate::model::shape::Shape for $shape {
            const NAME: &str = stringify!($shape);

            fn read_member<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                member: &str,
                map: &mut A,
            ) -> Result<(), A::Error> {
                match member {
                    $( $member => self.$field = map.next_value()?, )*
                    _ => $crate::model::shape::keep_unknown(&mut self.unknown, member, map.next_value()?),
                }
                Ok(())
            }
        }

        impl $crate::model::schema::Typed for $shape {
            const TYPE: $crate::model::schema::Type =
                $crate::model::schema::Type::Structure(&$crate::model::schema::Structure {
                    name: stringify!($shape),
                    members: &[$(
                        $crate::model::schema::MemberType {
                            name: $member,
                            is_required: <[&str]>::len(&[$(stringify!($required))?]) == 1,
                            value: <$type as $crate::model::schema::Typed>::TYPE,
                        },
                    )*],
                });
        }

        impl<'de> serde::Deserialize<'de> for $shape {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_map($crate::model::shape::ShapeVisitor::new())
            }
        }

        impl serde::Serialize for $shape {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;

                let known = 0 $( + usize::from(self.$field.is_some()) )*;
                let mut map = serializer.serialize_map(Some(known + self.unknown.len()))?;
                $(
                    if let Some(value) = &self.$field {
                        map.serialize_entry($member, value)?;
                    }
                )*
                for (member, value) in &self.unknown {
                    map.serialize_entry(member, value)?;
                }
                map.end()
            }
        }
    };
}
pub(super) use shape;

/// A structure of the API.
pub(crate) trait Shape: Default {
    /// Its name in the API.
    const NAME: &str;

    /// Reads the value of one member from `map`. A `null` makes the member absent.
    fn read_member<'de, A: MapAccess<'de>>(&mut self, member: &str, map: &mut A) -> Result<(), A::Error>;
}

/// Sets a known or unknown member of `shape`; `null` removes it.
///
/// # Errors
///
/// A value that does not have the type of the member (`"64"` for `memory`).
pub(crate) fn set_member(shape: &mut impl Shape, member: &str, value: Value) -> Result<(), serde_json::Error> {
    read_members(shape, MapDeserializer::new(std::iter::once((member, value))))
}

fn read_members<'de, A: MapAccess<'de>>(shape: &mut impl Shape, mut map: A) -> Result<(), A::Error> {
    while let Some(member) = map.next_key::<String>()? {
        shape.read_member(&member, &mut map).map_err(|error| in_member(&member, &error))?;
    }
    Ok(())
}

/// The members that the API marks as sensitive. Errors do not show their content.
///
/// Log options, labels and commands often hold secrets, too.
const SENSITIVE: [&str; 7] = [
    "environment",
    "repositoryCredentials",
    "logConfiguration",
    "firelensConfiguration",
    "dockerLabels",
    "command",
    "entryPoint",
];

/// Adds the member to an error. Readers of JSON text append the line and the column.
fn in_member<E: Error>(member: &str, error: &E) -> E {
    if SENSITIVE.contains(&member) {
        E::custom(format_args!("`{member}`: malformed; the details are hidden because they may contain secrets"))
    } else {
        E::custom(format_args!("`{member}`: {error}"))
    }
}

/// Keeps the last value of an unknown member, or no value if the last one is `null`.
pub(super) fn keep_unknown(unknown: &mut Map<String, Value>, member: &str, value: Option<Value>) {
    match value {
        Some(value) => {
            unknown.insert(member.to_owned(), value);
        }
        // Not `remove`: with the feature `preserve_order`, it moves the last member to this place.
        None => unknown.retain(|name, _| name != member),
    }
}

/// Reads a [`Shape`] from a map.
pub(super) struct ShapeVisitor<S>(PhantomData<S>);

impl<S> ShapeVisitor<S> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, S: Shape> Visitor<'de> for ShapeVisitor<S> {
    type Value = S;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", S::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<S, A::Error> {
        let mut shape = S::default();
        read_members(&mut shape, map)?;
        Ok(shape)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_str, from_value, json, to_string};

    use super::super::{ContainerDefinition, TaskDefinition};
    use super::*;

    #[track_caller]
    fn reads(text: &str, written: &str) {
        let read: TaskDefinition = from_str(text).unwrap();
        assert_eq!(to_string(&read).unwrap(), written);
        let by_value: TaskDefinition = from_value(from_str(text).unwrap()).unwrap();
        assert_eq!(by_value, read);
    }

    #[track_caller]
    fn refuses(text: &str, message: &str) {
        let error = from_str::<TaskDefinition>(text).unwrap_err().to_string();
        assert_eq!(error.split_once(" at line 1 column ").unwrap().0, message);
        let error = from_value::<TaskDefinition>(from_str(text).unwrap()).unwrap_err().to_string();
        assert_eq!(error, message);
    }

    #[test]
    fn absent_is_neither_empty_nor_zero() {
        reads("{}", "{}");
        reads(r#"{"volumes":[]}"#, r#"{"volumes":[]}"#);
        reads(r#"{"cpu":"","enableFaultInjection":false}"#, r#"{"cpu":"","enableFaultInjection":false}"#);
        reads(r#"{"containerDefinitions":[{}]}"#, r#"{"containerDefinitions":[{}]}"#);
        reads(
            r#"{"containerDefinitions":[{"cpu":0,"dockerLabels":{},"essential":false}]}"#,
            r#"{"containerDefinitions":[{"cpu":0,"essential":false,"dockerLabels":{}}]}"#,
        );
    }

    #[test]
    fn null_is_absent() {
        reads(r#"{"family":null,"volumes":null,"runtimePlatform":null,"newMember":null}"#, "{}");
        reads(r#"{"newMember":{"inside":null}}"#, r#"{"newMember":{"inside":null}}"#);
    }

    #[test]
    fn the_last_duplicate_wins() {
        reads(r#"{"family":"a","family":"b"}"#, r#"{"family":"b"}"#);
        reads(r#"{"family":"a","family":null}"#, "{}");
        reads(r#"{"newMember":1,"newMember":2}"#, r#"{"newMember":2}"#);
        reads(r#"{"newMember":1,"newMember":null}"#, "{}");
    }

    #[test]
    fn unknown_members_come_last() {
        reads(r#"{"Family":"a","revision":7,"family":"b"}"#, r#"{"family":"b","Family":"a","revision":7}"#);
        reads(r#"{"n":[1.5,18446744073709551615,-1]}"#, r#"{"n":[1.5,18446744073709551615,-1]}"#);
    }

    #[test]
    fn errors_say_where() {
        refuses("[]", "invalid type: sequence, expected an object (TaskDefinition)");
        refuses(r#"{"cpu": true}"#, "`cpu`: invalid type: boolean `true`, expected a string");
        refuses(
            r#"{"containerDefinitions": [{"cpu": "256"}]}"#,
            "`containerDefinitions`: `cpu`: invalid type: string \"256\", expected i32",
        );
        refuses(r#"{"volumes": ["data"]}"#, "`volumes`: invalid type: string \"data\", expected an object (Volume)");
    }

    #[test]
    fn integers_have_32_bits() {
        reads(r#"{"ephemeralStorage":{"sizeInGiB":2147483647}}"#, r#"{"ephemeralStorage":{"sizeInGiB":2147483647}}"#);
        for number in ["2147483648", "-2147483649", "1e400", "21.5"] {
            let text = format!(r#"{{"ephemeralStorage":{{"sizeInGiB":{number}}}}}"#);
            assert!(from_str::<TaskDefinition>(&text).is_err(), "{number}");
        }
    }

    #[test]
    fn errors_keep_secrets() {
        let sentence = "`environment`: malformed; the details are hidden because they may contain secrets";
        for environment in [r#"["KEY=hunter2"]"#, r#""KEY=hunter2""#, r#"[{"name": "KEY", "value": 1234}]"#] {
            let text = format!(r#"{{"environment": {environment}}}"#);
            let error = from_str::<ContainerDefinition>(&text).unwrap_err();
            assert!(error.to_string().starts_with(sentence), "{error}");
            assert!(error.column() > r#"{"environment": "#.len(), "{error}");
            let error = from_value::<ContainerDefinition>(from_str(&text).unwrap()).unwrap_err();
            assert_eq!(error.to_string(), sentence);
        }
    }

    #[test]
    fn a_member_is_set_by_name() {
        let mut container = ContainerDefinition::default();
        set_member(&mut container, "memoryReservation", json!(64)).unwrap();
        set_member(&mut container, "newMember", json!({"a": 1})).unwrap();
        assert_eq!(container.memory_reservation, Some(64));
        assert_eq!(to_string(&container).unwrap(), r#"{"memoryReservation":64,"newMember":{"a":1}}"#);

        let error = set_member(&mut container, "memoryReservation", json!("64")).unwrap_err();
        assert_eq!(error.to_string(), r#"`memoryReservation`: invalid type: string "64", expected i32"#);

        set_member(&mut container, "memoryReservation", Value::Null).unwrap();
        set_member(&mut container, "newMember", Value::Null).unwrap();
        assert_eq!(container, ContainerDefinition::default());
    }
}
