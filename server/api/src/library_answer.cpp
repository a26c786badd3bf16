#include "library_answer.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <vector>

namespace laurel {

namespace {

constexpr std::size_t blobChunkBytes = 256U << 10;

bool mayHaveBody(int status) {
    return status != 204 && status != 304;
}

bool sendPart(const BlobSlice& slice, std::size_t offset, std::size_t length,
              httplib::DataSink& sink) {
    try {
        std::vector<std::byte> chunk(std::min(length, blobChunkBytes));
        slice.blob->read(slice.offset + offset, chunk);
        return sink.write(reinterpret_cast<const char*>(chunk.data()), chunk.size());
    } catch (const Error&) {
        // The status is on its way; a body that ends early is what the client can notice.
        return false;
    }
}

} // namespace

void fill(httplib::Response& to, const HttpResponse& from) {
    to.status = from.status;
    for (const auto& [name, value] : from.headers) {
        to.set_header(name, value);
    }
    if (!mayHaveBody(from.status)) {
        return;
    }
    if (from.blob && from.blob->length > 0) {
        to.set_content_provider(
            static_cast<std::size_t>(from.blob->length), from.contentType,
            [slice = *from.blob](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                return sendPart(slice, offset, length, sink);
            });
    } else {
        to.set_content(from.body, from.contentType);
    }
}

void correctHeaders(httplib::Response& answer, const HttpResponse& from) {
    if (!mayHaveBody(from.status)) {
        answer.headers.erase("Content-Length"); // RFC 9110, section 8.6
    }
    if (!from.headers.contains("Accept-Ranges")) {
        answer.headers.erase("Accept-Ranges"); // which it promises for every HEAD
    }
}

std::string lastAnswer(const HttpResponse& response) {
    std::string answer = "HTTP/1.1 " + std::to_string(response.status) +
                         " \r\nContent-Type: " + response.contentType +
                         "\r\nContent-Length: " + std::to_string(response.body.size());
    for (const auto& [name, value] : response.headers) {
        answer.append("\r\n").append(name).append(": ").append(value);
    }
    return answer + "\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n" +
           response.body;
}

} // namespace laurel
