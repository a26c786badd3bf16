#!/usr/bin/env python3
"""history_shape.py LOG: recounts what HistoryShape and the quantiles in contribution_stream.cpp say.

LOG is the published log of Dafne's server (dafne-imaging/dafne-evaluation, log_20230102_orig.anon.txt).
Counted are the uploads to the model Leg; a base is stale when others were merged since it was fetched.
"""
import collections
import datetime
import re
import statistics
import sys

UPLOAD = re.compile(r"upload_model accessed by (\d+) - Leg - ")
FETCH = re.compile(r"get_model accessed by (\d+) - Leg - (\d+)")
EVALUATED = re.compile(r"evaluating model Leg/(\d+)\.model: Dice: ([\d.]+) .*\((Uploaded|Merged) model\)")


def moment(line):
    return datetime.datetime.strptime(line[:26], "%Y-%m-%d %H:%M:%S.%f")


def read(path):
    uploads, merges, fetched = [], [], {}
    for line in open(path, encoding="utf-8"):
        if match := FETCH.search(line):
            fetched[match[1]] = int(match[2])
        elif match := UPLOAD.search(line):
            base = fetched.get(match[1])
            age = None if base is None else sum(stamp > base for stamp, _ in merges)
            uploads.append({"time": moment(line), "who": match[1], "age": age, "dice": None, "merged": False,
                            "current": merges[-1][1] if merges else None})
        elif (match := EVALUATED.search(line)) and uploads:
            if match[3] == "Uploaded":
                uploads[-1]["dice"] = float(match[2])
            else:
                uploads[-1]["merged"] = True
                merges.append((int(match[1]), float(match[2])))
    return uploads, merges


def twentieths(values):
    return [round(value) for value in statistics.quantiles(values, n=20)]


def main():
    uploads, merges = read(sys.argv[1])
    steps = list(zip(merges, merges[1:]))
    measured = [one for one in uploads if one["dice"] is not None and one["current"] is not None]
    # Only what was merged has an age that counts.
    ages = [one["age"] for one in uploads if one["age"] is not None and one["merged"]]
    gaps = [(b["time"] - a["time"]).total_seconds() for a, b in zip(uploads, uploads[1:])]
    share = lambda of, test: round(sum(map(test, of)) / len(of), 3)
    print("uploads", len(uploads), "merges", len(merges),
          "that lowered", sum(b[1] < a[1] for a, b in steps))
    print("first and last merged Dice", merges[0][1], merges[-1][1])
    print("unchanged", share(measured, lambda one: one["dice"] == one["current"]))
    print("harmful", share(measured, lambda one: one["dice"] < one["current"] - 0.05))
    print("far off", share(measured, lambda one: one["dice"] < 0.1))
    print("stale", share(ages, lambda age: age > 0))
    print("ages, quantiles 5 to 95 %", twentieths(ages))
    print("gaps in s, quantiles 5 to 95 %", twentieths(gaps))
    print("shares by key", [round(count / len(uploads), 3) for _, count in
                            collections.Counter(one["who"] for one in uploads).most_common(8)])


main()
