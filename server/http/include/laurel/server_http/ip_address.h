#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// An IPv4 or IPv6 address. An IPv4 address within IPv6, "::ffff:192.0.2.1", as sockets that take
/// both kinds show it, is the IPv4 address.
class IpAddress {
  public:
    /// 192.0.2.1 or 2001:db8::1; no port, brackets or zone. No value for anything else.
    static std::optional<IpAddress> parse(std::string_view text);

    IpAddress() = default; ///< ::
    explicit IpAddress(std::span<const std::uint8_t, 4> ipv4);
    explicit IpAddress(std::span<const std::uint8_t, 16> ipv6);

    bool isIpv4() const noexcept;
    bool isLoopback() const noexcept; ///< 127.0.0.0/8 or ::1
    /// As RFC 5952 wants it.
    std::string toString() const;

    /// What stands for one client where clients are counted: an IPv4 address itself, of IPv6 the
    /// first 64 bits, since the rest is for every client to choose (RFC 4291, section 2.5.4).
    IpAddress client() const noexcept;
    /// The first bits of the 128; IPv4 addresses begin at bit 96.
    IpAddress prefix(unsigned bits) const noexcept;

    friend bool operator==(const IpAddress&, const IpAddress&) = default;
    friend bool operator<(const IpAddress& left, const IpAddress& right) {
        return left.bytes_ < right.bytes_;
    }

  private:
    std::array<std::uint8_t, 16> bytes_{};
};

/// One address, or a network such as 172.16.0.0/12.
class AddressRange {
  public:
    static std::optional<AddressRange> parse(std::string_view text);

    bool contains(const IpAddress& address) const noexcept {
        return address.prefix(bits_) == first_;
    }

  private:
    AddressRange(const IpAddress& first, unsigned bits) : first_(first), bits_(bits) {}

    IpAddress first_;
    unsigned bits_; ///< of the 128
};

bool containsAddress(const std::vector<AddressRange>& ranges, const IpAddress& address) noexcept;

} // namespace laurel
