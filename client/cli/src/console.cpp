#include "console.h"

#include "laurel/net/server_refusal.h"

#include <cstdio>
#include <iostream>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace laurel {

namespace {

std::string progressLine(double fraction, std::string_view stage) {
    constexpr int width = 30;
    const int filled = static_cast<int>(fraction * width);
    std::string line = "\r[" + std::string(static_cast<std::size_t>(filled), '=') +
                       std::string(static_cast<std::size_t>(width - filled), ' ') + "] ";
    line += std::to_string(static_cast<int>(fraction * 100)) + " % " + std::string(stage);
    return line + "\x1B[K"; // clears what a longer stage left
}

} // namespace

int exitCodeOf(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::InvalidArgument:
        return 2;
    case ErrorCode::InvalidInput:
    case ErrorCode::Unsupported:
    case ErrorCode::NotFound:
    case ErrorCode::LimitExceeded:
        return 3;
    case ErrorCode::Refused:
    case ErrorCode::Conflict:
    case ErrorCode::Unauthenticated:
    case ErrorCode::PermissionDenied:
        return 4;
    case ErrorCode::AlreadyExists:
    case ErrorCode::Io:
    case ErrorCode::Cancelled:
    case ErrorCode::Unavailable:
    case ErrorCode::Internal:
        break;
    }
    return 1;
}

int exitCodeOf(const Error& error) noexcept {
    const bool refused = dynamic_cast<const ServerRefusal*>(&error) != nullptr;
    return exitCodeOf(refused ? ErrorCode::Refused : error.code());
}

Console::Console(bool json, CancellationToken cancel)
    : json_(json), cancel_(std::move(cancel)), isTerminal_(::isatty(STDERR_FILENO) == 1) {
    static const auto logger = [] {
        auto made = spdlog::stderr_color_mt("laurelctl");
        made->set_pattern("%n: %^%l%$: %v");
        spdlog::set_default_logger(made);
        return made;
    }();
}

Console::~Console() {
    clearProgress();
}

void Console::clearProgress() {
    const std::lock_guard lock(mutex_);
    if (progressShown_) {
        std::fputs("\r\x1B[K", stderr);
        progressShown_ = false;
    }
}

void Console::result(const std::string& json, const std::string& text) {
    clearProgress();
    const std::string& chosen = json_ ? json : text;
    std::cout << chosen << (chosen.ends_with('\n') ? "" : "\n") << std::flush;
    if (!std::cout) {
        throw Error(ErrorCode::Io, "cannot write the result to standard output");
    }
}

void Console::note(const std::string& line) {
    clearProgress();
    spdlog::info("{}", line);
}

void Console::warn(const std::string& line) {
    clearProgress();
    spdlog::warn("{}", line);
}

void Console::error(const std::string& line) {
    clearProgress();
    spdlog::error("{}", line);
}

void Console::report(double fraction, std::string_view stage) {
    constexpr auto pause = std::chrono::milliseconds(100);
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    if (!isTerminal_ || (progressShown_ && now - lastProgress_ < pause)) {
        return;
    }
    lastProgress_ = now;
    progressShown_ = true;
    std::fputs(progressLine(fraction, stage).c_str(), stderr);
}

} // namespace laurel
