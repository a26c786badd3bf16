#pragma once

#include "support/running_program.h"

#include "laurel/package/model_package.h"
#include "laurel/proto/contributions.h"
#include "laurel/proto/messages.h"
#include "laurel/proto/paths.h"
#include "laurel/weights/crypto.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace laurel {

namespace fs = std::filesystem;

inline const std::string serverProgram = LAUREL_BINARY_DIR "/bin/laurel-server";
inline const std::string crashingServer = LAUREL_BINARY_DIR "/bin/laurel-server-crashing";
inline const std::string clientProgram = LAUREL_BINARY_DIR "/bin/laurelctl";

/// Runs a program and expects success; what it wrote to stdout.
inline std::string succeed(std::vector<std::string> command,
                           std::vector<std::string> environment = {}) {
    const std::string name = command.at(0) + " " + command.at(1);
    const ProcessResult result = runProcess(std::move(command), std::move(environment));
    EXPECT_EQ(result.exitCode, 0) << name << ": " << result.err;
    return result.out;
}

/// What all tests begin with, made once: a server's data with the model leg, a gold case and keys;
/// and a case with its correction, from which the model has learned.
class World {
  public:
    static const World& get() {
        static const World world;
        return world;
    }

    /// A copy of the server's data, to be spoilt.
    fs::path dataIn(const fs::path& where) const {
        fs::path copy = where / "data";
        fs::copy(data, copy, fs::copy_options::recursive);
        return copy;
    }

    std::string finetune(const fs::path& output, int seed,
                         const std::string& model = package) const {
        return succeed({clientProgram, "finetune", "--model", model, "--image", image, "--labels",
                        labels, "--slices", "1-5", "--seed", std::to_string(seed), "-o", output,
                        "--threads", "1", "--json"});
    }

    inline static const std::string package = LAUREL_SOURCE_DIR "/models/packages/leg";
    TemporaryFolder folder;
    fs::path data = folder.path() / "server";
    fs::path image = folder.path() / "case/image.nii.gz"; ///< 6 slices
    fs::path labels = folder.path() / "case/labels.nii.gz";
    fs::path tuned = folder.path() / "tuned";
    fs::path keyFile = folder.path() / "key";
    std::string key;   ///< a contributor's
    std::string other; ///< another contributor's

  private:
    World() {
        synthesise("case", "6");
        synthesise("gold", "3");
        admin({"model", "publish", package});
        admin({"gold", "add", "leg", folder.path() / "gold/image.nii.gz",
               folder.path() / "gold/labels.nii.gz"});
        key = makeKey();
        other = makeKey();
        writeFileAtomically(keyFile, key);
        finetune(tuned, 1);
    }

    /// A subject that the model finds hard: learning from it helps.
    void synthesise(const std::string& name, const std::string& slices) const {
        succeed({clientProgram, "synth", "leg", "--seed", "16", "--contrast", "random", "--slices",
                 slices, "--slice-spacing", "30", "-o", folder.path() / name});
    }
    std::string admin(std::vector<std::string> words) const {
        words.insert(words.begin(), {serverProgram, "admin", "--data", data});
        return succeed(std::move(words));
    }
    std::string makeKey() const {
        const std::string line = admin({"key", "add", "--name", "Site", "--models", "leg"});
        return line.substr(0, line.find('\n'));
    }
};

/// A workstation: its own LAUREL_HOME.
class Workstation {
  public:
    explicit Workstation(const std::string& url) {
        run({"server", "add", url, "--key-file", World::get().keyFile});
    }

    ProcessResult tryRun(std::vector<std::string> words) const {
        words.insert(words.begin(), clientProgram);
        return runProcess(std::move(words), environment());
    }
    std::string run(std::vector<std::string> words) const {
        words.insert(words.begin(), clientProgram);
        return succeed(std::move(words), environment());
    }
    nlohmann::json json(std::vector<std::string> words) const {
        words.emplace_back("--json");
        const std::string out = run(std::move(words));
        auto document = nlohmann::json::parse(out, nullptr, false);
        EXPECT_FALSE(document.is_discarded()) << out;
        return document;
    }
    pid_t start(std::vector<std::string> words) const {
        words.insert(words.begin(), clientProgram);
        return startProcess(std::move(words), home_.path() / "out", home_.path() / "err",
                            environment());
    }

    fs::path home() const { return home_.path(); }

  private:
    std::vector<std::string> environment() const {
        return {"LAUREL_HOME=" + (home_.path() / "home").string()};
    }

    TemporaryFolder home_;
};

/// Contributes any bytes at all, as no honest client would.
class RawContributor {
  public:
    RawContributor(const std::string& url, const std::string& key) : client_(url) {
        client_.set_bearer_token_auth(key.c_str());
        client_.set_read_timeout(60);
    }

    ContributionRequest request(const std::string& content) const {
        ContributionRequest asked;
        asked.size = content.size();
        asked.sha256 = sha256Hex(content);
        asked.slices = 6;
        asked.client = {"raw", "1"};
        return asked;
    }

    httplib::Result create(const ContributionRequest& asked) {
        return client_.Post(contributionsPath("leg"), serialize(asked), "application/json");
    }
    /// In chunks that the server takes; the answer to the last, or to the first that fails.
    httplib::Result put(const std::string& id, const std::string& content) {
        constexpr std::uint64_t chunk = 4U << 20;
        for (std::uint64_t first = 0;; first += chunk) {
            const std::uint64_t last = std::min<std::uint64_t>(first + chunk, content.size()) - 1;
            const ContentRange range{first, last, content.size()};
            httplib::Result answer =
                client_.Put(contributionContentPath(id), {{"Content-Range", toString(range)}},
                            content.substr(first, last - first + 1), "application/octet-stream");
            if (!answer || answer->status >= 300 || last + 1 == content.size()) {
                return answer;
            }
        }
    }

    /// Everything up to the server's decision.
    ContributionStatus contribute(const std::string& content) {
        return contribute(content, request(content));
    }
    ContributionStatus contribute(const std::string& content, const ContributionRequest& asked) {
        const httplib::Result created = create(asked);
        EXPECT_TRUE(created && created->status == 201) << (created ? created->body : "no answer");
        const std::string id = parseContributionId(created->body);
        put(id, content);
        ContributionStatus status;
        for (int i = 0; i < 1200 && !isFinal(status.state); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            const httplib::Result answer = client_.Get(contributionPath(id));
            EXPECT_TRUE(answer);
            status = parseContributionStatus(answer->body);
        }
        return status;
    }

  private:
    httplib::Client client_;
};

inline std::string bytesOf(const StateDict& weights) {
    const std::vector<std::byte> bytes = serializeSafetensors(weights);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Expects `admin verify` to find all in agreement.
inline void expectVerified(const fs::path& data) {
    succeed({serverProgram, "admin", "--data", data, "verify"});
}

inline std::vector<VersionSummary> versionsOf(const RunningProgram& server) {
    return parseVersionList(server.get(versionsPath("leg")));
}

} // namespace laurel
