#include "laurel/session/between_slices_desk.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

namespace laurel {

void BetweenSlicesDesk::interpolate(const std::shared_ptr<CaseSession>& session,
                                    const InterpolationRequest& request) {
    if (isRunning() || !session) {
        return;
    }
    const auto labels = std::make_shared<const LabelMap>(session->segmentation().labels);
    start(
        session, "Interpolating",
        [labels, registrations = registrationsOf(*session),
         request](ProgressSink& progress, const CancellationToken& cancel) {
            return interpolationProposal(*labels, request, *registrations, progress, cancel);
        },
        Texts::tr("Nothing to interpolate"));
}

void BetweenSlicesDesk::propagate(const std::shared_ptr<CaseSession>& session,
                                  const PropagationRequest& request) {
    if (isRunning() || !session) {
        return;
    }
    const auto labels = std::make_shared<const LabelMap>(session->segmentation().labels);
    start(
        session, "Propagating",
        [labels, registrations = registrationsOf(*session),
         request](ProgressSink&, const CancellationToken& cancel) {
            return propagationProposal(*labels, request, *registrations, cancel);
        },
        Texts::tr("Nothing to propagate"));
}

void BetweenSlicesDesk::start(const std::shared_ptr<CaseSession>& session, const std::string& name,
                              Work work, const QString& problem) {
    running_ = board_.runner().run<Proposal>(
        name, std::move(work),
        whileAlive(this,
                   [this, target = std::weak_ptr<CaseSession>(session)](Proposal proposal) {
                       running_.reset();
                       if (const std::shared_ptr<CaseSession> open = target.lock()) {
                           open->setProposal(std::move(proposal));
                       }
                   }),
        whileAlive(this, [this, problem](const Error& error) {
            running_.reset();
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT failed(problem, QString::fromUtf8(error.what()));
            }
        }));
}

std::shared_ptr<PlaneRegistrations> BetweenSlicesDesk::registrationsOf(const CaseSession& session) {
    const std::shared_ptr<const Volume> image = session.openCase().image();
    const std::int64_t frame = session.openCase().reference().frame;
    if (!registrations_ || !registrations_->areOf(image.get(), frame)) {
        registrations_ = std::make_shared<PlaneRegistrations>(image, frame);
    }
    return registrations_;
}

void BetweenSlicesDesk::cancel() {
    if (running_) {
        board_.cancel(*running_);
    }
}

} // namespace laurel
