#include "laurel/session/case_session.h"

#include "long_act.h"

/// What is shown and not done yet: steps that are offered, proposals, and those that grow.
namespace laurel {

void CaseSession::setOffer(EditStep step, OfferOf whose) {
    offer_ = std::move(step);
    whoseOffer_ = whose;
    Q_EMIT offerChanged();
}

void CaseSession::offerActLater(const std::string& name, int layer, const PaintRules& rules,
                                WorkOnCopy work, WorkDone done) {
    endAct();
    if (!longAct_) {
        longAct_ = std::make_unique<LongAct>(*this, board_);
        connect(longAct_.get(), &LongAct::nothing, this, &CaseSession::notice);
    }
    longAct_->begin({name, layer, rules, std::move(work), std::move(done)});
}

void CaseSession::discardOffer() {
    if (offer_) {
        offer_.reset();
        Q_EMIT offerChanged();
    }
}

bool CaseSession::acceptOffer() {
    endAct(); // which drops the offer where it changed the case
    if (!offer_) {
        return false;
    }
    EditStep step = std::move(*offer_);
    discardOffer();
    return case_->apply(std::move(step));
}

namespace {

VoxelBox slicesBox(const GridSize& size, std::int64_t first, std::int64_t last) {
    return {{0, 0, first}, {size.x - 1, size.y - 1, last}};
}

} // namespace

void CaseSession::beginGrowth(std::unique_ptr<ProposalGrowth> growth) {
    if (!growth || !growth->labels().geometry().sameGridAs(image().geometry())) {
        return;
    }
    discardProposal();
    growth_ = std::move(growth);
    const GridSize& size = image().geometry().size();
    Q_EMIT growthChanged(slicesBox(size, 0, size.z - 1));
}

void CaseSession::grow(const SlicePreview& slice) {
    if (growth_ && growth_->add(slice)) {
        Q_EMIT growthChanged(slicesBox(image().geometry().size(), slice.slice, slice.slice));
    }
}

void CaseSession::endGrowth() {
    if (growth_) {
        growth_.reset();
        const GridSize& size = image().geometry().size();
        Q_EMIT growthChanged(slicesBox(size, 0, size.z - 1));
    }
}

void CaseSession::setProposal(Proposal proposal) {
    discardOffer();
    endGrowth();
    proposal_ = std::make_shared<const Proposal>(std::move(proposal));
    Q_EMIT proposalChanged();
}

bool CaseSession::acceptProposal(MergeRule rule, const std::vector<bool>& taken) {
    if (!proposal_) {
        return false;
    }
    endAct();
    const bool changed = ::laurel::acceptProposal(*case_, *proposal_, rule, taken);
    discardProposal();
    return changed;
}

bool CaseSession::acceptPlan(EditStep step) {
    if (!proposal_) {
        return false;
    }
    endAct();
    const bool changed = ::laurel::acceptPlan(*case_, *proposal_, std::move(step));
    discardProposal();
    return changed;
}

void CaseSession::discardProposal() {
    if (proposal_) {
        proposal_.reset();
        Q_EMIT proposalChanged();
    }
}

} // namespace laurel
