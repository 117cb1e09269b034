# Findings: rules that the result would break.

def finding($rule; $message): { rule: $rule, isError: true, message: $message };
def warning($rule; $message): { rule: $rule, isError: false, message: $message };
def refuse_if_any($findings):
  [$findings[] | .rule as $rule
    | select(any(policy.deny[]; . == $rule) or (.isError and all(policy.allow[]; . != $rule)))
    | "\(.rule): \(.message)"]
  | if length > 0 then error(join("; ")) else null end;

# Making a described task definition registerable.

def is_reserved: (text("key") // "") | .[0:4] | ascii_downcase == "aws:";
def drop_nulls:
  if type == "object" then with_entries(select(.value != null) | .value |= drop_nulls)
  elif type == "array" then map(drop_nulls) else . end;
def kept_tags: [list("tags")[] | select(is_reserved | not)];
def with_tags($tags): if $tags == [] then del(.tags) else .tags = $tags end;
# The tags inside the task definition and those beside it become one list; where both have a key, the one beside it wins.
def registered($form):
  def members: del(.[read_only[]]) | with_entries(select(.value != null))
    | if policy.dropsNulls then map_values(drop_nulls) else . end;
  def inside: if state("tags"; "array") == "known" then with_tags(kept_tags) else . end;
  if $form == "described" then members | inside
  elif $form == "output" then
    state("tags"; "array") as $state
    | .tags as $tags
    | kept_tags as $beside
    | .taskDefinition | members
    | if $state == "unknown" then .tags = $tags
      elif $beside == [] then inside
      else .tags = $beside + [kept_tags[] | select(text("key") as $key | $key == null or all($beside[]; text("key") != $key))] end
  else . end;
def registration_findings($form):
  if ($form == "described" or $form == "output") and (policy.dropsNulls | not)
    and any(task($form) | del(.[read_only[]]) | .[] | .. | objects | .[]; . == null)
  then [warning("null-member"; "there is a null inside a member of the task definition")] else [] end;

# Containers of the application, by their index.

def first_named($name): [to_entries[] | select(.value | text("name") == $name) | .key] | .[0];
def applications($task):
  . as $all
  | ($task | (known("proxyConfiguration"; "object") // {}) | text("containerName")) as $proxy
  | [to_entries[]
      | .key as $index | .value | text("name") as $name
      | select($name != null and $name != sidecar.container.name and ($all | first_named($name)) == $index)
      | select(
          if policy.containers == []
          then state("firelensConfiguration"; "object") as $router
            | is_essential == true and ($router == "absent" or $router == "null")
              and (known_record | . == null or .isFound) and $name != $proxy
          else any(policy.containers[]; . == $name) end)
      | $index];
def application_findings($task):
  . as $all
  | [policy.containers[] as $name | select(($all | first_named($name)) == null)
      | finding("no-such-container"; "no container is named `\($name)`")];

# Configuring a container for the sidecar, and removing the configuration: the new container, and the changes.
#
# $before: the changes of an earlier injection. $given: the variables of that injection. $others: the changes for other sidecars.

def list_without($name; $gone; $added; $when_empty):
  if state($name; "array") != "known" then (if $added == [] then . else .[$name] = $added end)
  else
    [.[$name] | to_entries[] | select(.key as $key | all($gone[]; . != $key)) | .value] as $stay
    | if $added == [] and $stay == [] and $gone != [] and $when_empty != "keep"
      then (if $when_empty == "null" then .[$name] = null else del(.[$name]) end)
      else .[$name] = $stay + $added end
  end;
def wire_environment($wanted; $before; $given; $others):
  def owned($name): if any($before.environment[]; . == $name) then $given[$name] else null end;
  . as $container
  | (if ($before.environment | length) > 0 then $before.noEnvironment
     else ([$others[] | select(.environment | length > 0) | .noEnvironment] | .[0])
       // when_empty("environment"; state("environment"; "array")) end) as $when_empty
  | if type != "object" or state("environment"; "array") == "unknown"
    then { container: ., environment: [], replaced: [], noEnvironment: "remove", isChanged: false,
           isUnreadable: (($wanted + $before.environment) != []) }
    else
      { set: [], gone: [], added: [], environment: [], replaced: [] }
      | reduce ($before.environment[] | select(. as $name | all($wanted[]; .[0] != $name))) as $name (.;
          ($container | variable($name)) as $current
          | ($current.value | text("value")) as $value
          | if $value == null or owned($name) != $value then .
            elif $before.replaced[$name] != null
            then .set += [[$current.key, $before.replaced[$name]]]
            else .gone += [$current.key] end)
      | reduce $wanted[] as [$name, $value] (.;
          ($container | variable($name)) as $current
          | (if $current == null then null else $current.value | state("value"; "string") end) as $state
          | ($current.value | text("value")) as $is
          | owned($name) as $owned
          | (if $current == null then (if $container | has_secret($name) then "skip" else "add" end)
             elif $state != "known" then "skip"
             elif $is == $value then (if $owned == null then "skip" else "keep" end)
             elif $owned != null and $owned == $is then "set"
             elif policy.onConflict == "replace" then "set"
             else "skip" end) as $what
          | if $what == "skip" then .
            else
              (if $what == "add" then .added += [{ name: $name, value: $value }]
               elif $what == "set"
               then .set += [[$current.key, $value]]
                 | if $owned == null then .replaced += [[$name, $is]] else . end
               else . end)
              | (if $before.replaced[$name] != null then .replaced += [[$name, $before.replaced[$name]]] else . end)
              | .environment += [$name]
            end)
      | . as $done
      | ($container
          | reduce $done.set[] as [$index, $value] (.; .environment[$index].value = $value)
          | list_without("environment"; $done.gone; $done.added; $when_empty)) as $new
      | { container: $new, environment, replaced,
          noEnvironment: (if .environment == [] then "remove" else $when_empty end),
          isChanged: (.set + .gone + .added != []), isUnreadable: false }
    end;
def wire_dependency($wanted; $before; $others):
  . as $container
  | sidecar.container.name as $on
  | (if $before.dependsOn != null then $before.noDependsOn
     else ([$others[] | select(.dependsOn != null) | .noDependsOn] | .[0])
       // when_empty("dependsOn"; state("dependsOn"; "array")) end) as $when_empty
  | { container: ., dependsOn: null, noDependsOn: "remove", isChanged: false, isUnreadable: false }
  | if $before.dependsOn == null and $wanted == null then .
    elif ($container | type) != "object" then .
    elif ($container | state("dependsOn"; "array")) == "unknown" then .isUnreadable = true
    else
      ($container | dependency($on)) as $entry
      | ($entry.value | text("condition")) as $condition
      | ($before.dependsOn != null and $entry != null and $condition == $before.dependsOn) as $is_ours
      | (if $is_ours and $wanted != $before.dependsOn then [$entry.key] else [] end) as $gone
      | (if $wanted == null or ($is_ours and $before.dependsOn == $wanted) then []
         elif $is_ours or $entry == null then [{ containerName: $on, condition: $wanted }] else [] end) as $added
      | if $added != [] or ($wanted != null and $is_ours and $before.dependsOn == $wanted)
        then .dependsOn = $wanted | .noDependsOn = $when_empty else . end
      | .isChanged = ($gone + $added != [])
      | .container = ($container | list_without("dependsOn"; $gone; $added; $when_empty))
    end;
def no_wiring: { environment: [], replaced: {}, noEnvironment: "remove", dependsOn: null, noDependsOn: "remove" };

# All containers: those at $indices are configured, the others lose the configuration of an earlier injection.
def wired($indices; $record):
  . as $all
  | [$all[] | select(text("name") != sidecar.container.name) | known_record | select(. != null) | .applications] as $records
  | reduce ($all | to_entries[]) as $entry ({ containers: [], applications: [], findings: [], isChanged: false };
      ($entry.value | text("name")) as $name
      | (if $name == null then null else $record.applications[$name] end // no_wiring) as $before
      | any($indices[]; . == $entry.key) as $is_configured
      | if $name == null or $name == sidecar.container.name or ($all | first_named($name)) != $entry.key
          or (($is_configured | not) and $before.environment == [] and $before.dependsOn == null)
        then .containers += [$entry.value]
        else
          [$records[] | .[$name] // empty] as $others
          | ($entry.value | wire_environment(if $is_configured then sidecar.environment else [] end; $before; $record.environment // {}; $others)) as $one
          | ($one.container | wire_dependency(if $is_configured then sidecar.dependsOn else null end; $before; $others)) as $two
          | .containers += [$two.container]
          | .isChanged = (.isChanged or $one.isChanged or $two.isChanged)
          | if $one.isUnreadable or $two.isUnreadable
            then .findings += [warning("unreadable-member"; "a member of the container `\($name)` is not an array")] else . end
          | if $one.environment == [] and $two.dependsOn == null then .
            else .applications += [[$name, ($one + $two | { environment, replaced, noEnvironment, dependsOn, noDependsOn })]] end
        end)
  | .applications |= sort_by(.[0]);

# The sidecar's container beside these applications.

def needs_memory($form; $task; $all):
  [$all[] | select(text("name") != sidecar.container.name)] as $others
  | sidecar.memory > 0 and $form != "containers" and $task.memory == null and ($task | is_fargate | not)
    and $others != [] and all($others[]; type == "object" and (.memory != null or .memoryReservation != null));
def wanted($form; $task; $all; $indices):
  ([$indices[] as $index | $all[$index] | logs | select(. != null and .group != null)] | .[0]) as $found
  | (sidecar.logs.group // $found.group) as $group
  | (sidecar.logs.region // $found.region) as $region
  | sidecar.container
    + if sidecar.logs != null and $group != null and $region != null
      then { logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": $group, "awslogs-region": $region,
             "awslogs-stream-prefix": sidecar.container.name } } }
      else {} end
    + if needs_memory($form; $task; $all) and (sidecar.container | has("memory") or has("memoryReservation") | not)
      then { memoryReservation: sidecar.memory } else {} end;
# The members in the sidecar's order, which not every jq keeps.
def in_order: . as $wanted | sidecar.order[] | select(. as $member | $wanted | has($member)) | { key: ., value: $wanted[.] };
def is_as_wanted($member; $value):
  if $member == "dockerLabels"
  then (known("dockerLabels"; "object") as $labels | $labels != null and ($value | same($labels | del(.outrigger))))
  else .[$member] as $actual | $value | is_equivalent($member; $actual) end;

# Restores a member of a container, or removes it if it was absent.
def restored($member; $replaced):
  if $replaced | has($member) then .[$member] = $replaced[$member] else del(.[$member]) end;

# Removing and restoring volumes.
def volume($name): [list("volumes") | to_entries[] | select(.value | text("name") == $name)] | .[0];
def volumes_restored($record; $names):
  . as $task
  | reduce ($record.replacedVolumes | to_entries[] | select(.key as $name | any($names[]; . == $name))) as $old (.;
      ($task | volume($old.key)) as $entry
      | if $entry == null then . else .volumes[$entry.key] = $old.value end)
  | [$record.volumes[] | select(. as $name | any($names[]; . == $name)) as $name | ($task | volume($name)) | select(. != null) | .key] as $gone
  | if $gone == [] then . else list_without("volumes"; $gone; []; $record.noVolumes) end;
def with_task($form; f): if $form == "containers" then . elif $form == "output" then .taskDefinition |= f else f end;
def with_containers($form; $containers):
  if $form == "containers" then $containers else with_task($form; .containerDefinitions = $containers) end;
