#pragma once

#include "support/server_folder.h"

#include "laurel/server_domain/contribution_intake.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

inline const Principal contributor{"00000000000000aa", Role::Contributor, {}};
inline const Principal otherContributor{"00000000000000bb", Role::Contributor, {}};
inline const Principal administrator{"00000000000000cc", Role::Admin, {}};

/// Makes the keys of those above.
inline void addKeys(MetadataStore& metadata) {
    const auto writer = metadata.beginWrite();
    for (const Principal& who : {contributor, otherContributor, administrator}) {
        writer->keys().add({who.keyId, "Klinik A", who.role, {}, std::string(64, 'a'), 1, {}});
    }
    writer->commit();
}

/// Publishes a version of model "tiny", and makes the keys.
inline void prepareServer(ServerFolder& server) {
    server.publish(server.package(1));
    addKeys(server.metadata);
}

/// Bytes to contribute; the desk does not look into them.
inline std::string exampleContent(std::size_t bytes, unsigned seed = 1) {
    std::string content;
    for (std::size_t i = 0; i < bytes; ++i) {
        seed = seed * 1664525 + 1013904223;
        content += static_cast<char>(seed >> 24);
    }
    return content;
}

inline ContributionRequest requestFor(std::string_view content) {
    ContributionRequest request;
    request.size = content.size();
    request.sha256 = sha256Hex(content);
    request.slices = 12;
    request.dice = 0.75;
    request.client = {"laurelctl", "0.1.0"};
    return request;
}

/// Sends content[from, to). @return the durable bytes
inline std::uint64_t send(ContributionDesk& desk, const std::string& id, std::string_view content,
                          std::size_t from, std::size_t to, const Principal& who = contributor) {
    const auto upload = desk.append(id, {from, to - 1, content.size()}, who);
    upload->write(std::as_bytes(std::span(content.substr(from, to - from))));
    return upload->finish();
}

inline std::string contentOf(const BlobReader& blob) {
    std::string text(blob.size(), '\0');
    blob.read(0, std::as_writable_bytes(std::span(text)));
    return text;
}

} // namespace laurel
