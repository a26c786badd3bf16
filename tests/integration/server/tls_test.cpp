#include "support/certificate.h"
#include "support/raw_client.h"
#include "support/running_program.h"
#include "support/tiny_package.h"

#include "laurel/base/files.h"

#include <gmock/gmock.h>

/// The real server with TLS of its own, and the real client.
namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const std::string program = LAUREL_SERVER_PROGRAM;

class TlsPrograms : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!isInstalled("openssl")) {
            GTEST_SKIP() << "openssl, which makes certificates, is not installed";
        }
        writeTinyPackage(folder_.path() / "package", 1, "tiny", 64);
        ASSERT_EQ(runProcess({program, "admin", "--data", data_, "model", "publish",
                              folder_.path() / "package"})
                      .exitCode,
                  0);
        certificate_ = std::make_unique<Certificate>(folder_.path(), "localhost");
        server_ = std::make_unique<RunningProgram>(
            program, data_,
            std::vector<std::string>{"--set", "tls.certificate=" + certificate_->file.string(),
                                     "--set", "tls.key=" + certificate_->key.string()});
    }

    ProcessResult laurelctl(std::vector<std::string> words) const {
        words.insert(words.begin(), LAUREL_CLIENT_PROGRAM);
        return runProcess(std::move(words), {"LAUREL_HOME=" + (folder_.path() / "home").string()});
    }

    TemporaryFolder folder_;
    fs::path data_ = folder_.path() / "data";
    std::unique_ptr<Certificate> certificate_;
    std::unique_ptr<RunningProgram> server_;
};

TEST_F(TlsPrograms, speakWithTheAuthorityThatWasNamed) {
    EXPECT_THAT(server_->url(), ::testing::StartsWith("https://127.0.0.1:"));
    const ProcessResult added =
        laurelctl({"server", "add", server_->url(), "--ca-file", certificate_->file});
    EXPECT_EQ(added.exitCode, 0) << added.err;
    const ProcessResult pulled = laurelctl({"pull", "tiny", "--json"});
    ASSERT_EQ(pulled.exitCode, 0) << pulled.err;
    EXPECT_EQ(nlohmann::json::parse(pulled.out).at("verified"), true);
}

/// Bytes come at any moment between the server's looks at a connection: of 4000, some come between
/// any two.
TEST_F(TlsPrograms, agreeWithEverybodyHoweverTheirBytesCome) {
    const std::string port = server_->url().substr(server_->url().rfind(':') + 1);
    const ProcessResult asked = runProcess(
        {"/usr/bin/python3", LAUREL_MANY_CONNECTIONS, port, certificate_->file.string(), "4000"});
    EXPECT_EQ(asked.out, "4000 HTTP/1.1 200 OK\n") << asked.err;
}

TEST_F(TlsPrograms, refuseOneAnother) {
    const Certificate other(folder_.path(), "other");
    for (const std::vector<std::string>& more :
         {std::vector<std::string>{}, {"--ca-file", other.file.string()}}) {
        std::vector<std::string> words{"server", "add", server_->url()};
        words.insert(words.end(), more.begin(), more.end());
        const ProcessResult refused = laurelctl(words);
        EXPECT_EQ(refused.exitCode, 1) << refused.out;
        EXPECT_THAT(refused.err, HasSubstr("certificate is not trusted"));
    }
    EXPECT_EQ(laurelctl({"server", "add", server_->url(), "--ca-file", certificate_->key}).exitCode,
              3);
    const std::string plain = "http" + server_->url().substr(5);
    const ProcessResult byHttp = laurelctl({"server", "add", plain});
    EXPECT_NE(byHttp.exitCode, 0);
    EXPECT_THAT(byHttp.err, HasSubstr("https://"));
    EXPECT_EQ(laurelctl({"server", "add", plain, "--ca-file", certificate_->file}).exitCode, 2);
    EXPECT_EQ(
        RawClient(server_->port()).exchange("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status,
        400);
}

TEST_F(TlsPrograms, needCertificateAndKey) {
    const ProcessResult half = runProcess({program, "serve", "--data", data_, "--set",
                                           "tls.certificate=" + certificate_->file.string()});
    EXPECT_EQ(half.exitCode, 3);
    EXPECT_THAT(half.err, HasSubstr("key in [tls]: expected both"));
    const ProcessResult absent =
        runProcess({program, "serve", "--data", data_, "--set", "tls.certificate=/absent.pem",
                    "--set", "tls.key=" + certificate_->key.string()});
    EXPECT_EQ(absent.exitCode, 3);
    EXPECT_THAT(absent.err, HasSubstr("/absent.pem"));
}

} // namespace
} // namespace laurel
