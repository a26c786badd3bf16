#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace laurel::bench {

/// A program that runs until this object dies.
class RunningServerProgram {
  public:
    /// @param log takes what it writes. @throws Error Io
    RunningServerProgram(std::vector<std::string> command, const std::filesystem::path& log);
    ~RunningServerProgram();
    RunningServerProgram(const RunningServerProgram&) = delete;
    RunningServerProgram& operator=(const RunningServerProgram&) = delete;

    pid_t pid() const noexcept { return pid_; }

  private:
    pid_t pid_ = -1;
};

bool hasNginx();
/// The command that serves the files of a folder as nginx does by default, sendfile on, one worker
/// per core. Writes its configuration into `place`.
std::vector<std::string> nginxCommand(const std::filesystem::path& place,
                                      const std::filesystem::path& files, int port);
bool hasFastApi();
/// The command that answers GET /answer with this JSON by FastAPI in uvicorn, one worker per core.
std::vector<std::string> fastApiCommand(const std::filesystem::path& place, const std::string& json,
                                        int port);

} // namespace laurel::bench
