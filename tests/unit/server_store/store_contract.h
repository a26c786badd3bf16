#pragma once

#include "example_version.h"

#include "laurel/base/files.h"
#include "laurel/server_store/sqlite_metadata_store.h"

#include <functional>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace laurel {

struct Backend {
    std::string name;
    std::function<std::unique_ptr<MetadataStore>(const std::filesystem::path& folder)> make;
};

/// What every MetadataStore must do is tested with each of these. A second backend is one more
/// line.
inline auto backends() {
    return ::testing::Values(Backend{"sqlite", [](const std::filesystem::path& folder) {
                                         return std::make_unique<SqliteMetadataStore>(
                                             folder / "db.sqlite", 3);
                                     }});
}

inline std::string nameOfBackend(const ::testing::TestParamInfo<Backend>& instance) {
    return instance.param.name;
}

class StoreContract : public ::testing::TestWithParam<Backend> {
  protected:
    std::unique_ptr<MetadataStore> open() { return GetParam().make(folder_.path()); }

    void reopen() {
        store_ = nullptr;
        store_ = open();
    }

    void publish(const std::string& modelId, std::int64_t number) {
        write([&](MetadataWriter& writer) {
            writer.addVersion(exampleVersion(modelId, number));
            writer.setCurrent(modelId, writer.currentNumber(modelId), number);
        });
    }

    /// One committed transaction.
    void write(const std::function<void(MetadataWriter&)>& work) {
        const auto writer = store_->beginWrite();
        work(*writer);
        writer->commit();
    }

    TemporaryFolder folder_;
    std::unique_ptr<MetadataStore> store_ = open();
};

} // namespace laurel
