#include "bench.h"

#include "laurel/base/files.h"
#include "laurel/formats/files.h"
#include "laurel/server_evaluation/gold_cases.h"
#include "laurel/server_evaluation/gold_evaluator.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"
#include "laurel/synthesis/limb_phantom.h"

#include <algorithm>

namespace laurel::bench {

namespace {

constexpr double mostOverhead = 1.1; // of the network's own time
constexpr int goldCases = 3;
constexpr int runs = 7; // after the first; the median counts

SyntheticCase phantomOf(std::uint64_t seed) {
    LimbPhantomSettings settings;
    settings.seed = seed;
    settings.slices = 12;
    return makeLegPhantom(settings);
}

void addPhantoms(GoldCases& gold, const std::filesystem::path& folder) {
    for (std::uint64_t seed = 1; seed <= goldCases; ++seed) {
        const SyntheticCase phantom = phantomOf(seed);
        writeVolume(folder / "image.nii.gz", phantom.image);
        writeLabels(folder / "labels.nii.gz", phantom.labels);
        gold.add("leg", {folder / "image.nii.gz", folder / "labels.nii.gz", {}, ""}, "local", {});
    }
}

} // namespace

std::vector<Measurement> evaluation() {
    const auto folder = std::filesystem::path(LAUREL_SOURCE_DIR) / "models" / "packages" / "leg";
    const auto package = ModelPackage::open(folder);
    const TemporaryFolder data;
    SqliteMetadataStore metadata(data.path() / "laurel.sqlite");
    FolderBlobStore blobs(data.path() / "blobs");
    const ServerIdentity identity{Ed25519KeyPair::generate()};
    Publisher(metadata, blobs, identity).publish(folder);
    Engine engine;
    GoldCases gold(metadata, blobs, engine);
    addPhantoms(gold, data.path());

    // Network and whole are of the same calls: whatever slows the one down slows the other too.
    std::vector<EvaluationTimes> times;
    GoldEvaluatorSettings settings;
    settings.onEvaluated = [&](const EvaluationTimes& one) { times.push_back(one); };
    GoldEvaluator evaluator(metadata, blobs, engine, settings);
    const StateDict weights = package.weights();
    for (int run = 0; run <= runs; ++run) {
        evaluator.evaluate(package.manifest(), weights, {});
    }
    const EvaluationTimes first = times.front();
    std::sort(times.begin() + 1, times.end(), [](const auto& a, const auto& b) {
        return a.total / a.network < b.total / b.network;
    });
    const EvaluationTimes median = times[1 + runs / 2];
    const std::string network = "the network alone";
    return {
        compare("first evaluation, which pre-processes", first.total, network, first.network,
                std::nullopt),
        compare("evaluation of a candidate", median.total, network, median.network, mostOverhead)};
}

} // namespace laurel::bench
