#pragma once

#include "laurel/session/label_snapshot.h"
#include "laurel/session/task_board.h"
#include "laurel/ui_views/surface_view.h"

#include "surface_picture.h"

#include <QTimer>

namespace laurel::ui {

/// The surface, its picture, and what is on its way. Tasks end with the board, before the rest.
struct SurfaceView::State {
    explicit State(CaseSession& shown) : session(shown) {}

    std::vector<std::optional<QColor>> colors() const {
        const Segmentation& now = session.segmentation();
        std::vector<std::optional<QColor>> colors;
        for (const std::size_t place : segmentOfPart()) {
            if (place < now.looks.size() && now.looks[place].visible) {
                const Color& color = now.labels.segments()[place].color;
                colors.emplace_back(QColor(color.red, color.green, color.blue));
            } else {
                colors.emplace_back();
            }
        }
        return colors;
    }

    bool hasNothing() const {
        const SegmentCounts& counts = session.openCase().counts();
        for (std::size_t segment = 0; segment < counts.segments(); ++segment) {
            if (counts.voxels(segment) > 0) {
                return false;
            }
        }
        return true;
    }

    /// Where the segments of the surface stand in the list by now.
    std::vector<std::size_t> segmentOfPart() const {
        std::vector<std::size_t> places;
        for (const SegmentKey& key : keys) {
            const auto at = session.segmentation().indexOf(key.layer, key.value);
            places.push_back(at.value_or(session.segmentation().looks.size()));
        }
        return places;
    }

    CaseSession& session;
    std::shared_ptr<const SurfaceMesh> mesh;
    std::vector<SegmentKey> keys; ///< of the segments that the mesh was made of
    std::uint64_t version = 0;    ///< of the case that it shows
    SurfaceOutlook from;
    QImage picture;
    QPointF pressed;    ///< where the button went down
    QPointF grip;       ///< up to where the hand has turned
    bool turns = false; ///< the hand moved too far for a click
    QTimer later;
    qint64 lastMs = 0; ///< that the last surface took
    bool stale = true; ///< the case is another than the surface
    bool building = false;
    bool drawing = false;
    bool drawAgain = false;
    std::unique_ptr<LabelSnapshot> snapshot;
    TaskBoard board;
};

} // namespace laurel::ui
