//! [`Entry`]: a member of an object or an element of an array.

use outrigger_core::{Cursor, Node};

/// A value, with its name if it is a member of an object.
pub(crate) type Entry<'d, 'a> = (Option<Cursor<'d, 'a>>, Cursor<'d, 'a>);

/// The entries of an array or object.
pub(crate) fn entries<'d, 'a>(holder: Cursor<'d, 'a>) -> Vec<Entry<'d, 'a>> {
    // To count them costs less than to grow.
    let mut entries = Vec::with_capacity(holder.entries().count() + holder.elements().count());
    entries.extend(holder.entries().map(|(name, value)| (Some(name), value)));
    entries.extend(holder.elements().map(|value| (None, value)));
    entries
}

/// The last two entries of an array or object, if it has so many: the one before the last, and the last.
pub(crate) fn last_entries<'d, 'a>(holder: Cursor<'d, 'a>) -> [Option<Entry<'d, 'a>>; 2] {
    let [before, last] = last_two(holder.elements()).map(|element| element.map(|value| (None, value)));
    if last.is_some() {
        return [before, last];
    }
    last_two(holder.entries()).map(|member| member.map(|(name, value)| (Some(name), value)))
}

fn last_two<T: Copy>(items: impl Iterator<Item = T>) -> [Option<T>; 2] {
    items.fold([None, None], |[_, last], item| [last, Some(item)])
}

/// Where an entry begins.
pub(crate) fn start(entry: &Entry<'_, '_>) -> usize {
    entry.0.unwrap_or(entry.1).span().start
}

/// Where an entry ends.
pub(crate) fn end(entry: &Entry<'_, '_>) -> usize {
    entry.1.span().end
}

/// The first two entries of an array or object.
pub(crate) fn first_entries<'d, 'a>(holder: Cursor<'d, 'a>) -> [Option<Entry<'d, 'a>>; 2] {
    let mut members = holder.entries().map(|(name, value)| (Some(name), value));
    let mut elements = holder.elements().map(|value| (None, value));
    [(); 2].map(|()| members.next().or_else(|| elements.next()))
}
