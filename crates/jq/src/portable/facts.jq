# Reading the task definition.
#
# A member of an unexpected type is not changed. Its value is null, or "unknown".

# The state of a member that should have this type: absent, null, known or unknown.
def state($name; $kind):
  if type != "object" or (has($name) | not) then "absent"
  elif .[$name] == null then "null"
  elif (.[$name] | type) == $kind then "known"
  else "unknown" end;

def known($name; $kind): if state($name; $kind) == "known" then .[$name] else null end;
def text($name): known($name; "string");
def list($name): known($name; "array") // [];

# What to do with a list when its last element is removed: restore its state before the first was added.
def when_empty($name; $state):
  if $state == "null" then "null"
  elif $state == "known" and (.[$name] | length) == 0 then "keep"
  else "remove" end;

def is_container: type == "object" and (has("name") or has("image"));
def form:
  if type == "array" then (if all(.[]; is_container) then "containers" else "none" end)
  elif type != "object" then "none"
  elif has("containerDefinitions") then
    (if (.containerDefinitions | type) != "array" then "none"
     elif any(read_only[] as $name | has($name); .) then "described" else "register" end)
  elif state("taskDefinition"; "object") != "known" then "none"
  elif (.taskDefinition | state("containerDefinitions"; "array")) == "known" then "output"
  else "none" end;
def task($form): if $form == "output" then .taskDefinition elif $form == "containers" then {} else . end;
def containers($form): if $form == "containers" then . else task($form).containerDefinitions end;

# A size of the task: 256, "256", "0.25 vCPU", "1 GB".
def whole: if type == "number" and . == floor and . >= 0 and . <= 4294967295 then . else null end;
def digits: explode | map(select(. != 32)) | if length > 0 and all(.[]; . >= 48 and . <= 57) then implode | tonumber else null end;
def units($unit):
  if type == "number" then whole
  elif type == "string" then
    (if (ascii_downcase | endswith($unit)) then .[0:length - ($unit | length)] else null end) as $amount
    | if $amount == null then digits else try ($amount | split(" ") | join("") | tonumber * 1024 | floor) catch null end
  else null end;

# A record of an injection, or "unknown": anybody can write one, so every part must be valid. Omitted members have their most common values.
def has_if($name; f): (has($name) | not) or (.[$name] | f);
def are_distinct: length == (unique | length);
def are_texts: type == "array" and all(.[]; type == "string");
def are_named_texts: type == "object" and all(.[]; type == "string");
def is_when_empty: . == "null" or . == "keep";
def is_condition: . as $condition | any(("START", "COMPLETE", "SUCCESS", "HEALTHY"); . == $condition);
def is_wiring:
  type == "object"
  and has_if("environment"; are_texts and are_distinct) and has_if("replaced"; are_named_texts)
  and has_if("noEnvironment"; is_when_empty) and has_if("dependsOn"; is_condition) and has_if("noDependsOn"; is_when_empty);
def are_labels: . == null or (type == "object" and (has("outrigger") | not));
def are_volumes: type == "object" and all(to_entries[]; .key as $name | .value | text("name") == $name);
def are_sizes:
  type == "object" and all(to_entries[];
    { cpu: "vcpu", memory: "gb" }[.key] as $unit
    | .value | $unit != null and type == "object" and (.from | units($unit)) != null and (.to | units($unit)) != null);
def is_record:
  type == "object" and .version == 1 and (.sidecar | type) == "string"
  and has_if("previous"; type == "string") and has_if("container"; . == "found")
  and has_if("members"; are_texts and are_distinct and all(.[]; . != "" and . != "name"))
  and has_if("replaced"; type == "object" and has_if("dockerLabels"; are_labels))
  and has_if("labels"; is_when_empty) and has_if("environment"; are_named_texts)
  and has_if("applications"; type == "object" and all(.[]; is_wiring))
  and has_if("volumes"; are_texts) and has_if("replacedVolumes"; are_volumes) and has_if("noVolumes"; is_when_empty)
  and ((.volumes // []) + ((.replacedVolumes // {}) | keys) | are_distinct)
  and has_if("resized"; are_sizes);
def read_wiring:
  { environment: (.environment // []), replaced: (.replaced // {}), noEnvironment: (.noEnvironment // "remove"),
    dependsOn: .dependsOn, noDependsOn: (.noDependsOn // "remove") };
def read_record:
  (try fromjson catch null)
  | if is_record
    then { sidecar: .sidecar, previous: .previous, isFound: (.container == "found"), members: (.members // []), replaced: (.replaced // {}),
           labels: (.labels // "remove"), environment: (.environment // {}),
           applications: ((.applications // {}) | map_values(read_wiring)), volumes: (.volumes // []),
           replacedVolumes: (.replacedVolumes // {}), noVolumes: (.noVolumes // "remove"), resized: (.resized // {}) }
    else "unknown" end;
def record:
  known("dockerLabels"; "object") as $labels
  | if $labels == null then null
    else ($labels | state("outrigger"; "string")) as $state
      | if $state == "known" then ($labels.outrigger | read_record)
        elif $state == "unknown" then "unknown" else null end
    end;
def known_record: record | if type == "object" then . else null end;

def is_essential:
  if type != "object" then null
  else state("essential"; "boolean") as $state
    | if $state == "known" then .essential elif $state == "unknown" then null else true end
  end;
def logs:
  if (known("logConfiguration"; "object") // {}) | text("logDriver") == "awslogs" and has("options")
  then .logConfiguration.options | { group: text("awslogs-group"), region: text("awslogs-region") } else null end;
# The last variable with a name is the one that ECS uses.
def variable($name): [list("environment") | to_entries[] | select(.value | text("name") == $name)] | .[-1];
def dependency($name): [list("dependsOn") | to_entries[] | select(.value | text("containerName") == $name)] | .[-1];
def has_secret($name): any(list("secrets")[]; text("name") == $name);

# Ports: protocol, first, last.
def port:
  (state("protocol"; "string")) as $state
  | (if $state == "known" then .protocol elif $state == "unknown" then null else "tcp" end) as $protocol
  | (known("containerPort"; "number") | whole) as $port
  | (if $port != null then [$port, $port]
     else (text("containerPortRange") // "") | split("-") | if length == 2 then map(digits) else [null] end end) as $range
  | if $protocol == null or any($range[]; . == null) then empty
    else { protocol: $protocol, first: $range[0], last: $range[1] } end;
def ports: [list("portMappings")[] | port];

# The platform of the task.
def requires($name): any(list("requiresCompatibilities")[]; . == $name);
def is_fargate: requires("FARGATE");
def is_windows: (known("runtimePlatform"; "object") // {}) | (text("operatingSystemFamily") // "") | .[0:7] == "WINDOWS";

# Two values are equal if they are equal to ECS, which fills in defaults and reorders some lists.
def plain:
  if type == "object" then with_entries(select(.value != null and .value != []) | .value |= plain)
  elif type == "array" then map(plain) else . end;
def same($other): plain == ($other | plain);
def integer: if type == "number" and . == floor then . else null end;
def plain_mapping:
  if type != "object" then [null, null, "tcp", {}]
  else [(.containerPort | integer), ((if .hostPort != null then .hostPort else .containerPort end) | integer),
        (if .protocol == null then "tcp" else .protocol end), (del(.containerPort, .hostPort, .protocol) | plain)] end;
def same_set($other; f): if type == "array" and ($other | type) == "array" then (map(f) | sort) == ($other | map(f) | sort) else . == $other end;
def is_default($member):
  if $member == "cpu" then . == 0 elif $member == "essential" then . == true
  elif ["environment", "mountPoints", "volumesFrom", "portMappings", "systemControls"] | any(.[]; . == $member) then . == []
  else . == null end;
def is_equivalent($member; $actual):
  if $actual == null then is_default($member)
  elif ["environment", "secrets", "mountPoints", "volumesFrom", "systemControls", "ulimits"] | any(.[]; . == $member)
  then same_set($actual; plain)
  elif $member == "portMappings" then same_set($actual; plain_mapping)
  else same($actual) end;

# JSON text, with the members of objects in the order of [name, text] pairs.
def quoted: [tojson | explode[] | if . == 127 then 92, 117, 48, 48, 55, 102 else . end] | implode;
def object_text: "{" + (map((.[0] | quoted) + ":" + .[1]) | join(",")) + "}";
def bytes: tojson | utf8bytelength;
