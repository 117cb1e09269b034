//! [`Value`] as jaq-core's interpreter uses it.
//!
//! Updates do not use this: they are compiled to paths, as in jq.

use std::cmp::Ordering;
use std::fmt;

use jaq_core::box_iter::BoxIter;
use jaq_core::path::Opt;
use jaq_core::{ValR, ValT, ValX, val::Range};

use super::text::{Style, write};
use super::{
    Error, Map, Number, Value, compare, describe, equal, error, get, not_iterable, own_elements, own_members, set,
};
use crate::limits::budget;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self, &Style::default())
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<isize> for Value {
    fn from(integer: isize) -> Self {
        // An integer in a program may have more digits than a float.
        if integer.unsigned_abs() < 1 << f64::MANTISSA_DIGITS {
            Self::number(integer as f64)
        } else {
            Self::Number(Number::read(&integer.to_string()))
        }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::string(text)
    }
}

impl From<Range<Self>> for Value {
    fn from(range: Range<Self>) -> Self {
        Self::members([("start", range.start.unwrap_or(Self::Null)), ("end", range.end.unwrap_or(Self::Null))])
    }
}

impl FromIterator<Self> for Value {
    fn from_iter<I: IntoIterator<Item = Self>>(elements: I) -> Self {
        // An endless generator is stopped here when the budget is exhausted.
        let elements = elements.into_iter().take_while(|_| budget::grow(size_of::<Self>()));
        Self::counted(elements.collect())
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        equal(self, other) == Ok(true)
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        compare(self, other).ok()
    }
}

impl ValT for Value {
    fn from_num(text: &str) -> ValR<Self> {
        Ok(Self::Number(Number::read(text)))
    }

    fn from_map<I: IntoIterator<Item = (Self, Self)>>(members: I) -> ValR<Self> {
        let mut map = Map::default();
        for (key, value) in members {
            match key {
                Self::String(key) => map.insert(key, value),
                _ => return Err(error(format!("Cannot use {} as object key", describe(&key)))),
            }
        }
        Ok(Self::object(map))
    }

    fn key_values(self) -> BoxIter<'static, ValR<(Self, Self), Self>> {
        match self {
            Self::Array(elements) => Box::new((0..elements.len()).map_while(move |index| {
                let element = elements.get(index)?.clone();
                Some(budget::step().map(|()| (Self::count(index), element)).map_err(Error::from))
            })),
            Self::Object(map) => Box::new(own_members(map).into_iter().map(|(key, value)| {
                budget::step()?;
                Ok((Self::String(key), value))
            })),
            _ => Box::new(std::iter::once(Err(not_iterable(&self)))),
        }
    }

    fn values(self) -> Box<dyn Iterator<Item = ValR<Self>>> {
        match self {
            Self::Array(elements) => Box::new((0..elements.len()).map_while(move |index| {
                let element = elements.get(index)?.clone();
                Some(budget::step().map(|()| element).map_err(Error::from))
            })),
            Self::Object(_) => Box::new(self.key_values().map(|member| member.map(|(_, value)| value))),
            _ => Box::new(std::iter::once(Err(not_iterable(&self)))),
        }
    }

    fn index(self, index: &Self) -> ValR<Self> {
        get(&self, index)
    }

    fn range(self, range: Range<&Self>) -> ValR<Self> {
        get(&self, &bounds(range))
    }

    fn map_values<'a, I: Iterator<Item = ValX<'a, Self>>>(self, opt: Opt, f: impl Fn(Self) -> I) -> ValX<'a, Self> {
        match self {
            Self::Array(elements) => own_elements(elements).into_iter().flat_map(f).collect(),
            Self::Object(map) => {
                let members = own_members(map).into_iter();
                let changed = members.filter_map(|(key, value)| Some(f(value).next()?.map(|value| (key, value))));
                Ok(Self::object(changed.collect::<Result<_, _>>()?))
            }
            _ => Ok(opt.fail(self, |value| not_iterable(&value))?),
        }
    }

    fn map_index<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        index: &Self,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        match get(&self, index) {
            Ok(old) => match f(old).next() {
                Some(new) => Ok(set(self, index, new?)?),
                None => Ok(super::delete_paths(self, &Self::array(vec![Self::array(vec![index.clone()])]))?),
            },
            Err(error) => Ok(opt.fail(self, |_| error)?),
        }
    }

    fn map_range<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        range: Range<&Self>,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        self.map_index(&bounds(range), opt, f)
    }

    fn as_bool(&self) -> bool {
        self.is_true()
    }

    fn into_string(self) -> Self {
        if let Self::String(_) = self { self } else { Self::from(self.to_string()) }
    }
}

fn bounds(range: Range<&Value>) -> Value {
    Value::from(range.start.cloned()..range.end.cloned())
}
