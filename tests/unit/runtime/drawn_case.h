#pragma once

#include "laurel/engine/engine.h"
#include "laurel/runtime/preprocessor.h"
#include "limb_picture.h"

namespace laurel {

inline ModelManifest drawnManifest(Laterality laterality = Laterality::BilateralMirrored) {
    ModelManifest manifest;
    manifest.id = "drawn";
    manifest.plugin = {"unet2d", "1.0", {{"widths", {8, 16, 16}}}};
    manifest.labels = {{1, "Front", "FR", {255, 0, 0}, "1"},
                       {2, "Inner", "IN", {0, 255, 0}, ""},
                       {3, "Back", "BA", {0, 0, 255}, ""}};
    manifest.input.modality = "MR";
    manifest.input.spacingMm = {1.25, 1.25};
    manifest.input.size = {112, 96};
    manifest.input.laterality = laterality;
    return manifest;
}

/// Both legs, five slices of 140 × 260 pixels of 1.1 × 0.9 mm, 6 mm apart, tilted in space, with
/// three muscles each: Front anterior, Inner medial, Back posterior. In LPS orientation.
inline TrainingCase drawBothLegs(std::uint64_t seed = 1) {
    constexpr std::int64_t rows = 140, columns = 260, slices = 5;
    constexpr double rowMm = 1.1, columnMm = 0.9;
    const double tilt = 0.2;
    const Geometry geometry(
        {columns, rows, slices}, {columnMm, rowMm, 6}, {-117, -70, 40},
        {std::cos(tilt), -std::sin(tilt), 0, std::sin(tilt), std::cos(tilt), 0, 0, 0, 1});
    std::vector<std::uint16_t> image(static_cast<std::size_t>(geometry.size().voxels()));
    std::vector<std::uint16_t> labels(image.size());
    Random random(seed);
    struct Muscle {
        double row, medial, radius;
    };
    const std::array muscles{Muscle{-25, -4, 14}, Muscle{4, 22, 13}, Muscle{26, -6, 17}};
    for (std::int64_t z = 0; z < slices; ++z) {
        for (std::int64_t r = 0; r < rows; ++r) {
            for (std::int64_t c = 0; c < columns; ++c) {
                const VoxelIndex index{c, r, z};
                double value = 20;
                std::uint16_t label = 0;
                for (const bool left : {false, true}) {
                    const double down = static_cast<double>(r) * rowMm - 76 - 2 * left;
                    const double across = static_cast<double>(c) * columnMm -
                                          (left ? 175.0 : 60.0) - static_cast<double>(z);
                    const double medially = left ? -across : across;
                    if (std::hypot(down, across) <= 50) {
                        value = std::hypot(down, across) <= 46 ? 400 : 1000;
                        for (std::size_t i = 0; i < muscles.size(); ++i) {
                            if (std::hypot(down - muscles[i].row, medially - muscles[i].medial) <=
                                muscles[i].radius) {
                                value = 500 + 150 * static_cast<double>(i);
                                label = static_cast<std::uint16_t>(i + 1 + (left ? 3 : 0));
                            }
                        }
                    }
                }
                image[geometry.offset(index)] =
                    static_cast<std::uint16_t>(value + random.uniform(0, 15));
                labels[geometry.offset(index)] = label;
            }
        }
    }
    TrainingCase drawn{Volume(geometry, std::move(image)), LabelMap(geometry, std::move(labels))};
    std::uint16_t value = 1;
    for (const PlaneSide side : {PlaneSide::Right, PlaneSide::Left}) {
        for (const char* const name : {"Front", "Inner", "Back"}) {
            drawn.labels.addSegment({.name = segmentName(name, side),
                                     .value = value++,
                                     .layer = 0,
                                     .abbreviation = {},
                                     .color = {},
                                     .snomed = {}});
        }
    }
    return drawn;
}

/// Volume Dice of two label maps' segments of one name, on one grid.
inline double diceOf(const LabelMap& a, const LabelMap& b, const std::string& name) {
    const std::vector<std::uint8_t> one = a.mask(*a.findByName(name));
    const std::vector<std::uint8_t> other = b.mask(*b.findByName(name));
    double both = 0;
    double sum = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        both += one[i] != 0 && other[i] != 0 ? 1 : 0;
        sum += (one[i] != 0 ? 1 : 0) + (other[i] != 0 ? 1 : 0);
    }
    return 2 * both / sum;
}

} // namespace laurel
