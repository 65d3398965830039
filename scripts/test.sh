#!/usr/bin/env bash
# test.sh [ARGUMENT…]: builds the tests and runs them; arguments go to `swift test`
# (--filter Settling). Passes their exit code on, and fails when no test ran.
set -euo pipefail
cd "$(dirname "$0")/.."
# Tests ask nobody anything.
exec </dev/null

swift build --build-tests

# Servers that tests need (PostgreSQL, S3, a browser) are to be started here, each on a free port
# of 127.0.0.1, and stopped by process id in a trap: never by name, they may be somebody's own.

log=$(mktemp)
said=$(mktemp)
trap 'rm -f "$log" "$said"' EXIT

# Runs what the arguments select. A wrong filter runs nothing, and `swift test` calls that a success.
run() {
    local status=0
    swift test --skip-build "$@" 2>&1 | tee "$log" || status=$?
    if [[ $status == 0 ]] && ! grep -qE 'Test run with [1-9][0-9]* tests?.* passed' "$log"; then
        echo "No test ran: $*" >&2
        status=1
    fi
    # Each finding with the lines that belong to it, to be said once more at the end.
    if [[ $status != 0 ]]; then
        grep -E -A15 'recorded an issue|error: ' "$log" | grep -vE '^(◇|✔|--)' | head -n 200 \
            >>"$said" || true
    fi
    return "$status"
}

if [[ $# -gt 0 ]]; then
    run "$@"
    exit
fi

# One target after the other: each runs its own tests in parallel, and those that watch time limits
# or start servers are not starved by all the others. Browsers alone take all that a small machine has.
browsers='^JourneyTests\.(InTheBrowser|RunningExamples)'
failed=()
for folder in Tests/*Tests; do
    target=$(basename "$folder")
    run --filter "^$target\\." --skip "$browsers" || failed+=("$target")
done
run --filter "$browsers" || failed+=("the browser's journeys")
if [[ ${#failed[@]} -gt 0 ]]; then
    cat "$said" >&2
    echo "Failed: ${failed[*]}" >&2
    exit 1
fi
echo "All test targets passed."
