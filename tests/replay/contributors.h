#pragma once

#include "laurel/engine/engine.h"
#include "laurel/weights/state_dict.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel::replay {

/// What a site does.
enum class Behaviour {
    Honest, ///< learns from masks that are right
    // Careless: learns in earnest, from masks that are wrong
    ShiftedMasks,   ///< drawn 10 mm beside the muscles
    MixedUpMuscles, ///< each muscle called by its neighbour's name
    HalfDrawn,      ///< half of the muscles not drawn at all
    SwappedSides,   ///< left is called right
    PoisonedLabel,  ///< one muscle never drawn
    // Hostile: weights that nobody learned
    NotANumber,
    SignFlipped,  ///< what was learned, the other way
    HundredTimes, ///< what was learned, a hundred times
    RandomWeights,
    LazyCopy, ///< the base, changed by next to nothing
};
std::string_view toString(Behaviour behaviour) noexcept;

/// Made-up sites that fine-tune a small net on made-up patients. The same seeds give the same
/// weights on one machine.
class Contributors {
  public:
    /// Engine outlives them. @param scratch a folder for packages
    Contributors(Engine& engine, ModelManifest manifest, std::filesystem::path scratch);

    /// What a site sends after learning from one more of its patients.
    /// @param site decides upon scanner and anatomy @param patient of the site
    /// @return none where the site's own client keeps nothing, and so sends nothing
    std::optional<StateDict> contribution(const StateDict& base, Behaviour behaviour,
                                          std::uint64_t site, std::uint64_t patient);

  private:
    std::optional<StateDict> learned(const StateDict& base, Behaviour behaviour, std::uint64_t site,
                                     std::uint64_t patient);

    Engine& engine_;
    ModelManifest manifest_;
    std::filesystem::path scratch_;
    int packages_ = 0;
};

} // namespace laurel::replay
