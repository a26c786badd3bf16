#include "series_split.h"

#include "plane_vectors.h"
#include "slice_places.h"
#include "trait_labels.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

namespace laurel {

namespace {

using Slices = std::vector<SliceHeader>;

/// More directions than this, one image each, are a rotation, not stacks.
constexpr std::size_t mostSingleDirections = 8;

constexpr std::size_t mostPictures = 64; ///< of a series to be listed one by one

bool isSameKind(const SliceHeader& a, const SliceHeader& b) {
    return a.isImage() == b.isImage() && a.columns == b.columns && a.rows == b.rows &&
           a.samplesPerPixel == b.samplesPerPixel && a.isMosaic == b.isMosaic &&
           (a.isImage() || a.sopClass == b.sopClass);
}

template <std::size_t N>
bool isClose(const std::optional<std::array<double, N>>& a,
             const std::optional<std::array<double, N>>& b, double tolerance) {
    // What does not state it stays with the others, so that the layout can say what is missing.
    return !a || !b || std::ranges::equal(*a, *b, [&](double x, double y) {
        return std::abs(x - y) <= tolerance;
    });
}

bool isSameGrid(const SliceHeader& a, const SliceHeader& b) {
    return isClose(a.orientation, b.orientation, sameDirection) &&
           isClose(a.pixelSpacing, b.pixelSpacing,
                   a.pixelSpacing ? 1e-3 * (*a.pixelSpacing)[0] : 0);
}

std::vector<Slices> clustered(Slices slices,
                              bool (*isSame)(const SliceHeader&, const SliceHeader&)) {
    std::vector<Slices> clusters;
    for (SliceHeader& slice : slices) {
        const auto found = std::ranges::find_if(
            clusters, [&](const Slices& cluster) { return isSame(cluster.front(), slice); });
        if (found != clusters.end()) {
            found->push_back(std::move(slice));
        } else {
            clusters.push_back({std::move(slice)});
        }
    }
    return clusters;
}

std::string joined(const std::string& a, const std::string& b) {
    return a.empty() || b.empty() ? a + b : a + ", " + b;
}

std::string sizeLabel(const SliceHeader& slice) {
    const std::string size =
        std::to_string(slice.columns) + "×" + std::to_string(slice.rows) + " pixels";
    return slice.isImage() ? size + (slice.isColor() ? " in colour" : "") : "no images";
}

std::string planeLabel(const SliceHeader& slice) {
    if (!slice.orientation) {
        return "no orientation";
    }
    constexpr std::array<const char*, 3> names{"sagittal", "coronal", "axial"};
    const Vector3 axis = normalOf(slice);
    const auto size = [](double a, double b) { return std::abs(a) < std::abs(b); };
    return names[static_cast<std::size_t>(std::ranges::max_element(axis, size) - axis.begin())];
}

/// Labels that several parts share are counted.
void makeLabelsDiffer(std::vector<std::string>& labels) {
    std::map<std::string, int> uses;
    for (const std::string& label : labels) {
        ++uses[label];
    }
    std::map<std::string, int> counts;
    for (std::string& label : labels) {
        const int count = ++counts[label];
        label += uses[label] > 1 ? " " + std::to_string(count) : "";
    }
}

using Division = std::map<std::string, Slices, decltype(&traitLess)>;

Division divided(const Slices& slices, Trait trait) {
    Division division(&traitLess);
    for (const SliceHeader& slice : slices) {
        division[slice.trait(trait)].push_back(slice);
    }
    return division;
}

/// Parallel slices, each with its place.
bool isPlaced(const Slices& slices) {
    return std::ranges::all_of(slices, [&](const SliceHeader& s) {
        return s.isImage() && s.position && s.orientation && isSameGrid(s, slices.front());
    });
}

/// Radiographs, captures and ultrasound, which say nothing of where they lie: no two make a volume.
bool arePictures(const Slices& slices) {
    const bool isOneLoop = std::cmp_equal(slices.size(), slices.front().frames);
    return slices.size() > 1 && (slices.size() <= mostPictures || isOneLoop) &&
           std::ranges::all_of(slices, [](const SliceHeader& s) {
               return s.isImage() && !s.position && !s.orientation;
           });
}

/// Of slices that lie unevenly, but no two at one place: parts of at least three, or of stacks.
bool evensOut(const Division& division, Trait trait) {
    const std::size_t least = trait == Trait::Stack ? 2 : 3;
    return std::ranges::all_of(division, [&](const auto& part) {
        return part.second.size() >= least && placesOf(part.second).isEven();
    });
}

bool helps(const Division& division, Trait trait, const SlicePlaces& before) {
    if (division.size() < 2) {
        return false;
    }
    if (before.duplicates() == 0) {
        return evensOut(division, trait);
    }
    std::size_t duplicates = 0;
    for (const auto& [value, part] : division) {
        duplicates += placesOf(part).duplicates();
    }
    return division.size() <= before.mostAtOne && duplicates < before.duplicates();
}

class Splitter {
  public:
    std::vector<SlicePart> parts;

    void divide(Slices slices, const std::string& label) {
        if (arePictures(slices)) {
            for (SliceHeader& slice : slices) {
                parts.push_back(
                    {{std::move(slice)}, joined(label, "picture " + std::to_string(++pictures_))});
            }
            return;
        }
        if (!isPlaced(slices)) {
            parts.push_back({std::move(slices), label});
            return;
        }
        const SlicePlaces places = placesOf(slices);
        if (places.isEven() ||
            (!divideByTrait(slices, label, places) && !divideByRank(slices, label, places))) {
            parts.push_back({std::move(slices), label});
        }
    }

  private:
    int pictures_ = 0;

    bool divideByTrait(const Slices& slices, const std::string& label, const SlicePlaces& places) {
        for (std::size_t i = 0; i < traitCount; ++i) {
            const auto trait = static_cast<Trait>(i);
            Division division = divided(slices, trait);
            if (helps(division, trait, places)) {
                descend(division, trait, label);
                return true;
            }
        }
        return false;
    }

    void descend(Division& division, Trait trait, const std::string& label) {
        std::vector<std::string> values;
        for (const auto& [value, part] : division) {
            values.push_back(value);
        }
        std::vector<std::string> labels;
        for (const auto& [value, part] : division) {
            labels.push_back(traitLabel(trait, values, part.front(), labels.size()));
        }
        makeLabelsDiffer(labels);
        std::size_t rank = 0;
        for (auto& [value, part] : division) {
            divide(std::move(part), joined(label, labels[rank++]));
        }
    }

    /// The k-th image at each place goes to the k-th volume.
    bool divideByRank(Slices& slices, const std::string& label, const SlicePlaces& places) {
        if (places.mostAtOne < 2 || !places.everywhereAlike) {
            return false;
        }
        const Vector3 axis = normalOf(slices.front());
        std::ranges::stable_sort(slices, {},
                                 [&](const SliceHeader& s) { return dot(*s.position, axis); });
        const std::size_t each = places.mostAtOne;
        for (std::size_t at = 0; at < slices.size(); at += each) { // as they were counted
            std::ranges::stable_sort(slices.begin() + static_cast<std::ptrdiff_t>(at),
                                     slices.begin() + static_cast<std::ptrdiff_t>(at + each), {},
                                     &SliceHeader::instanceNumber);
        }
        for (std::size_t k = 0; k < each; ++k) {
            Slices part;
            for (std::size_t at = k; at < slices.size(); at += each) {
                part.push_back(slices[at]);
            }
            parts.push_back({std::move(part),
                             joined(label, "image " + std::to_string(k + 1) + " of each place")});
        }
        return true;
    }
};

/// Where the image lies in its own plane, to the tenth of a millimetre.
void describePlaces(Slices& slices) {
    for (SliceHeader& slice : slices) {
        if (slice.position && slice.orientation) {
            const auto tenths = [](double mm) {
                return std::to_string(
                    static_cast<std::int64_t>(std::round(10 * std::clamp(mm, -1e6, 1e6))));
            };
            slice.trait(Trait::Place) = tenths(dot(*slice.position, rowDirection(slice))) + "\\" +
                                        tenths(dot(*slice.position, columnDirection(slice)));
        }
    }
}

std::vector<Slices> splitByGrid(Slices slices) {
    std::vector<Slices> grids = clustered(std::move(slices), &isSameGrid);
    const bool isRotation =
        grids.size() > mostSingleDirections &&
        std::ranges::all_of(grids, [](const Slices& grid) { return grid.size() == 1; });
    if (!isRotation) {
        return grids;
    }
    Slices all;
    for (Slices& grid : grids) {
        all.push_back(std::move(grid.front()));
    }
    return {std::move(all)};
}

template <typename Label>
std::vector<std::string> labelsOf(const std::vector<Slices>& groups, Label label) {
    std::vector<std::string> labels(groups.size());
    if (groups.size() > 1) {
        std::ranges::transform(groups, labels.begin(),
                               [&](const Slices& group) { return label(group.front()); });
        makeLabelsDiffer(labels);
    }
    return labels;
}

} // namespace

std::vector<SlicePart> splitSeries(std::vector<SliceHeader> slices) {
    std::ranges::stable_sort(slices, [](const SliceHeader& a, const SliceHeader& b) {
        const std::int64_t tileOfA = a.tile ? a.tile->index : 0;
        const std::int64_t tileOfB = b.tile ? b.tile->index : 0;
        return std::tie(a.instanceNumber, a.file.native(), a.frame, tileOfA) <
               std::tie(b.instanceNumber, b.file.native(), b.frame, tileOfB);
    });
    describePlaces(slices);
    Splitter splitter;
    const std::vector<Slices> kinds = clustered(std::move(slices), &isSameKind);
    const auto kindLabels = labelsOf(kinds, sizeLabel);
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        std::vector<Slices> grids = splitByGrid(kinds[k]);
        const auto gridLabels = labelsOf(grids, planeLabel);
        for (std::size_t g = 0; g < grids.size(); ++g) {
            splitter.divide(std::move(grids[g]), joined(kindLabels[k], gridLabels[g]));
        }
    }
    return std::move(splitter.parts);
}

} // namespace laurel
