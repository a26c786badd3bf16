#include "bench.h"

#include "laurel/base/error.h"

#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

namespace laurel::bench {

namespace {

/// What the other program prints: it needs Qt, which this one does not link.
std::string outputOf(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
    if (!pipe) {
        throw Error(ErrorCode::Io, "cannot start " + command);
    }
    std::string text;
    std::array<char, 4096> part{};
    while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe.get())) {
        text.append(part.data(), count);
    }
    return text;
}

std::vector<Measurement> desktopScreen() {
    const std::string program = (executableFolder() / "bench_desktop_screen").string();
    const std::string text = outputOf("QT_QPA_PLATFORM=offscreen '" + program + "'");
    const auto rows = nlohmann::json::parse(text, nullptr, false);
    if (!rows.is_array()) {
        throw Error(ErrorCode::Internal, program + " gave no rows");
    }
    std::vector<Measurement> measured;
    for (const auto& row : rows) {
        const auto& target = row.at("target");
        measured.push_back({row.at("name"), row.at("value"), row.at("unit"), "", std::nullopt,
                            target.is_null() ? std::nullopt : std::optional<double>(target)});
    }
    return measured;
}

} // namespace

std::vector<Measurement> desktop() {
    std::vector<Measurement> rows = desktopCore();
    for (Measurement& row : desktopScreen()) {
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace laurel::bench
