#pragma once

#include "laurel/server_domain/metadata_store.h"

#include <string>

namespace laurel {

inline KeyRecord exampleKey(const std::string& id) {
    return {id,
            "Klinik \"A\"; läuft",
            Role::Contributor,
            {"leg", "thigh"},
            std::string(64, 'a'),
            4'102'444'800'123,
            std::nullopt};
}

/// `number` makes id and digest.
inline Contribution exampleContribution(int number, const std::string& modelId = "leg") {
    const std::string digits = std::to_string(number);
    Contribution contribution;
    contribution.id = std::string(32 - digits.size(), '0') + digits;
    contribution.modelId = modelId;
    contribution.keyId = "key";
    contribution.request.kind = ContributionKind::Delta;
    contribution.request.baseVersion = 1;
    contribution.request.size = std::uint64_t{5} << 32;
    contribution.request.sha256 = std::string(64 - digits.size(), 'd') + digits;
    contribution.request.slices = 12;
    contribution.request.dice = 0.1 + 0.2;
    contribution.request.client = {"laurelctl", "0.1.0"};
    contribution.createdMs = 4'102'444'800'000 + number;
    contribution.updatedMs = contribution.createdMs;
    return contribution;
}

inline GoldCase exampleGold(const std::string& id, const std::string& modelId = "leg") {
    return {id,
            modelId,
            "t1",
            {"Soleus_R", "Soleus_L"},
            25,
            4'102'444'800'000,
            std::string(64, 'e'),
            std::string(64, 'f')};
}

} // namespace laurel
