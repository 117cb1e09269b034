# The removal.

# The record that an injection without a record would have made, if the container is the sidecar's.
def would_have_added($all; $indices; $task):
  { sidecar: sidecar.name, isFound: false, members: [], replaced: {}, labels: "remove", replacedVolumes: {}, noVolumes: "remove", resized: {},
    environment: (reduce sidecar.environment[] as [$name, $value] ({}; .[$name] = $value)),
    applications: (
      reduce $indices[] as $index ({};
        $all[$index] as $container
        | { environment: [sidecar.environment[] | select(.[0] as $name | .[1] as $value | $container | variable($name) | .value | text("value") == $value) | .[0]],
            replaced: {}, noEnvironment: "remove", noDependsOn: "remove",
            dependsOn: ($container | dependency(sidecar.container.name) | .value | text("condition")
              | if . != null and . == sidecar.dependsOn then . else null end) } as $wiring
        | if $wiring.environment == [] and $wiring.dependsOn == null then . else .[$container.name] = $wiring end)),
    volumes: [sidecar.volumes[] | select(. as $volume | any($task | list("volumes")[]; . as $found | $volume | same($found))) | .name] };

# Nothing may refer to the removed container, and an essential container must be left.
def rules_of_removal($all; $index; $task; $record):
  sidecar.container.name as $name
  | [ ($all | to_entries[] | select(.key != $index) | .value
        | (text("name") // "?") as $who
        | (if type == "object" then . else {} end)
        | (select($record.applications[$who].dependsOn == null and dependency($name) != null) | "dependsOn"),
          (list("links")[] | strings | split(":")[0] | select(. == $name) | "links"),
          (list("volumesFrom")[] | select(text("sourceContainer") == $name) | "volumesFrom"),
          ($record.volumes[] as $volume | select(any(list("mountPoints")[]; text("sourceVolume") == $volume)) | "mountPoints")
        | finding("dangling-reference"; "the container `\($who)` refers in `\(.)` to what would be removed")),
      (if ($task | (known("proxyConfiguration"; "object") // {}) | text("containerName")) == $name
       then finding("dangling-reference"; "the task refers in `proxyConfiguration` to what would be removed") else empty end),
      (if all($all | to_entries[] | select(.key != $index) | .value; is_essential == false)
          and any($all[]; is_essential != false)
       then finding("no-essential-container"; "the task would be left without an essential container") else empty end) ];

# A container that existed before the injection, restored.
def as_found($record):
  . as $container
  | reduce $record.members[] as $member (.;
      if $record.replaced | has($member) then .[$member] = $record.replaced[$member] else del(.[$member]) end)
  | if any($record.members[]; . == "dockerLabels") then .
    elif ($container.dockerLabels | keys) != ["outrigger"] or $record.labels == "keep" then del(.dockerLabels.outrigger)
    elif $record.labels == "null" then .dockerLabels = null
    else del(.dockerLabels) end;

# The task's size before the injection, or after the injection of another sidecar.
def with_size_restored($all; $record):
  reduce ($record.resized | to_entries[]) as $change (.;
    $change.key as $member
    | (if $member == "cpu" then "vcpu" elif $member == "memory" then "gb" else null end) as $unit
    | if $unit == null or .[$member] == null or (.[$member] | units($unit)) != ($change.value.to | units($unit)) then .
      else
        (.[$member] | type) as $kind
        | .[$member] = ([$all[] | select(text("name") != sidecar.container.name) | known_record | select(. != null) | .resized[$member] | select(. != null) | .to]
          | if length > 0 then max_by(units($unit)) else $change.value.from end
          | if $kind == "string" and type == "number" then tostring else . end)
      end);

def removed:
  . as $document
  | form as $form
  | if $form == "none" then error("this is not a task definition, an output of describe-task-definition or an array of container definitions") else . end
  | task($form) as $task
  | containers($form) as $all
  | ($all | first_named(sidecar.container.name)) as $index
  | (if $index == null then null else $all[$index] | record end) as $record
  | ($all | applications($task)) as $indices
  | registration_findings($form) as $findings
  | if $index == null then refuse_if_any($findings) as $none | registered($form)
    elif $record == "unknown" then
      refuse_if_any($findings + [finding("unreadable-record"; "the record of the injection cannot be read")]) as $none | registered($form)
    else
      [wanted($form; $task; $all; $indices) | in_order | .key as $member
        | select($all[$index][$member] as $actual | .value | is_equivalent($member; $actual) | not) | $member] as $differs
      | if $record == null and $differs != [] and policy.onConflict != "replace" then
          refuse_if_any($findings + ($all | application_findings($task)) + if policy.onConflict == "fail"
            then [finding("name-conflict"; "the container `\(sidecar.container.name)` has no record of an injection, and it differs from the sidecar in \($differs | join(", "))")]
            else [] end) as $none
          | registered($form)
        else
          (if $record != null then $record else would_have_added($all; $indices; $task) end) as $undone
          | ($all | wired([]; $undone)) as $wiring
          | (if $undone.isFound then $wiring.containers | .[$index] |= as_found($undone)
             else $wiring.containers | del(.[$index]) end) as $containers
          | refuse_if_any($findings + $wiring.findings
              + (if $record == null then $all | application_findings($task) else [] end)
              + (if $undone.isFound then [] else rules_of_removal($all; $index; $task; $undone) end)) as $none
          | with_task($form; with_size_restored($all; $undone) | volumes_restored($undone; $undone.volumes + ($undone.replacedVolumes | keys)))
          | with_containers($form; $containers)
          | registered($form)
        end
    end;

removed
