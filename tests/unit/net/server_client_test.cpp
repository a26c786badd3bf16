#include "laurel/net/server_client.h"

#include "net_test.h"

#include "support/expect_error.h"
#include "support/file_size_limit.h"

#include "laurel/base/files.h"
#include "laurel/net/server_refusal.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Client : public ::testing::Test {
  protected:
    std::unique_ptr<ServerClient> client(bool withKey = false, ClientLimits limits = hastyLimits(),
                                         const CancellationToken& cancel = {}) {
        std::optional<ApiKey> key;
        if (withKey) {
            key = ApiKey::parse(exampleKey, "test");
        }
        return std::make_unique<ServerClient>(pinned(fake_), std::move(key), cancel, limits);
    }
    void publish(float value, std::int64_t count = 64) {
        const fs::path package =
            folder_.path() / ("package-" + std::to_string(fake_.state()->versions["tiny"].size()));
        writeTinyPackage(package, value, "tiny", count);
        fake_.publish(package);
    }
    fs::path target() const { return folder_.path() / "target"; }
    StatementFile weights() const {
        const std::string& bytes =
            fake_.state()->versions.at("tiny").at(0).files.at(weightsFileName);
        return {weightsFileName, bytes.size(), sha256Hex(bytes)};
    }
    const std::string& weightsBytes() const {
        return fake_.state()->versions.at("tiny").at(0).files.at(weightsFileName);
    }
    std::string fetched() const { return readTextFile(target(), 1 << 26); }
    void download(ServerClient& from) {
        from.download("tiny", 1, weights(), target(), [this](std::uint64_t n) { most_ = n; });
    }

    TemporaryFolder folder_;
    FakeLaurel fake_;
    std::uint64_t most_ = 0;
};

TEST_F(Client, readsWhatAServerSays) {
    publish(1);
    publish(2);
    const auto asked = client();
    EXPECT_EQ(asked->info(), fake_.info());
    EXPECT_EQ(asked->models().at(0).current, 2);
    EXPECT_EQ(asked->version("tiny", 1), fake_.version("tiny", 1).info);
    EXPECT_EQ(asked->version("tiny", std::nullopt), fake_.version("tiny", 2).info);
}

TEST_F(Client, showsTheKeyOnlyToTheServerThatWasPinned) {
    fake_.state()->requiredKey = exampleKey;
    client(true)->models();
    EXPECT_EQ(fake_.state()->requests.at(0).path, serverPath());
    EXPECT_EQ(fake_.state()->requests.at(0).header("authorization"), "");
    EXPECT_EQ(fake_.state()->requests.at(1).header("authorization"), "Bearer " + exampleKey);

    const auto later = client(true);
    fake_.state()->info.serverId = "0000:0000";
    fake_.state()->requests.clear();
    const std::string text = errorTextOf([&] { later->models(); });
    EXPECT_THAT(text, HasSubstr("refused: "));
    EXPECT_THAT(text, HasSubstr("not the server that was added"));
    ASSERT_EQ(fake_.state()->requests.size(), 1U);
    EXPECT_EQ(fake_.state()->requests[0].header("authorization"), "");
}

TEST_F(Client, tellsAServersNoFromTroubleThatMayPass) {
    struct Example {
        int status;
        std::string body;
        ErrorCode code;
        bool refusal;
    };
    const auto told = [](ErrorCode code) { return serializeError(code, "because"); };
    for (const Example& example : std::initializer_list<Example>{
             {400, told(ErrorCode::InvalidInput), ErrorCode::InvalidInput, true},
             {401, told(ErrorCode::Unauthenticated), ErrorCode::Unauthenticated, true},
             {401, "<html>", ErrorCode::Unauthenticated, true},
             {403, told(ErrorCode::PermissionDenied), ErrorCode::PermissionDenied, true},
             {404, told(ErrorCode::NotFound), ErrorCode::NotFound, true},
             {404, "<html>", ErrorCode::Unavailable, false}, // a proxy's
             {409, told(ErrorCode::Conflict), ErrorCode::Conflict, true},
             {413, told(ErrorCode::LimitExceeded), ErrorCode::LimitExceeded, true},
             {413, "<html>too large</html>", ErrorCode::Unavailable, false},
             {422, told(ErrorCode::Refused), ErrorCode::Refused, true},
             {429, told(ErrorCode::LimitExceeded), ErrorCode::Unavailable, false},
             {500, told(ErrorCode::Internal), ErrorCode::Unavailable, false},
             {503, told(ErrorCode::Unavailable), ErrorCode::Unavailable, false},
             {502, "", ErrorCode::Unavailable, false},
             {301, "", ErrorCode::Unavailable, false},
             {200, "[]", ErrorCode::Unavailable, false},
             {200, "", ErrorCode::Unavailable, false}}) {
        fake_.failNext("GET", modelsPath(), example.status, example.body);
        try {
            client()->models();
            ADD_FAILURE() << example.status;
        } catch (const Error& error) {
            const auto* const refusal = dynamic_cast<const ServerRefusal*>(&error);
            EXPECT_EQ(toString(error.code()), toString(example.code)) << error.what();
            EXPECT_EQ(refusal != nullptr, example.refusal) << error.what();
            EXPECT_TRUE(refusal == nullptr || refusal->httpStatus() == example.status);
            EXPECT_THAT(error.what(), HasSubstr(fake_.server.url()));
        }
    }
}

TEST_F(Client, followsNoRedirect) {
    fake_.failNext("GET", modelsPath(), [](const FakeRequest&, FakeConnection& to) {
        to.answer(302, "", {{"Location", "/elsewhere"}});
    });
    expectError(ErrorCode::Unavailable, "redirects", [&] { client(true)->models(); });
    EXPECT_EQ(fake_.state()->requests.size(), 2U);
}

TEST_F(Client, neverSaysTheKey) {
    fake_.state()->requiredKey = "lk_other_" + std::string(64, 'b');
    EXPECT_THAT(errorTextOf([&] { client(true)->models(); }),
                ::testing::AllOf(HasSubstr("unauthenticated"), Not(HasSubstr("aaaa"))));
    const auto late = client(true);
    fake_.server.stop();
    EXPECT_THAT(errorTextOf([&] { late->models(); }),
                ::testing::AllOf(HasSubstr("unavailable"), Not(HasSubstr("aaaa"))));
}

TEST_F(Client, refusesPlainHttpToOthers) {
    KnownServer other = pinned(fake_);
    other.address = ServerAddress::parse("http://192.0.2.1:8750");
    expectError(ErrorCode::InvalidArgument, "--insecure",
                [&] { ServerClient(other, std::nullopt); });
    expectError(ErrorCode::InvalidArgument, "--insecure", [&] { askServer(other.address, false); });
    other.insecure = true;
    EXPECT_NO_THROW(ServerClient(other, std::nullopt));
}

TEST_F(Client, triesNoTlsWithoutACertificateItTrusts) {
    KnownServer secure = pinned(fake_);
    secure.address.tls = true; // the fake one speaks plain HTTP
    ServerClient tls(secure, std::nullopt, {}, hastyLimits());
    expectError(ErrorCode::Unavailable, "TLS", [&] { tls.models(); });
}

// --- What a server may do to a client ------------------------------------------------------------

TEST_F(Client, boundsAnswersWithoutEnd) {
    ClientLimits limits = hastyLimits();
    limits.answerBytes = 100'000;
    const std::string block(10'000, ' ');
    for (const int status : {200, 404}) {
        for (const char* length :
             {"Content-Length: 1000000000000", "Transfer-Encoding: chunked", "Connection: close"}) {
            const bool chunked = std::string(length).starts_with("Transfer");
            // By value: the server's thread may still be sending when the client has gone.
            fake_.failNext("GET", modelsPath(), [=](const FakeRequest&, FakeConnection& to) {
                to.send("HTTP/1.1 " + std::to_string(status) + " X\r\n" + length + "\r\n\r\n");
                while (to.send((chunked ? "2710\r\n" : "") + block + (chunked ? "\r\n" : ""))) {
                }
            });
            expectError(ErrorCode::Unavailable, "longer than 100000 bytes",
                        [&] { client(false, limits)->models(); });
        }
    }
}

TEST_F(Client, boundsHeadersWithoutEnd) {
    ClientLimits limits = hastyLimits();
    limits.answer = 60'000ms;
    fake_.failNext("GET", modelsPath(), [&](const FakeRequest&, FakeConnection& to) {
        // Long ones, not all at once: newer libraries give up by themselves after a hundred.
        to.send("HTTP/1.1 200 OK\r\n");
        while (to.send("X-Header: " + std::string(8000, 'x') + "\r\n")) {
            std::this_thread::sleep_for(5ms);
        }
    });
    const auto start = std::chrono::steady_clock::now();
    expectError(ErrorCode::Unavailable, "too many headers",
                [&] { client(false, limits)->models(); });
    EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

TEST_F(Client, leavesAServerThatTricklesOrIsSilent) {
    ClientLimits limits = hastyLimits();
    limits.answer = 200ms;
    limits.slowestBytesPerSecond = 1U << 20;
    for (const bool withHead : {true, false}) {
        fake_.failNext("GET", modelsPath(), [withHead](const FakeRequest&, FakeConnection& to) {
            to.send("HTTP/1.1 200 OK\r\n");
            if (withHead) {
                to.send("Content-Length: 1000000\r\n\r\n");
            }
            while (to.send("x")) {
                std::this_thread::sleep_for(5ms);
            }
        });
        expectError(ErrorCode::Unavailable, "too slow", [&] { client(false, limits)->models(); });
    }
    limits.silence = 100ms;
    limits.answer = 10'000ms;
    const auto done = std::make_shared<std::atomic<bool>>(false); // as below
    fake_.failNext("GET", modelsPath(), [done](const FakeRequest&, FakeConnection&) {
        while (!*done) {
            std::this_thread::sleep_for(5ms);
        }
    });
    expectError(ErrorCode::Unavailable, "did not come", [&] { client(false, limits)->models(); });
    *done = true;
}

TEST_F(Client, stopsWhenItIsCancelled) {
    CancellationSource source;
    std::atomic<bool> done = false;
    fake_.failNext("GET", modelsPath(), [&](const FakeRequest&, FakeConnection&) {
        source.cancel();
        while (!done) {
            std::this_thread::sleep_for(5ms);
        }
    });
    const auto start = std::chrono::steady_clock::now();
    const auto asked = client(false, hastyLimits(), source.token());
    expectError(ErrorCode::Cancelled, "", [&] { asked->models(); });
    EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
    done = true;
    fake_.server.stop(); // its thread looks at both once more
}

TEST_F(Client, survivesAConnectionThatIsReset) {
    fake_.failNext("GET", modelsPath(), [](const FakeRequest&, FakeConnection& to) {
        to.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
    });
    expectError(ErrorCode::Unavailable, "broke off", [&] { client()->models(); });
    // A body larger than any socket's buffer, to somebody who hangs up: no SIGPIPE.
    const std::string large(8U << 20, 'x');
    fake_.server.cutNextBodyAfter(0);
    expectError(ErrorCode::Unavailable, fake_.server.url(), [&] {
        client()->putChunk(std::string(32, 'a'), {0, large.size() - 1, large.size()},
                           std::as_bytes(std::span(large)));
    });
}

// --- Files ---------------------------------------------------------------------------------------

TEST_F(Client, downloadsAFile) {
    publish(1, 50'000);
    download(*client());
    EXPECT_EQ(fetched(), weightsBytes());
    EXPECT_EQ(most_, weightsBytes().size());
}

TEST_F(Client, goesOnWhereADownloadBroke) {
    publish(1, 50'000);
    fake_.failNext("GET", weightsFileName, [&](const FakeRequest&, FakeConnection& to) {
        to.send(FakeConnection::head(200, weightsBytes().size()));
        to.send(weightsBytes().substr(0, 70'000));
    });
    expectError(ErrorCode::Unavailable, "broke off", [&] { download(*client()); });
    EXPECT_EQ(fetched(), weightsBytes().substr(0, 70'000));
    fake_.state()->requests.clear();
    download(*client());
    EXPECT_EQ(fetched(), weightsBytes());
    EXPECT_EQ(fake_.state()->requests.back().header("range"), "bytes=70000-");
    EXPECT_EQ(fake_.state()->requests.back().header("if-range"), '"' + weights().sha256 + '"');
    fake_.state()->requests.clear();
    download(*client()); // complete: nothing is asked but who answers
    EXPECT_EQ(fake_.state()->requests.size(), 1U);
}

TEST_F(Client, beginsAgainWhereTheServerIgnoresTheRange) {
    publish(1, 1000);
    writeFileAtomically(target(), weightsBytes().substr(0, 100));
    fake_.failNext("GET", weightsFileName,
                   [&](const FakeRequest&, FakeConnection& to) { to.answer(200, weightsBytes()); });
    download(*client());
    EXPECT_EQ(fetched(), weightsBytes());
}

TEST_F(Client, takesNoOtherRangeThanTheOneItAskedFor) {
    publish(1, 1000);
    const std::string size = std::to_string(weightsBytes().size());
    for (const std::string& range : std::vector<std::string>{
             "", "bytes 99-199/" + size, "bytes 0-99/" + size, "bytes 100-199/200"}) {
        writeFileAtomically(target(), weightsBytes().substr(0, 100));
        fake_.failNext("GET", weightsFileName, [&](const FakeRequest&, FakeConnection& to) {
            to.answer(206, std::string(100, 'x'), {{"Content-Range", range}});
        });
        expectError(ErrorCode::Unavailable, "bytes 100-", [&] { download(*client()); });
        EXPECT_EQ(fetched(), weightsBytes().substr(0, 100));
    }
}

TEST_F(Client, noticesAnotherSizeThanTheStatements) {
    publish(1, 1000);
    const std::string more = weightsBytes() + "x";
    for (const std::string& body : {more, weightsBytes().substr(1), std::string()}) {
        fake_.failNext("GET", weightsFileName, 200, body);
        expectError(ErrorCode::InvalidInput, "statement says", [&] { download(*client()); });
    }
    // Without a length in front, and without an end.
    fake_.failNext("GET", weightsFileName, [&](const FakeRequest&, FakeConnection& to) {
        to.send("HTTP/1.1 200 OK\r\n\r\n");
        while (to.send(more)) {
        }
    });
    expectError(ErrorCode::InvalidInput, "sends more", [&] { download(*client()); });
    EXPECT_LE(fetched().size(), weightsBytes().size());
    // Less, without a length: that may be a connection that broke.
    fs::remove(target());
    fake_.failNext("GET", weightsFileName, [&](const FakeRequest&, FakeConnection& to) {
        to.send("HTTP/1.1 200 OK\r\n\r\n" + weightsBytes().substr(0, 50));
    });
    expectError(ErrorCode::Unavailable, "broke off", [&] { download(*client()); });
    EXPECT_EQ(fetched(), weightsBytes().substr(0, 50));
}

TEST_F(Client, writesNothingOfAnErrorIntoTheFile) {
    publish(1, 1000);
    fake_.failNext("GET", weightsFileName, ErrorCode::NotFound, "gone");
    expectError(ErrorCode::NotFound, "gone", [&] { download(*client()); });
    EXPECT_EQ(fetched(), "");
}

TEST_F(Client, saysThatTheDiskIsFull) {
    publish(1, 50'000);
    const FileSizeLimit limit(70'000);
    expectError(ErrorCode::Io, target(), [&] { download(*client()); });
}

// --- Contributions -------------------------------------------------------------------------------

TEST_F(Client, distrustsOffsets) {
    publish(1);
    const std::string id(32, 'a');
    const std::string bytes(10, 'x');
    const ContentRange range{10, 19, 100};
    for (const char* offset : {"", "-1", "21", "1e1", "99999999999999999999"}) {
        fake_.failNext("PUT", "content", [&](const FakeRequest&, FakeConnection& to) {
            to.answer(204, "", {{uploadOffsetHeader, offset}});
        });
        expectError(ErrorCode::Unavailable, "Upload-Offset",
                    [&] { client()->putChunk(id, range, std::as_bytes(std::span(bytes))); });
    }
    fake_.failNext("HEAD", "content", [&](const FakeRequest&, FakeConnection& to) {
        to.answer(200, "", {{uploadOffsetHeader, "101"}});
    });
    expectError(ErrorCode::Unavailable, "up to 100", [&] { client()->uploadOffset(id, 100); });
    // A wrong offset is no error: it says where to go on.
    fake_.failNext("PUT", "content", [&](const FakeRequest&, FakeConnection& to) {
        to.answer(409, serializeError(ErrorCode::Conflict, "no"), {{uploadOffsetHeader, "3"}});
    });
    EXPECT_EQ(client()->putChunk(id, range, std::as_bytes(std::span(bytes))).offset, 3U);
}

TEST_F(Client, learnsWhyAContributionHasNoOffset) {
    expectError(ErrorCode::NotFound, "there is no contribution",
                [&] { client()->uploadOffset(std::string(32, 'a'), 100); });
}

TEST_F(Client, reportsUsage) {
    UsageReport seen;
    fake_.failNext("POST", usagePath("tiny"), [&](const FakeRequest& request, FakeConnection& to) {
        seen = parseUsageReport(request.body);
        to.answer(204, "");
    });
    const UsageReport report{3, {0.5, 0.75}, {"laurel", "1"}};
    client()->reportUsage("tiny", report);
    EXPECT_EQ(seen, report);
}

TEST_F(Client, asksWhoIsThereBeforeAnythingIsPinned) {
    EXPECT_EQ(askServer(ServerAddress::parse(fake_.server.url()), false), fake_.info());
    fake_.server.stop();
    expectError(ErrorCode::Unavailable, "cannot connect",
                [&] { askServer(ServerAddress::parse(fake_.server.url()), false); });
}

} // namespace
} // namespace laurel
