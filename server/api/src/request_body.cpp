#include "laurel/server_api/request_body.h"

#include "laurel/base/error.h"

namespace laurel {

std::size_t RequestBody::read(std::span<std::byte> into) const {
    return source_ == nullptr || into.empty() ? 0 : source_->read(into);
}

std::string RequestBody::readAll(std::size_t mostBytes) const {
    if (length() > mostBytes) {
        throw Error(ErrorCode::LimitExceeded, "expected a body of at most " +
                                                  std::to_string(mostBytes) + " bytes, got " +
                                                  std::to_string(length()));
    }
    std::string text(static_cast<std::size_t>(length()), '\0');
    const std::span<std::byte> bytes = std::as_writable_bytes(std::span(text));
    for (std::size_t filled = 0; filled < bytes.size();) {
        const std::size_t got = read(bytes.subspan(filled));
        if (got == 0) {
            throw Error(ErrorCode::Internal, "a part of the body was read before the whole");
        }
        filled += got;
    }
    return text;
}

} // namespace laurel
