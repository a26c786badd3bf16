#pragma once

#include "laurel/base/files.h"
#include "laurel/dicom/mask_object.h"
#include "laurel/dicom/series.h"
#include "laurel/dicom/series_writer.h"
#include "laurel/imaging/orientation.h"
#include "support/random_grids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {

/// A series on disk, as a scanner would have left it.
struct SourceSeries {
    std::vector<std::filesystem::path> files;
    Geometry geometry; ///< as the reader sees it
};

inline SourceSeries makeSeries(const std::filesystem::path& folder, const Geometry& geometry,
                               std::uint64_t seed = 1) {
    std::vector<std::uint16_t> pixels(static_cast<std::size_t>(geometry.size().voxels()), 7);
    writeSeries(folder, Volume(geometry, std::move(pixels)), {seed, "Source", ""});
    const auto found = findSeries(folder);
    EXPECT_EQ(found.size(), 1U);
    return {found.at(0).files, found.at(0).geometry.value()};
}

/// Blobs, one of which overlaps the others, one of which is empty; names in several scripts.
inline LabelMap sampleLabels(Random& random, const Geometry& geometry) {
    LabelMap labels(geometry, 2);
    const std::vector<std::string> names{"Soleus", "Wadenmüskel links", "腓腹筋", "Больше"};
    const auto count = static_cast<std::uint16_t>(names.size());
    for (std::uint16_t value = 1; value <= count; ++value) {
        const int layer = value == 4 ? 1 : 0;
        const Mask mask = randomBlobs(random, geometry.size(), 2, 4);
        for (std::size_t i = 0; i < mask.size(); ++i) {
            if (mask[i] != 0 && value != 3) {
                labels.layer(layer)[i] = value;
            }
        }
        labels.addSegment({names[value - 1], value, layer, "", defaultColor(value),
                           value == 1 ? "45321001" : ""});
    }
    return labels;
}

/// The mask of a segment on the nearest axes of the patient, whatever the label map's.
inline Mask canonicalMask(const LabelMap& labels, const std::string& name) {
    const LabelMap canonical = reorient(labels, Orientation());
    const Segment* const segment = canonical.findByName(name);
    return segment == nullptr ? Mask{} : canonical.mask(*segment);
}

inline void expectSameVoxels(const LabelMap& read, const LabelMap& given) {
    EXPECT_TRUE(reorient(read.geometry(), Orientation())
                    .sameGridAs(reorient(given.geometry(), Orientation()), 2e-3))
        << read.geometry().describe() << " and " << given.geometry().describe();
    for (const Segment& segment : given.segments()) {
        ASSERT_NE(read.findByName(segment.name), nullptr) << segment.name;
        EXPECT_EQ(canonicalMask(read, segment.name), canonicalMask(given, segment.name))
            << segment.name;
    }
}

/// Voxels, names, order, colours and codes; numbers of values and layers may differ.
inline void expectSameMasks(const LabelMap& read, const LabelMap& given) {
    ASSERT_EQ(read.segments().size(), given.segments().size());
    for (std::size_t i = 0; i < given.segments().size(); ++i) {
        const Segment& a = read.segments()[i];
        const Segment& b = given.segments()[i];
        EXPECT_EQ(a.name, b.name);
        EXPECT_EQ(a.color, b.color) << toHex(a.color) << " and " << toHex(b.color);
        EXPECT_EQ(a.snomed, b.snomed);
    }
    expectSameVoxels(read, given);
}

/// All 48 orders of the axes.
inline std::vector<Orientation> allOrientations() {
    std::vector<Orientation> all;
    for (const char* axes : {"LPS", "LSP", "PLS", "PSL", "SLP", "SPL"}) {
        for (int flips = 0; flips < 8; ++flips) {
            std::string letters = axes;
            for (int axis = 0; axis < 3; ++axis) {
                const auto opposite = std::string("RAI")[std::string("LPS").find(letters[axis])];
                letters[axis] = (flips >> axis & 1) != 0 ? opposite : letters[axis];
            }
            all.emplace_back(letters);
        }
    }
    return all;
}

inline MaskWriteOptions fixedOptions(std::uint64_t seed = 5) {
    MaskWriteOptions options;
    options.seed = seed;
    options.created = std::chrono::sys_seconds(std::chrono::seconds(1700000000));
    options.algorithmName = "Test algorithm";
    options.algorithmVersion = "3";
    return options;
}

} // namespace laurel
