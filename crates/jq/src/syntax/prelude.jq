# Definitions that come with the crate.
#
# Each begins at the start of a line, and uses only itself and those before it.

def error(value): value | error;
def halt_error: halt_error(5);
def debug(message): (message | debug | empty), .;
def map(f): [.[] | f];
def select(f): if f then . else empty end;
def add(f): reduce f as $next (null; . + $next);
def first: .[0];
def last: .[-1];
def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("nth doesn't support negative indices") else first(skip($n; f)) end;

# Selections by type.

def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type == "array" or type == "object");
def scalars: select(type != "array" and type != "object");
def finites: select(isfinite);
def normals: select(isnormal);

# Repetition.

def recurse(f): def walk_down: ., (f | walk_down); walk_down;
def recurse(f; condition): def walk_down: ., (f | select(condition) | walk_down); walk_down;
def while(condition; update): def loop: if condition then ., (update | loop) else empty end; loop;
def until(condition; update): def loop: if condition then . else update | loop end; loop;
def repeat(f): def loop: f, loop; loop;
def walk(f): def rebuild: (if type == "array" then map(rebuild) elif type == "object" then map_values(rebuild) else . end) | f; rebuild;

# Conditions.

def any(generator; condition): _any(generator; condition);
def all(generator; condition): _all(generator; condition);
def any(condition): _any(.[]; condition);
def all(condition): _all(.[]; condition);
def any: _any(.[]; .);
def all: _all(.[]; .);
def inside($whole): . as $part | $whole | contains($part);
def IN(stream): . as $value | _any(stream; $value == .);
def IN(stream; others): _any(stream; IN(others));

# Paths.

def paths: path(..) | select(. != []);
def paths(condition): path(.. | select(condition)) | select(. != []);
def leaf_paths: paths(scalars);
def pick(paths): . as $whole | reduce path(paths) as $path (null; setpath($path; $whole | getpath($path)));

# Combinations and tables.

def combinations: if length == 0 then [] else .[0][] as $first | .[1:] | combinations as $rest | [$first] + $rest end;
def combinations(n): . as $one | [range(n) | $one] | combinations;
def INDEX(stream; key): reduce stream as $row ({}; .[$row | key | tostring] = $row);
def INDEX(key): INDEX(.[]; key);
def GROUP_BY(key): group_by(key);
def JOIN($index; key): [.[] | [., $index[key]]];
def JOIN($index; stream; key): stream | [., $index[key]];
def JOIN($index; stream; key; joined): stream | [., $index[key]] | joined;
def ascii: [.] | implode;

# Streams.

def truncate_stream(events): . as $depth | null | events | select(.[0] | length > $depth) | .[0] |= .[$depth:];

# Regular expressions.

def match(regex; flags): _matches(regex; flags)[];
def match($regex): if ($regex | type) == "array" then match($regex[0]; $regex[1]) else match($regex; null) end;
def test(regex; flags): _test(regex; flags);
def test($regex): if ($regex | type) == "array" then test($regex[0]; $regex[1]) else test($regex; null) end;
def capture(regex; flags): _captures(regex; flags)[];
def capture($regex): if ($regex | type) == "array" then capture($regex[0]; $regex[1]) else capture($regex; null) end;
def scan($regex; $flags): match($regex; "g" + $flags) | if .captures == [] then .string else [.captures[].string] end;
def scan($regex): scan($regex; null);
def splits($regex; $flags): split($regex; $flags)[];
def splits($regex): split($regex; null)[];
def sub($regex; f; $flags): _sub($regex; f; $flags);
def sub($regex; f): _sub($regex; f; "");
def gsub($regex; f; $flags): _sub($regex; f; $flags + "g");
def gsub($regex; f): _sub($regex; f; "g");

# Dates.

def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdate: fromdateiso8601;
def todate: todateiso8601;
def date: todate;
def dateadd(unit; $count): . + $count;
def datesub(unit; $count): . - $count;

# Origins, which are not known.

def get_prog_origin: null;
def get_jq_origin: null;
