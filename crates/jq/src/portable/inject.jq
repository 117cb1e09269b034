# The injection.

# The record, as text.
def record_text:
  def wiring_text:
    [ (select(.environment != []) | ["environment", (.environment | tojson)]),
      (select(.replaced != []) | ["replaced", (.replaced | map([.[0], (.[1] | quoted)]) | object_text)]),
      (select(.noEnvironment != "remove") | ["noEnvironment", (.noEnvironment | tojson)]),
      (select(.dependsOn != null) | ["dependsOn", (.dependsOn | quoted)]),
      (select(.noDependsOn != "remove") | ["noDependsOn", (.noDependsOn | tojson)]) ]
    | object_text;
  [ ["version", "1"], ["sidecar", (.sidecar | quoted)],
    (select(.previous != null) | ["previous", (.previous | quoted)]),
    (select(.isFound) | ["container", "\"found\""]),
    (select(.members != []) | ["members", (.members | tojson)]),
    (select(.replaced != {}) | ["replaced", (.replaced | tojson)]),
    (select(.labels != "remove") | ["labels", (.labels | tojson)]),
    (select(.environment != []) | ["environment", (.environment | map([.[0], (.[1] | quoted)]) | object_text)]),
    (select(.applications != []) | ["applications", (.applications | map([.[0], (.[1] | wiring_text)]) | object_text)]),
    (select(.volumes != []) | ["volumes", (.volumes | tojson)]),
    (select(.replacedVolumes != {}) | ["replacedVolumes", (.replacedVolumes | tojson)]),
    (select(.noVolumes != "remove") | ["noVolumes", (.noVolumes | tojson)]),
    (select(.resized != {}) | ["resized", (.resized | to_entries | map([.key, ([["from", (.value.from | tojson)], ["to", (.value.to | tojson)]] | object_text)]) | object_text)]) ]
  | object_text;

# The existing container, updated. $record is the record of an earlier injection, or null.
def updated($wanted; $record):
  . as $container
  | def was_set($member): any(($record.members // [])[]; . == $member);
    ($record == null or $record.isFound) as $is_found
  | { container: ., isFound: $is_found, members: [], replaced: ($record.replaced // {}), isKept: false,
      labels: (if $record == null then $container | when_empty("dockerLabels"; state("dockerLabels"; "object")) else $record.labels end) }
  | [$wanted | in_order | .key as $member | .value as $value
      | select($is_found and (was_set($member) | not) and ($container | is_as_wanted($member; $value) | not)) | $member] as $foreign
  | if $foreign != [] and policy.onConflict != "replace"
    then .members = ($record.members // []) | .isKept = true | .foreign = $foreign
    else
      reduce (($record.members // [])[] | select(. as $member | $wanted | has($member) | not)) as $member (.;
        if .replaced | has($member)
        then .container[$member] = .replaced[$member] | .replaced |= del(.[$member])
        else .container |= del(.[$member]) end)
      | reduce ($wanted | in_order | select(.key != "name")) as $one (.;
          $one.key as $member
          | ($container | is_as_wanted($member; $one.value) | not) as $is_set
          | if $is_set and $is_found and (was_set($member) | not) and ($container | has($member))
            then .replaced[$member] = ($container[$member] | if $member == "dockerLabels" and type == "object" then del(.outrigger) else . end)
            else . end
          | if $is_set and $member != "dockerLabels"
            then .container[$member] = $one.value else . end
          | if $is_set or was_set($member) or ($is_found | not) then .members += [$member] else . end)
    end;

# The task's volumes with the sidecar's, and the changes.
def with_volumes($form; $all; $record):
  . as $task
  | [$all[] | select(text("name") != sidecar.container.name) | known_record | select(. != null and .volumes != [])] as $others
  | { task: ., volumes: [], replacedVolumes: {}, findings: [], isChanged: false,
      noVolumes: (if $record != null and $record.volumes != [] then $record.noVolumes
                  else ($others | .[0].noVolumes) // when_empty("volumes"; state("volumes"; "array")) end) }
  | if sidecar.volumes != [] and $form == "containers"
    then .findings += [finding("no-task-for-volumes"; "the sidecar needs a volume, and an array of containers has none")]
    elif sidecar.volumes != [] and ($task | state("volumes"; "array")) == "unknown"
    then .findings += [finding("unreadable-member"; "the `volumes` are not an array")]
    else
      reduce sidecar.volumes[] as $volume (.;
        $volume.name as $name
        | ($task | volume($name)) as $entry
        | any(($record.volumes // [])[]; . == $name) as $is_owned
        | (($record.replacedVolumes // {}) | has($name)) as $was_replaced
        | ($entry != null and ($volume | same($entry.value))) as $is_same
        | if $entry == null
          then .task |= list_without("volumes"; []; [$volume]; "keep") | .volumes += [$name] | .isChanged = true
          elif $is_same or $is_owned or $was_replaced
          then (if $is_same then . else .task.volumes[$entry.key] = $volume | .isChanged = true end)
            | (if $is_owned then .volumes += [$name] else . end)
            | (if $was_replaced then .replacedVolumes[$name] = $record.replacedVolumes[$name] else . end)
          elif policy.onConflict == "replace"
          then .replacedVolumes[$name] = $entry.value | .task.volumes[$entry.key] = $volume | .isChanged = true
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

# Rules that an injection may break. Findings that were there before do not stop it.

# A range of ports overlaps if it begins before the end of an earlier range.
def port_clashes($form; $task):
  [to_entries[] | .key as $index | .value
    | (if type == "object" then text("name") else null end // "?") as $name
    | ports[] | . + { index: $index, name: $name }]
  | group_by(.protocol)
  | [.[] | sort_by(.first, .index)
      | reduce .[] as $ports ({ furthest: null, found: [] };
          (if .furthest != null and .furthest.last >= $ports.first
           then .found += [finding("port-clash"; "the containers `\(.furthest.name)` and `\($ports.name)` both use the \($ports.protocol) port \([.furthest.first, $ports.first] | max)")]
           else . end)
          | if .furthest == null or $ports.last > .furthest.last then .furthest = $ports else . end)
      | .found[]];
def shares_ports($form; $task):
  ($task | state("networkMode"; "string")) as $state
  | if $state == "known" then $task.networkMode | . != "bridge" and . != "none" and . != "default"
    elif $state == "unknown" then true
    elif $form == "containers" then all(.[] | list("portMappings")[]; known("hostPort"; "number") != 0)
    else ($task | is_fargate) or any(.[]; known_record != null) end;
# A member of another type counts, too: its meaning is unknown.
def states_memory: [state("memory"; "number"), state("memoryReservation"; "number")] | any(.[]; . == "known" or . == "unknown");
def kept_memory: known("memoryReservation"; "number") // known("memory"; "number") // 0;
def sizes_exceeded($task):
  . as $all
  | ($task.cpu | units("vcpu")) as $cpu
  | ($task.memory | units("gb")) as $memory
  | ([$all[] | known("cpu"; "number") // 0] | add // 0) as $cpu_kept
  | ([$all[] | kept_memory] | add // 0) as $memory_kept
  | [$all[] | select((known("memory"; "number") // 0) > ($memory // infinite))] as $large
  | if $task | is_windows then []
    else
      [ (if $cpu != null and $cpu_kept > $cpu then "the containers reserve \($cpu_kept) CPU units, but the task has \($cpu)" else empty end),
        ($large[] | "the container `\(text("name"))` may use \(.memory) MiB of memory, but the task has \($memory)"),
        (if $memory != null and $memory_kept > $memory and $large == []
         then "the containers reserve \($memory_kept) MiB of memory, but the task has \($memory)" else empty end)
        | finding("exceeds-task-size"; .) ]
    end;
def broken($form; $task; $size):
  [ (if all(.[]; is_essential == false) then finding("no-essential-container"; "no container of the task is essential, but ECS requires one") else empty end),
    (if length > 10 then finding("too-many-containers"; "the task has \(length) containers; ECS allows at most 10") else empty end),
    (if $size > 65536 then finding("too-large"; "the task definition has \($size) bytes; ECS allows at most 65536") else empty end),
    (if shares_ports($form; $task) then port_clashes($form; $task)[] else empty end),
    sizes_exceeded($task)[],
    (if $form == "containers" or ($task | is_fargate) or $task.memory != null or all(.[]; states_memory) then empty
     else finding("no-memory"; "neither the task nor a container sets its memory") end) ];
def new_among($found; $before):
  [$found[] | select(. as $one | any($before[]; .rule == $one.rule and .message == $one.message) | not)]
  | group_by(.rule)
  | [.[] | .[0].rule as $rule
      | ([$before[] | select(.rule == $rule)] | length) as $were
      | ([$found[] | select(.rule == $rule)] | length) as $are
      | .[([$were - ($are - length), 0] | max):][]];

# The sidecar must be reachable on localhost.
def unreached($form; $task; $container; $is_new):
  ($task | state("networkMode"; "string")) as $state
  | $task.networkMode as $mode
  | [ (if $form == "containers" or $container.portMappings == null then empty
       elif $state == "unknown" then warning("unreadable-member"; "the network mode is not a string")
       elif $state == "known" then
         (if $mode == "awsvpc" or $mode == "host" then empty
          elif $mode == "bridge" or $mode == "none" or $mode == "default"
          then finding("bridge-network"; "in the network mode `\($mode)`, the application cannot reach the container `\($container.name)` through localhost")
          else warning("network-mode-unknown"; "`\($mode)` is not a known network mode") end)
       elif ($task | requires("EC2") or requires("EXTERNAL")) and ($task | is_fargate | not)
       then finding("bridge-network"; "no network mode is set, so Linux instances use `bridge`, where the application cannot reach the container `\($container.name)` through localhost")
       else warning("network-mode-unknown"; "no network mode is set") end),
      (if $task | is_windows then finding("windows-task"; "the task runs on Windows, where the container `\($container.name)` cannot start") else empty end)
      | .isError = (.isError and $is_new) ];

def injected:
  . as $document
  | form as $form
  | if $form == "none" then error("this is not a task definition, an output of describe-task-definition or an array of container definitions") else . end
  | task($form) as $task
  | containers($form) as $all
  | ($all | applications($task)) as $indices
  | ($all | first_named(sidecar.container.name)) as $index
  | (if $index == null then null else $all[$index] | record end) as $record
  | (registration_findings($form) + ($all | application_findings($task))
     + (if $indices == [] and policy.containers == [] and (sidecar.environment != [] or sidecar.dependsOn != null)
        then [warning("nothing-to-wire"; "no container of the application was found")] else [] end)) as $findings
  | wanted($form; $task; $all; $indices) as $wanted
  | ($findings + if sidecar.logs != null and ($wanted | has("logConfiguration") | not)
      then [warning("no-awslogs-to-inherit"; "no container of the application logs with awslogs")] else [] end) as $findings
  | if $record == "unknown" then
      refuse_if_any($findings + [finding("unreadable-record"; "the record of the injection cannot be read")]) as $none | registered($form)
    elif $index != null and policy.record and ($all[$index] | state("dockerLabels"; "object")) == "unknown" then
      refuse_if_any($findings + [finding("unreadable-member"; "the `dockerLabels` are not an object, so the record of the injection cannot be added")]) as $none | registered($form)
    else
      (if $index == null then { container: null, isFound: false, members: [$wanted | in_order | .key | select(. != "name")],
          replaced: {}, labels: "remove", isKept: false }
       else $all[$index] | updated($wanted; $record) end) as $own
      | ($findings + if $own.isKept and policy.onConflict == "fail"
          then [finding("name-conflict"; "a container named `\(sidecar.container.name)` exists that no injection added, and it differs in \($own.foreign | join(", "))")]
          else [] end) as $findings
      | ($task | with_volumes($form; $all; $record)) as $volumes
      | ($all | wired($indices; $record // {})) as $wiring
      | { sidecar: sidecar.name, previous: (if $record == null then policy.previous else $record.previous end), isFound: $own.isFound, members: $own.members, replaced: $own.replaced, labels: $own.labels,
          environment: (if $wiring.applications == [] then [] else sidecar.environment end),
          applications: $wiring.applications, volumes: $volumes.volumes, replacedVolumes: $volumes.replacedVolumes,
          noVolumes: $volumes.noVolumes, resized: (($record // {}).resized // {}) } as $new_record
      | ($new_record | record_text) as $text
      | ($record != null or policy.record) as $is_recorded
      | ($new_record
          | .environment |= reduce .[] as [$name, $value] ({}; .[$name] = $value)
          | .applications |= reduce .[] as [$name, $wiring] ({};
              .[$name] = ($wiring | .replaced |= reduce .[] as [$key, $value] ({}; .[$key] = $value)))) as $comparable
      | ($index != null and $own.container != $all[$index]) as $is_updated
      | (if $index == null then
           { isChanged: true,
             container: (if $is_recorded then $wanted | .dockerLabels = ((.dockerLabels // {}) + { outrigger: $text }) else $wanted end) }
         elif ($wanted | has("dockerLabels")) and any($own.members[]; . == "dockerLabels") then
           ($wanted.dockerLabels + if $is_recorded then { outrigger: $text } else {} end) as $labels
           | if $all[$index].dockerLabels != null and ($labels | same($all[$index].dockerLabels))
             then { container: $own.container, isChanged: $is_updated }
             else { container: ($own.container | .dockerLabels = $labels), isChanged: true } end
         elif $is_recorded and (if $record != null then $record != $comparable
                                else $is_updated or $wiring.isChanged or $volumes.isChanged end) then
           { isChanged: true, container: ($own.container | .dockerLabels = ((known("dockerLabels"; "object") // {}) + { outrigger: $text })) }
         else { container: $own.container, isChanged: $is_updated } end) as $final
      | (if $index == null then $wiring.containers + [$final.container]
         else $wiring.containers | .[$index] = $final.container end) as $containers
      | ($document
          | with_task($form; if $volumes.isChanged then $volumes.task else . end)
          | with_containers($form; $containers)
          | registered($form)) as $result
      | ($result | if $form == "containers" then {} else . end) as $new_task
      | (if $final.isChanged or $wiring.isChanged or $volumes.isChanged
         then new_among($containers | broken($form; $new_task; $result | bytes); $all | broken($form; $task; $document | registered($form) | bytes))
           + unreached($form; $task; $wanted; $index == null)
         else [] end) as $broken
      | refuse_if_any($findings + $volumes.findings + $wiring.findings + $broken) as $none
      | $result
    end;

injected
