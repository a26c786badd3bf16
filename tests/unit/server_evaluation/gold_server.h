#pragma once

#include "laurel/engine/engine.h"
#include "laurel/server_evaluation/gold_cases.h"
#include "laurel/server_evaluation/gold_evaluator.h"
#include "support/server_folder.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace laurel {

/// One for all tests of a binary: opening LibTorch is slow.
inline Engine& sharedEngine() {
    static Engine engine;
    return engine;
}

inline std::filesystem::path legFolder() {
    return std::filesystem::path(LAUREL_SOURCE_DIR) / "models" / "packages" / "leg";
}

/// A server that serves the shipped leg model and has no gold cases yet.
struct GoldServer {
    ServerFolder server;
    ModelPackage leg = ModelPackage::open(legFolder());
    StateDict weights = leg.weights();
    GoldCases gold{server.metadata, server.blobs, sharedEngine(), [] { return exampleTimeMs; }};
    GoldEvaluator evaluator{server.metadata, server.blobs, sharedEngine(), {.threads = 1}};

    GoldServer() { server.publish(legFolder()); }

    std::filesystem::path file(const std::string& name) const {
        return server.folder.path() / name;
    }
    AddedGoldCase add(const std::filesystem::path& image, const std::filesystem::path& labels,
                      const std::string& group = "") {
        return gold.add("leg", {image, labels, {}, group}, "local", {});
    }
};

} // namespace laurel
