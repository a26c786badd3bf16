#pragma once

#include "laurel/imaging/orientation.h"

#include <string>
#include <vector>

namespace laurel {

/// All 48 ways in which index axes can run in a patient.
inline std::vector<Orientation> allOrientations() {
    const std::string opposites = "LRPASI";
    std::vector<Orientation> result;
    for (const std::string axes : {"LPS", "LSP", "PLS", "PSL", "SLP", "SPL"}) {
        for (int flips = 0; flips < 8; ++flips) {
            std::string letters = axes;
            for (int axis = 0; axis < 3; ++axis) {
                char& letter = letters[static_cast<std::size_t>(axis)];
                if ((flips >> axis & 1) != 0) {
                    letter = opposites[opposites.find(letter) + 1];
                }
            }
            result.emplace_back(letters);
        }
    }
    return result;
}

/// A grid whose index axes run so, from its origin.
inline Geometry gridRunning(const Orientation& orientation, const GridSize& size,
                            const std::array<double, 3>& spacing) {
    Matrix3 direction{};
    for (int axis = 0; axis < 3; ++axis) {
        const auto row = static_cast<std::size_t>(orientation.patientAxis(axis));
        direction[3 * row + static_cast<std::size_t>(axis)] = orientation.isFlipped(axis) ? -1 : 1;
    }
    return {size, spacing, {10, -20, 30}, direction};
}

} // namespace laurel
