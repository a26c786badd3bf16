#pragma once

#include "laurel/session/case_session.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace laurel {

/// Copies an open case's labels for work elsewhere without holding the window: a few slices at a
/// time, between which a person may go on editing; slices that change meanwhile are copied again.
/// An act in hand is waited for. GUI thread.
class LabelSnapshot : public QObject {
    Q_OBJECT
  public:
    /// What was copied. To be put together (`labels`) in another thread, since that takes time.
    struct Copy {
        Geometry geometry;
        std::vector<Segment> segments;
        std::vector<std::vector<std::uint16_t>> layers;
        std::vector<SegmentLook> looks;
        std::vector<SliceState> slices;
        AutomaticMasks automatic;
        std::uint64_t version = 0; ///< CaseSession::version

        LabelMap labels() &&;
        Segmentation segmentation() &&;
    };
    using Done = std::function<void(std::shared_ptr<Copy>)>;

    /// @param done called once, unless this object or the session goes before
    LabelSnapshot(CaseSession& session, Done done, QObject* parent = nullptr);

  private:
    void begin(const LabelMap& labels);
    void copySome();
    void copySlice(std::int64_t slice);
    void touch(const VoxelBox& box);
    void finish();

    QPointer<CaseSession> session_;
    Done done_;
    std::shared_ptr<Copy> copy_ = std::make_shared<Copy>();
    std::vector<bool> fresh_; ///< by slice: copied, and not changed since
    std::int64_t next_ = 0;   ///< where to go on looking for one that is not
    QTimer turn_;
};

} // namespace laurel
