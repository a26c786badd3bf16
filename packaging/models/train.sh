#!/usr/bin/env bash
# Trains a package: train.sh leg|thigh|trunk-ct|paraspinal FOLDER
# Needs LAUREL_DATA, laurel-train and laurelctl in PATH, and for all but leg python3 with numpy, scipy
# and nibabel. Runs the stages of recipes/<id> in FOLDER; the last stage's package is the result. Budgets are
# wall clock: recipes/README.md says on what machine, and how to say them in steps for another one.
# Outputs are called as the configurations of later stages name them.
set -euo pipefail

id=$1
folder=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$folder"
cp "$root/packaging/models/recipes/$id"/* "$folder/"
cd "$folder"

stage() { # CONFIG OUTPUT
    [[ -d $2 ]] && { echo "train.sh: $2 exists; skipped"; return; }
    laurel-train --config "$1" -o "$2" --events "${1%.toml}.jsonl"
}
start_from_leg() { # CLASSES: the encoder of a leg model knows edges and textures of MR already
    python3 "$root/packaging/models/weights_tool.py" head \
        "$root/models/packages/leg/weights.safetensors" init.safetensors "$1"
}

case $id in
leg)
    stage 1-coarse.toml coarse
    cp coarse/weights.safetensors init2.safetensors
    stage 2-fine.toml fine
    cp fine/weights.safetensors init3.safetensors
    stage 3-fine.toml finer
    cp -r finer final
    python3 "$root/packaging/models/weights_tool.py" average final/weights.safetensors \
        fine/weights.safetensors finer/weights.safetensors
    cp final/weights.safetensors init.safetensors
    stage 4-long.toml a
    stage 5-long.toml b
    ;;
thigh)
    start_from_leg 13
    stage 1-maps.toml a
    stage 2-all.toml b
    ;;
trunk-ct)
    python3 "$root/packaging/models/prepare_trunk.py" data
    start_from_leg 14
    stage 1-parts.toml a
    stage 2-all.toml b
    ;;
paraspinal)
    python3 "$root/packaging/models/prepare_trunk.py" data
    start_from_leg 5
    stage 1-ct.toml c
    cp c/weights.safetensors init.safetensors
    stage 2-ct.toml d
    stage 3-parts.toml e
    stage 4-all.toml f
    ;;
*)
    echo "usage: train.sh leg|thigh|trunk-ct|paraspinal FOLDER" >&2
    exit 2
    ;;
esac
