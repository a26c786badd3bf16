// One library that misbehaves as its own file name says: liblaurel_plugin_<fault>.so.

#include "laurel/base/error.h"
#include "laurel/sdk/plugin.h"

#include <ATen/ATen.h>
#include <dlfcn.h>
#include <stdexcept>
#include <string>

namespace {

std::string ownName() {
    Dl_info where{};
    static const int anchor = 0;
    dladdr(&anchor, &where);
    std::string path = where.dli_fname;
    const std::string prefix = "liblaurel_plugin_";
    const auto start = path.rfind(prefix) + prefix.size();
    return path.substr(start, path.size() - start - std::string(".so").size());
}

/// Answers every call with the exception that the file's name asks for.
[[noreturn]] void misbehave() {
    const std::string name = ownName();
    if (name == "throws_laurel") {
        throw laurel::Error(laurel::ErrorCode::LimitExceeded, "thrown inside the plugin");
    }
    if (name == "throws_int") {
        throw 42;
    }
    throw std::runtime_error("an ordinary exception");
}

class TorchThrower final : public laurel::Network {
  public:
    at::Tensor forward(const at::Tensor& images) override {
        return at::matmul(images, at::zeros({1234, 1})); // shapes that do not fit: c10::Error
    }
    laurel::StateDict state() const override { misbehave(); }
    void loadState(const laurel::StateDict&) override { misbehave(); }
    std::vector<at::Tensor> parameters() override { misbehave(); }
    void train(bool) override { misbehave(); }
    void moveTo(const at::Device&) override { misbehave(); }
};

class FaultyFactory final : public laurel::NetworkFactory {
  public:
    std::vector<laurel::TensorSpec> describe(const laurel::NetworkRequest&) const override {
        if (ownName().starts_with("throws_")) {
            misbehave();
        }
        return {{"weight", laurel::DType::F32, {1}}};
    }

    std::unique_ptr<laurel::Network> create(const laurel::NetworkRequest&) const override {
        if (ownName() == "makes_nothing") {
            return nullptr;
        }
        return std::make_unique<TorchThrower>();
    }
};

const laurel::NetworkFactory* makeFactory() {
    if (ownName() == "factory_throws") {
        misbehave();
    }
    static const FaultyFactory factory;
    return ownName() == "null_factory" ? nullptr : &factory;
}

} // namespace

extern "C" __attribute__((visibility("default"))) const LaurelPluginInfo* laurel_plugin_info() {
    static const std::string name = ownName();
    static LaurelPluginInfo info{sizeof(LaurelPluginInfo),
                                 LAUREL_PLUGIN_ABI,
                                 _GLIBCXX_USE_CXX11_ABI,
                                 LAUREL_COMPILER,
                                 TORCH_VERSION,
                                 LAUREL_JSON_VERSION,
                                 name.c_str(),
                                 "1.0",
                                 makeFactory};
    if (name == "wrong_abi") {
        info.abi += 1;
    } else if (name == "wrong_size") {
        info.size += 8;
    } else if (name == "wrong_cxx11") {
        info.cxx11Abi = 1 - info.cxx11Abi;
    } else if (name == "wrong_compiler") {
        info.compiler = "icc 7";
    } else if (name == "wrong_torch") {
        info.torchVersion = "0.4.1";
    } else if (name == "no_torch_version") {
        info.torchVersion = nullptr;
    } else if (name == "wrong_json") {
        info.jsonVersion = "2.0.0";
    } else if (name == "wrong_name") {
        info.name = "somebody_else";
    } else if (name == "no_version") {
        info.version = nullptr;
    } else if (name == "bad_version") {
        info.version = "newest";
    } else if (name == "no_factory") {
        info.makeFactory = nullptr;
    } else if (name == "null_info") {
        return nullptr;
    }
    return &info;
}
