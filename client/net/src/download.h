#pragma once

#include "transport.h"

#include "laurel/package/statement.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace laurel {

/// Writes a file of a version to disk, behind what is there already.
class FileDownload final : public BodySink {
  public:
    /// Opens `into`, or makes it. What is longer than it should be is dropped.
    /// @throws Error Io
    FileDownload(const StatementFile& wanted, const std::filesystem::path& into,
                 std::function<void(std::uint64_t)> onBytes);
    ~FileDownload() override;
    FileDownload(const FileDownload&) = delete;
    FileDownload& operator=(const FileDownload&) = delete;

    bool isComplete() const noexcept { return size_ == wanted_.size; }
    /// Range and If-Range for what is missing; the server's tag of a file is its digest in quotes.
    std::map<std::string, std::string> requestHeaders() const;
    void flush() const;

    void begin(const HttpAnswer& head) override;
    void take(std::span<const std::byte> bytes) override;

  private:
    void beginPart(const HttpAnswer& head) const;
    void truncate();
    [[noreturn]] void throwOtherSize(const std::string& got) const;

    StatementFile wanted_;
    std::filesystem::path path_;
    std::function<void(std::uint64_t)> onBytes_;
    int fd_ = -1;
    std::uint64_t size_ = 0;
};

} // namespace laurel
