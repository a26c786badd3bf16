#include "laurel/arrays/npy.h"

#include "gzip_stream.h"
#include "npy_format.h"
#include "random_access_file.h"
#include "zip_archive.h"
#include "zip_writer.h"

#include "laurel/arrays/file_names.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"

#include <set>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view extension = ".npy";

class FileSource final : public ByteSource {
  public:
    explicit FileSource(const fs::path& path) : file_(path) {}

    void read(std::span<std::byte> out) override {
        file_.readAt(position_, out);
        position_ += out.size();
    }
    void finish() override {}
    std::uint64_t remaining() const noexcept override { return file_.size() - position_; }
    const std::string& name() const noexcept override { return file_.name(); }

  private:
    RandomAccessFile file_;
    std::uint64_t position_ = 0;
};

} // namespace

std::vector<double> NpyArray::toDoubles() const {
    return std::visit([](const auto& all) { return std::vector<double>(all.begin(), all.end()); },
                      samples);
}

NpyArray readNpy(const fs::path& path, const ReadLimits& limits) {
    FileSource source(path);
    return readNpyFrom(source, limits);
}

void writeNpy(const fs::path& path, const NpyArray& array) {
    const std::vector<std::byte> header = npyHeader(array);
    writeThroughTemporary(path, [&](const fs::path& temporary) {
        GzipWriter file(temporary, false);
        file.write(header);
        file.write(asBytes(array.samples));
        file.close();
    });
}

std::vector<NamedArray> readNpz(const fs::path& path, const ReadLimits& limits) {
    ZipReader archive(path, limits);
    std::vector<NamedArray> arrays;
    for (const ZipEntry& entry : archive.entries()) {
        if (entry.name.ends_with(extension)) {
            const auto source = archive.open(entry);
            arrays.push_back({entry.name.substr(0, entry.name.size() - extension.size()),
                              readNpyFrom(*source, limits)});
        }
    }
    return arrays;
}

void writeNpz(const fs::path& path, const std::vector<NamedArray>& arrays) {
    std::set<std::string> names;
    for (const NamedArray& named : arrays) {
        if (named.name.empty() || !isValidUtf8(named.name) || hasControlCharacter(named.name) ||
            !names.insert(named.name).second) {
            throw Error(ErrorCode::InvalidArgument, path.string() + ": the name of each array " +
                                                        "must be plain text and unique, unlike " +
                                                        quotedForMessage(named.name));
        }
    }
    writeThroughTemporary(path, [&](const fs::path& temporary) {
        ZipWriter archive(temporary);
        for (const NamedArray& named : arrays) {
            const std::vector<std::byte> header = npyHeader(named.array);
            archive.add(named.name + std::string(extension),
                        {header, asBytes(named.array.samples)});
        }
        archive.close();
    });
}

} // namespace laurel
