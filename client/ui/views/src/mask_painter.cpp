#include "mask_painter.h"

#include <QBrush>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

QColor withOpacity(QColor color, double opacity) {
    color.setAlphaF(static_cast<float>(opacity));
    return color;
}

void drawRects(QPainter& painter, const QBrush& brush, const std::vector<QRect>& rects) {
    if (!rects.empty()) {
        painter.setBrush(brush);
        painter.drawRects(rects.data(), static_cast<int>(rects.size()));
    }
}

} // namespace

QBrush maskBrush(const MaskTable::Entry& entry) {
    return entry.fill > 0 ? QBrush(withOpacity(entry.color, entry.fill)) : QBrush();
}

OutlineStrips::OutlineStrips(double pixelRatio) {
    const double width = outlineWidth * pixelRatio;
    solidWidth_ = std::max(1, static_cast<int>(std::floor(width)));
    softOpacity_ = std::clamp(width - solidWidth_, 0.0, 1.0);
}

QRect OutlineStrips::strip(Side side, int edge, int from, int to, int start, int width) {
    switch (side) {
    case Side::Top:
        return {from, edge + start, to - from, width};
    case Side::Bottom:
        return {from, edge - start - width, to - from, width};
    case Side::Left:
        return {edge + start, from, width, to - from};
    case Side::Right:
        break;
    }
    return {edge - start - width, from, width, to - from};
}

void OutlineStrips::add(Side side, int edge, int from, int to, int inwards) {
    const int width = std::min(solidWidth_, std::max(inwards, 1));
    solid_.push_back(strip(side, edge, from, to, 0, width));
    if (inwards > solidWidth_ && softOpacity_ > 0.05) {
        soft_.push_back(strip(side, edge, from, to, solidWidth_, 1));
    }
}

void OutlineStrips::paint(QPainter& painter, const QColor& color) const {
    drawRects(painter, withOpacity(color, softOpacity_), soft_);
    drawRects(painter, color, solid_);
}

MaskPainter::MaskPainter(QPainter& painter, const LabelPlane& labels, const MaskTable& table,
                         const DeviceGrid& grid)
    : painter_(painter), labels_(labels), table_(table), grid_(grid) {
    painter_.setPen(Qt::NoPen);
}

void MaskPainter::fill(const PlaneRect& part,
                       const std::function<QBrush(const MaskTable::Entry&)>& brushOf) {
    std::vector<std::vector<QRect>> rects(static_cast<std::size_t>(table_.entries()));
    for (int layer = 0; layer < labels_.layers(); ++layer) {
        fillLayer(layer, part, rects);
    }
    for (int i = 0; i < table_.entries(); ++i) {
        const QBrush brush = brushOf(table_.entry(i));
        if (brush.style() != Qt::NoBrush) {
            drawRects(painter_, brush, rects[static_cast<std::size_t>(i)]);
        }
    }
}

void MaskPainter::fillLayer(int layer, const PlaneRect& part,
                            std::vector<std::vector<QRect>>& rects) const {
    for (std::int64_t row = part.top; row <= part.bottom; ++row) {
        const std::uint16_t* values = labels_.row(layer, row);
        for (std::int64_t column = part.left; column <= part.right;) {
            const std::uint16_t value = values[column];
            const std::int64_t start = column;
            while (column <= part.right && values[column] == value) {
                ++column;
            }
            const int index = value == 0 ? -1 : table_.indexOf(layer, value);
            const QRect pixels = grid_.pixelsOf(start, column, row);
            if (index >= 0 && !pixels.isEmpty()) {
                rects[static_cast<std::size_t>(index)].push_back(pixels);
            }
        }
    }
}

int MaskPainter::outlined(int layer, std::uint16_t value) const {
    const int index = value == 0 ? -1 : table_.indexOf(layer, value);
    return index >= 0 && table_.entry(index).outline ? index : -1;
}

void MaskPainter::outline(const PlaneRect& part) {
    std::vector<OutlineStrips> strips(static_cast<std::size_t>(table_.entries()),
                                      OutlineStrips(grid_.pixelRatio));
    for (int layer = 0; layer < labels_.layers(); ++layer) {
        for (std::int64_t row = part.top; row <= part.bottom; ++row) {
            outlineRow(layer, row, part, strips);
            outlineAcross(layer, row, row - 1, part, strips);
            outlineAcross(layer, row, row + 1, part, strips);
        }
    }
    for (int i = 0; i < table_.entries(); ++i) {
        strips[static_cast<std::size_t>(i)].paint(painter_, table_.entry(i).color);
    }
}

/// The left and right borders of a row's voxels.
void MaskPainter::outlineRow(int layer, std::int64_t row, const PlaneRect& part,
                             std::vector<OutlineStrips>& strips) const {
    const std::uint16_t* values = labels_.row(layer, row);
    for (std::int64_t column = part.left; column <= part.right; ++column) {
        const std::uint16_t value = values[column];
        const bool left = column == 0 || values[column - 1] != value;
        const bool right = column + 1 == labels_.columns() || values[column + 1] != value;
        const int index = left || right ? outlined(layer, value) : -1;
        if (index < 0) {
            continue;
        }
        const QRect pixels = grid_.pixelsOf(column, column + 1, row);
        auto& strip = strips[static_cast<std::size_t>(index)];
        const int end = pixels.top() + pixels.height();
        if (left) {
            strip.add(OutlineStrips::Side::Left, pixels.left(), pixels.top(), end, pixels.width());
        }
        if (right) {
            strip.add(OutlineStrips::Side::Right, pixels.left() + pixels.width(), pixels.top(), end,
                      pixels.width());
        }
    }
}

/// The upper or lower borders: runs of voxels whose neighbour in row `beyond` is of another label.
void MaskPainter::outlineAcross(int layer, std::int64_t row, std::int64_t beyond,
                                const PlaneRect& part, std::vector<OutlineStrips>& strips) const {
    const std::uint16_t* values = labels_.row(layer, row);
    const bool outside = beyond < 0 || beyond >= labels_.rows();
    const std::uint16_t* others = outside ? nullptr : labels_.row(layer, beyond);
    const auto isBorder = [&](std::int64_t column, std::uint16_t value) {
        return values[column] == value && (!others || others[column] != value);
    };
    // Where the border turns towards `beyond`, the corner's square lies in the next voxel.
    const auto turnsAway = [&](std::int64_t column, std::uint16_t value) {
        return others && column >= 0 && column < labels_.columns() && values[column] == value &&
               others[column] == value;
    };
    for (std::int64_t column = part.left; column <= part.right;) {
        const std::uint16_t value = values[column];
        const std::int64_t start = column++;
        const int index = isBorder(start, value) ? outlined(layer, value) : -1;
        if (index < 0) {
            continue;
        }
        while (column <= part.right && isBorder(column, value)) {
            ++column;
        }
        auto& strip = strips[static_cast<std::size_t>(index)];
        const QRect pixels = grid_.pixelsOf(start, column, row);
        const int width = strip.thickness();
        const int from = pixels.left() - (turnsAway(start - 1, value) ? width : 0);
        const int to = pixels.left() + pixels.width() + (turnsAway(column, value) ? width : 0);
        const bool top = beyond < row;
        strip.add(top ? OutlineStrips::Side::Top : OutlineStrips::Side::Bottom,
                  top ? pixels.top() : pixels.top() + pixels.height(), from, to, pixels.height());
    }
}

} // namespace laurel::ui
