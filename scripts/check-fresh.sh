#!/usr/bin/env bash
# check-fresh.sh SWIFT [test|run]…: proves the README's two commands on a bare Debian 12 that has
# Swift, git and make and nothing else. SWIFT is the folder that holds the toolchain's usr/bin.
# Needs root, debootstrap and about 8 GB; what is tested is the last commit, not the working tree.
# MIRROR=DIR mounts one more folder, for a git that is told to fetch packages from there.
set -euo pipefail
cd "$(dirname "$0")/.."

swift=${1:?usage: scripts/check-fresh.sh SWIFT [test|run]…}
shift
if [[ $# == 0 ]]; then set -- test run; fi
if [[ $(id -u) != 0 ]] || ! command -v debootstrap >/dev/null; then
    echo "Needs root and debootstrap (apt-get install debootstrap)." >&2
    exit 1
fi

root=$(mktemp -d /var/tmp/aigenerate-fresh.XXXXXX)
# Mounts live in a namespace of their own and are gone before this runs.
trap 'rm -rf --one-file-system "$root"' EXIT

debootstrap --variant=minbase --include=git,make bookworm "$root" >"$root.log" 2>&1 \
    || { cat "$root.log"; exit 1; }
rm -f "$root.log"
git clone --quiet . "$root/srv/aigenerate"
mkdir -p "$root/opt/swift"
cp /etc/resolv.conf "$root/etc/"
# The installer writes this one; debootstrap alone does not.
printf "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n" >"$root/etc/hosts"
# A certificate authority, a mirror or a proxy that this machine uses, the fresh one uses too.
mkdir -p "$root/usr/local/share"
cp -r /usr/local/share/ca-certificates "$root/usr/local/share/" 2>/dev/null || true
for settings in /etc/gitconfig ~/.gitconfig; do
    if [[ -e $settings ]]; then cat "$settings" >>"$root/etc/gitconfig"; fi
done

cat >"$root/srv/check" <<'INSIDE'
#!/bin/bash
set -euo pipefail
cd /srv/aigenerate

run_until_picture() {
    rm -f data/first-picture.png
    make run &
    local make=$!
    until [[ -s data/first-picture.png ]]; do
        kill -0 "$make" || { echo "make run ended without a picture" >&2; exit 1; }
        sleep 1
    done
    kill "$make"
    wait "$make" || true
}

for command in "$@"; do
    case $command in
        test) make test ;;
        # Twice, because the second run finds the first one's data.
        run) run_until_picture && run_until_picture ;;
    esac
    echo "fresh machine: make $command works"
done
INSIDE
chmod +x "$root/srv/check"

# In a process namespace of its own, so that nothing started inside outlives this.
# shellcheck disable=SC2016 # expanded inside
unshare --mount --pid --fork bash -euc '
    root=$1 swift=$2
    shift 2
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind "$swift" "$root/opt/swift"
    if [[ -n ${MIRROR:-} ]]; then
        mkdir -p "$root/$MIRROR"
        mount --bind "$MIRROR" "$root/$MIRROR"
    fi
    exec chroot "$root" /usr/bin/env -i CI=true HOME=/root \
        PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
        PATH=/opt/swift/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin /srv/check "$@"
' inside "$root" "$swift" "$@"
