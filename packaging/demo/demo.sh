#!/usr/bin/env bash
# What `./dev demo` shows: a leg is segmented, corrected, learned from; the weights are contributed, judged, merged,
# published and pulled; and the rest of the leg is segmented again.
set -euo pipefail

bin=${LAUREL_BIN:?}
here=$(dirname "$0")
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

# Only what a demo made is removed.
mark=.laurel-demo
if [ -e "$output" ] && [ ! -e "$output/$mark" ] && [ -n "$(ls -A "$output" 2>&1)" ]; then
    echo "demo: --output $output holds other files; expected an empty folder, a new one, or one of a former demo" >&2
    exit 3
fi
rm -rf "$output"
mkdir -p "$output"
output=$(cd "$output" && pwd)
touch "$output/$mark"
export LAUREL_HOME=$output/home
exec > >(tee "$output/log.txt") 2>&1

say() { printf '\n== %s\n' "$1"; }

run() { # command...: shows it, then runs it
    printf '$ '
    printf '%q ' "${@/#$bin\//}"
    printf '\n'
    "$@"
}

keep() { # FILE command...: runs it with --json, keeps the document, and says how long it took
    local file=$1
    shift
    printf '$ '
    printf '%q ' "${@/#$bin\//}"
    printf '\n'
    "$@" --json >"$output/$file.json"
}

# --- The server ---------------------------------------------------------------------------------------

server=
stop_server() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
}
trap stop_server EXIT

admin() { "$bin/laurel-server" admin --data "$output/server" "$@"; }

add_phantom_gold() {
    local case=0 contrast
    for contrast in pd t1 t2 random random random; do
        case=$((case + 1))
        "$bin/laurelctl" synth leg --seed "$((7000 + case))" --contrast "$contrast" --slices 6 \
            --slice-spacing 32 -o "$output/gold/$case" >/dev/null
        run admin gold add leg "$output/gold/$case/image.nii.gz" "$output/gold/$case/labels.nii.gz" \
            --group "$contrast"
    done
    rm -r "$output/gold"
}

# How good the model is on legs that nothing shipped was trained on, before anything is learned here.
measure_on_manual_masks() {
    local name
    say "Two people's legs with manual masks, which no shipped model has ever learned from"
    for name in pd t1; do
        run "$bin/laurelctl" segment --model models/packages/leg "$data/leg_manual/${name}_example.npz" \
            -o "$output/manual_$name.nii.gz"
        keep "manual_$name" "$bin/laurelctl" evaluate --reference "$data/leg_manual/${name}_manual_rois.npz" \
            --segmentation "$output/manual_$name.nii.gz" "${manual_names[@]}"
        "$bin/laurelctl" render "$data/leg_manual/${name}_example.npz" --labels "$output/manual_$name.nii.gz" \
            --reference "$data/leg_manual/${name}_manual_rois.npz" -o "$output/manual_$name.png"
    done
    /usr/bin/python3 "$here/report.py" "$output" manual_pd manual_t1 | tee "$output/manual.txt"
}

add_manual_gold() {
    local name
    for name in pd t1; do
        run admin gold add leg "$data/leg_manual/${name}_example.npz" \
            "$data/leg_manual/${name}_manual_rois.npz" --group "$name" "${manual_names[@]}"
    done
}

start_server() {
    "$bin/laurel-server" serve --data "$output/server" --listen 127.0.0.1:0 \
        >"$output/server.out" 2>"$output/server.log" &
    server=$!
    local tries=0
    until [ -s "$output/server.out" ]; do
        tries=$((tries + 1))
        [ "$tries" -le 300 ] || { echo "demo: the server did not start" && cat "$output/server.log" && exit 1; }
        sleep 0.1
    done
    url=$(sed -n 's/.*"listening":"\([^"]*\)".*/\1/p' "$output/server.out")
}

# --- The loop -----------------------------------------------------------------------------------------

set_up_server() { # command that adds gold cases
    say "A server with the model leg, gold cases that judge it, and a key for a site"
    run admin model publish models/packages/leg
    "$1"
    admin key add --name "Demo site" --role contributor --models leg >"$output/site.key" 2>/dev/null
    start_server
    say "The workstation meets the server"
    run "$bin/laurelctl" server add "$url" --key-file "$output/site.key"
    keep pulled "$bin/laurelctl" pull leg
}

# $image, $labels, $reviewed (slices a-b), $others (slices, as evaluate takes them), ${names[@]}
learn_and_contribute() {
    say "Segment"
    keep segmented "$bin/laurelctl" segment --model leg "$image" -o "$output/before.nii.gz"
    keep before "$bin/laurelctl" evaluate --reference "$labels" --segmentation "$output/before.nii.gz" \
        "${others[@]}" "${names[@]}"
    say "A radiologist corrects six slices ($reviewed); the workstation learns from them"
    keep tuned "$bin/laurelctl" finetune --model leg --image "$image" --labels "$labels" "${names[@]}" \
        --slices "$reviewed" -o "$output/tuned"
    say "Contribute the weights; the server judges, merges and publishes, or says why not"
    local base
    base=$(sed -n 's/.*"version": *\([0-9]*\).*/\1/p' "$output/pulled.json")
    keep contributed "$bin/laurelctl" contribute --package "$output/tuned" --base "$base" --wait || true
    say "Pull what is current now, and segment again"
    keep pulled_after "$bin/laurelctl" pull leg
    keep segmented_after "$bin/laurelctl" segment --model leg "$image" -o "$output/after.nii.gz"
    keep after "$bin/laurelctl" evaluate --reference "$labels" --segmentation "$output/after.nii.gz" \
        "${others[@]}" "${names[@]}"
    "$bin/laurelctl" segment --model "$output/tuned" "$image" -o "$output/own.nii.gz" >/dev/null
    keep own "$bin/laurelctl" evaluate --reference "$labels" --segmentation "$output/own.nii.gz" \
        "${others[@]}" "${names[@]}"
    say "Draw: masks in colour, truth in white"
    local when
    for when in before after; do
        "$bin/laurelctl" render "$image" --labels "$output/$when.nii.gz" --reference "$labels" \
            --slices "$drawn" -o "$output/$when.png"
    done
    say "What came of it: Dice on slices that nobody corrected"
    /usr/bin/python3 "$here/report.py" "$output" | tee "$output/report.txt"
}

synthetic() {
    say "A leg that belongs to nobody, of a contrast that the model finds hard, as a DICOM series"
    run "$bin/laurelctl" synth leg --seed 16 --contrast random --format dicom -o "$output/case"
    run "$bin/laurelctl" info "$output/case/dicom"
    image=$output/case/dicom labels=$output/case/labels.nii.gz
    reviewed=9-14 drawn=15-20 names=() others=(--slices 0-8 --slices 15-23)
    set_up_server add_phantom_gold
    learn_and_contribute
}

real_legs() {
    data=${LAUREL_DATA:-../shared/data}
    [ -d "$data/calf_mr" ] && [ -d "$data/leg_manual" ] ||
        { echo "demo: --real needs calf_mr and leg_manual in $data (set LAUREL_DATA)" && exit 3; }
    manual_names=(--rename "Gastrocnemius Medialis=Gastrocnemius medialis"
        --rename "Gastrocnemius Lateralis=Gastrocnemius lateralis"
        --rename "Tibialis Anterior=Tibialis anterior"
        --rename "Extensor Longus Digitorum=Extensor digitorum longus")
    measure_on_manual_masks
    say "The loop on two real legs; its gold cases are the manual masks above"
    echo "The model learned the shapes of these two legs, drawn with made-up grey values: Dice here is no measure of it."
    image=$data/calf_mr/twoLegs.nii.gz labels=$data/calf_mr/labels.nii.gz
    reviewed=9-14 drawn=15-20 others=(--slices 0-8 --slices 15-24)
    names=()
    local number=13 muscle side
    for muscle in "Gastrocnemius medialis" "Gastrocnemius lateralis" Soleus "Tibialis anterior" Peroneus \
        "Extensor digitorum longus"; do
        for side in R L; do
            names+=(--rename "Label $number=${muscle}_$side")
            number=$((number + 1))
        done
    done
    set_up_server add_manual_gold
    learn_and_contribute
}

given() {
    say "What is in the folder"
    run "$bin/laurelctl" info "$input"
    say "Segment it"
    run "$bin/laurelctl" segment --model leg "$input" -o "$output/segmentation.nii.gz"
    run "$bin/laurelctl" render "$input" --labels "$output/segmentation.nii.gz" -o "$output/overlay.png"
}

if [ -n "$real" ]; then
    real_legs
elif [ -n "$input" ]; then
    given
else
    synthetic
fi
printf '\nResults are in %s: pictures (.png), label maps (.nii.gz with names beside), report.txt, log.txt\n' "$output"

# With a screen, the same case can be looked at and corrected by hand.
if [ -x "$bin/laurel" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    shown=${input:-$image}
    printf 'To open it in the desktop: ./dev run %q\n' "$shown"
    if [ -t 0 ]; then
        read -rp "Open it now? [y/N] " answer
        case "$answer" in [yY]*) LAUREL_HOME=$output/home "$bin/laurel" "$shown" ;; esac
    fi
fi
