#!/usr/bin/env bash
# What `./dev demo` shows: a leg is made (or given), segmented with the shipped model, measured and drawn.
set -euo pipefail

laurelctl=${LAUREL_BIN:?}/laurelctl
output=build/demo
input=
real=
while [ $# -gt 0 ]; do
    case "$1" in
    --real) real=1 ;;
    --input) input=${2:?--input needs a folder} && shift ;;
    --output) output=${2:?--output needs a folder} && shift ;;
    *) echo "demo: unknown option $1; known are --real, --input FOLDER and --output FOLDER" >&2 && exit 2 ;;
    esac
    shift
done

rm -rf "$output"
mkdir -p "$output"
exec > >(tee "$output/log.txt") 2>&1

step() { # title, command...
    printf '\n== %s\n$ laurelctl' "$1"
    shift
    printf ' %q' "$@"
    printf '\n'
    "$laurelctl" "$@"
}

synthetic() {
    step "Make a leg that belongs to nobody, as a DICOM series" \
        synth leg --seed 20260 --contrast pd --format dicom -o "$output"
    step "What is in the folder" info "$output/dicom"
    step "Segment it" segment --model leg "$output/dicom" -o "$output/segmentation.nii.gz"
    step "Compare with the truth" evaluate --reference "$output/labels.nii.gz" \
        --segmentation "$output/segmentation.nii.gz"
    step "Draw: masks in colour, truth in white" render "$output/dicom" \
        --labels "$output/segmentation.nii.gz" --reference "$output/labels.nii.gz" -o "$output/overlay.png"
}

given() {
    step "What is in the folder" info "$input"
    step "Segment it" segment --model leg "$input" -o "$output/segmentation.nii.gz"
    step "Draw" render "$input" --labels "$output/segmentation.nii.gz" -o "$output/overlay.png"
}

real_legs() {
    local data=${LAUREL_DATA:-../shared/data} name
    [ -d "$data/leg_manual" ] || { echo "demo: --real needs leg_manual in $data (set LAUREL_DATA)" && exit 3; }
    for name in pd t1; do
        step "A real leg ($name), segmented" segment --model leg "$data/leg_manual/${name}_example.npz" \
            -o "$output/$name.nii.gz"
        step "Compare with the manual masks" evaluate --segmentation "$output/$name.nii.gz" \
            --reference "$data/leg_manual/${name}_manual_rois.npz" \
            --rename "Gastrocnemius Medialis=Gastrocnemius medialis" \
            --rename "Gastrocnemius Lateralis=Gastrocnemius lateralis" \
            --rename "Tibialis Anterior=Tibialis anterior" \
            --rename "Extensor Longus Digitorum=Extensor digitorum longus"
        step "Draw" render "$data/leg_manual/${name}_example.npz" \
            --labels "$output/$name.nii.gz" -o "$output/$name.png"
    done
}

if [ -n "$real" ]; then
    real_legs
elif [ -n "$input" ]; then
    given
else
    synthetic
fi
printf '\nResults are in %s: pictures (.png), label maps (.nii.gz with names beside), log.txt\n' "$output"
