#pragma once

#include <string>
#include <string_view>

namespace laurel {

/// Where a server listens. All its resources lie below the address itself; there is no path.
struct ServerAddress {
    bool tls = true;
    std::string host; ///< name or address, lower case; IPv6 without brackets
    int port = 443;

    /// "https://laurel.example.org" or "http://[::1]:8750"; a slash at the end is dropped.
    /// @throws Error InvalidArgument
    static ServerAddress parse(std::string_view url);

    std::string url() const;       ///< canonical: parse(url()) is the same
    std::string authority() const; ///< as in a Host header: "[::1]:8750", or the host alone
    /// Whether the bytes stay on this machine: "localhost", 127.0.0.0/8 or ::1.
    bool isLoopback() const;
    bool operator==(const ServerAddress&) const = default;
};

} // namespace laurel
