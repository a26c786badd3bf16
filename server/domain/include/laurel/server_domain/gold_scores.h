#pragma once

#include <map>
#include <string>
#include <vector>

namespace laurel {

/// Volume Dice of each structure of one gold case. A structure that reference and segmentation both
/// lack is not listed; one that is predicted but absent from the reference scores 0.
struct GoldCaseScore {
    std::string id;                     ///< opaque
    std::string group;                  ///< as tagged by the administrator; may be empty
    std::map<std::string, double> dice; ///< by segment name, such as "Soleus_L"
    bool operator==(const GoldCaseScore&) const = default;
};

/// Ascending by case id.
using GoldScores = std::vector<GoldCaseScore>;

} // namespace laurel
