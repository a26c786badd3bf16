#include "laurel/session/label_snapshot.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::int64_t voxelsAtOnce = std::int64_t{1} << 21; ///< about a millisecond
constexpr int waitForActMs = 50;

} // namespace

LabelMap LabelSnapshot::Copy::labels() && {
    LabelMap map(geometry, std::move(layers.front()));
    for (std::size_t layer = 1; layer < layers.size(); ++layer) {
        const int number = map.addLayer();
        std::ranges::copy(layers[layer], map.layer(number).begin());
    }
    for (Segment& segment : segments) {
        map.addSegment(std::move(segment));
    }
    return map;
}

Segmentation LabelSnapshot::Copy::segmentation() && {
    Segmentation whole;
    whole.looks = std::move(looks);
    whole.slices = std::move(slices);
    whole.automatic = std::move(automatic);
    whole.labels = std::move(*this).labels();
    return whole;
}

LabelSnapshot::LabelSnapshot(CaseSession& session, Done done, QObject* parent)
    : QObject(parent), session_(&session), done_(std::move(done)) {
    begin(session.segmentation().labels);
    connect(&session, &CaseSession::voxelsChanged, this, &LabelSnapshot::touch);
    turn_.setSingleShot(true);
    connect(&turn_, &QTimer::timeout, this, &LabelSnapshot::copySome);
    turn_.start(0);
}

void LabelSnapshot::begin(const LabelMap& labels) {
    copy_->geometry = labels.geometry();
    copy_->layers.assign(static_cast<std::size_t>(labels.layers()), {});
    for (std::vector<std::uint16_t>& layer : copy_->layers) {
        // Memory that nobody wrote to costs nothing yet; filling it all would hold the window.
        layer.reserve(static_cast<std::size_t>(labels.geometry().size().voxels()));
    }
    fresh_.assign(static_cast<std::size_t>(labels.geometry().size().z), false);
    next_ = 0;
}

void LabelSnapshot::touch(const VoxelBox& box) {
    for (std::int64_t slice = box.low.z; slice <= box.high.z; ++slice) {
        fresh_[static_cast<std::size_t>(slice)] = false;
    }
    next_ = std::min(next_, box.low.z);
}

/// The first time slices come in their order, each at the end of what is there.
void LabelSnapshot::copySlice(std::int64_t slice) {
    const LabelMap& labels = session_->segmentation().labels;
    const GridSize& size = labels.geometry().size();
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    const std::size_t first = static_cast<std::size_t>(slice) * inSlice;
    for (std::size_t layer = 0; layer < copy_->layers.size(); ++layer) {
        const auto from = labels.layer(static_cast<int>(layer)).subspan(first, inSlice);
        std::vector<std::uint16_t>& to = copy_->layers[layer];
        if (to.size() < first + inSlice) {
            to.insert(to.end(), from.begin(), from.end());
        } else {
            std::ranges::copy(from, to.begin() + static_cast<std::ptrdiff_t>(first));
        }
    }
    fresh_[static_cast<std::size_t>(slice)] = true;
}

void LabelSnapshot::copySome() {
    const CaseSession* const session = session_;
    if (session == nullptr) {
        return;
    }
    if (session->segmentation().labels.layers() != static_cast<int>(copy_->layers.size())) {
        begin(session->segmentation().labels); // a step added layers, or took them back
    }
    const GridSize& size = session->image().geometry().size();
    const std::int64_t inSlice = size.x * size.y * std::ssize(copy_->layers);
    std::int64_t left = std::max<std::int64_t>(1, voxelsAtOnce / inSlice);
    for (; next_ < size.z && left > 0; ++next_) {
        if (!fresh_[static_cast<std::size_t>(next_)]) {
            copySlice(next_);
            --left;
        }
    }
    if (next_ < size.z) {
        turn_.start(0);
    } else if (session->actIsOpen()) {
        turn_.start(waitForActMs);
    } else {
        finish();
    }
}

void LabelSnapshot::finish() {
    const CaseSession* const session = session_;
    copy_->segments = session->segmentation().labels.segments();
    copy_->looks = session->segmentation().looks;
    copy_->slices = session->segmentation().slices;
    copy_->automatic = session->segmentation().automatic; // shares what it holds
    copy_->version = session->version();
    disconnect(session, nullptr, this, nullptr);
    const Done done = std::move(done_);
    done(std::move(copy_)); // who may delete this
}

} // namespace laurel
