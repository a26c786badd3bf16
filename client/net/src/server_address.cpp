#include "laurel/net/server_address.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <charconv>

namespace laurel {

namespace {

constexpr int plainPort = 80;
constexpr int tlsPort = 443;

[[noreturn]] void throwMalformed(std::string_view url) {
    throw Error(ErrorCode::InvalidArgument,
                "expected a server's address as https://laurel.example.org or "
                "http://localhost:8750, got " +
                    quotedForMessage(url, 128));
}

bool isIpv6(const std::string& host) {
    in6_addr address{};
    return ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool isHostName(std::string_view host) {
    constexpr std::size_t longest = 253;
    return !host.empty() && host.size() <= longest && std::isalnum(host.front()) != 0 &&
           std::all_of(host.begin(), host.end(), [](unsigned char c) {
               return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '.');
           });
}

/// Takes what stands before "://".
bool takeScheme(std::string_view& rest, std::string_view scheme) {
    const std::size_t length = scheme.size();
    const bool matches =
        rest.size() > length && rest.substr(length).starts_with("://") &&
        std::equal(scheme.begin(), scheme.end(), rest.begin(),
                   [](char expected, unsigned char c) { return expected == std::tolower(c); });
    if (matches) {
        rest.remove_prefix(length + 3);
    }
    return matches;
}

int parsePort(std::string_view text, std::string_view url) {
    constexpr int greatest = 65'535;
    int port = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, port);
    if (fault != std::errc() || stop != end || port < 1 || port > greatest) {
        throwMalformed(url);
    }
    return port;
}

} // namespace

ServerAddress ServerAddress::parse(std::string_view url) {
    std::string_view rest = url;
    ServerAddress address;
    address.tls = takeScheme(rest, "https");
    if (!address.tls && !takeScheme(rest, "http")) {
        throwMalformed(url);
    }
    if (rest.ends_with('/')) {
        rest.remove_suffix(1);
    }
    const bool bracketed = rest.starts_with('[');
    const std::size_t end = bracketed ? rest.find(']') : std::min(rest.find(':'), rest.size());
    if (end == std::string_view::npos) {
        throwMalformed(url);
    }
    address.host = rest.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0));
    std::transform(address.host.begin(), address.host.end(), address.host.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    rest.remove_prefix(end + (bracketed ? 1 : 0));
    if (!(bracketed ? isIpv6(address.host) : isHostName(address.host)) ||
        !(rest.empty() || rest.front() == ':')) {
        throwMalformed(url);
    }
    address.port =
        rest.empty() ? (address.tls ? tlsPort : plainPort) : parsePort(rest.substr(1), url);
    return address;
}

std::string ServerAddress::authority() const {
    const bool bracketed = host.find(':') != std::string::npos;
    std::string text = bracketed ? "[" + host + "]" : host;
    if (port != (tls ? tlsPort : plainPort)) {
        text += ":" + std::to_string(port);
    }
    return text;
}

std::string ServerAddress::url() const {
    return (tls ? "https://" : "http://") + authority();
}

bool ServerAddress::isLoopback() const {
    in_addr address{};
    if (::inet_pton(AF_INET, host.c_str(), &address) == 1) {
        constexpr std::uint32_t loopbackNet = 127;
        return ntohl(address.s_addr) >> 24 == loopbackNet;
    }
    in6_addr six{};
    return host == "localhost" ||
           (::inet_pton(AF_INET6, host.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six));
}

} // namespace laurel
