#!/usr/bin/env python3
"""What one corrected case does to a model: to the case's other slices, and to other subjects.

    python3 measure_fine_tuning.py --model models/packages/leg --work DIR \\
        [--recipe 'NAME={"proximal": 0.1}']... [--limb leg] [--seed 1] [--threads 0]

Makes up subjects with `laurelctl synth`, fine-tunes the model on six reviewed slices of each (in one
block, and spread along the limb), once for each recipe (fields of the manifest's `training`; the
first is the manifest as it is), and prints the tables of docs/training.md. Subjects are made once
and tuned packages are kept in DIR, so that a run that was stopped goes on. One fine-tuning takes
about 15 seconds on two idle cores, a recipe eight of them; --subjects and --ways measure
fewer. Needs the standard library only.
"""

import argparse
import gzip
import json
import pathlib
import shutil
import struct
import subprocess

SLICES = 24
TUNED = [("random", 101), ("random", 104), ("t2", 101), ("t2", 104)]
OTHERS = [("pd", 301), ("t1", 302), ("t2", 303), ("random", 304), ("random", 305)]
OTHER_SLICES = 8
REVIEWED = {"block": [9, 10, 11, 12, 13, 14], "spread": [2, 6, 10, 13, 17, 21]}
# What a fine-tuning has to reach: see check().
LEAST_RISE, GOOD_START, MOST_FALL, MOST_FORGOTTEN = 0.02, 0.90, 0.005, 0.01


class Laurel:
    def __init__(self, program: str):
        self.program = program

    def __call__(self, *words) -> dict:
        command = [self.program, *map(str, words), "--json"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
        return json.loads(done.stdout)


def subject(laurel: Laurel, work: pathlib.Path, limb: str, contrast: str, seed: int,
            slices: int) -> pathlib.Path:
    folder = work / f"{limb}-{contrast}-{seed}"
    if not folder.exists():
        spacing = 8 * SLICES / slices
        laurel("synth", limb, "--seed", seed, "--contrast", contrast, "--slices", slices,
               "--slice-spacing", spacing, "-o", folder)
    return folder


def keep_slices(labels: pathlib.Path, kept: list, target: pathlib.Path) -> None:
    """Copies a NIfTI-1 label map, empty but for these slices."""
    content = bytearray(gzip.decompress(labels.read_bytes()))
    x, y, z = struct.unpack_from("<3h", content, 42)
    bits = struct.unpack_from("<h", content, 72)[0]
    start = int(struct.unpack_from("<f", content, 108)[0])
    size = x * y * bits // 8
    for index in set(range(z)) - set(kept):
        content[start + index * size:start + (index + 1) * size] = bytes(size)
    target.write_bytes(gzip.compress(bytes(content)))


def ranges(slices: list) -> list:
    words = []
    for index in slices:
        words += ["--slices", f"{index}-{index}"]
    return words


def with_recipe(model: pathlib.Path, training: dict, folder: pathlib.Path) -> pathlib.Path:
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(model, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["training"].update(training)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return folder


def tune(laurel: Laurel, base: pathlib.Path, case: pathlib.Path, way: str, output: pathlib.Path,
         arguments) -> pathlib.Path:
    """The tuned package; the base itself where nothing was kept, which changes nothing."""
    record = output.with_suffix(".json")
    if not record.exists():
        if output.exists():
            shutil.rmtree(output)
        reviewed = output.with_suffix(".nii.gz")
        keep_slices(case / "labels.nii.gz", REVIEWED[way], reviewed)
        shutil.copy(case / "labels.labels.txt", output.with_suffix(".labels.txt"))
        report = laurel("finetune", "--model", base, "--image", case / "image.nii.gz", "--labels",
                        reviewed, "-o", output, "--seed", arguments.seed, "--threads",
                        arguments.threads)
        record.write_text(json.dumps(report))
    return output if json.loads(record.read_text())["kept"] else base


def check(rows: list, forgotten: list) -> list:
    broken = []
    for title, before, after in rows:
        if before < GOOD_START and after - before < LEAST_RISE:
            broken.append(f"{title}: {before:.3f} → {after:.3f} rises by less than {LEAST_RISE}")
        if before - after > MOST_FALL:
            broken.append(f"{title}: {before:.3f} → {after:.3f} falls by more than {MOST_FALL}")
    for title, change in forgotten:
        if -change > MOST_FORGOTTEN:
            broken.append(f"{title}: others fall by more than {MOST_FORGOTTEN}: {change:+.3f}")
    return broken


def measure(laurel: Laurel, name: str, training: dict, arguments) -> None:
    work = arguments.work
    base = with_recipe(arguments.model, training, work / f"base-{name}")
    rows, models, titles = [], [], []
    for contrast, seed in arguments.subjects:
        case = subject(laurel, work, arguments.limb, contrast, seed, SLICES)
        for way in arguments.ways:
            reviewed = REVIEWED[way]
            title = f"{contrast} {seed}, {way}"
            tuned = tune(laurel, base, case, way,
                         work / f"{name}-{contrast}-{seed}-{way}-{arguments.seed}", arguments)
            rest = [index for index in range(SLICES) if index not in reviewed]
            scores = laurel("evaluate", "--model", base, "--model", tuned, "--case",
                            case / "image.nii.gz", case / "labels.nii.gz", *ranges(rest),
                            "--threads", arguments.threads)["models"]
            rows.append((title, scores[0]["mean_dice"], scores[1]["mean_dice"]))
            kept = "" if tuned != base else " (not kept)"
            print(f"{name}: {title}: {rows[-1][1]:.3f} → {rows[-1][2]:.3f}{kept}", flush=True)
            if tuned != base:
                models.append(tuned)
                titles.append(title)
    words = []
    for contrast, seed in OTHERS:
        other = subject(laurel, work, arguments.limb, contrast, seed, OTHER_SLICES)
        words += ["--case", other / "image.nii.gz", other / "labels.nii.gz"]
    for model in [base, *models]:
        words += ["--model", model]
    scores = laurel("evaluate", *words, "--threads", arguments.threads)["models"]
    changes = [model["difference"]["mean"] for model in scores[1:]]
    rises = [after - before for _, before, after in rows]
    print(f"| {name} `{json.dumps(training)}` | {sum(rises) / len(rises):+.3f} | {min(rises):+.3f} | "
          f"{sum(changes) / len(rows):+.3f} | {min(changes, default=0):+.3f} |", flush=True)
    for line in check(rows, list(zip(titles, changes))):
        print("  not reached: " + line, flush=True)


def subject_of(text: str) -> tuple:
    contrast, _, seed = text.partition(":")
    return contrast, int(seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--laurelctl", default="build/release/bin/laurelctl")
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--recipe", action="append", default=[])
    parser.add_argument("--limb", default="leg")
    parser.add_argument("--subjects", nargs="+", type=subject_of, default=TUNED,
                        help="as t2:104; all when absent")
    parser.add_argument("--ways", nargs="+", choices=REVIEWED, default=list(REVIEWED))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    recipes = {"as-shipped": {}}
    for text in arguments.recipe:
        name, _, fields = text.partition("=")
        recipes[name] = json.loads(fields)
    print("| `training` | other slices, mean | worst | other subjects, mean | worst |")
    print("|---|---|---|---|---|")
    for name, training in recipes.items():
        measure(Laurel(arguments.laurelctl), name, training, arguments)


if __name__ == "__main__":
    main()
