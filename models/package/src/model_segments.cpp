#include "laurel/package/model_segments.h"

namespace laurel {

std::vector<Segment> modelSegments(std::span<const ModelLabel> labels, Laterality laterality) {
    const std::vector<std::string> endings = laterality == Laterality::BilateralMirrored
                                                 ? std::vector<std::string>{"_R", "_L"}
                                                 : std::vector<std::string>{""};
    std::vector<Segment> segments;
    std::uint16_t value = 1;
    for (const std::string& ending : endings) {
        for (const ModelLabel& label : labels) {
            segments.push_back(
                {.name = label.name + ending,
                 .value = value++,
                 .layer = 0,
                 .abbreviation = label.abbreviation.empty() ? "" : label.abbreviation + ending,
                 .color = label.color,
                 .snomed = label.snomed});
        }
    }
    return segments;
}

} // namespace laurel
