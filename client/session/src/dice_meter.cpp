#include "laurel/session/dice_meter.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::int64_t voxelsAtOnce = std::int64_t{1} << 20; ///< a few milliseconds

} // namespace

DiceMeter::DiceMeter(CaseSession& session, QObject* parent) : QObject(parent), session_(session) {
    turn_.setSingleShot(true);
    connect(&turn_, &QTimer::timeout, this, &DiceMeter::measureSome);
    connect(&session_, &CaseSession::voxelsChanged, this, [this](const VoxelBox& box) {
        overlaps_.touch(box.low.z, box.high.z);
        turn_.start(0);
    });
    // Which slices count depends on their states and on what was accepted; both come with a step.
    connect(&session_, &CaseSession::slicesChanged, this, [this] {
        overlaps_.touch(0, overlaps_.slices() - 1);
        turn_.start(0);
    });
    connect(&session_, &CaseSession::segmentsChanged, this, &DiceMeter::restart);
    connect(&session_.view(), &ViewState::crosshairChanged, this, &DiceMeter::changed);
    restart();
}

void DiceMeter::restart() {
    overlaps_.reset(std::ssize(session_.segmentation().slices));
    turn_.start(0);
}

void DiceMeter::measureSome() {
    const Segmentation& segmentation = session_.segmentation();
    if (std::ranges::none_of(segmentation.automatic, &AutomaticSlice::isKnown)) {
        Q_EMIT changed();
        return;
    }
    const GridSize& size = segmentation.labels.geometry().size();
    const std::int64_t inSlice = size.x * size.y * segmentation.labels.layers();
    overlaps_.measureSlice(segmentation, session_.view().crosshair().z); // what is looked at first
    if (overlaps_.measure(segmentation, std::max<std::int64_t>(1, voxelsAtOnce / inSlice))) {
        turn_.start(0);
    } else {
        Q_EMIT changed();
    }
}

std::optional<double> DiceMeter::here(std::size_t segment) const {
    const std::int64_t slice = session_.view().crosshair().z;
    return slice < overlaps_.slices() ? overlaps_.dice(segment, slice) : std::nullopt;
}

std::optional<double> DiceMeter::reviewed(std::size_t segment) const {
    const auto& slices = session_.segmentation().slices;
    return overlaps_.dice(segment, [&](std::int64_t slice) {
        return slices[static_cast<std::size_t>(slice)] == SliceState::Reviewed;
    });
}

std::optional<double> DiceMeter::reviewedOfAll() const {
    const auto& slices = session_.segmentation().slices;
    return overlaps_.diceOfAll([&](std::int64_t slice) {
        return slices[static_cast<std::size_t>(slice)] == SliceState::Reviewed;
    });
}

} // namespace laurel
