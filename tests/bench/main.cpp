#include "bench.h"
#include "server.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/engine/engine.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace laurel::bench {

namespace {

const std::map<std::string, std::function<std::vector<Measurement>()>> benchmarks{
    {"startup", startup},       {"images", images}, {"weights", weights}, {"inference", inference},
    {"evaluation", evaluation}, {"merge", merge},   {"desktop", desktop}, {"training", training},
    {"replay", replay},         {"server", server}};

std::vector<std::string> names() {
    std::vector<std::string> all;
    all.reserve(benchmarks.size());
    for (const auto& [name, unused] : benchmarks) {
        all.push_back(name);
    }
    return all;
}

void print(const Measurement& row) {
    const int digits = row.unit.empty() ? 4 : 2; // of a share or a loss, more than of a time
    std::printf("  %-44s %10.*f %-4s", row.name.c_str(), digits, row.value, row.unit.c_str());
    if (row.ratio) {
        std::printf(" %6.2f × %s", *row.ratio, row.ratioTo.c_str());
    }
    if (const auto met = row.met()) {
        std::printf("   target ≤ %g: %s", *row.target, *met ? "met" : "MISSED");
    }
    std::printf("\n");
}

void run(const std::string& name, const std::filesystem::path& output) {
    std::printf("%s\n", name.c_str());
    const std::vector<Measurement> rows = benchmarks.at(name)();
    std::ranges::for_each(rows, print);
    writeFileAtomically(output / (name + ".json"), toJson(rows));
}

} // namespace

} // namespace laurel::bench

int main(int argc, char** argv) {
    laurel::Engine::prepareProcess();
    CLI::App app("Measures Laurel; a missed target is reported, not an error");
    std::string output = ".";
    std::string name;
    app.add_option("--output", output, "Folder for NAME.json")->check(CLI::ExistingDirectory);
    std::string onnxRuntime;
    app.add_option("--onnxruntime", onnxRuntime,
                   "inference: ONNX Runtime's library, to be timed on the same weights")
        ->check(CLI::ExistingFile);
    app.add_option("name", name, "one of them; all when absent")
        ->check(CLI::IsMember(laurel::bench::names()));
    CLI11_PARSE(app, argc, argv);
    if (!onnxRuntime.empty()) {
        ::setenv("LAUREL_ONNXRUNTIME", onnxRuntime.c_str(), 1);
    }
    try {
        for (const auto& [known, unused] : laurel::bench::benchmarks) {
            if (name.empty() || name == known) {
                laurel::bench::run(known, output);
            }
        }
    } catch (const laurel::Error& error) {
        std::fprintf(stderr, "laurel-bench: %s\n", error.what());
        return 1;
    }
    return 0;
}
