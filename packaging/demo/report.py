"""Prints what `./dev demo` found, from the JSON documents that laurelctl left in its folder.

usage: report.py FOLDER [EVALUATION...]: the loop, or the Dice of these evaluations side by side
"""

import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])


def document(name):
    return json.loads((folder / f"{name}.json").read_text())


def number(value):
    return "    –" if value is None else f"{value:5.3f}"


def is_known(name):
    """Whether the reference's structure is one of the model's: others keep the name that a number gave them."""
    return not name.startswith("Label ")


def dice_by_label(evaluation):
    return {label["name"]: label["dice"] for label in evaluation["labels"] if is_known(label["name"])}


def mean_dice(evaluation):
    defined = [dice for dice in dice_by_label(evaluation).values() if dice is not None]
    return sum(defined) / len(defined) if defined else None


def print_side_by_side(names):
    columns = {name: document(name) for name in names}
    print(f"{'':30}" + "".join(f"{name:>14}" for name in names))
    for label in dice_by_label(columns[names[0]]):
        print(f"{label:30}" + "".join(f"{number(dice_by_label(one).get(label)):>14}" for one in columns.values()))
    print(f"{'mean':30}" + "".join(f"{number(mean_dice(one)):>14}" for one in columns.values()))


def print_loop():
    before, own, after = document("before"), document("own"), document("after")
    tuned, contributed = document("tuned"), document("contributed")
    pulled, pulled_after = document("pulled"), document("pulled_after")

    print(f"{'':30} before  tuned here  pulled again")
    own_dice, after_dice = dice_by_label(own), dice_by_label(after)
    for name, dice in dice_by_label(before).items():
        if name in after_dice:
            print(f"{name:30}  {number(dice)}       {number(own_dice.get(name))}"
                  f"         {number(after_dice[name])}")
    print(f"{'mean':30}  {number(mean_dice(before))}       {number(mean_dice(own))}         {number(mean_dice(after))}")
    unknown = [label["name"] for label in before["labels"] if not is_known(label["name"])]
    if unknown:
        print("Left out, since the model does not know them: " + ", ".join(unknown))

    print(f"\nFine-tuning: {tuned['slices']} slices, {tuned['epochs']} epochs, "
          f"Dice {number(tuned['dice_before'])} -> {number(tuned['dice_after'])} ({tuned['measured_on']})")
    print(f"Contribution: {contributed['state']}"
          + (f", {contributed['reason']}" if contributed.get("reason") else ""))
    for one in contributed.get("tries", []):
        print(f"  merged with alpha {one['alpha']}: mean Dice on the gold cases {number(one['mean_dice'])}")
    for score in contributed.get("scores", []):
        print(f"  gold, {score['label']:28} {number(score['before'])} -> {number(score['after'])}")
    print(f"Versions: pulled leg@{pulled['version']}, then leg@{pulled_after['version']}")
    seconds = {"segment": document("segmented")["seconds"]["total"], "fine-tune": tuned["seconds"],
               "segment again": document("segmented_after")["seconds"]["total"]}
    print("Seconds: " + ", ".join(f"{name} {value:.1f}" for name, value in seconds.items()))


if len(sys.argv) > 2:
    print_side_by_side(sys.argv[2:])
else:
    print_loop()
