// Answers as ONNX Runtime 1.8 does to a program that asks for a later table of functions.
#include <cstdint>

namespace {

struct ApiBase {
    const void* (*getApi)(std::uint32_t version);
    const char* (*getVersion)();
};

const void* noTable(std::uint32_t /*version*/) {
    return nullptr;
}

const char* version() {
    return "1.8.1";
}

constexpr ApiBase base{noTable, version};

} // namespace

extern "C" __attribute__((visibility("default"))) const ApiBase* OrtGetApiBase();

const ApiBase* OrtGetApiBase() {
    return &base;
}
