#pragma once

#include <cstddef>
#include <cstdint>

namespace laurel {

/// A point of an axial plane in mm; x grows to the patient's left, y to posterior.
struct PlanePoint {
    double x = 0;
    double y = 0;
};

inline PlanePoint operator+(PlanePoint a, PlanePoint b) {
    return {a.x + b.x, a.y + b.y};
}
inline PlanePoint operator-(PlanePoint a, PlanePoint b) {
    return {a.x - b.x, a.y - b.y};
}
inline PlanePoint operator*(double factor, PlanePoint a) {
    return {factor * a.x, factor * a.y};
}

/// A regular grid of an axial plane: pixel (column, row) has its centre at
/// origin + (column · stepX, row · stepY) mm. Arrays run column fastest.
struct PlaneGrid {
    std::int64_t columns = 0;
    std::int64_t rows = 0;
    double stepX = 1;
    double stepY = 1;
    PlanePoint origin;

    std::size_t pixels() const noexcept { return static_cast<std::size_t>(columns * rows); }
    double x(std::int64_t column) const noexcept {
        return origin.x + static_cast<double>(column) * stepX;
    }
    double y(std::int64_t row) const noexcept {
        return origin.y + static_cast<double>(row) * stepY;
    }
};

} // namespace laurel
