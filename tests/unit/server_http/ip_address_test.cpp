#include "laurel/server_http/ip_address.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

std::string canonical(std::string_view text) {
    const auto address = IpAddress::parse(text);
    return address ? address->toString() : "none";
}

IpAddress parsed(std::string_view text) {
    return IpAddress::parse(text).value();
}

bool contains(std::string_view range, std::string_view address) {
    return AddressRange::parse(range).value().contains(parsed(address));
}

TEST(IpAddress, isReadAndWrittenCanonically) {
    EXPECT_EQ(canonical("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(canonical("::"), "::");
    // RFC 5952, sections 1 and 4
    for (const char* text :
         {"2001:db8:0:0:1:0:0:1", "2001:0db8:0:0:1:0:0:1", "2001:DB8::1:0:0:1"}) {
        EXPECT_EQ(canonical(text), "2001:db8::1:0:0:1");
    }
    EXPECT_EQ(canonical("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(parsed("::ffff:c000:201"), parsed("192.0.2.1"));
}

TEST(IpAddress, isNothingElse) {
    for (const std::string& text :
         {std::string(), std::string("localhost"), std::string("unknown"), std::string("192.0.2"),
          std::string("192.0.2.256"), std::string("192.0.2.01"), std::string(" 192.0.2.1"),
          std::string("192.0.2.1 "), std::string("192.0.2.1:80"), std::string("[::1]"),
          std::string("fe80::1%eth0"), std::string("::1::"), std::string("12345::"),
          std::string("192.0.2.1\0", 10), std::string("3221225985"), std::string("0xC0.0.2.1")}) {
        EXPECT_EQ(canonical(text), "none") << text;
    }
}

TEST(IpAddress, countsAsItsClient) {
    EXPECT_EQ(parsed("192.0.2.1").client(), parsed("192.0.2.1"));
    EXPECT_EQ(parsed("2001:db8:1:2:3:4:5:6").client(), parsed("2001:db8:1:2::"));
    EXPECT_EQ(parsed("2001:db8:1:2::1").client(), parsed("2001:db8:1:2:ffff::").client());
    EXPECT_NE(parsed("2001:db8:1:2::1").client(), parsed("2001:db8:1:3::1").client());
}

TEST(AddressRange, isAnAddressOrANetwork) {
    EXPECT_TRUE(contains("127.0.0.1", "127.0.0.1"));
    EXPECT_TRUE(contains("127.0.0.1", "::ffff:127.0.0.1"));
    EXPECT_FALSE(contains("127.0.0.1", "127.0.0.2"));
    EXPECT_TRUE(contains("172.16.0.0/12", "172.16.0.0"));
    EXPECT_TRUE(contains("172.16.0.0/12", "172.31.255.255"));
    EXPECT_FALSE(contains("172.16.0.0/12", "172.32.0.0"));
    EXPECT_FALSE(contains("172.16.0.0/12", "172.15.255.255"));
    EXPECT_TRUE(contains("0.0.0.0/0", "255.255.255.255"));
    EXPECT_FALSE(contains("0.0.0.0/0", "::1"));
    EXPECT_TRUE(contains("::/0", "::1"));
    EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
    EXPECT_FALSE(contains("::1", "::2"));
}

TEST(AddressRange, isNothingElse) {
    for (const char* text :
         {"", "/", "/8", "127.0.0.1/", "127.0.0.1/33", "::/129", "127.0.0.1/-1", "127.0.0.1/ 8",
          "127.0.0.1/8x", "proxy", "127.0.0.0/8/8", "192.0.2.1/24"}) {
        EXPECT_FALSE(AddressRange::parse(text)) << text;
    }
}

} // namespace
} // namespace laurel
