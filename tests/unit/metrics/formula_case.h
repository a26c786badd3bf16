#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// The masks and the image of reference_values.py, by the same formulas of the indices.
struct FormulaCase {
    Geometry grid{{12, 11, 9}, {0.75, 1.5, 4.0}};
    LabelMap reference{grid};
    LabelMap segmentation{grid};
    Volume image;

    FormulaCase() {
        std::vector<std::uint8_t> samples;
        for (VoxelIndex v; v.z < 9; ++v.z) {
            for (v.y = 0; v.y < 11; ++v.y) {
                for (v.x = 0; v.x < 12; ++v.x) {
                    reference.set(v, value(inReference(v)));
                    segmentation.set(v, value(inSegmentation(v)));
                    samples.push_back(
                        static_cast<std::uint8_t>((v.x * 37 + v.y * 101 + v.z * 53) % 97));
                }
            }
        }
        image = Volume(grid, std::move(samples), 1, {0.5, -10});
    }

  private:
    static std::uint16_t value(bool inside) { return inside ? 4 : 0; }
    static std::int64_t square(std::int64_t n) { return n * n; }
    static bool inReference(const VoxelIndex& v) {
        return square(v.x - 5) + 2 * square(v.y - 5) + 3 * square(v.z - 4) <= 30;
    }
    static bool inSegmentation(const VoxelIndex& v) {
        return square(v.x - 7) + 2 * square(v.y - 4) + 2 * square(v.z - 4) <= 26 ||
               (v.x == 0 && v.z == 8 && v.y < 9);
    }
};

} // namespace laurel
