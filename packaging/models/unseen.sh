#!/usr/bin/env bash
# The figures of the cards on images that training had not seen: unseen.sh thigh|trunk-ct|paraspinal FOLDER
# FOLDER is where train.sh trained the package; its earlier stages are measured. Needs LAUREL_DATA and
# laurelctl in PATH.
set -euo pipefail

id=$1
folder=$2
names=()
evaluate() { # MODEL IMAGE LABELS [WORDS]
    local model=$1 image=$2 labels=$3
    shift 3
    laurelctl evaluate --model "$folder/$model" --case "$image" "$labels" "${names[@]}" "$@"
}
name() { # VALUE STRUCTURE
    names+=(--rename "Label $1=$2")
}

case $id in
thigh)
    while read -r value muscle; do
        name "$value" "${muscle}_L"
        name $((value + 1)) "${muscle}_R"
    done <<'MUSCLES'
31 Biceps femoris long head
33 Biceps femoris short head
35 Semimembranosus
37 Semitendinosus
39 Adductor magnus
43 Adductor longus
47 Gracilis
55 Vastus lateralis
57 Vastus intermedius
59 Vastus medialis
61 Rectus femoris
63 Sartorius
MUSCLES
    scan=$LAUREL_DATA/thigh_mr
    echo "middle of the thigh, where its masks are whole"
    evaluate a "$scan/image.nii.gz" "$scan/labels_cnn.nii.gz" --slices 2-16
    echo "the whole scan"
    evaluate a "$scan/image.nii.gz" "$scan/labels_cnn.nii.gz"
    ;;
trunk-ct)
    value=80
    for muscle in "Gluteus maximus" "Gluteus medius" "Gluteus minimus" "Autochthonous back muscles" Iliopsoas; do
        name $value "${muscle}_L"
        name $((value + 1)) "${muscle}_R"
        value=$((value + 2))
    done
    scan=$LAUREL_DATA/ct_trunk
    for part in 24-37 60-71 88-99; do
        echo "muscles, slices $part, left out"
        evaluate a "$scan/example_ct.nii.gz" "$scan/example_seg_fast_force_split.nii.gz" --slices $part
    done
    echo "tissues, slices 88-99, left out"
    evaluate a "$folder/data/trunk_image.nii.gz" "$folder/data/trunk_labels.nii.gz" --slices 88-99
    echo "another person's chest"
    evaluate a "$folder/data/chest_image.nii.gz" "$folder/data/chest_labels.nii.gz"
    ;;
paraspinal)
    name 1 "Erector spinae_R"
    name 2 Multifidus_R
    name 3 Multifidus_L
    name 4 "Erector spinae_L"
    scan=$LAUREL_DATA/lumbar_dixon
    labels=$scan/TUM01_fat_manual_label_segmentation_L2-L5.nii.gz
    for contrast in water fat; do
        echo "$contrast, another person"
        evaluate d "$scan/TUM01_${contrast}_img_img_L2-L5.nii.gz" "$labels" --align-by-index
        echo "$contrast, slices 8-20, left out"
        evaluate e "$scan/TUM01_${contrast}_img_img_L2-L5.nii.gz" "$labels" --align-by-index --slices 8-20
    done
    ;;
*)
    echo "usage: unseen.sh thigh|trunk-ct|paraspinal FOLDER" >&2
    exit 2
    ;;
esac
