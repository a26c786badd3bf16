#include "checkpoint.h"

#include "laurel/base/error.h"
#include "laurel/weights/safetensors.h"

#include <ATen/ATen.h>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace laurel {

namespace {

constexpr std::int64_t layoutVersion = 1;
constexpr const char* progressName = "progress";
constexpr const char* configurationName = "configuration";
constexpr const char* randomName = "random";
const std::string trainerPrefix = "trainer/";
const std::string bestPrefix = "best/";

/// 64 hexadecimal digits as four integers: safetensors here hold numbers only.
std::vector<std::int64_t> digestNumbers(const std::string& digest) {
    constexpr std::size_t digits = 16;
    std::vector<std::int64_t> numbers;
    for (std::size_t at = 0; at + digits <= digest.size(); at += digits) {
        std::uint64_t number = 0;
        std::from_chars(digest.data() + at, digest.data() + at + digits, number, 16);
        numbers.push_back(std::bit_cast<std::int64_t>(number));
    }
    return numbers;
}

Tensor integers(std::vector<std::int64_t> values) {
    const auto count = static_cast<std::int64_t>(values.size());
    return Tensor::fromIntegers({count}, std::move(values));
}

std::vector<std::int64_t> progressNumbers(const TrainingProgress& progress) {
    return {layoutVersion,
            progress.steps,
            progress.toldSteps,
            std::bit_cast<std::int64_t>(progress.seconds),
            static_cast<std::int64_t>(progress.position.sample),
            static_cast<std::int64_t>(progress.position.plane),
            progress.best.dice ? 1 : 0,
            std::bit_cast<std::int64_t>(progress.best.dice.value_or(0)),
            progress.best.step,
            progress.best.since};
}

TrainingProgress progressFrom(std::span<const std::int64_t> numbers) {
    constexpr std::size_t count = 10;
    if (numbers.size() != count || numbers[0] != layoutVersion) {
        throw Error(ErrorCode::InvalidInput, "is not a checkpoint that this version can read");
    }
    TrainingProgress progress;
    progress.steps = numbers[1];
    progress.toldSteps = numbers[2];
    progress.seconds = std::bit_cast<double>(numbers[3]);
    progress.position = {static_cast<std::uint64_t>(numbers[4]),
                         static_cast<std::uint64_t>(numbers[5])};
    if (numbers[6] != 0) {
        progress.best.dice = std::bit_cast<double>(numbers[7]);
    }
    progress.best.step = numbers[8];
    progress.best.since = numbers[9];
    if (progress.steps < 0 || progress.toldSteps < 0 || progress.toldSteps > progress.steps ||
        !(progress.seconds >= 0) || progress.best.since < 0) {
        throw Error(ErrorCode::InvalidInput, "tells of a progress that cannot be");
    }
    return progress;
}

/// Bytes, rounded up to whole integers, after their number.
Tensor randomState() {
    const at::Tensor bytes = at::globalContext().defaultGenerator(at::kCPU).get_state();
    const auto size = static_cast<std::size_t>(bytes.numel());
    std::vector<std::int64_t> numbers(1 + (size + 7) / 8);
    numbers[0] = static_cast<std::int64_t>(size);
    std::memcpy(&numbers[1], bytes.data_ptr<std::uint8_t>(), size);
    return integers(std::move(numbers));
}

void restoreRandomState(std::span<const std::int64_t> numbers) {
    at::Generator generator = at::globalContext().defaultGenerator(at::kCPU);
    at::Tensor bytes = generator.get_state().clone();
    const auto size = static_cast<std::size_t>(bytes.numel());
    if (numbers.size() != 1 + (size + 7) / 8 || numbers[0] != static_cast<std::int64_t>(size)) {
        throw Error(ErrorCode::InvalidInput, "holds random numbers of another version of LibTorch");
    }
    std::memcpy(bytes.data_ptr<std::uint8_t>(), &numbers[1], size);
    generator.set_state(bytes);
}

void addUnder(const std::string& prefix, const StateDict& part, StateDict& whole) {
    for (const auto& [name, tensor] : part.entries()) {
        whole.add(prefix + name, tensor);
    }
}

StateDict takeUnder(const std::string& prefix, const StateDict& whole) {
    StateDict part;
    for (const auto& [name, tensor] : whole.entries()) {
        if (name.starts_with(prefix)) {
            part.add(name.substr(prefix.size()), tensor);
        }
    }
    return part;
}

void requireConfiguration(const StateDict& state, const std::string& configuration) {
    const std::span<const std::int64_t> stored = state.at(configurationName).integers();
    const std::vector<std::int64_t> wanted = digestNumbers(configuration);
    if (!std::ranges::equal(stored, wanted)) {
        throw Error(ErrorCode::InvalidInput,
                    "was written with another configuration, manifest or data: go on with those "
                    "that it belongs to, or remove it to start anew");
    }
}

TrainingProgress restore(const StateDict& state, const std::string& configuration,
                         NetworkTrainer& trainer) {
    requireConfiguration(state, configuration);
    TrainingProgress progress = progressFrom(state.at(progressName).integers());
    progress.best.weights = takeUnder(bestPrefix, state);
    trainer.restore(takeUnder(trainerPrefix, state));
    restoreRandomState(state.at(randomName).integers());
    return progress;
}

} // namespace

void writeCheckpoint(const std::filesystem::path& file, const std::string& configuration,
                     const NetworkTrainer& trainer, const TrainingProgress& progress) {
    StateDict state;
    state.add(progressName, integers(progressNumbers(progress)));
    state.add(configurationName, integers(digestNumbers(configuration)));
    state.add(randomName, randomState());
    addUnder(trainerPrefix, trainer.state(), state);
    addUnder(bestPrefix, progress.best.weights, state);
    writeSafetensors(file, state);
}

TrainingProgress readCheckpoint(const std::filesystem::path& file, const std::string& configuration,
                                NetworkTrainer& trainer) {
    SafetensorsLimits limits;
    limits.fileBytes = std::uint64_t{16} << 30; // five times the network
    limits.tensors = 100'000;
    limits.headerBytes = 64U << 20;
    const StateDict state = readSafetensors(file, limits);
    try {
        return restore(state, configuration, trainer);
    } catch (const Error& error) {
        throw Error(ErrorCode::InvalidInput,
                    "checkpoint " + file.filename().string() + ": " + error.what());
    }
}

} // namespace laurel
