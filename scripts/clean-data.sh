#!/usr/bin/env bash
# clean-data.sh DIR: deletes a data directory of AI Generate, after asking.
set -euo pipefail
data=${1:?usage: scripts/clean-data.sh DIR}

if [[ ! -d $data ]]; then
    echo "$data is not there: nothing to delete." >&2
    exit 0
fi
if [[ ! -e $data/master.key && ! -e $data/aigenerate.sqlite ]]; then
    echo "$data does not look like AI Generate's data, so it stays." >&2
    exit 1
fi
if [[ ! -t 0 || -n ${CI:-} ]]; then
    echo "Nobody is here to say yes, so $data stays." >&2
    exit 1
fi
echo "This deletes every key, balance, record and picture in $(realpath "$data")."
read -r -p "Type yes to go on: " answer
if [[ $answer != yes ]]; then
    echo "Nothing was deleted." >&2
    exit 1
fi
rm -rf -- "$data"
