#include "intake/partial_upload.h"

#include "laurel/base/error.h"

#include <string>
#include <utility>

namespace laurel {

PartialUpload::PartialUpload(const IntakeParts& parts, PartialFile file, Contribution contribution,
                             const ContentRange& range)
    : parts_(parts), file_(std::move(file)), contribution_(std::move(contribution)),
      end_(range.last + 1), written_(contribution_.received) {}

void PartialUpload::write(std::span<const std::byte> bytes) {
    if (!file_) {
        throw Error(ErrorCode::InvalidArgument, "the upload is finished already");
    }
    if (bytes.size() > end_ - written_) {
        throw Error(ErrorCode::LimitExceeded,
                    "more bytes came than the range up to " + std::to_string(end_) + " has");
    }
    file_->write(written_, bytes);
    written_ += bytes.size();
}

std::uint64_t PartialUpload::finish() {
    if (!file_) {
        return written_;
    }
    // Whatever happens, the next one who appends shall not find the file taken.
    PartialFile file = *std::exchange(file_, std::nullopt);
    if (written_ > contribution_.received) {
        file.sync();
        record();
    }
    if (written_ == contribution_.request.size) {
        try {
            completeUpload(parts_, contribution_, file);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::Conflict) { // somebody else completed it
                throw;
            }
        }
    }
    return written_;
}

void PartialUpload::record() {
    const std::unique_ptr<MetadataWriter> writer = parts_.metadata.beginWrite();
    writer->contributions().recordBytes(contribution_.id, contribution_.received, written_,
                                        parts_.now());
    writer->commit();
    contribution_.received = written_;
    parts_.tell("contribution.bytes", contribution_.id);
}

} // namespace laurel
