#!/usr/bin/env bash
# run.sh [--data DIR] [--port N]: from a fresh clone to a running shop with a first picture.
# Runs again on the same data as often as you like. Ctrl-C ends it.
set -euo pipefail
cd "$(dirname "$0")/.."

data=./data
port=8080
while [[ $# -gt 0 ]]; do
    case $1 in
        --data) data=${2:?--data needs a folder} ;;
        --port) port=${2:?--port needs a number} ;;
        *)
            echo "usage: scripts/run.sh [--data DIR] [--port N]" >&2
            exit 2
            ;;
    esac
    shift 2
done

scripts/install-needs.sh run

echo "Building. The first time takes about ten minutes on two cores." >&2
swift build -c release --product aigenerate

# Asked here too, so that the first picture is never ordered from somebody else's server.
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo "Port $port is taken; perhaps AI Generate runs already. Try: make run PORT=8081" >&2
    exit 1
fi

# The server is to have the terminal, its signals and this process's id, so the picture is made
# beside it. That ends by itself: with the picture, or with the server.
scripts/first-picture.sh "$data" "$port" "$$" &
exec .build/release/aigenerate serve --data "$data" --port "$port"
