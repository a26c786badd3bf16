#include "onnx_runtime.h"

#include "laurel/base/error.h"
#include "onnx_model.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <functional>

namespace laurel::bench {

namespace {

// ONNX Runtime's C interface: OrtGetApiBase, its only entry, gives a table of functions.
//
// The table is only ever appended to: a static_assert of the library holds the place of the last
// function of each of its versions (101 is the last of version 1, 118 of 2, 149 of 5; all named
// here but one are of version 1), so that a program built for an old version runs with a new
// library. Hence places are as stable as names, and what is not called needs no declaration.
enum class Place : std::size_t {
    GetErrorMessage = 2,
    CreateEnv = 3,
    DisableTelemetryEvents = 6,
    CreateSessionFromArray = 8,
    Run = 9,
    CreateSessionOptions = 10,
    SetSessionExecutionMode = 13,
    SetSessionGraphOptimizationLevel = 23,
    SetIntraOpNumThreads = 24,
    CreateTensorWithDataAsOrtValue = 49,
    CreateCpuMemoryInfo = 69,
    ReleaseEnv = 92,
    ReleaseStatus = 93,
    ReleaseMemoryInfo = 94,
    ReleaseSession = 95,
    ReleaseValue = 96,
    ReleaseSessionOptions = 100,
    AddSessionConfigEntry = 130,
};

// The table of a library is as long as its own version's; 1.12 is the first to know operator set
// 17, and has all of the above.
constexpr std::uint32_t oldestVersion = 12;

// Values of its enumerations.
constexpr int logErrors = 3;
constexpr int sequential = 0;
constexpr int allOptimizations = 99;
constexpr int elementFloat = 1;
constexpr int deviceAllocator = 0;
constexpr int memoryDefault = 0;

// Its objects, of which only pointers are ever seen.
struct Env;
struct Status;
struct MemoryInfo;
struct Session;
struct Value;
struct SessionOptions;
struct RunOptions;

struct ApiBase {
    const void* (*getApi)(std::uint32_t version);
    const char* (*getVersion)();
};

/// A function of the table.
template <typename Signature>
class At {
  public:
    At(const void* table, Place place) {
        const auto offset = static_cast<std::size_t>(place) * sizeof function_;
        std::memcpy(&function_, static_cast<const char*>(table) + offset, sizeof function_);
    }

    template <typename... Arguments>
    auto operator()(Arguments... arguments) const {
        return function_(arguments...);
    }

  private:
    Signature* function_ = nullptr;
};

/// Those that are called.
struct Functions {
    const void* table;

    At<const char*(const Status*)> errorMessage{table, Place::GetErrorMessage};
    At<void(Status*)> releaseStatus{table, Place::ReleaseStatus};
    At<Status*(int, const char*, Env**)> createEnv{table, Place::CreateEnv};
    At<Status*(const Env*)> disableTelemetry{table, Place::DisableTelemetryEvents};
    At<void(Env*)> releaseEnv{table, Place::ReleaseEnv};
    At<Status*(SessionOptions**)> createOptions{table, Place::CreateSessionOptions};
    At<Status*(SessionOptions*, int)> setExecutionMode{table, Place::SetSessionExecutionMode};
    At<Status*(SessionOptions*, int)> setOptimization{table,
                                                      Place::SetSessionGraphOptimizationLevel};
    At<Status*(SessionOptions*, int)> setThreads{table, Place::SetIntraOpNumThreads};
    At<Status*(SessionOptions*, const char*, const char*)> addConfigEntry{
        table, Place::AddSessionConfigEntry};
    At<void(SessionOptions*)> releaseOptions{table, Place::ReleaseSessionOptions};
    At<Status*(const Env*, const void*, std::size_t, const SessionOptions*, Session**)>
        createSession{table, Place::CreateSessionFromArray};
    At<Status*(Session*, const RunOptions*, const char* const*, const Value* const*, std::size_t,
               const char* const*, std::size_t, Value**)>
        run{table, Place::Run};
    At<void(Session*)> releaseSession{table, Place::ReleaseSession};
    At<Status*(int, int, MemoryInfo**)> createMemoryInfo{table, Place::CreateCpuMemoryInfo};
    At<void(MemoryInfo*)> releaseMemoryInfo{table, Place::ReleaseMemoryInfo};
    At<Status*(const MemoryInfo*, void*, std::size_t, const std::int64_t*, std::size_t, int,
               Value**)>
        createTensor{table, Place::CreateTensorWithDataAsOrtValue};
    At<void(Value*)> releaseValue{table, Place::ReleaseValue};

    /// @throws Error of this code where the call failed
    void check(Status* status, ErrorCode code) const {
        if (status == nullptr) {
            return;
        }
        const std::string message = errorMessage(status);
        releaseStatus(status);
        throw Error(code, "ONNX Runtime: " + message);
    }
};

/// An object of the library that is released with this.
template <typename T>
using Owned = std::unique_ptr<T, std::function<void(T*)>>;

/// Calls what makes an object: a function with the place for its address as the last argument.
template <typename T, typename Create, typename Release>
Owned<T> make(const Functions& functions, ErrorCode code, const Release& release,
              const Create& create) {
    T* made = nullptr;
    functions.check(create(&made), code);
    return Owned<T>(made, [&release](T* object) { release(object); });
}

void* openLibrary(const std::filesystem::path& path) {
    std::error_code unreadable;
    if (!std::filesystem::exists(path, unreadable)) {
        throw Error(ErrorCode::NotFound, path.string() + " does not exist");
    }
    // Recent releases (seen in 1.30) send usage reports from Linux, too; the switch of the table
    // comes too late for the first of them.
    ::setenv("ORT_DISABLE_TELEMETRY", "1", 1);
    // A bare name would be looked for in the system's folders instead.
    void* const opened = ::dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (opened == nullptr) {
        const char* const reason = ::dlerror();
        throw Error(ErrorCode::InvalidInput,
                    path.string() + " cannot be opened as a library: " + (reason ? reason : ""));
    }
    return opened;
}

const ApiBase& apiBaseOf(const std::filesystem::path& path) {
    void* const entry = ::dlsym(openLibrary(path), "OrtGetApiBase");
    if (entry == nullptr) {
        throw Error(ErrorCode::InvalidInput,
                    path.string() + " is not ONNX Runtime: it has no OrtGetApiBase");
    }
    return *reinterpret_cast<const ApiBase* (*)()>(entry)();
}

const void* tableOf(const ApiBase& base, const std::filesystem::path& path) {
    const void* const table = base.getApi(oldestVersion);
    if (table == nullptr) {
        throw Error(ErrorCode::Unsupported, path.string() + " is ONNX Runtime " +
                                                base.getVersion() + "; expected 1." +
                                                std::to_string(oldestVersion) + " or later");
    }
    return table;
}

} // namespace

struct OnnxRuntime::Library {
    explicit Library(const std::filesystem::path& path)
        : base(apiBaseOf(path)), functions{tableOf(base, path)},
          env(make<Env>(functions, ErrorCode::Internal, functions.releaseEnv, [&](Env** made) {
              return functions.createEnv(logErrors, "laurel-bench", made);
          })) {
        functions.check(functions.disableTelemetry(env.get()), ErrorCode::Internal);
    }

    const ApiBase& base;
    Functions functions;
    Owned<Env> env;
};

OnnxRuntime::OnnxRuntime(const std::filesystem::path& library)
    : library_(std::make_shared<const Library>(library)) {}

std::string OnnxRuntime::version() const {
    return library_->base.getVersion();
}

struct OnnxSession::Parts {
    Parts(std::shared_ptr<const OnnxRuntime::Library> from, const std::string& model,
          const MapShape& in, const MapShape& out, int threads)
        : library(std::move(from)), input(in), output(out),
          memory(make<MemoryInfo>(
              api(), ErrorCode::Internal, api().releaseMemoryInfo, [&](MemoryInfo** made) {
                  return api().createMemoryInfo(deviceAllocator, memoryDefault, made);
              })) {
        const Owned<SessionOptions> options = makeOptions(threads);
        session = make<Session>(api(), ErrorCode::InvalidInput, api().releaseSession,
                                [&](Session** made) {
                                    return api().createSession(library->env.get(), model.data(),
                                                               model.size(), options.get(), made);
                                });
    }

    const Functions& api() const noexcept { return library->functions; }

    Owned<SessionOptions> makeOptions(int threads) const {
        auto options =
            make<SessionOptions>(api(), ErrorCode::Internal, api().releaseOptions,
                                 [&](SessionOptions** made) { return api().createOptions(made); });
        const auto check = [&](Status* status) { api().check(status, ErrorCode::Internal); };
        check(api().setExecutionMode(options.get(), sequential));
        check(api().setOptimization(options.get(), allOptimizations));
        check(api().setThreads(options.get(), threads));
        // Its threads wait for work by spinning. That is fast within a run, but after it they would
        // take cores from whatever is timed next.
        check(api().addConfigEntry(options.get(), "session.force_spinning_stop", "1"));
        return options;
    }

    /// A tensor of somebody else's memory.
    Owned<Value> wrap(float* data, const MapShape& shape) const {
        const std::array<std::int64_t, 4> extents{1, shape.channels, shape.rows, shape.columns};
        const auto bytes = static_cast<std::size_t>(shape.values()) * sizeof(float);
        return make<Value>(api(), ErrorCode::Internal, api().releaseValue, [&](Value** made) {
            return api().createTensor(memory.get(), data, bytes, extents.data(), extents.size(),
                                      elementFloat, made);
        });
    }

    std::shared_ptr<const OnnxRuntime::Library> library;
    MapShape input;
    MapShape output;
    Owned<MemoryInfo> memory;
    Owned<Session> session;
};

OnnxSession::OnnxSession(const OnnxRuntime& runtime, const std::string& model,
                         const MapShape& input, const MapShape& output, int threads)
    : parts_(std::make_unique<Parts>(runtime.library_, model, input, output, threads)) {}

OnnxSession::~OnnxSession() = default;
OnnxSession::OnnxSession(OnnxSession&&) noexcept = default;

void OnnxSession::run(std::span<const float> input, std::span<float> output) {
    if (input.size() != static_cast<std::size_t>(parts_->input.values()) ||
        output.size() != static_cast<std::size_t>(parts_->output.values())) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected " + std::to_string(parts_->input.values()) + " values in and " +
                        std::to_string(parts_->output.values()) + " out, got " +
                        std::to_string(input.size()) + " and " + std::to_string(output.size()));
    }
    // The interface has no tensors that are only read; inputs are not written to.
    const auto in = parts_->wrap(const_cast<float*>(input.data()), parts_->input);
    const auto out = parts_->wrap(output.data(), parts_->output);
    const Value* const inputs[] = {in.get()};
    Value* outputs[] = {out.get()};
    const auto& api = parts_->api();
    api.check(
        api.run(parts_->session.get(), nullptr, &onnxInput, inputs, 1, &onnxOutput, 1, outputs),
        ErrorCode::Internal);
}

} // namespace laurel::bench
