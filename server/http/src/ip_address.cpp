#include "laurel/server_http/ip_address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace laurel {

namespace {

constexpr std::array<std::uint8_t, 12> ipv4Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr unsigned ipv4Bits = 8 * ipv4Prefix.size();

} // namespace

IpAddress::IpAddress(std::span<const std::uint8_t, 4> ipv4) {
    std::copy(ipv4Prefix.begin(), ipv4Prefix.end(), bytes_.begin());
    std::copy(ipv4.begin(), ipv4.end(), bytes_.begin() + ipv4Prefix.size());
}

IpAddress::IpAddress(std::span<const std::uint8_t, 16> ipv6) {
    std::copy(ipv6.begin(), ipv6.end(), bytes_.begin());
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) {
        return std::nullopt;
    }
    const std::string terminated(text);
    std::array<std::uint8_t, 4> ipv4{};
    if (::inet_pton(AF_INET, terminated.c_str(), ipv4.data()) == 1) {
        return IpAddress(ipv4);
    }
    std::array<std::uint8_t, 16> ipv6{};
    if (::inet_pton(AF_INET6, terminated.c_str(), ipv6.data()) == 1) {
        return IpAddress(ipv6);
    }
    return std::nullopt;
}

bool IpAddress::isIpv4() const noexcept {
    return std::equal(ipv4Prefix.begin(), ipv4Prefix.end(), bytes_.begin());
}

bool IpAddress::isLoopback() const noexcept {
    constexpr std::array<std::uint8_t, 16> ipv6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return bytes_ == ipv6 || (isIpv4() && bytes_[ipv4Prefix.size()] == 127);
}

std::string IpAddress::toString() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (isIpv4()) {
        ::inet_ntop(AF_INET, bytes_.data() + ipv4Prefix.size(), text.data(), text.size());
    } else {
        ::inet_ntop(AF_INET6, bytes_.data(), text.data(), text.size());
    }
    return text.data();
}

IpAddress IpAddress::client() const noexcept {
    return isIpv4() ? *this : prefix(64);
}

IpAddress IpAddress::prefix(unsigned bits) const noexcept {
    IpAddress result;
    for (unsigned i = 0; i < bytes_.size() && 8 * i < bits; ++i) {
        const unsigned kept = std::min(bits - 8 * i, 8U);
        result.bytes_[i] = static_cast<std::uint8_t>(bytes_[i] & (0xFF00U >> kept));
    }
    return result;
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::optional<IpAddress> address = IpAddress::parse(text.substr(0, slash));
    if (!address) {
        return std::nullopt;
    }
    const unsigned most = address->isIpv4() ? 32 : 128;
    unsigned bits = most;
    if (slash != std::string_view::npos) {
        const char* const end = text.data() + text.size();
        const auto [stop, fault] = std::from_chars(text.data() + slash + 1, end, bits);
        if (fault != std::errc() || stop != end || bits > most) {
            return std::nullopt;
        }
    }
    bits += address->isIpv4() ? ipv4Bits : 0;
    // "192.0.2.1/24" may be meant as the network or as the host.
    return address->prefix(bits) == *address ? std::optional(AddressRange(*address, bits))
                                             : std::nullopt;
}

bool containsAddress(const std::vector<AddressRange>& ranges, const IpAddress& address) noexcept {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const AddressRange& range) { return range.contains(address); });
}

} // namespace laurel
