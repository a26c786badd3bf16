#pragma once

#include "laurel/base/files.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace laurel {

struct ProcessResult {
    int exitCode = -1; ///< 128 + the signal's number where one ended it
    std::string out;
    std::string err;
};

/// The environment of this process with `changes` ("NAME=value") in front, where they win.
inline std::vector<char*> environmentWith(std::vector<std::string>& changes) {
    std::vector<char*> result;
    result.reserve(changes.size());
    for (std::string& change : changes) {
        result.push_back(change.data());
    }
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string name(*entry, std::string(*entry).find('=') + 1);
        bool changed = false;
        for (const std::string& change : changes) {
            changed = changed || change.starts_with(name);
        }
        if (!changed) {
            result.push_back(*entry);
        }
    }
    result.push_back(nullptr);
    return result;
}

/// Starts a program (found through PATH) with its output going to these files; its process id.
inline pid_t startProcess(std::vector<std::string> command, const std::string& out,
                          const std::string& err, std::vector<std::string> changes = {}) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (std::string& word : command) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    std::vector<char*> environment = environmentWith(changes);
    pid_t child = -1;
    const int failed = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(),
                                      environment.data());
    posix_spawn_file_actions_destroy(&actions);
    EXPECT_EQ(failed, 0) << "cannot start " << command.front();
    return failed == 0 ? child : -1;
}

inline int waitForProcess(pid_t child) {
    int status = 0;
    while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return child <= 0 ? -1 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Runs a program to its end.
inline ProcessResult runProcess(std::vector<std::string> command,
                                std::vector<std::string> changes = {}) {
    constexpr std::uint64_t mostOutput = 64U << 20;
    const TemporaryFolder folder;
    const auto out = folder.path() / "out";
    const auto err = folder.path() / "err";
    ProcessResult result;
    const pid_t child = startProcess(std::move(command), out, err, std::move(changes));
    result.exitCode = waitForProcess(child);
    if (child > 0) {
        result.out = readTextFile(out, mostOutput);
        result.err = readTextFile(err, mostOutput);
    }
    return result;
}

/// Whether a program of this name lies in PATH.
inline bool isInstalled(const std::string& program) {
    const char* const path = std::getenv("PATH");
    std::string folders = path == nullptr ? "" : path;
    for (std::size_t start = 0; start <= folders.size();) {
        const std::size_t end = std::min(folders.find(':', start), folders.size());
        const auto candidate = std::filesystem::path(folders.substr(start, end - start)) / program;
        if (::access(candidate.c_str(), X_OK) == 0) {
            return true;
        }
        start = end + 1;
    }
    return false;
}

/// Whether the system's Python has all these modules; Debian's packages serve /usr/bin/python3
/// only.
inline bool pythonHas(const std::string& modules) {
    return ::access("/usr/bin/python3", X_OK) == 0 &&
           runProcess({"/usr/bin/python3", "-c", "import " + modules}).exitCode == 0;
}

} // namespace laurel
