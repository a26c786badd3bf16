#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/masks.h"
#include "support/child_process.h"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

namespace laurel {

inline ProcessResult readMasks(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"/usr/bin/python3", LAUREL_READ_MASKS});
    ProcessResult result = runProcess(std::move(arguments));
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return result;
}

inline Mask bytesOf(const std::filesystem::path& raw) {
    Mask mask;
    for (const std::byte byte : readFile(raw, std::uint64_t{1} << 30)) {
        mask.push_back(static_cast<std::uint8_t>(byte));
    }
    return mask;
}

/// A SEG as pydicom sees it.
struct OtherSegmentation {
    GridSize size;
    std::vector<std::string> segments; ///< label|scheme|code|algorithm type
    Mask voxels;                       ///< of all segments, one after the other
};

inline OtherSegmentation readWithPydicom(const std::filesystem::path& file) {
    const TemporaryFolder scratch;
    const auto raw = scratch.path() / "voxels";
    std::istringstream lines(readMasks({"seg", file, raw}).out);
    OtherSegmentation other;
    lines >> other.size.x >> other.size.y >> other.size.z >> std::ws;
    for (std::string line; std::getline(lines, line);) {
        other.segments.push_back(line);
    }
    other.voxels = bytesOf(raw);
    return other;
}

/// Voxels of every segment of a label map, one after the other.
inline Mask voxelsOfAll(const LabelMap& labels) {
    Mask all;
    for (const Segment& segment : labels.segments()) {
        const Mask mask = labels.mask(segment);
        all.insert(all.end(), mask.begin(), mask.end());
    }
    return all;
}

enum class Nested { United, Excluded }; ///< what plastimatch makes of contours in contours

/// The mask that plastimatch fills on a grid for one ROI; the contours are first turned into the
/// axes of the grid, since it knows no oblique ones.
inline Mask fillWithPlastimatch(const std::filesystem::path& structures, const Geometry& grid,
                                const std::string& name, Nested nested) {
    const TemporaryFolder scratch;
    const auto text = [](auto... values) {
        std::ostringstream joined;
        joined.precision(12);
        ((joined << values << ' '), ...);
        return joined.str();
    };
    const auto& [sx, sy, sz] = grid.spacing();
    const auto& [x, y, z] = grid.origin();
    std::vector<std::string> axial{"rt-axial", structures, scratch.path() / "axial.dcm"};
    for (const double value : {sx, sy, sz, x, y, z}) {
        axial.push_back(text(value));
    }
    for (const double value : grid.direction()) {
        axial.push_back(text(value));
    }
    readMasks(axial);
    std::vector<std::string> command{"plastimatch", "convert"};
    if (nested == Nested::Excluded) {
        command.emplace_back("--xor-contours");
    }
    const GridSize& size = grid.size();
    for (const std::string& word :
         {std::string("--input"), (scratch.path() / "axial.dcm").string(), std::string("--dim"),
          text(size.x, size.y, size.z), std::string("--origin"), std::string("0 0 0"),
          std::string("--spacing"), text(sx, sy, sz), std::string("--output-prefix"),
          (scratch.path() / "masks").string(), std::string("--prefix-format"),
          std::string("nii.gz")}) {
        command.push_back(word);
    }
    const auto result = runProcess(command);
    EXPECT_EQ(result.exitCode, 0) << result.err;
    readMasks({"nifti", scratch.path() / "masks" / (name + ".nii.gz"), scratch.path() / "raw"});
    return bytesOf(scratch.path() / "raw");
}

/// Dice of each slice in which either mask has voxels; the lowest.
inline double worstDice(const Mask& a, const Mask& b, const GridSize& size) {
    const auto plane = static_cast<std::size_t>(size.x * size.y);
    double worst = a.size() == b.size() ? 1 : 0;
    for (std::size_t start = 0; worst > 0 && start < a.size(); start += plane) {
        std::size_t both = 0;
        std::size_t sum = 0;
        for (std::size_t i = start; i < start + plane; ++i) {
            both += a[i] != 0 && b[i] != 0 ? 1U : 0U;
            sum += (a[i] != 0 ? 1U : 0U) + (b[i] != 0 ? 1U : 0U);
        }
        const double dice = 2.0 * static_cast<double>(both) / static_cast<double>(sum);
        worst = sum == 0 ? worst : std::min(worst, dice);
    }
    return worst;
}

inline bool hasPydicom() {
    return pythonHas("pydicom, numpy, nibabel");
}
inline bool hasPlastimatch() {
    return isInstalled("plastimatch") && hasPydicom();
}

} // namespace laurel
