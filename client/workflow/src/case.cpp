#include "laurel/workflow/case.h"

#include "plain_text.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

double fitOpacity(double opacity) {
    return std::isfinite(opacity) ? std::clamp(opacity, 0.0, 1.0) : SegmentLook{}.opacity;
}

bool isFit(const Segment& segment) {
    return isPlainText(segment.name, mostNameBytes) &&
           isPlainText(segment.abbreviation, mostCodeBytes) &&
           isPlainText(segment.snomed, mostCodeBytes);
}

Segment madeFit(Segment segment, const LabelMap& others) {
    segment.abbreviation = plainText(segment.abbreviation, mostCodeBytes);
    segment.snomed = plainText(segment.snomed, mostCodeBytes);
    const std::string name = plainText(segment.name, mostNameBytes - 8);
    segment.name = name;
    for (int number = 2; others.findByName(segment.name) != nullptr; ++number) {
        segment.name = name + " " + std::to_string(number);
    }
    return segment;
}

/// Files of others may name segments in ways that a case folder could not keep.
Segmentation madeFit(Segmentation segmentation) {
    LabelMap& labels = segmentation.labels;
    const std::vector<Segment> segments = labels.segments();
    if (!std::all_of(segments.begin(), segments.end(), isFit)) {
        labels.clearSegments();
        for (const Segment& segment : segments) {
            labels.addSegment(madeFit(segment, labels));
        }
    }
    for (SegmentLook& look : segmentation.looks) {
        look.opacity = fitOpacity(look.opacity);
    }
    return segmentation;
}

} // namespace

Case::Case(std::shared_ptr<const Volume> image, ImageReference reference, Segmentation segmentation,
           std::size_t historyBudget)
    : image_(std::move(image)), reference_(std::move(reference)),
      segmentation_(madeFit(std::move(segmentation))), history_(historyBudget),
      counts_(segmentation_) {
    const LabelMap& labels = segmentation_.labels;
    if (!image_) {
        throw Error(ErrorCode::InvalidArgument, "a case needs an image");
    }
    if (!labels.geometry().sameGridAs(image_->geometry())) {
        throw Error(ErrorCode::InvalidArgument, "the labels of " + labels.geometry().describe() +
                                                    " are not on the image's grid of " +
                                                    image_->geometry().describe());
    }
    if (labels.segments().size() > mostSegments) {
        throw Error(ErrorCode::LimitExceeded, "a case has at most " + std::to_string(mostSegments) +
                                                  " segments, not " +
                                                  std::to_string(labels.segments().size()));
    }
    if (segmentation_.looks.size() != labels.segments().size() ||
        std::ssize(segmentation_.slices) != labels.geometry().size().z) {
        throw Error(ErrorCode::InvalidArgument,
                    "a segmentation has one look for each segment and one state for each slice");
    }
}

void Case::setName(const std::string& name) {
    std::string fit = plainText(name, mostNameBytes);
    if (fit != name_) {
        name_ = std::move(fit);
        tell([](CaseObserver& observer) { observer.nameChanged(); });
    }
}

void Case::setModel(ModelUse model) {
    model_ = std::move(model);
    tell([](CaseObserver& observer) { observer.modelChanged(); });
}

void Case::addObserver(CaseObserver& observer) {
    observers_.push_back(&observer);
}

void Case::removeObserver(CaseObserver& observer) noexcept {
    std::erase(observers_, &observer);
}

void Case::tell(const std::function<void(CaseObserver&)>& what) {
    const std::vector<CaseObserver*> asOfNow = observers_; // one may remove itself meanwhile
    for (CaseObserver* const observer : asOfNow) {
        if (std::find(observers_.begin(), observers_.end(), observer) != observers_.end()) {
            what(*observer);
        }
    }
}

void Case::requireNoEdit() const {
    if (!openEdit_.expired()) {
        throw Error(ErrorCode::InvalidArgument, "another edit of the case is still open");
    }
}

std::unique_ptr<LabelMapEdit> Case::edit(int layer, const PaintRules& rules,
                                         const PaintImage& image) {
    requireNoEdit();
    auto opened = std::make_unique<LabelMapEdit>(segmentation_, layer, rules, image);
    const auto token = std::make_shared<const char>();
    opened->holdUntilClosed(token);
    openEdit_ = token;
    return opened;
}

void Case::afterChange(const EditStep& step, bool undone) {
    if (step.segments && !counts_.followList(segmentation_)) {
        counts_ = SegmentCounts(segmentation_);
        return;
    }
    counts_.follow(segmentation_, step.voxels, undone);
}

bool Case::done(EditStep step) {
    if (step.empty()) {
        return false;
    }
    history_.push(std::move(step));
    const EditStep& kept = history_.steps().back();
    afterChange(kept, false);
    tell([&](CaseObserver& observer) { observer.stepDone(kept); });
    return true;
}

bool Case::apply(EditStep step) {
    requireNoEdit();
    step.redo(segmentation_);
    return done(std::move(step));
}

bool Case::undo() {
    if (!replayUndo()) {
        return false;
    }
    const EditStep& step = history_.steps()[history_.position()];
    tell([&](CaseObserver& observer) { observer.stepUndone(step); });
    return true;
}

bool Case::redo() {
    if (!replayRedo()) {
        return false;
    }
    const EditStep& step = history_.steps()[history_.position() - 1];
    tell([&](CaseObserver& observer) { observer.stepRedone(step); });
    return true;
}

void Case::jumpTo(std::size_t position) {
    while (history_.position() > position && undo()) {
    }
    while (history_.position() < position && redo()) {
    }
}

void Case::replay(EditStep step) {
    history_.push(std::move(step));
}

bool Case::replayUndo() {
    if (!history_.canUndo() || !openEdit_.expired()) {
        return false;
    }
    afterChange(history_.undo(segmentation_), true);
    return true;
}

bool Case::replayRedo() {
    if (!history_.canRedo() || !openEdit_.expired()) {
        return false;
    }
    afterChange(history_.redo(segmentation_), false);
    return true;
}

void Case::replayLooks(const std::vector<SegmentLook>& looks) {
    if (looks.size() != segmentation_.looks.size()) {
        throw Error(ErrorCode::InvalidArgument, "there is one look for each segment");
    }
    segmentation_.looks = looks;
}

void Case::setLook(std::size_t index, const SegmentLook& look) {
    SegmentLook fit = look;
    fit.opacity = fitOpacity(look.opacity);
    if (segmentation_.looks.at(index) != fit) {
        segmentation_.looks[index] = fit;
        tell([](CaseObserver& observer) { observer.looksChanged(); });
    }
}

} // namespace laurel
