#!/usr/bin/env bash
# first-picture.sh DIR PORT PID: makes one picture through the public API, as any customer would,
# once the server PID that keeps its data in DIR is ready. Costs nothing: the Sandbox draws it.
set -euo pipefail
data=$1
port=$2
server=$3
base="http://127.0.0.1:$port"
picture="$data/first-picture.png"

say() { printf '%s\n' "$*" >&2; }

# A proxy meant for the outside must not see calls to this machine.
call() { curl --silent --show-error --noproxy '*' --max-time 30 "$@"; }

# field NAME JSON: the first string of that name. Enough for these answers, and needs no tool.
field() {
    local pattern="\"$1\" *: *\"([^\"]*)\""
    if [[ $2 =~ $pattern ]]; then printf '%s' "${BASH_REMATCH[1]}"; fi
}

# wait_for SECONDS COMMAND…: until it succeeds. Fails when the time is over or the server is gone.
wait_for() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        kill -0 "$server" 2>/dev/null || exit 0
        [[ $SECONDS -lt $deadline ]] || return 1
        sleep 0.2
    done
}

is_ready() { call --output /dev/null --fail "$base/readyz" 2>/dev/null; }

if ! wait_for 60 is_ready; then
    say "The server was not ready within a minute; no first picture was made."
    exit 1
fi
if [[ ! -r $data/first-key ]]; then
    say "Set up already (there is no $data/first-key), so no first picture is made."
    exit 0
fi
key=$(head -n 1 "$data/first-key")

# Given to curl by file, because a process list shows arguments.
authorized() { call --header @<(printf 'Authorization: Bearer %s\n' "$key") "$@"; }

order='{"model":"sandbox-instant",
        "input":{"prompt":"a red fox sitting in snow, golden hour, photographic"}}'
answer=$(authorized "$base/api/v1/jobs/createTask" \
    --header 'Content-Type: application/json' --data "$order")
task=$(field taskId "$answer")
if [[ -z $task ]]; then
    say "The first picture was not accepted: $answer"
    exit 1
fi

record=
has_ended() {
    record=$(authorized "$base/api/v1/jobs/recordInfo?taskId=$task") || return 1
    [[ $(field state "$record") =~ ^(success|fail)$ ]]
}
if ! wait_for 60 has_ended; then
    say "The first picture takes longer than a minute. Ask for task $task."
    exit 1
fi

# resultJson is JSON inside a JSON string: its quotes, and perhaps its slashes, are escaped.
pattern='\\"resultUrls\\" *: *\[ *\\"([^"]*)'
if ! [[ $record =~ $pattern ]]; then
    say "The first picture failed: $(field failMsg "$record")"
    exit 1
fi
url=${BASH_REMATCH[1]//\\/}
call --fail --output "$picture" "$url"
say "The first picture, task $task: $picture"
say "Serving on $base until Ctrl-C."
