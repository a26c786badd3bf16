#pragma once

#include "laurel/base/random.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <cmath>
#include <vector>

namespace laurel {

/// One slice of drawn limbs: discs of fat around muscle around a bone, in air, mm from the corner.
class LimbPicture {
  public:
    LimbPicture(std::int64_t rowCount, std::int64_t columnCount, double mm, double air = 10)
        : rows(rowCount), columns(columnCount), spacing(mm),
          pixels(static_cast<std::size_t>(rows * columns), static_cast<float>(air)) {}

    /// An upright ellipse; `dark` draws muscle as T1 does, else as proton density does.
    LimbPicture& limb(double row, double column, double radius, bool dark = false,
                      double stretch = 1) {
        const double muscle = dark ? 200 : 600;
        paint(row, column, radius, stretch, 1000);
        paint(row, column, radius * 0.85, stretch, muscle);
        paint(row, column + radius * 0.3, radius * 0.2, 1, 30);
        return *this;
    }

    /// The magnitude of complex Gaussian noise, as scanners have it.
    LimbPicture& noise(double deviation, std::uint64_t seed) {
        Random random(seed);
        for (float& pixel : pixels) {
            pixel = static_cast<float>(
                std::hypot(pixel + deviation * random.normal(), deviation * random.normal()));
        }
        return *this;
    }

    LimbPicture& paint(double row, double column, double radius, double stretch, double value) {
        for (std::int64_t r = 0; r < rows; ++r) {
            for (std::int64_t c = 0; c < columns; ++c) {
                const double down = (static_cast<double>(r) * spacing - row) / stretch;
                const double across = static_cast<double>(c) * spacing - column;
                if (std::hypot(down, across) <= radius) {
                    pixels[static_cast<std::size_t>(r * columns + c)] = static_cast<float>(value);
                }
            }
        }
        return *this;
    }

    std::int64_t rows;
    std::int64_t columns;
    double spacing;
    std::vector<float> pixels;
};

} // namespace laurel
