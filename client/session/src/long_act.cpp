#include "long_act.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

namespace laurel {

struct LongAct::Work {
    std::shared_ptr<EditTool> tool;
    PaintRules rules;
    ToolScene scene;
    PointerSample at;
    std::shared_ptr<const Volume> image;
};

namespace {

/// On labels that nobody else has.
EditStep stepOf(EditTool& tool, const PaintRules& rules, const ToolScene& scene,
                const PointerSample& at, Segmentation labels) {
    LabelMapEdit edit(labels, scene.segment.layer, rules, {scene.image, scene.frame});
    tool.press(edit, scene, at);
    StepLabel label = tool.release(edit);
    return edit.commit(std::move(label));
}

} // namespace

void LongAct::begin(std::shared_ptr<EditTool> tool, const PaintRules& rules, ToolScene scene,
                    const PointerSample& at) {
    stop();
    const std::shared_ptr<const Volume> image = session_.openCase().image();
    scene.image = image.get();
    const auto work =
        std::make_shared<const Work>(Work{std::move(tool), rules, std::move(scene), at, image});
    copying_ = std::make_unique<LabelSnapshot>(
        session_, [this, work](const std::shared_ptr<LabelSnapshot::Copy>& copy) {
            run(work, copy);
            copying_.reset();
        });
}

void LongAct::stop() {
    copying_.reset();
    if (running_) {
        board_.cancel(*running_);
        running_.reset();
    }
}

void LongAct::run(const std::shared_ptr<const Work>& work,
                  const std::shared_ptr<LabelSnapshot::Copy>& copy) {
    const auto task = std::make_shared<TaskId>(0); // an earlier one that ends late says nothing
    *task = board_.runner().run<EditStep>(
        work->tool->name(),
        [work, copy](ProgressSink&, const CancellationToken& cancel) {
            ToolScene scene = work->scene;
            scene.cancel = cancel;
            return stepOf(*work->tool, work->rules, scene, work->at,
                          std::move(*copy).segmentation());
        },
        whileAlive(this,
                   [this, task, version = copy->version](EditStep step) {
                       if (running_ == *task) {
                           running_.reset();
                           finish(std::move(step), version);
                       }
                   }),
        whileAlive(this, [this, task](const Error& error) {
            if (running_ == *task) {
                running_.reset();
                if (error.code() != ErrorCode::Cancelled) {
                    Q_EMIT nothing(QString::fromUtf8(error.what()));
                }
            }
        }));
    running_ = *task;
}

void LongAct::finish(EditStep step, std::uint64_t version) {
    if (session_.version() != version || session_.actIsOpen()) {
        Q_EMIT nothing(Texts::tr("The case was changed meanwhile. Nothing came of it: try again."));
    } else if (!step.voxels.empty()) {
        session_.setOffer(std::move(step), OfferOf::Act);
    } else if (!step.label.detail.empty()) {
        Q_EMIT nothing(QString::fromStdString(step.label.detail));
    }
}

} // namespace laurel
