# The injection.

# What the record says, as text.
def record_text:
  def wiring_text:
    [ (select(.environment != []) | ["environment", (.environment | tojson)]),
      (select(.replaced != []) | ["replaced", (.replaced | map([.[0], (.[1] | quoted)]) | object_text)]),
      (select(.noEnvironment != "remove") | ["noEnvironment", (.noEnvironment | tojson)]),
      (select(.dependsOn != null) | ["dependsOn", (.dependsOn | quoted)]),
      (select(.noDependsOn != "remove") | ["noDependsOn", (.noDependsOn | tojson)]) ]
    | object_text;
  [ ["version", "1"], ["sidecar", (.sidecar | quoted)],
    (select(.isFound) | ["container", "\"found\""]),
    (select(.members != []) | ["members", (.members | tojson)]),
    (select(.replaced != {}) | ["replaced", (.replaced | tojson)]),
    (select(.labels != "remove") | ["labels", (.labels | tojson)]),
    (select(.environment != []) | ["environment", (.environment | map([.[0], (.[1] | quoted)]) | object_text)]),
    (select(.applications != []) | ["applications", (.applications | map([.[0], (.[1] | wiring_text)]) | object_text)]),
    (select(.volumes != []) | ["volumes", (.volumes | tojson)]),
    (select(.replacedVolumes != {}) | ["replacedVolumes", (.replacedVolumes | tojson)]),
    (select(.noVolumes != "remove") | ["noVolumes", (.noVolumes | tojson)]) ]
  | object_text;

# The container that is there, brought up to date; $record is what an earlier injection did, or null.
def updated($wanted; $record):
  . as $container
  | def was_set($member): any(($record.members // [])[]; . == $member);
    ($record == null or $record.isFound) as $is_found
  | { container: ., isFound: $is_found, members: [], replaced: ($record.replaced // {}), grown: 0, isKept: false,
      labels: (if $record == null then $container | when_empty("dockerLabels"; standing("dockerLabels"; "object")) else $record.labels end) }
  | [$wanted | in_order | .key as $member | .value as $value
      | select($is_found and (was_set($member) | not) and ($container | is_as_wanted($member; $value) | not)) | $member] as $foreign
  | if $foreign != [] and policy.onConflict != "replace"
    then .members = ($record.members // []) | .isKept = true | .foreign = $foreign
    else
      reduce (($record.members // [])[] | select(. as $member | $wanted | has($member) | not)) as $member (.;
        if .replaced | has($member)
        then .grown += ($member | bytes) + (.replaced[$member] | bytes) + 2
          - (if $container | has($member) then ($member | bytes) + ($container[$member] | bytes) + 2 else 0 end)
          | .container[$member] = .replaced[$member] | .replaced |= del(.[$member])
        elif $container | has($member)
        then .grown -= ($member | bytes) + ($container[$member] | bytes) + 2 | .container |= del(.[$member]) else . end)
      | reduce ($wanted | in_order | select(.key != "name")) as $one (.;
          $one.key as $member
          | ($container | is_as_wanted($member; $one.value) | not) as $is_set
          | if $is_set and $is_found and (was_set($member) | not) and ($container | has($member))
            then .replaced[$member] = ($container[$member] | if $member == "dockerLabels" and type == "object" then del(.outrigger) else . end)
            else . end
          | if $is_set and $member != "dockerLabels"
            then .grown += ($member | bytes) + ($one.value | bytes) + 2
              - (if $container | has($member) then ($member | bytes) + ($container[$member] | bytes) + 2 else 0 end)
              | .container[$member] = $one.value
            else . end
          | if $is_set or was_set($member) or ($is_found | not) then .members += [$member] else . end)
    end;

# The task's volumes with the sidecar's, and what was done.
def with_volumes($form; $all; $record):
  . as $task
  | [$all[] | select(text("name") != sidecar.container.name) | known_record | select(. != null and .volumes != [])] as $others
  | { task: ., volumes: [], replacedVolumes: {}, findings: [], grown: 0, isChanged: false,
      noVolumes: (if $record != null and $record.volumes != [] then $record.noVolumes
                  else ($others | .[0].noVolumes) // when_empty("volumes"; standing("volumes"; "array")) end) }
  | if sidecar.volumes != [] and $form == "containers"
    then .findings += [finding("no-task-for-volumes"; "the sidecar needs a volume, and an array of containers has none")]
    elif sidecar.volumes != [] and ($task | standing("volumes"; "array")) == "unknown"
    then .findings += [finding("unreadable-member"; "the `volumes` are no array")]
    else
      reduce sidecar.volumes[] as $volume (.;
        $volume.name as $name
        | ($task | volume($name)) as $entry
        | any(($record.volumes // [])[]; . == $name) as $is_owned
        | (($record.replacedVolumes // {}) | has($name)) as $was_replaced
        | ($entry != null and ($volume | same($entry.value))) as $is_same
        | if $entry == null
          then .task |= list_without("volumes"; []; [$volume]; "keep") | .volumes += [$name] | .grown += ($volume | bytes) + 1 | .isChanged = true
          elif $is_same or $is_owned or $was_replaced
          then (if $is_same then . else .task.volumes[$entry.key] = $volume | .grown += ($volume | bytes) | .isChanged = true end)
            | (if $is_owned then .volumes += [$name] else . end)
            | (if $was_replaced then .replacedVolumes[$name] = $record.replacedVolumes[$name] else . end)
          elif policy.onConflict == "replace"
          then .replacedVolumes[$name] = $entry.value | .task.volumes[$entry.key] = $volume | .grown += ($volume | bytes) | .isChanged = true
          elif policy.onConflict == "fail"
          then .findings += [finding("volume-conflict"; "a volume named `\($name)` is there that differs from the sidecar's")]
          else . end)
      | if $record == null then .
        else
          [($record.volumes + ($record.replacedVolumes | keys))[] | select(. as $name | all(sidecar.volumes[]; .name != $name))] as $unwanted
          | (.task | volumes_restored($record; $unwanted)) as $new
          | if $new == .task then . else .task = $new | .isChanged = true end
        end
    end
  | if .volumes == [] then .noVolumes = "remove" else . end;

# The rules that the result could break.
def rules($form; $task; $all; $index; $container; $size):
  ($container | del(.dockerLabels)) as $container
  | ($container.name) as $name
  | [$all | to_entries[] | select(.key != $index) | .value] as $others
  | ($index == null) as $is_new
  | ($task | standing("networkMode"; "string")) as $standing
  | ($task.networkMode) as $mode
  | [$task | list("requiresCompatibilities")[] | strings] as $compatibilities
  | any($compatibilities[]; . == "FARGATE") as $is_fargate
  | ($container | ports) as $ports
  | [ if $form == "containers" or ($container | list("portMappings")) == [] then empty
      elif $standing == "unknown" then warning("unreadable-member"; "the network mode is no string")
      elif $standing == "known" then
        (if $mode == "awsvpc" or $mode == "host" then empty
         elif $mode == "bridge" or $mode == "none" or $mode == "default"
         then finding("bridge-network"; "in the network mode `\($mode)`, localhost does not reach the container `\($name)`") | .isError = $is_new
         else warning("network-mode-unknown"; "`\($mode)` is no network mode that ECS knows") end)
      elif any($compatibilities[]; . == "EC2" or . == "EXTERNAL") and ($is_fargate | not)
      then finding("bridge-network"; "without a network mode ECS takes `bridge`, where localhost does not reach the container `\($name)`") | .isError = $is_new
      else warning("network-mode-unknown"; "the network mode is not stated") end,
      (($task | (known("runtimePlatform"; "object") // {}) | text("operatingSystemFamily")) // "" | select(.[0:7] == "WINDOWS")
        | finding("windows-task"; "the task runs on `\(.)`, where the container `\($name)` cannot start") | .isError = $is_new),
      (if $standing == "known" and ($mode == "bridge" or $mode == "none" or $mode == "default") then empty
       else $others[] as $other | $other | ports[] as $theirs
        | [$ports[] | select(.protocol == $theirs.protocol and .first <= $theirs.last and $theirs.first <= .last)] | .[0] | select(. != null)
        | ([.first, $theirs.first] | max) as $port
        | finding("port-clash"; "the containers `\($other | text("name") // "?")` and `\($name)` both use the \($theirs.protocol) port \($port)") end),
      (if $is_new and ($all | length) >= 10
       then finding("too-many-containers"; "with `\($name)` the task would have \(($all | length) + 1) containers, and ECS takes at most 10") else empty end),
      (if $is_new and ($container | is_essential) == false and all($others[]; is_essential == false)
       then finding("no-essential-container"; "the task would have no essential container") else empty end),
      ($all | to_entries[] | .key as $at | .value | text("name") | select(. != null) | . as $again
        | select(($all | first_named($again)) != $at) | warning("duplicate-container-name"; "another container is named `\($again)`")),
      (if $size > 65536 then finding("too-large"; "with `\($name)` the task definition would have \($size) bytes, and ECS takes at most 65536") else empty end) ];

def injected:
  . as $document
  | form as $form
  | if $form == "none" then error("this is no task definition, no output of describe-task-definition and no array of container definitions") else . end
  | task($form) as $task
  | containers($form) as $all
  | ($all | applications($task)) as $indices
  | ($all | first_named(sidecar.container.name)) as $index
  | (if $index == null then null else $all[$index] | record end) as $record
  | (registration_findings($form) + ($all | application_findings($task))
     + (if $indices == [] and policy.containers == [] and (sidecar.environment != [] or sidecar.dependsOn != null)
        then [warning("nothing-to-wire"; "no container of the application was found")] else [] end)) as $findings
  | wanted($all; $indices) as $wanted
  | ($findings + if sidecar.logs != null and ($wanted | has("logConfiguration") | not)
      then [warning("no-awslogs-to-inherit"; "no container of the application logs with awslogs")] else [] end) as $findings
  | if $record == "unknown" then
      refuse_if_any($findings + [finding("unreadable-record"; "the record of the injection cannot be read")]) as $none | registered($form)
    elif $index != null and policy.record and ($all[$index] | standing("dockerLabels"; "object")) == "unknown" then
      refuse_if_any($findings + [finding("unreadable-member"; "the `dockerLabels` are no object, so there is no place for the record")]) as $none | registered($form)
    else
      (if $index == null then { container: null, isFound: false, members: [$wanted | in_order | .key | select(. != "name")],
          replaced: {}, labels: "remove", grown: 0, isKept: false }
       else $all[$index] | updated($wanted; $record) end) as $own
      | ($findings + if $own.isKept and policy.onConflict == "fail"
          then [finding("name-conflict"; "a container named `\(sidecar.container.name)` is there that no injection added, and it differs in \($own.foreign | join(", "))")]
          else [] end) as $findings
      | ($task | with_volumes($form; $all; $record)) as $volumes
      | ($all | wired($indices; $record // {})) as $wiring
      | { sidecar: sidecar.name, isFound: $own.isFound, members: $own.members, replaced: $own.replaced, labels: $own.labels,
          environment: (if $wiring.applications == [] then [] else sidecar.environment end),
          applications: $wiring.applications, volumes: $volumes.volumes, replacedVolumes: $volumes.replacedVolumes,
          noVolumes: $volumes.noVolumes } as $new_record
      | ($new_record | record_text) as $text
      | ($record != null or policy.record) as $is_recorded
      | ($new_record
          | .environment |= reduce .[] as [$name, $value] ({}; .[$name] = $value)
          | .applications |= reduce .[] as [$name, $wiring] ({};
              .[$name] = ($wiring | .replaced |= reduce .[] as [$key, $value] ({}; .[$key] = $value)))) as $comparable
      | ($index != null and $own.container != $all[$index]) as $is_updated
      | (if $index == null then
           { grown: 0, isChanged: true,
             container: (if $is_recorded then $wanted | .dockerLabels = ((.dockerLabels // {}) + { outrigger: $text }) else $wanted end) }
           | .grown = (.container | bytes) + 1
         elif ($wanted | has("dockerLabels")) and any($own.members[]; . == "dockerLabels") then
           ($wanted.dockerLabels + if $is_recorded then { outrigger: $text } else {} end) as $labels
           | if $all[$index].dockerLabels != null and ($labels | same($all[$index].dockerLabels))
             then { container: $own.container, grown: 0, isChanged: $is_updated }
             else { container: ($own.container | .dockerLabels = $labels), isChanged: true,
                    grown: (($labels | bytes) + 16 - (if $all[$index] | has("dockerLabels") then ($all[$index].dockerLabels | bytes) + 16 else 0 end)) } end
         elif $is_recorded and (if $record != null then $record != $comparable
                                else $is_updated or $wiring.isChanged or $volumes.isChanged end) then
           ($all[$index] | (known("dockerLabels"; "object") // {}).outrigger) as $old
           | { container: ($own.container | .dockerLabels = ((known("dockerLabels"; "object") // {}) + { outrigger: $text })), isChanged: true,
               grown: (($text | bytes) + 13 - (if $old != null then ($old | bytes) + 13 else 0 end)) }
         else { container: $own.container, grown: 0, isChanged: $is_updated } end) as $final
      | (if $index == null then $wiring.containers + [$final.container]
         else $wiring.containers | .[$index] = $final.container end) as $containers
      | ($own.grown + $final.grown + $volumes.grown + $wiring.grown) as $grown
      | (($document | bytes) - ([$task | to_entries[] | select(.key as $key | ($form == "described" or $form == "output") and any(read_only[]; . == $key))
            | (.key | utf8bytelength) + 4 + (.value | bytes)] | add // 0)) as $size
      | (if $final.isChanged or $wiring.isChanged or $volumes.isChanged
         then rules($form; $task; $all; $index; $final.container; if $grown > 0 then $size + $grown else 0 end) else [] end) as $broken
      | refuse_if_any($findings + $volumes.findings + $wiring.findings + $broken) as $none
      | with_task($form; if $volumes.isChanged then $volumes.task else . end)
      | with_containers($form; $containers)
      | registered($form)
    end;

injected
