#include "proposal_picture.h"

#include <QBrush>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace laurel::ui {

namespace {

constexpr double hatchPeriod = 10; ///< device-independent pixels, across
constexpr double dashLength = 5;
constexpr double dashGap = 3;

/// One period of the hatching over the fill.
QBrush hatchBrush(const MaskTable::Entry& entry, double pixelRatio) {
    const int period = std::max(4, static_cast<int>(std::lround(hatchPeriod * pixelRatio)));
    QColor ground = entry.color;
    ground.setAlphaF(static_cast<float>(entry.fill));
    QImage tile(period, period, QImage::Format_ARGB32_Premultiplied);
    tile.fill(ground);
    QPainter painter(&tile);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor line = entry.color;
    line.setAlphaF(0.8F);
    painter.setPen(QPen(line, pixelRatio));
    for (const int shift : {-period, 0, period}) { // the tile's corners belong to its neighbours
        painter.drawLine(QLineF(shift - 2, period + 2, shift + period + 2, -2));
    }
    painter.end();
    QBrush brush;
    brush.setTextureImage(tile);
    return brush;
}

/// Walks along a border in device pixels and adds its dashes.
class Dashes {
  public:
    Dashes(OutlineStrips& strips, double pixelRatio)
        : strips_(strips), on_(std::max(2, static_cast<int>(std::lround(dashLength * pixelRatio)))),
          period_(on_ + std::max(2, static_cast<int>(std::lround(dashGap * pixelRatio)))) {}

    void edge(const QPoint& from, const QPoint& to) {
        const bool across = from.y() == to.y();
        const int start = across ? from.x() : from.y();
        const int length = (across ? to.x() : to.y()) - start;
        for (int done = 0; done < std::abs(length);) {
            const int left = phase_ < on_ ? on_ - phase_ : period_ - phase_;
            const int piece = std::min(left, std::abs(length) - done);
            if (phase_ < on_) {
                add(from, across, start, done, piece, length > 0);
            }
            done += piece;
            phase_ = (phase_ + piece) % period_;
        }
    }

  private:
    void add(const QPoint& from, bool across, int start, int done, int piece, bool forwards) {
        using Side = OutlineStrips::Side;
        constexpr int anyWidth = 1 << 16;
        const int first = forwards ? start + done : start - done - piece;
        // The region is at the right hand: walking right it lies below, walking down at the left.
        const Side side =
            across ? (forwards ? Side::Top : Side::Bottom) : (forwards ? Side::Right : Side::Left);
        strips_.add(side, across ? from.y() : from.x(), first, first + piece, anyWidth);
    }

    OutlineStrips& strips_;
    int on_;
    int period_;
    int phase_ = 0;
};

} // namespace

void ProposalPicture::forget() {
    slice_.reset();
    labels_.forget();
}

void ProposalPicture::touch(const PlaneRect& part) {
    if (!part.empty()) {
        slice_.reset();
        labels_.touch(part);
    }
}

void ProposalPicture::read(const LabelMap& proposed, const Segmentation& segmentation,
                           const PlaneLayout& layout, std::int64_t slice) {
    if (slice_ == slice) {
        return;
    }
    labels_.read(proposed, layout, slice);
    table_ = MaskTable(proposed, segmentation);
    loops_ = regionLoops(labels_);
    slice_ = slice;
}

void ProposalPicture::read(const EditDelta& change, const Segmentation& segmentation,
                           const PlaneLayout& layout, std::int64_t slice) {
    if (slice_ == slice || change.empty()) {
        return;
    }
    labels_.readChange(change, segmentation.labels.geometry().size(), layout, slice);
    table_ = MaskTable::ofChange(segmentation, change.layers().front().layer);
    loops_ = regionLoops(labels_);
    slice_ = slice;
}

void ProposalPicture::paint(QPainter& painter, const QRect& pixels, const DeviceGrid& grid) {
    painter.setBrushOrigin(grid.whole.topLeft().toPoint());
    MaskPainter masks(painter, labels_, table_, grid);
    masks.fill(grid.voxelsIn(pixels),
               [&](const MaskTable::Entry& entry) { return hatchBrush(entry, grid.pixelRatio); });
    paintDashes(painter, pixels, grid);
}

namespace {

/// The loop's corners as device pixels, closed.
std::vector<QPoint> toPixels(const RegionLoop& loop, const DeviceGrid& grid) {
    std::vector<QPoint> pixels;
    pixels.reserve(loop.corners.size() + 1);
    for (const QPoint& corner : loop.corners) {
        pixels.emplace_back(grid.xs[static_cast<std::size_t>(corner.x())],
                            grid.ys[static_cast<std::size_t>(corner.y())]);
    }
    pixels.push_back(pixels.front());
    return pixels;
}

QRect boundsOf(const std::vector<QPoint>& points) {
    QRect bounds;
    for (const QPoint& point : points) {
        bounds |= QRect(point, QSize(1, 1));
    }
    return bounds;
}

} // namespace

void ProposalPicture::paintDashes(QPainter& painter, const QRect& pixels,
                                  const DeviceGrid& grid) const {
    for (const RegionLoop& loop : loops_) {
        const int index = table_.indexOf(loop.layer, loop.value);
        const std::vector<QPoint> corners = toPixels(loop, grid);
        if (index < 0 || !boundsOf(corners).intersects(pixels)) {
            continue;
        }
        OutlineStrips strips(grid.pixelRatio);
        Dashes dashes(strips, grid.pixelRatio);
        for (std::size_t i = 1; i < corners.size(); ++i) {
            dashes.edge(corners[i - 1], corners[i]);
        }
        strips.paint(painter, table_.entry(index).color);
    }
}

} // namespace laurel::ui
