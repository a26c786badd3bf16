// Against a real TLS server, with a certificate made for the occasion.

#include "laurel/net/server_client.h"

#include "net_test.h"

#include "support/certificate.h"
#include "support/expect_error.h"

#include <cstdlib>
#include <httplib.h>
#include <thread>

namespace laurel {
namespace {

namespace fs = std::filesystem;

class Tls : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!isInstalled("openssl")) {
            GTEST_SKIP() << "openssl, which makes certificates, is not installed";
        }
        made_ = std::make_unique<Certificate>(folder_.path(), "localhost", "DNS:localhost");
        server_ = std::make_unique<httplib::SSLServer>(made_->file.c_str(), made_->key.c_str());
        ASSERT_TRUE(server_->is_valid());
        server_->Get(".*", [this](const httplib::Request& request, httplib::Response& response) {
            response.set_content(request.path == serverPath()
                                     ? serialize(fake_.info())
                                     : serialize(std::vector<ModelSummary>{}),
                                 "application/json");
        });
        port_ = server_->bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_->listen_after_bind(); });
        while (!server_->is_running()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    void TearDown() override {
        ::unsetenv("SSL_CERT_FILE");
        if (thread_.joinable()) {
            server_->stop();
            thread_.join();
        }
    }

    ServerAddress address(const std::string& host) const {
        return ServerAddress::parse("https://" + host + ":" + std::to_string(port_));
    }

    TemporaryFolder folder_;
    std::unique_ptr<Certificate> made_;
    FakeLaurel fake_;
    std::unique_ptr<httplib::SSLServer> server_;
    int port_ = 0;
    std::thread thread_;
};

TEST_F(Tls, speaksWithAServerWhoseCertificateTheSystemTrusts) {
    ::setenv("SSL_CERT_FILE", made_->file.c_str(), 1);
    EXPECT_EQ(askServer(address("localhost"), false), fake_.info());
    const KnownServer known = pinServer("tls", address("localhost"), false, fake_.info(), "");
    ServerClient client(known, ApiKey::parse(exampleKey, "test"), {}, hastyLimits());
    EXPECT_TRUE(client.models().empty());
}

TEST_F(Tls, trustsAnAuthorityOfItsOwnAndKeepsItForLater) {
    const ServerInfo info = askServer(address("localhost"), false, {}, hastyLimits(), made_->file);
    EXPECT_EQ(info, fake_.info());
    KnownServer known = pinServer("tls", address("localhost"), false, info, "");
    known.caFile = made_->file;
    ServerRegistry registry(folder_.path() / "home");
    registry.add(known, std::nullopt);
    fs::remove(made_->file); // what was named once is not needed again
    const KnownServer kept = registry.choose("tls");
    EXPECT_TRUE(ServerClient(kept, std::nullopt, {}, hastyLimits()).models().empty());

    KnownServer renamed = kept;
    renamed.name = "other";
    registry.add(renamed, std::nullopt);
    EXPECT_TRUE(
        ServerClient(registry.choose("other"), std::nullopt, {}, hastyLimits()).models().empty());
    renamed.caFile.clear();
    registry.add(renamed, std::nullopt);
    EXPECT_FALSE(registry.choose("other").caFile.empty()) << "the address stayed";
    renamed.address.port += 1;
    registry.add(renamed, std::nullopt);
    EXPECT_TRUE(registry.choose("other").caFile.empty());
}

TEST_F(Tls, refusesWhatAnotherAuthorityVouchesFor) {
    const Certificate other(folder_.path(), "other");
    expectError(ErrorCode::Unavailable, "certificate is not trusted",
                [&] { askServer(address("localhost"), false, {}, hastyLimits(), other.file); });
    expectError(ErrorCode::InvalidInput, "certificates in PEM",
                [&] { readAuthorities(made_->key); });
}

TEST_F(Tls, refusesOthers) {
    expectError(ErrorCode::Unavailable, "certificate is not trusted",
                [&] { askServer(address("localhost"), false); });
    ::setenv("SSL_CERT_FILE", made_->file.c_str(), 1); // but it is not for this name
    expectError(ErrorCode::Unavailable, "not for this name",
                [&] { askServer(address("127.0.0.1"), false); });
}

} // namespace
} // namespace laurel
