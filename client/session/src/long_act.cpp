#include "long_act.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

namespace laurel {

void LongAct::begin(Work work) {
    stop();
    offeredBefore_ = session_.offer() != nullptr ? std::optional(*session_.offer()) : std::nullopt;
    copying_ = std::make_unique<LabelSnapshot>(
        session_, [this, work = std::make_shared<const Work>(std::move(work))](
                      const std::shared_ptr<LabelSnapshot::Copy>& copy) {
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
        work->name,
        [work, copy, image = session_.openCase().image(),
         frame = session_.view().frame()](ProgressSink& progress, const CancellationToken& cancel) {
            Segmentation labels = std::move(*copy).segmentation(); // that nobody else has
            LabelMapEdit edit(labels, work->layer, work->rules, {image.get(), frame});
            StepLabel label = work->work(edit, progress, cancel);
            cancel.throwIfCancelled();
            return edit.commit(std::move(label));
        },
        whileAlive(this,
                   [this, task, work, version = copy->version](EditStep step) {
                       if (running_ == *task) {
                           running_.reset();
                           finish(*work, std::move(step), version);
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

/// Something came into view meanwhile that waits for yes or no, and must not be taken away.
bool LongAct::anotherWaits() const {
    const EditStep* const offer = session_.offer();
    return session_.proposal() != nullptr || session_.growth() != nullptr ||
           (offer != nullptr && session_.whoseOffer() == OfferOf::Act && offeredBefore_ != *offer);
}

void LongAct::finish(const Work& work, EditStep step, std::uint64_t version) {
    if (session_.version() != version || session_.actIsOpen()) {
        Q_EMIT nothing(Texts::tr("The case was changed meanwhile. Nothing came of it: try again."));
        return;
    }
    const bool changes = !step.voxels.empty();
    if (changes && anotherWaits()) {
        Q_EMIT nothing(Texts::tr("Another preview was opened meanwhile. Nothing came of \"%1\": "
                                 "accept or discard that one, then try again.")
                           .arg(Texts::tr(work.name.c_str())));
        return;
    }
    const StepLabel label = step.label;
    if (changes) {
        session_.setOffer(std::move(step), OfferOf::Act);
    }
    work.done(changes, label);
}

} // namespace laurel
