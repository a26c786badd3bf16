#include "laurel/session/between_slices_desk.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

namespace laurel {

void BetweenSlicesDesk::interpolate(const std::shared_ptr<CaseSession>& session,
                                    const InterpolationRequest& request) {
    if (isRunning() || !session) {
        return;
    }
    start(
        session, "Interpolating",
        [registrations = registrationsOf(*session),
         request](const LabelMap& labels, ProgressSink& progress, const CancellationToken& cancel) {
            return interpolationProposal(labels, request, *registrations, progress, cancel);
        },
        Texts::tr("Nothing to interpolate"));
}

void BetweenSlicesDesk::propagate(const std::shared_ptr<CaseSession>& session,
                                  const PropagationRequest& request) {
    if (isRunning() || !session) {
        return;
    }
    start(
        session, "Propagating",
        [registrations = registrationsOf(*session), request](const LabelMap& labels, ProgressSink&,
                                                             const CancellationToken& cancel) {
            return propagationProposal(labels, request, *registrations, cancel);
        },
        Texts::tr("Nothing to propagate"));
}

void BetweenSlicesDesk::start(const std::shared_ptr<CaseSession>& session, const std::string& name,
                              Work work, const QString& problem) {
    copying_ = std::make_unique<LabelSnapshot>(
        *session, [this, target = std::weak_ptr<CaseSession>(session), name, work = std::move(work),
                   problem](const std::shared_ptr<LabelSnapshot::Copy>& copy) {
            run(copy, target, name, work, problem);
        });
    connect(session.get(), &QObject::destroyed, copying_.get(), [this] { copying_.reset(); });
}

void BetweenSlicesDesk::run(const std::shared_ptr<LabelSnapshot::Copy>& copy,
                            const std::weak_ptr<CaseSession>& target, const std::string& name,
                            const Work& work, const QString& problem) {
    running_ = board_.runner().run<Proposal>(
        name,
        [copy, work](ProgressSink& progress, const CancellationToken& cancel) {
            const LabelMap labels = std::move(*copy).labels();
            return work(labels, progress, cancel);
        },
        whileAlive(this,
                   [this, target](Proposal proposal) {
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
    copying_.reset();
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
    copying_.reset();
    if (running_) {
        board_.cancel(*running_);
    }
}

} // namespace laurel
