#pragma once

#include "support/child_process.h"

#include "laurel/base/files.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace laurel {

/// Value of one sample of Prometheus' text format, by its name and labels as they are written.
inline double sampleOf(const std::string& text, const std::string& name) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(name + " ")) {
            return std::stod(line.substr(name.size() + 1));
        }
    }
    ADD_FAILURE() << "no sample " << name << " in\n" << text;
    return -1;
}

/// The real server program, `serve` on a free port, until this object dies.
class RunningProgram {
  public:
    /// @param program the executable @param data its folder
    /// @param more words behind `serve`
    /// @param environment changes, as "NAME=value"
    /// @param port 0: any free one
    RunningProgram(const std::string& program, const std::filesystem::path& data,
                   std::vector<std::string> more = {}, std::vector<std::string> environment = {},
                   int port = 0) {
        std::vector<std::string> command{program, "serve",    "--data",
                                         data,    "--listen", "127.0.0.1:" + std::to_string(port)};
        command.insert(command.end(), more.begin(), more.end());
        process_ = startProcess(std::move(command), out(), err(), std::move(environment));
        for (int i = 0; i < 3000 && url_.empty(); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            const std::string text = readTextFile(out(), 1 << 20);
            if (text.ends_with('\n')) {
                url_ = nlohmann::json::parse(text).at("listening");
            }
        }
    }
    ~RunningProgram() { end(SIGKILL); }
    RunningProgram(const RunningProgram&) = delete;
    RunningProgram& operator=(const RunningProgram&) = delete;

    /// Sends the signal and waits; the exit status, or 128 + the signal's number.
    int end(int signal) {
        if (process_ <= 0) {
            return -1;
        }
        ::kill(process_, signal);
        return wait();
    }
    /// Waits for it to end by itself.
    int wait() { return waitForProcess(std::exchange(process_, -1)); }

    /// The body of an answer that has to be a success.
    std::string get(const std::string& path, const std::string& key = "") const {
        httplib::Client client(url_);
        httplib::Headers headers;
        if (!key.empty()) {
            headers.emplace("Authorization", "Bearer " + key);
        }
        const httplib::Result result = client.Get(path, headers);
        EXPECT_TRUE(result) << path;
        EXPECT_EQ(result ? result->status : 0, 200) << path;
        return result ? result->body : std::string();
    }

    pid_t pid() const { return process_; }
    const std::string& url() const { return url_; }
    int port() const { return std::stoi(url_.substr(url_.rfind(':') + 1)); }
    std::string log() const { return readTextFile(err(), 64U << 20); }

  private:
    std::filesystem::path out() const { return output_.path() / "out"; }
    std::filesystem::path err() const { return output_.path() / "err"; }

    TemporaryFolder output_;
    pid_t process_ = -1;
    std::string url_;
};

} // namespace laurel
