#include "surface_picture.h"

#include "surface_camera.h"

#include <algorithm>
#include <limits>

namespace laurel::ui {

namespace {

/// A lamp above the left shoulder of whoever looks; what is farther away is darker.
float brightness(const Seen& normal, float farness) {
    constexpr Seen toLamp{-0.36F, -0.48F, -0.8F};
    const float lit =
        std::max(0.0F, normal[0] * toLamp[0] + normal[1] * toLamp[1] + normal[2] * toLamp[2]);
    return (0.30F + 0.72F * lit) * (1.08F - 0.4F * farness);
}

struct SeenCorner {
    Seen at{};
    float bright = 0;
};

/// Triangles into a picture, the nearest in front.
class SurfaceCanvas {
  public:
    /// @param finer how many of its pixels are one that is seen, along a side
    SurfaceCanvas(const QSize& size, int finer)
        : finer_(finer), image_(size, QImage::Format_ARGB32_Premultiplied),
          depth_(static_cast<std::size_t>(size.width()) * static_cast<std::size_t>(size.height()),
                 std::numeric_limits<float>::max()) {
        image_.fill(Qt::transparent);
    }

    void draw(const SeenCorner& a, const SeenCorner& b, const SeenCorner& c,
              const SurfacePaint& paint) {
        const float area =
            (b.at[0] - a.at[0]) * (c.at[1] - a.at[1]) - (b.at[1] - a.at[1]) * (c.at[0] - a.at[0]);
        if (!(area < 0)) { // seen from inside, or from the edge
            return;
        }
        const auto [left, right] = std::minmax({a.at[0], b.at[0], c.at[0]});
        const auto [top, bottom] = std::minmax({a.at[1], b.at[1], c.at[1]});
        const int firstColumn = std::max(0, static_cast<int>(std::ceil(left - 0.5F)));
        const int lastColumn =
            std::min(image_.width() - 1, static_cast<int>(std::floor(right - 0.5F)));
        const int firstRow = std::max(0, static_cast<int>(std::ceil(top - 0.5F)));
        const int lastRow =
            std::min(image_.height() - 1, static_cast<int>(std::floor(bottom - 0.5F)));
        for (int row = firstRow; row <= lastRow; ++row) {
            for (int column = firstColumn; column <= lastColumn; ++column) {
                const float x = static_cast<float>(column) + 0.5F;
                const float y = static_cast<float>(row) + 0.5F;
                const auto weight = [&](const SeenCorner& from, const SeenCorner& to) {
                    return ((to.at[0] - from.at[0]) * (y - from.at[1]) -
                            (to.at[1] - from.at[1]) * (x - from.at[0])) /
                           area;
                };
                const float ofC = weight(a, b);
                const float ofA = weight(b, c);
                const float ofB = weight(c, a);
                if (ofA >= 0 && ofB >= 0 && ofC >= 0) {
                    put(column, row, ofA * a.at[2] + ofB * b.at[2] + ofC * c.at[2],
                        ofA * a.bright + ofB * b.bright + ofC * c.bright, paint);
                }
            }
        }
    }

    QImage take() { return std::move(image_); }

  private:
    /// Whether the pixel is between the lines of hatching.
    bool isBetween(int column, int row) const noexcept {
        constexpr int period = 6;
        constexpr int line = 2;
        return (column / finer_ + row / finer_) % period >= line;
    }

    void put(int column, int row, float depth, float bright, const SurfacePaint& paint) {
        float& nearest =
            depth_[static_cast<std::size_t>(row) * static_cast<std::size_t>(image_.width()) +
                   static_cast<std::size_t>(column)];
        if (depth >= nearest) {
            return;
        }
        nearest = depth;
        constexpr float shade = 0.55F;
        const float light = paint.hatched && isBetween(column, row) ? shade * bright : bright;
        const auto lit = [light](int part) {
            return std::clamp(static_cast<int>(static_cast<float>(part) * light), 0, 255);
        };
        const QColor& color = paint.color;
        reinterpret_cast<QRgb*>(image_.scanLine(row))[column] =
            qRgb(lit(color.red()), lit(color.green()), lit(color.blue()));
    }

    int finer_;
    QImage image_;
    std::vector<float> depth_;
};

} // namespace

QImage pictureOf(const SurfaceMesh& mesh, const SurfacePaints& paints, const SurfaceOutlook& from,
                 const QSize& pixels) {
    // Small pictures are drawn twice as large, for smooth edges; large ones have enough pixels.
    constexpr int small = 300'000;
    const int finer = pixels.width() * pixels.height() <= small ? 2 : 1;
    const SurfaceCamera camera(from, mesh, finer * pixels);
    std::vector<SeenCorner> seen;
    seen.reserve(mesh.corners.size());
    for (const SurfaceCorner& corner : mesh.corners) {
        const Seen at = camera.turned(corner.at);
        seen.push_back(
            {camera.placed(at), brightness(camera.turned(corner.normal), camera.farness(at[2]))});
    }
    SurfaceCanvas canvas(finer * pixels, finer);
    for (const SurfacePart& part : mesh.parts) {
        if (part.segment >= paints.size() || !paints[part.segment]) {
            continue;
        }
        for (std::size_t i = part.first; i < part.first + part.count; ++i) {
            const auto& [a, b, c] = mesh.triangles[i];
            canvas.draw(seen[a], seen[b], seen[c], *paints[part.segment]);
        }
    }
    QImage drawn = canvas.take();
    return finer == 1 ? drawn
                      : drawn.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

} // namespace laurel::ui
