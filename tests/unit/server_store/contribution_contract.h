#pragma once

#include "example_rows.h"
#include "store_contract.h"

#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// Of all changes; behind the times of exampleContribution.
inline constexpr std::int64_t later = 4'102'444'900'000;

/// A store with models "leg" (two versions) and "thigh", and two access keys.
class ContributionContract : public StoreContract {
  protected:
    void SetUp() override {
        publish("leg", 1);
        publish("leg", 2);
        publish("thigh", 1);
        write([](MetadataWriter& writer) {
            writer.keys().add(exampleKey("key"));
            writer.keys().add(exampleKey("another"));
        });
    }

    void add(const Contribution& contribution) {
        write([&](MetadataWriter& writer) { writer.contributions().add(contribution); });
    }

    /// Through all states up to that one.
    void bring(const Contribution& contribution, ContributionState to,
               const ContributionOutcome& outcome = {}) {
        write([&](MetadataWriter& writer) {
            ContributionState at = writer.contributions().find(contribution.id)->state;
            while (at != to) {
                const ContributionState next =
                    mayAdvance(at, to) ? to
                                       : static_cast<ContributionState>(static_cast<int>(at) + 1);
                writer.contributions().advance(contribution.id, at, next, later, outcome);
                at = next;
            }
        });
    }

    Contribution addReceived(int number, const std::string& modelId = "leg") {
        Contribution contribution = exampleContribution(number, modelId);
        add(contribution);
        bring(contribution, ContributionState::Received);
        return contribution;
    }

    std::optional<std::string> nextOf(const std::string& modelId) {
        const std::vector<Contribution> next =
            store_->beginRead()->contributions().queue(modelId, 1);
        return next.empty() ? std::nullopt : std::optional(next.front().id);
    }

    std::optional<std::int64_t> positionOf(const Contribution& contribution) {
        return store_->beginRead()->contributions().queuePosition(contribution.id);
    }
};

} // namespace laurel
