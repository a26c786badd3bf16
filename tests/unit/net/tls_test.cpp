// Against a real TLS server, with a certificate made for the occasion.

#include "laurel/net/server_client.h"

#include "net_test.h"

#include "support/child_process.h"
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
        const ProcessResult made = runProcess(
            {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-keyout", key(), "-out", certificate(), "-days", "2", "-subj",
             "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"});
        ASSERT_EQ(made.exitCode, 0) << made.err;
        server_ = std::make_unique<httplib::SSLServer>(certificate().c_str(), key().c_str());
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

    fs::path key() const { return folder_.path() / "key.pem"; }
    fs::path certificate() const { return folder_.path() / "certificate.pem"; }
    ServerAddress address(const std::string& host) const {
        return ServerAddress::parse("https://" + host + ":" + std::to_string(port_));
    }

    TemporaryFolder folder_;
    FakeLaurel fake_;
    std::unique_ptr<httplib::SSLServer> server_;
    int port_ = 0;
    std::thread thread_;
};

TEST_F(Tls, speaksWithAServerWhoseCertificateTheSystemTrusts) {
    ::setenv("SSL_CERT_FILE", certificate().c_str(), 1);
    EXPECT_EQ(askServer(address("localhost"), false), fake_.info());
    const KnownServer known = pinServer("tls", address("localhost"), false, fake_.info(), "");
    ServerClient client(known, ApiKey::parse(exampleKey, "test"), {}, hastyLimits());
    EXPECT_TRUE(client.models().empty());
}

TEST_F(Tls, refusesOthers) {
    expectError(ErrorCode::Unavailable, "certificate is not trusted",
                [&] { askServer(address("localhost"), false); });
    ::setenv("SSL_CERT_FILE", certificate().c_str(), 1); // but it is not for this name
    expectError(ErrorCode::Unavailable, "not for this name",
                [&] { askServer(address("127.0.0.1"), false); });
}

} // namespace
} // namespace laurel
