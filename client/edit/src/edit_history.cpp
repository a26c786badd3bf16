#include "laurel/edit/edit_history.h"

namespace laurel {

void EditHistory::push(EditStep step) {
    const std::size_t bytes = step.bytes();
    while (canRedo()) {
        bytes_ -= steps_.back().bytes();
        steps_.pop_back();
    }
    steps_.push_back(std::move(step));
    bytes_ += bytes;
    position_ = steps_.size();
    while (bytes_ > budget_ && steps_.size() > 1) {
        bytes_ -= steps_.front().bytes();
        steps_.pop_front();
        --position_;
        ++forgotten_;
    }
}

const EditStep& EditHistory::undo(Segmentation& segmentation) {
    const EditStep& step = steps_[position_ - 1];
    step.undo(segmentation);
    --position_;
    return step;
}

const EditStep& EditHistory::redo(Segmentation& segmentation) {
    const EditStep& step = steps_[position_];
    step.redo(segmentation);
    ++position_;
    return step;
}

} // namespace laurel
