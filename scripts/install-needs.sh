#!/usr/bin/env bash
# install-needs.sh [build|run|test|bench]: installs what is missing for a purpose (default: run).
# Looks first and touches neither the network nor the system when everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-run}
case $purpose in
    build) groups="build" ;;
    run) groups="build run" ;;
    test) groups="build run test" ;;
    bench) groups="build run bench" ;;
    *)
        echo "usage: scripts/install-needs.sh [build|run|test|bench]" >&2
        exit 2
        ;;
esac

say() { printf '%s\n' "$*" >&2; }

# ldconfig is not on the PATH of ordinary users, and needs no root to print.
libraries=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null || true)

# A pattern of file names matches something.
exists() { compgen -G "$1" >/dev/null; }

is_there() {
    local kind=$1 what=$2
    case $kind in
        command) command -v "$what" >/dev/null ;;
        file) exists "$what" ;;
        header) exists "/usr/include/$what" || exists "/usr/include/*-linux-*/$what" ;;
        library) [[ $libraries == *"$what "* ]] ;;
        python) python3 -c "import $what" 2>/dev/null ;;
        *)
            say "scripts/needs.txt: what does \"$kind\" mean?"
            exit 2
            ;;
    esac
}

missing_packages() {
    local group package kind what
    while read -r group package kind what; do
        [[ " $groups " == *" $group "* ]] || continue
        is_there "$kind" "$what" || echo "$package"
    done < <(grep -vE '^ *(#|$)' scripts/needs.txt)
}

as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        # Nobody is there to type a password for CI.
        sudo ${CI:+-n} "$@"
    else
        say "That needs root, and there is no sudo. As root, run: scripts/install-needs.sh $purpose"
        exit 1
    fi
}

install_packages() {
    if ! command -v apt-get >/dev/null; then
        say "Missing: $*"
        say "These are Debian's names, and there is no apt-get here: install what they are called"
        say "on this system, then try again."
        exit 1
    fi
    say "Installing what is missing: $*"
    as_root apt-get update -q
    # Tests start their own servers: what is installed must not start one for the whole machine.
    local policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' | as_root install -m 755 /dev/stdin "$policy"
        # shellcheck disable=SC2064 # the name as it is now
        trap "as_root rm -f '$policy'" EXIT
    fi
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "$@"
}

need_swift() {
    if ! command -v swift >/dev/null; then
        say "Swift 6.3 is missing: https://www.swift.org/install/linux"
        exit 1
    fi
}

need_python_libraries() {
    local wanted=scripts/test-requirements.txt venv=.build/venv
    cmp -s "$wanted" "$venv/installed.txt" && return
    say "Setting up Python libraries for the tests in $venv"
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
    # Copied last: an interrupted set-up is done again.
    cp "$wanted" "$venv/installed.txt"
}

# A rival to be compared with. It may fail to install: the benchmarks then go without it.
need_litellm() {
    local venv=Benchmarks/.build/litellm
    [[ -x $venv/bin/litellm ]] && return
    say "Setting up LiteLLM for the benchmarks in $venv"
    python3 -m venv --clear "$venv" \
        && "$venv/bin/pip" install --quiet --disable-pip-version-check 'litellm[proxy]==1.108.7' \
        || { say "LiteLLM cannot be installed: its columns will stay empty"; rm -rf "$venv"; }
}

mapfile -t missing < <(missing_packages)
if [[ ${#missing[@]} -gt 0 ]]; then
    install_packages "${missing[@]}"
fi
need_swift
if [[ $purpose == test ]]; then need_python_libraries; fi
if [[ $purpose == bench ]]; then need_litellm; fi
