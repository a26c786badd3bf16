#include "bench.h"

#include "laurel/base/files.h"
#include "laurel/formats/files.h"
#include "laurel/server_evaluation/gold_cases.h"
#include "laurel/server_evaluation/gold_evaluator.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"
#include "laurel/synthesis/limb_phantom.h"

#include <algorithm>
#include <limits>

namespace laurel::bench {

namespace {

constexpr double mostOverhead = 1.1; // of the network's own time
constexpr int goldCases = 3;
constexpr int runs = 7; // the best counts: others may be at work on the machine

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

/// Seconds that the network alone takes over all gold cases, once.
double networkSeconds(Engine& engine, const ModelPackage& package,
                      const std::vector<std::shared_ptr<const PreparedImage>>& images) {
    const auto model = engine.load(package);
    NoProgress silent;
    double seconds = 0;
    for (const auto& image : images) {
        seconds += model->segment(*image, 0, silent, {}).seconds.infer;
    }
    return seconds;
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
    std::vector<std::shared_ptr<const PreparedImage>> images;
    for (std::uint64_t seed = 1; seed <= goldCases; ++seed) {
        images.push_back(engine.prepare(package.manifest(), phantomOf(seed).image, 0, {}));
    }

    GoldEvaluator evaluator(metadata, blobs, engine);
    const StateDict weights = package.weights();
    const auto evaluate = [&] { evaluator.evaluate(package.manifest(), weights, {}); };
    const double first = secondsOf(evaluate);
    double network = std::numeric_limits<double>::infinity();
    double whole = network;
    for (int run = 0; run < runs; ++run) {
        network = std::min(network, networkSeconds(engine, package, images));
        whole = std::min(whole, secondsOf(evaluate));
    }
    return {
        compare("first evaluation, which pre-processes", first, "the network alone", network,
                std::nullopt),
        compare("evaluation of a candidate", whole, "the network alone", network, mostOverhead)};
}

} // namespace laurel::bench
