#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

/// Clients that cost as little as they can, so that what is timed is the server. All throw Error Io
/// when an answer is not what it should be.
namespace laurel::bench {

/// @return one that was free a moment ago
int freePort();
/// Waits until somebody listens there. @throws Error Unavailable after half a minute
void awaitServer(int port);

/// The body of one answer that must be a success.
std::string fetch(int port, const std::string& path);
/// So many clients at once fetch this, each on a connection of its own, and throw it away.
void downloadAtOnce(int port, const std::string& path, int clients, std::uint64_t bytes);
/// So many connections at once, each with so many requests one after the other.
void askAtOnce(int port, const std::string& path, int connections, int requests);

/// So many clients at once each contribute this many bytes, all different, in chunks.
struct UploadPlan {
    std::string model;
    std::string key; ///< of a contributor
    int clients = 16;
    std::size_t bytes = 0;
    std::size_t chunkBytes = 8U << 20;
};
void uploadAtOnce(int port, const UploadPlan& plan);

} // namespace laurel::bench
