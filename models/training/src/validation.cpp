#include "validation.h"

#include <map>

namespace laurel {

namespace {

/// A mean that knows whether anything was added.
struct Mean {
    double sum = 0;
    int count = 0;
    void add(double value) {
        sum += value;
        ++count;
    }
    std::optional<double> value() const {
        return count > 0 ? std::optional(sum / count) : std::nullopt;
    }
};

std::optional<double> dice(const LabelMap& a, const LabelMap& b, const std::string& name) {
    const Segment* sa = a.findByName(name);
    const Segment* sb = b.findByName(name);
    const Mask ma =
        sa != nullptr ? a.mask(*sa) : Mask(static_cast<std::size_t>(a.geometry().size().voxels()));
    const Mask mb = sb != nullptr ? b.mask(*sb) : Mask(ma.size());
    double both = 0;
    double all = 0;
    for (std::size_t i = 0; i < ma.size(); ++i) {
        both += ma[i] != 0 && mb[i] != 0;
        all += (ma[i] != 0) + (mb[i] != 0);
    }
    return all > 0 ? std::optional(2 * both / all) : std::nullopt;
}

} // namespace

ValidationScores validate(Network& network, const ModelManifest& manifest,
                          const SegmentationPipeline& pipeline,
                          const std::vector<TrainingCase>& cases, int threads,
                          const CancellationToken& cancel) {
    ValidationScores scores;
    Mean overall;
    std::map<std::string, Mean> perLabel;
    for (const TrainingCase& one : cases) {
        NoProgress progress;
        SegmentOptions options;
        options.threads = threads;
        const SegmentationResult result =
            pipeline.segment(network, one.image, options, progress, cancel);
        Mean ofCase;
        for (const ModelLabel& label : manifest.labels) {
            for (const std::string& name : {label.name, label.name + "_R", label.name + "_L"}) {
                if (const auto score = dice(one.labels, result.labels, name)) {
                    ofCase.add(*score);
                    perLabel[label.name].add(*score);
                }
            }
        }
        scores.perCase.push_back(ofCase.value());
        if (ofCase.value()) {
            overall.add(*ofCase.value());
        }
    }
    scores.meanDice = overall.value();
    for (const auto& [name, mean] : perLabel) {
        scores.perLabel.emplace(name, *mean.value());
    }
    return scores;
}

} // namespace laurel
