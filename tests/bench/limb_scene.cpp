#include "limb_scene.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace laurel::bench {

namespace {

Segmentation sixMuscles() {
    LabelMap labels(Geometry(LimbScene::grid, {0.6, 0.6, 3}));
    for (int value = 1; value <= 6; ++value) {
        labels.addSegment({"Muscle " + std::to_string(value), static_cast<std::uint16_t>(value), 0,
                           "", defaultColor(static_cast<std::uint16_t>(value)), ""});
    }
    for (VoxelIndex at; at.z < LimbScene::grid.z; ++at.z) {
        for (at.y = 0; at.y < LimbScene::grid.y; ++at.y) {
            for (at.x = 0; at.x < LimbScene::grid.x; ++at.x) {
                const auto x = static_cast<double>(at.x - 200);
                const auto y = static_cast<double>(at.y - 200);
                const double radius =
                    std::hypot(x, y) + 5 * std::sin(static_cast<double>(at.z) / 9);
                const double turn = (std::atan2(y, x) / std::numbers::pi + 1) / 2;
                if (radius > 30 && radius < 150) {
                    labels.set(at, static_cast<std::uint16_t>(
                                       1 + std::min(5, static_cast<int>(turn * 6))));
                }
            }
        }
    }
    return Segmentation(std::move(labels));
}

std::shared_ptr<const Volume> imageOf(const LabelMap& labels) {
    std::vector<std::int16_t> pixels(static_cast<std::size_t>(LimbScene::grid.voxels()));
    const auto values = labels.layer(0);
    std::uint32_t noise = 1;
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        noise = noise * 1664525U + 1013904223U;
        pixels[i] = static_cast<std::int16_t>((values[i] != 0 ? 300 : 40) + (noise >> 25));
    }
    return std::make_shared<const Volume>(labels.geometry(), std::move(pixels));
}

} // namespace

LimbScene::LimbScene()
    : target(sixMuscles()), counts(target), image(imageOf(std::as_const(target.labels))) {}

} // namespace laurel::bench
