#include "server.h"

#include "http_load.h"
#include "other_servers.h"

#include "support/tiny_package.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/proto/paths.h"
#include "laurel/server_domain/access_keys.h"
#include "laurel/server_domain/publisher.h"
#include "laurel/server_domain/secret_file.h"
#include "laurel/server_store/data_folder.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"

#include <fstream>
#include <memory>
#include <thread>

namespace laurel::bench {

namespace {

constexpr int clients = 16;
constexpr int downloadRuns = 3;
constexpr int requestsEach = 1000;
constexpr int requestRuns = 3;
constexpr double slowestDownload = 1 / 0.9; // of nginx's time
constexpr double slowestRequest = 0.25;     // of FastAPI's time
constexpr double mostGrowthMb = 64;         // while 16 models come or go
constexpr double bytesPerMegabyte = 1e6;

/// The real server program with one model of the published size.
class ModelServer {
  public:
    ModelServer() {
        std::filesystem::create_directory(data_);
        std::filesystem::permissions(data_, std::filesystem::perms::owner_all);
        const DataFolder folder{data_};
        SqliteMetadataStore metadata(folder.database(), 1);
        FolderBlobStore blobs(folder.blobs());
        const ServerIdentity identity = openIdentity(folder);
        writeTinyPackage(folder_.path() / "package", 1, "tiny",
                         static_cast<std::int64_t>(publishedBytes / 4));
        const VersionInfo version =
            Publisher(metadata, blobs, identity).publish(folder_.path() / "package");
        for (const StatementFile& file : parseStatement(version.statement, "statement").files) {
            if (file.file == weightsFileName) {
                size_ = file.size;
            }
        }
        const SecretBytes secret = loadOrCreateSecret(folder.keySecret());
        key_ = AccessKeys(metadata, std::string(secret.begin(), secret.end()), systemTimeMs)
                   .create({"bench", Role::Contributor, {}}, "local")
                   .key;
        program_ = std::make_unique<RunningServerProgram>(
            std::vector<std::string>{
                executableFolder() / "laurel-server", "serve", "--data", data_, "--listen",
                "127.0.0.1:" + std::to_string(port_), "--set", "log_level=\"error\"", "--set",
                "http.connections_per_address=64", "--set", "rates.requests_per_minute=1000000",
                "--set", "rates.requests_at_once=1000000"},
            folder_.path() / "server.log");
        awaitServer(port_);
    }

    int port() const { return port_; }
    std::uint64_t size() const { return size_; }
    const std::string& key() const { return key_; }
    std::filesystem::path files() const { return folder_.path() / "package"; }
    std::filesystem::path scratch() const { return folder_.path(); }
    static std::string weightsPath() { return versionFilePath("tiny", 1, weightsFileName); }

    /// Megabytes by which it grew at most, while this was done.
    double growthMb(const std::function<void()>& action) const {
        const std::filesystem::path status = "/proc/" + std::to_string(program_->pid()) + "/status";
        std::ofstream("/proc/" + std::to_string(program_->pid()) + "/clear_refs") << 5;
        const double before = kilobytes(status, "VmRSS:");
        action();
        return (kilobytes(status, "VmHWM:") - before) * 1024 / bytesPerMegabyte;
    }

  private:
    static double kilobytes(const std::filesystem::path& status, std::string_view field) {
        std::ifstream file(status);
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with(field)) {
                return std::stod(line.substr(field.size()));
            }
        }
        throw Error(ErrorCode::Unavailable, "the server is gone");
    }

    TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    std::string key_;
    std::uint64_t size_ = 0;
    int port_ = freePort();
    std::unique_ptr<RunningServerProgram> program_;
};

Measurement growth(std::string name, double megabytes) {
    return {std::move(name), megabytes, "MB", "", std::nullopt, mostGrowthMb};
}

std::vector<Measurement> downloads(const ModelServer& server) {
    const auto ours = [&] {
        downloadAtOnce(server.port(), ModelServer::weightsPath(), clients, server.size());
    };
    ours(); // the digest is computed once
    std::vector<Measurement> rows{
        growth("106 MB to 16 clients: the server's memory", server.growthMb(ours))};
    if (!hasNginx()) {
        return rows;
    }
    const int port = freePort();
    const RunningServerProgram nginx(nginxCommand(server.scratch(), server.files(), port),
                                     server.scratch() / "nginx.out");
    awaitServer(port);
    const PairedSeconds seconds = timePair(downloadRuns, ours, [&] {
        downloadAtOnce(port, std::string("/") + weightsFileName, clients, server.size());
    });
    rows.push_back(
        compare("106 MB to 16 clients", seconds.first, "nginx", seconds.second, slowestDownload));
    return rows;
}

std::vector<Measurement> smallRequests(const ModelServer& server) {
    if (!hasFastApi()) {
        return {};
    }
    const int port = freePort();
    const std::string json = fetch(server.port(), modelPath("tiny"));
    const RunningServerProgram fastApi(fastApiCommand(server.scratch(), json, port),
                                       server.scratch() / "fastapi.out");
    awaitServer(port);
    std::vector<Measurement> rows;
    for (const auto& [name, path] :
         {std::pair{std::string("16 000 GETs of a model's summary"), modelPath("tiny")},
          std::pair{std::string("16 000 GETs of /healthz"), std::string("/healthz")}}) {
        const PairedSeconds seconds = timePair(
            requestRuns,
            [&, path = path] { askAtOnce(server.port(), path, clients, requestsEach); },
            [&] { askAtOnce(port, "/answer", clients, requestsEach); });
        rows.push_back(
            compare(name, seconds.first, "FastAPI in uvicorn", seconds.second, slowestRequest));
    }
    return rows;
}

std::vector<Measurement> uploads(const ModelServer& server) {
    const UploadPlan plan{"tiny", server.key(), clients, server.size()};
    double seconds = 0;
    const double megabytes =
        server.growthMb([&] { seconds = secondsOf([&] { uploadAtOnce(server.port(), plan); }); });
    Measurement rate;
    rate.name = "16 uploads of 106 MB at once";
    rate.value = static_cast<double>(server.size()) * clients / bytesPerMegabyte / seconds;
    rate.unit = "MB/s";
    return {rate, growth("16 uploads of 106 MB: the server's memory", megabytes)};
}

} // namespace

std::vector<Measurement> server() {
    const ModelServer server;
    std::vector<Measurement> rows = downloads(server);
    for (const auto& more : {smallRequests(server), uploads(server)}) {
        rows.insert(rows.end(), more.begin(), more.end());
    }
    return rows;
}

} // namespace laurel::bench
