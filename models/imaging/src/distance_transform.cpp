#include "grid_check.h"
#include "laurel/imaging/masks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// Lines handled together, so that strided reads use whole cache lines.
constexpr std::int64_t linesTogether = 16;

/// Lower envelope of the parabolas step²·(q − p)² + squared[p] over one line.
class LowerEnvelope {
  public:
    LowerEnvelope(std::int64_t length, double step)
        : stepSquared_(step * step), vertex_(length), start_(length), inverse_(length) {
        for (std::int64_t gap = 1; gap < length; ++gap) {
            inverse_[gap] = 0.5 / (stepSquared_ * static_cast<double>(gap));
        }
    }

    /// @return whether any value is finite
    bool build(const float* squared) {
        count_ = 0;
        for (std::int64_t q = 0; q < std::ssize(vertex_); ++q) {
            if (squared[q] == infinity) {
                continue;
            }
            double from = -infinity;
            while (count_ > 0) {
                from = meetingPoint(squared, vertex_[count_ - 1], q);
                if (from > start_[count_ - 1]) {
                    break;
                }
                --count_;
            }
            vertex_[count_] = q;
            start_[count_] = count_ == 0 ? -infinity : from;
            ++count_;
        }
        return count_ > 0;
    }

    /// Calls visit(q, p, squared distance) for each q, p being the lowest parabola there.
    template <typename Visit>
    void forEach(const float* squared, const Visit& visit) const {
        std::int64_t lowest = 0;
        for (std::int64_t q = 0; q < std::ssize(vertex_); ++q) {
            while (lowest + 1 < count_ && start_[lowest + 1] < static_cast<double>(q)) {
                ++lowest;
            }
            const std::int64_t p = vertex_[lowest];
            const auto gap = static_cast<double>(q - p);
            visit(q, p, static_cast<float>(stepSquared_ * gap * gap + squared[p]));
        }
    }

  private:
    double meetingPoint(const float* squared, std::int64_t left, std::int64_t right) const {
        const double rise = static_cast<double>(squared[right]) - squared[left];
        return rise * inverse_[right - left] + 0.5 * static_cast<double>(left + right);
    }

    double stepSquared_;
    std::int64_t count_ = 0;
    std::vector<std::int64_t> vertex_;
    std::vector<double> start_; ///< where the parabola of the same number becomes the lowest
    std::vector<double> inverse_;
};

/// Squared distances along x alone, and where wanted the offset of the voxel that gives them.
void scanRows(MaskView mask, const GridSize& size, double step, std::vector<float>& squared,
              std::vector<std::int64_t>* nearest) {
    for (std::int64_t row = 0; row < size.y * size.z; ++row) {
        const std::int64_t begin = row * size.x;
        std::int64_t left = -1; // nearest foreground at or before x
        std::int64_t right = 0; // nearest foreground at or after x; size.x: none
        for (std::int64_t x = 0; x < size.x; ++x) {
            right = std::max(right, x);
            while (right < size.x && mask[begin + right] == 0) {
                ++right;
            }
            left = right == x ? x : left;
            const bool takeLeft = left >= 0 && (right == size.x || x - left <= right - x);
            const std::int64_t feature = takeLeft ? left : right < size.x ? right : -1;
            const double distance = static_cast<double>(x - feature) * step;
            squared[begin + x] = feature < 0 ? infinity : static_cast<float>(distance * distance);
            if (nearest != nullptr) {
                (*nearest)[begin + x] = feature < 0 ? -1 : begin + feature;
            }
        }
    }
}

/// Replaces the squared distances (and offsets) of neighbouring lines by those that also run along
/// the lines' own axis.
class LinePass {
  public:
    LinePass(std::int64_t length, std::int64_t stride, double step)
        : length_(length), stride_(stride), envelope_(length, step),
          squared_(length * linesTogether), nearest_(length * linesTogether) {}

    void run(float* squared, std::int64_t* nearest, std::int64_t lines) {
        for (std::int64_t i = 0; i < length_; ++i) {
            for (std::int64_t line = 0; line < lines; ++line) {
                squared_[line * length_ + i] = squared[i * stride_ + line];
            }
        }
        if (nearest != nullptr) {
            for (std::int64_t i = 0; i < length_; ++i) {
                for (std::int64_t line = 0; line < lines; ++line) {
                    nearest_[line * length_ + i] = nearest[i * stride_ + line];
                }
            }
        }
        for (std::int64_t line = 0; line < lines; ++line) {
            runLine(line, squared + line, nearest == nullptr ? nullptr : nearest + line);
        }
    }

  private:
    void runLine(std::int64_t line, float* squared, std::int64_t* nearest) {
        const float* const before = squared_.data() + line * length_;
        const std::int64_t* const features = nearest_.data() + line * length_;
        if (!envelope_.build(before)) {
            return;
        }
        envelope_.forEach(before, [&](std::int64_t q, std::int64_t p, float value) {
            squared[q * stride_] = value;
            if (nearest != nullptr) {
                nearest[q * stride_] = features[p];
            }
        });
    }

    std::int64_t length_;
    std::int64_t stride_;
    LowerEnvelope envelope_;
    std::vector<float> squared_;
    std::vector<std::int64_t> nearest_;
};

/// Runs along y (axis 1) or z (axis 2).
void scanAxis(int axis, const GridSize& size, double step, std::vector<float>& squared,
              std::vector<std::int64_t>* nearest) {
    if (size[axis] == 1) {
        return;
    }
    const std::int64_t stride = axis == 1 ? size.x : size.x * size.y;
    const std::int64_t slabs = axis == 1 ? size.z : 1;
    LinePass pass(size[axis], stride, step);
    for (std::int64_t slab = 0; slab < slabs; ++slab) {
        const std::int64_t begin = slab * size.x * size.y;
        for (std::int64_t line = 0; line < stride; line += linesTogether) {
            pass.run(squared.data() + begin + line,
                     nearest == nullptr ? nullptr : nearest->data() + begin + line,
                     std::min(linesTogether, stride - line));
        }
    }
}

std::vector<float> squaredDistances(MaskView mask, const GridSize& size,
                                    const std::array<double, 3>& spacing,
                                    std::vector<std::int64_t>* nearest) {
    requireGrid(mask.size(), size);
    std::vector<float> squared(mask.size());
    scanRows(mask, size, spacing[0], squared, nearest);
    scanAxis(1, size, spacing[1], squared, nearest);
    scanAxis(2, size, spacing[2], squared, nearest);
    return squared;
}

} // namespace

std::vector<float> distanceTransform(MaskView mask, const GridSize& size,
                                     const std::array<double, 3>& spacing) {
    std::vector<float> distances = squaredDistances(mask, size, spacing, nullptr);
    for (float& distance : distances) {
        distance = std::sqrt(distance);
    }
    return distances;
}

std::vector<std::int64_t> nearestForeground(MaskView mask, const GridSize& size,
                                            const std::array<double, 3>& spacing) {
    std::vector<std::int64_t> nearest(mask.size());
    squaredDistances(mask, size, spacing, &nearest);
    return nearest;
}

} // namespace laurel
