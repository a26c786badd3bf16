#pragma once

#include "laurel/inference/graph.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>

/// ONNX Runtime as a yardstick: opened at run time from wherever its library lies, for Debian 12
/// has neither the library nor a header of it.
namespace laurel::bench {

class OnnxRuntime {
  public:
    /// Opens the library with its reports to its makers switched off (for the whole process, by the
    /// environment variable ORT_DISABLE_TELEMETRY); it stays open until the process ends.
    ///
    /// @param library such as libonnxruntime.so.1 of the npm package onnxruntime-node
    /// @throws Error NotFound, InvalidInput where it is not ONNX Runtime, Unsupported where it is
    ///         older than 1.12
    explicit OnnxRuntime(const std::filesystem::path& library);

    /// Such as "1.22.0".
    std::string version() const;

  private:
    friend class OnnxSession;
    struct Library;
    std::shared_ptr<const Library> library_;
};

/// A model made ready: all optimisations of the graph, operators one after another, each on
/// `threads` threads of the session's own. Of one thread.
class OnnxSession {
  public:
    /// @param model the bytes of a file as onnxModel writes them, for maps of these shapes
    /// @throws Error InvalidInput with ONNX Runtime's words
    OnnxSession(const OnnxRuntime& runtime, const std::string& model, const MapShape& input,
                const MapShape& output, int threads);
    ~OnnxSession();
    OnnxSession(OnnxSession&&) noexcept;

    /// @param input channels × rows × columns @param output the same of the output
    /// @throws Error InvalidArgument for sizes that do not fit, Internal with ONNX Runtime's words
    void run(std::span<const float> input, std::span<float> output);

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace laurel::bench
