#pragma once

#include "laurel/imaging/volume.h"
#include "support/child_process.h"

#include <array>
#include <cmath>
#include <cstring>
#include <sstream>

#include <gtest/gtest.h>

namespace laurel {

/// An image as read_series.py saw it.
struct ReferenceImage {
    std::array<double, 4> size{}; ///< with frames
    std::array<double, 3> spacing{};
    std::array<double, 3> origin{};
    std::array<double, 9> direction{};
    std::vector<float> values;
};

/// @param reader "pydicom", "dcm2niix" or "dcm2niix-display"
/// @param name   how the file name of the image ends where dcm2niix makes several
inline ReferenceImage readWithReference(const std::string& reader,
                                        const std::filesystem::path& folder,
                                        const std::string& name = "") {
    const TemporaryFolder scratch;
    const auto raw = scratch.path() / "voxels";
    const ProcessResult result =
        runProcess({"/usr/bin/python3", LAUREL_READ_SERIES, reader, folder, raw, name});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    ReferenceImage image;
    std::istringstream lines(result.out);
    const auto readInto = [&](auto& numbers) {
        for (double& number : numbers) {
            lines >> number;
        }
    };
    readInto(image.size);
    readInto(image.spacing);
    readInto(image.origin);
    readInto(image.direction);
    if (result.exitCode == 0) {
        const auto bytes = readFile(raw, std::uint64_t{1} << 31);
        image.values.resize(bytes.size() / sizeof(float));
        std::memcpy(image.values.data(), bytes.data(), bytes.size());
    }
    return image;
}

/// Whether the reader is there to be asked.
inline bool hasReference(const std::string& reader) {
    return reader == "pydicom" ? pythonHas("pydicom, numpy")
                               : isInstalled("dcm2niix") && pythonHas("nibabel");
}

/// @param tolerance of values, relative to the greatest one (0: bit for bit)
inline void expectSameAsReference(const Volume& volume, const ReferenceImage& reference,
                                  double tolerance = 0) {
    const Geometry& geometry = volume.geometry();
    for (int axis = 0; axis < 3; ++axis) {
        ASSERT_EQ(static_cast<double>(geometry.size()[axis]), reference.size[axis]);
    }
    const Geometry other(geometry.size(), reference.spacing,
                         {reference.origin[0], reference.origin[1], reference.origin[2]},
                         reference.direction);
    EXPECT_TRUE(geometry.sameGridAs(other, 2e-3)) << geometry.describe();
    ASSERT_EQ(static_cast<double>(volume.frames()), reference.size[3]);
    std::vector<float> values;
    for (std::int64_t frame = 0; frame < volume.frames(); ++frame) {
        const std::vector<float> one = volume.toFloat(frame);
        values.insert(values.end(), one.begin(), one.end());
    }
    ASSERT_EQ(values.size(), reference.values.size());
    double largest = 0;
    double worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        largest = std::max(largest, std::abs(static_cast<double>(reference.values[i])));
        worst = std::max(worst, std::abs(static_cast<double>(values[i]) - reference.values[i]));
    }
    EXPECT_LE(worst, tolerance * largest);
}

} // namespace laurel
