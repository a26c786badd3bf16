#pragma once

#include <QRect>

namespace laurel::ui {

/// Where the parts of a segment's row are, from its right end; the titles above stand over them.
struct SegmentRow {
    QRect mark, swatch, name, dice, volume, eye, lock;

    explicit SegmentRow(const QRect& row) {
        const int middle = row.center().y();
        mark = QRect(row.left() + 11, middle - 6, 13, 13);
        swatch = QRect(row.left() + 30, middle - 6, 13, 13);
        lock = QRect(row.right() - 25, row.top() + 1, 24, row.height() - 2);
        eye = lock.translated(-24, 0);
        volume = QRect(eye.left() - 48, row.top(), 42, row.height());
        dice = QRect(volume.left() - 38, row.top(), 36, row.height());
        name = QRect(row.left() + 51, row.top(), dice.left() - row.left() - 53, row.height());
    }
};

} // namespace laurel::ui
