#include "laurel/server_http/forwarded_client.h"

#include "support/expect_error.h"

namespace laurel {
namespace {

std::string clientOf(const char* peer, std::string_view list) {
    const std::vector<AddressRange> trusted{*AddressRange::parse("127.0.0.1"),
                                            *AddressRange::parse("10.0.0.0/8")};
    return forwardedClient(IpAddress::parse(peer).value(), list, trusted).toString();
}

TEST(ForwardedClient, isTheLastThatNoProxyStandsFor) {
    EXPECT_EQ(clientOf("127.0.0.1", "192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(clientOf("127.0.0.1", "192.0.2.1, 10.1.2.3"), "192.0.2.1");
    EXPECT_EQ(clientOf("127.0.0.1", "192.0.2.1,10.1.2.3 ,\t10.9.9.9"), "192.0.2.1");
    EXPECT_EQ(clientOf("127.0.0.1", "2001:db8::1, 10.1.2.3"), "2001:db8::1");
}

TEST(ForwardedClient, cannotBeChosenByTheClient) {
    EXPECT_EQ(clientOf("192.0.2.7", "192.0.2.1"), "192.0.2.7") << "came without a proxy";
    EXPECT_EQ(clientOf("127.0.0.1", "127.0.0.1, 198.51.100.1, 192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(clientOf("127.0.0.1", "<garbage>, , 192.0.2.1"), "192.0.2.1");
}

TEST(ForwardedClient, isAProxyThatAsksForItself) {
    EXPECT_EQ(clientOf("127.0.0.1", ""), "127.0.0.1");
    EXPECT_EQ(clientOf("127.0.0.1", "10.1.2.3"), "10.1.2.3");
    EXPECT_EQ(clientOf("127.0.0.1", "10.1.2.3, 127.0.0.1"), "10.1.2.3");
}

TEST(ForwardedClient, isRefusedWhereAProxyWroteNoAddress) {
    for (const char* list : {"unknown", " ", ",", "192.0.2.1,", "192.0.2.1, ", "192.0.2.1:4711",
                             "[2001:db8::1]", "x, 10.1.2.3"}) {
        expectError(ErrorCode::InvalidArgument, "X-Forwarded-For",
                    [&] { clientOf("127.0.0.1", list); });
    }
}

TEST(MadeHere, isALoopbackPeerThatNothingForwarded) {
    const std::vector<AddressRange> trusted{*AddressRange::parse("127.0.0.3")};
    const auto isHere = [&](const char* peer, const char* header) {
        return isMadeHere(IpAddress::parse(peer).value(), {{"host", "x"}, {header, "y"}}, trusted);
    };
    for (const char* peer : {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"}) {
        EXPECT_TRUE(isHere(peer, "accept")) << peer;
    }
    for (const char* peer : {"127.0.0.3", "192.0.2.1", "128.0.0.1", "10.0.0.1", "::", "::2",
                             "7f00::1", "::127.0.0.1"}) {
        EXPECT_FALSE(isHere(peer, "accept")) << peer;
    }
    for (const char* header :
         {"x-forwarded-for", "x-forwarded-proto", "forwarded", "via", "x-real-ip"}) {
        EXPECT_FALSE(isHere("127.0.0.1", header)) << header;
    }
}

} // namespace
} // namespace laurel
