#include "running_server.h"

#include "support/certificate.h"
#include "support/expect_error.h"

#include "laurel/base/files.h"

#include <httplib.h>

#include <gmock/gmock.h>

/// A server that speaks TLS itself, asked by other programs' TLS: httplib's client, openssl.
namespace laurel {
namespace {

using ::testing::HasSubstr;

class ServerTls : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!isInstalled("openssl")) {
            GTEST_SKIP() << "openssl, which makes certificates, is not installed";
        }
        certificate_ = std::make_unique<Certificate>(folder_.path(), "localhost");
        HttpLimits limits;
        limits.headTime = std::chrono::milliseconds(300);
        limits.connectionsPerAddress = 4;
        server_ = std::make_unique<RunningServer>(
            [this](const HttpRequest& request) { return answer(request); }, limits, "127.0.0.1",
            TlsFiles{certificate_->file, certificate_->key});
    }

    /// PUT: the body comes back. GET: 4 MB that compress badly.
    HttpResponse answer(const HttpRequest& request) const {
        HttpResponse response;
        response.contentType = "text/plain";
        response.body = request.method == "PUT" ? request.body.readAll(8U << 20) : large_;
        return response;
    }

    std::unique_ptr<httplib::SSLClient> client() const {
        auto client = std::make_unique<httplib::SSLClient>("localhost", server_->port());
        client->set_ca_cert_path(certificate_->file.string());
        client->set_keep_alive(true);
        return client;
    }
    /// What openssl's own client says of the connection.
    std::string connect(const std::string& version) const {
        const ProcessResult result = runProcess(
            {"bash", "-c",
             "echo | openssl s_client -connect 127.0.0.1:" + std::to_string(server_->port()) + " " +
                 version + " 2>&1"});
        return result.out;
    }

    static std::string made() {
        std::string text;
        for (std::uint32_t i = 0, value = 1; i < (1U << 20); ++i) {
            value = value * 1664525U + 1013904223U;
            text.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
        return text;
    }

    const std::string large_ = made();
    TemporaryFolder folder_;
    std::unique_ptr<Certificate> certificate_;
    std::unique_ptr<RunningServer> server_;
};

TEST_F(ServerTls, takesAndGivesBytesAsTheyAre) {
    const auto asking = client();
    for (int i = 0; i < 3; ++i) { // on one connection
        const httplib::Result got = asking->Get("/");
        ASSERT_TRUE(got) << httplib::to_string(got.error());
        EXPECT_EQ(got->status, 200);
        EXPECT_TRUE(got->body == large_);
        const httplib::Result put = asking->Put("/", large_, "text/plain");
        ASSERT_TRUE(put) << httplib::to_string(put.error());
        EXPECT_TRUE(put->body == large_);
    }
    EXPECT_EQ(server_->recordsOnceThereAre(6).size(), 6U);
}

TEST_F(ServerTls, speaksOnlyWhatIsSafe) {
    EXPECT_THAT(connect("-tls1_2"), HasSubstr("Protocol  : TLSv1.2"));
    EXPECT_THAT(connect("-tls1_3"), HasSubstr("TLSv1.3"));
    EXPECT_THAT(connect("-tls1_1 -cipher ALL:@SECLEVEL=0"), HasSubstr("Cipher is (NONE)"));
    EXPECT_THAT(connect("-tls1_2 -cipher AES128-SHA"), HasSubstr("Cipher is (NONE)"));
}

TEST_F(ServerTls, tellsWhoeverSpeaksPlainHttp) {
    const RawResponse refused = RawClient(server_->port()).exchange(get("/healthz"));
    EXPECT_EQ(refused.status, 400);
    EXPECT_THAT(refused.body, HasSubstr("https://"));
    EXPECT_EQ(server_->recordsOnceThereAre(1).at(0).status, 400);
}

TEST_F(ServerTls, endsConnectionsThatNeverAgree) {
    RawClient silent(server_->port());
    EXPECT_TRUE(silent.isEnded()) << "within the time of a head";
    RawClient babbling(server_->port());
    babbling.send(std::string("\x16\x03\x01\x02\x00", 5) + std::string(512, 'x'));
    EXPECT_EQ(babbling.response().status, 0) << "at most an alert, which is no HTTP";
    EXPECT_TRUE(client()->Get("/")) << "others are served";
}

TEST_F(ServerTls, refusesOneConnectionTooMany) {
    std::vector<std::unique_ptr<httplib::SSLClient>> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(client());
        ASSERT_TRUE(clients.back()->Get("/")) << i;
    }
    EXPECT_FALSE(client()->Get("/"));
    clients.clear();
    for (int i = 0; i < 500 && !client()->Get("/"); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(client()->Get("/"));
}

TEST_F(ServerTls, needsFilesThatFitTogether) {
    const Certificate other(folder_.path(), "other");
    const auto start = [](const std::filesystem::path& file, const std::filesystem::path& key) {
        HttpServer(
            echo, [](const RequestRecord&) {}, {}, TlsFiles{file, key});
    };
    expectError(ErrorCode::InvalidInput, "other.key",
                [&] { start(certificate_->file, other.key); });
    expectError(ErrorCode::InvalidInput, "absent.pem",
                [&] { start(folder_.path() / "absent.pem", other.key); });
    expectError(ErrorCode::InvalidInput, "localhost.key",
                [&] { start(certificate_->key, certificate_->key); });
}

} // namespace
} // namespace laurel
