#include "laurel/session/merge_desk.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

#include <utility>

namespace laurel {

namespace {

QString failure() {
    return Texts::tr("The proposal was not taken over");
}

} // namespace

void MergeDesk::follow(std::shared_ptr<CaseSession> session) {
    if (session_) {
        session_->disconnect(this);
    }
    stop();
    session_ = std::move(session);
    acceptWanted_ = false;
    if (session_) {
        for (const auto signal : {&CaseSession::historyChanged, &CaseSession::looksChanged}) {
            connect(session_.get(), signal, this, &MergeDesk::restart);
        }
        connect(session_.get(), &CaseSession::proposalChanged, this, [this] {
            stop();
            acceptWanted_ = false;
            effects_.clear(); // of another proposal; the choice comes anew
        });
    }
}

void MergeDesk::choose(MergeRule rule, std::vector<bool> taken) {
    rule_ = rule;
    taken_ = std::move(taken);
    restart();
}

void MergeDesk::stop() {
    snapshot_.reset();
    step_.reset();
    if (running_) {
        board_.cancel(*running_);
        running_.reset();
    }
}

void MergeDesk::restart() {
    stop();
    if (!session_ || session_->proposal() == nullptr ||
        taken_.size() != session_->proposal()->labels.segments().size()) {
        return;
    }
    snapshot_ = std::make_unique<LabelSnapshot>(
        *session_, [this](const std::shared_ptr<LabelSnapshot::Copy>& copy) { compute(copy); },
        this);
}

void MergeDesk::compute(const std::shared_ptr<LabelSnapshot::Copy>& copy) {
    const auto task = std::make_shared<TaskId>(0); // one that was cancelled says nothing
    const std::uint64_t version = copy->version;
    *task = board_.runner().run<std::shared_ptr<ProposalPlan>>(
        Texts::tr("Comparing").toStdString(),
        [copy, proposal = session_->sharedProposal(), rule = rule_,
         taken = taken_](ProgressSink&, const CancellationToken&) {
            return std::make_shared<ProposalPlan>(
                planOf(std::move(*copy).segmentation(), *proposal, rule, taken));
        },
        whileAlive(this,
                   [this, task, version](const std::shared_ptr<ProposalPlan>& plan) {
                       if (running_ == *task) {
                           running_.reset();
                           take(std::move(*plan), version);
                       }
                   }),
        whileAlive(this, [this, task](const Error& error) {
            if (running_ == *task) {
                running_.reset();
                acceptWanted_ = false;
                Q_EMIT failed(failure(), QString::fromUtf8(error.what()));
            }
        }));
    running_ = *task;
}

void MergeDesk::take(ProposalPlan plan, std::uint64_t version) {
    if (session_->version() != version) {
        restart(); // which the change has asked for already, unless it came while an act was open
        return;
    }
    effects_ = std::move(plan.effects);
    step_ = std::move(plan.step);
    Q_EMIT planned();
    if (acceptWanted_) {
        finish();
    }
}

void MergeDesk::accept() {
    if (!session_ || session_->proposal() == nullptr) {
        return;
    }
    session_->endAct(); // a stroke in hand counts, and is planned with
    acceptWanted_ = true;
    if (step_) {
        finish();
    }
}

void MergeDesk::finish() {
    acceptWanted_ = false;
    EditStep step = std::move(*step_);
    step_.reset();
    try {
        Q_EMIT accepted(session_->acceptPlan(std::move(step)));
    } catch (const Error& error) {
        Q_EMIT failed(failure(), QString::fromUtf8(error.what()));
    }
}

} // namespace laurel
