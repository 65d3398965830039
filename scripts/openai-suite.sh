#!/usr/bin/env bash
# openai-suite.sh [--server URL]: runs the tests of OpenAI's own Python library against a server.
# Without --server it starts one on a folder of its own (a release build), which the Sandbox draws
# for. With --server the key is taken from AIGENERATE_API_KEY, and pictures cost what they cost.
#
# The suite is downloaded as PyPI publishes it, and kept below .build. Five things are changed in it:
# the key, the names of models, "Example data" in the place of a picture, the size, and parameters
# that are not sold here (markup, svg, frame_count, frame_duration_ms).
set -euo pipefail
cd "$(dirname "$0")/.."

version=3.57.0
# What is left: variations (20 calls), which OpenAI has ended, and deleting models (15).
wanted=120
server=

say() { printf '%s\n' "$*" >&2; }

while [[ $# -gt 0 ]]; do
    case $1 in
        --server) server=${2:?--server needs a URL} ;;
        *)
            say "usage: scripts/openai-suite.sh [--server URL]"
            exit 2
            ;;
    esac
    shift 2
done

folder=.build/openai-suite
suite=$folder/openai-$version
python=$folder/venv/bin/python

download() {
    mkdir -p "$folder"
    [[ -x $python ]] || python3 -m venv "$folder/venv"
    "$python" -m pip install -q "openai[aiohttp]==$version" 'pytest>=9,<10' pytest-asyncio \
        inline-snapshot rich
    if [[ ! -d $suite ]]; then
        "$python" -m pip download -q --no-binary openai --no-deps -d "$folder" "openai==$version"
        tar xzf "$folder/openai-$version.tar.gz" -C "$folder"
    fi
}

started=
data=
finish() {
    if [[ -n $started ]]; then
        kill "$started" 2>/dev/null || true
        wait "$started" 2>/dev/null || true
    fi
    if [[ -n $data ]]; then rm -rf "$data"; fi
}
trap finish EXIT

start() {
    local program=${AIGENERATE_PROGRAM:-.build/release/aigenerate}
    [[ -x $program ]] || swift build -c release --product aigenerate
    data=$(mktemp -d)
    AIGENERATE_RATE_LIMIT_CREATES=1000 "$program" serve --data "$data" --port 0 \
        >"$data/said" 2>"$data/log" &
    started=$!
    local tries
    for tries in {1..300}; do
        server=$(grep -oE 'http://[0-9.]+:[0-9]+' "$data/said" | head -n 1 || true)
        [[ -n $server && -r $data/first-key ]] && break
        kill -0 "$started" 2>/dev/null || break
        sleep 0.1
    done
    if [[ -z $server || ! -r $data/first-key ]]; then
        say "The server did not start:"
        tail -n 20 "$data/log" >&2
        exit 1
    fi
    AIGENERATE_API_KEY=$(head -n 1 "$data/first-key")
    say "Serving on $server (after $((tries / 10)) s)."
}

download
if [[ -z $server ]]; then
    start
elif [[ -z ${AIGENERATE_API_KEY:-} ]]; then
    say "Set AIGENERATE_API_KEY to a key of $server."
    exit 2
fi
export AIGENERATE_API_KEY

"$python" scripts/openai-suite.py "$suite" "$folder/changed"
report=$folder/report.txt
status=0
# Its own options ask for more workers than tests; and one order at a time is easier to read.
(cd "$folder/changed" && TEST_API_BASE_URL="$server/v1" ../venv/bin/python -m pytest -q \
    -o addopts= --tb=line -rf tests/api_resources/test_images.py \
    tests/api_resources/test_models.py) >"$report" 2>&1 || status=$?
grep '^FAILED' "$report" | sed -E 's/\[.*//; s/.*:://' | sort | uniq -c >&2 || true
tail -n 1 "$report" >&2

passed=$(tail -n 1 "$report" | grep -oE '[0-9]+ passed' | grep -oE '[0-9]+' || echo 0)
others=$(grep '^FAILED' "$report" | grep -cvE 'create_variation|test_(method|raw_response|streaming_response)_delete' || true)
if [[ $passed -lt $wanted || $others != 0 ]]; then
    say "Fewer than $wanted passed, or another call failed than variations and deleting: $report"
    exit 1
fi
say "$passed passed; the rest are variations, which OpenAI has ended, and deleting models."
