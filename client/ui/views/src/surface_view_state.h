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

    /// A segment of the case, or of a proposal that nobody has accepted.
    struct Part {
        SegmentKey key;
        bool proposed = false;
    };

    /// The segment itself; null: it is there no more. What is proposed is gone with its proposal,
    /// before the next surface is there.
    const Segment* segmentOf(const Part& part) const {
        if (!part.proposed) {
            return session.segmentation().labels.find(part.key.layer, part.key.value);
        }
        const Proposal* const open = session.proposal();
        return open != nullptr && open == proposal.get()
                   ? open->labels.find(part.key.layer, part.key.value)
                   : nullptr;
    }

    bool isHidden(const Part& part) const {
        const Segmentation& now = session.segmentation();
        const auto place = now.indexOf(part.key.layer, part.key.value);
        return !part.proposed && place && !now.looks[*place].visible;
    }

    SurfacePaints paints() const {
        SurfacePaints paints;
        for (const Part& part : parts) {
            const Segment* segment = segmentOf(part);
            if (segment == nullptr || isHidden(part)) {
                paints.emplace_back();
            } else {
                const Color& color = segment->color;
                paints.emplace_back(
                    SurfacePaint{QColor(color.red, color.green, color.blue), part.proposed});
            }
        }
        return paints;
    }

    bool hasNothing() const {
        if (session.proposal() != nullptr) {
            return false;
        }
        const SegmentCounts& counts = session.openCase().counts();
        for (std::size_t segment = 0; segment < counts.segments(); ++segment) {
            if (counts.voxels(segment) > 0) {
                return false;
            }
        }
        return true;
    }

    CaseSession& session;
    std::shared_ptr<const SurfaceMesh> mesh;
    std::vector<Part> parts;                  ///< that the mesh was made of
    std::shared_ptr<const Proposal> proposal; ///< of those that are proposed
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
