#include "bench.h"
#include "laurel/base/error.h"

#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

namespace laurel::bench {

namespace {

nlohmann::json orNull(const auto& optional) {
    return optional ? nlohmann::json(*optional) : nlohmann::json(nullptr);
}

nlohmann::json toJson(const Measurement& row) {
    return {
        {"name", row.name},
        {"value", row.value},
        {"unit", row.unit},
        {"ratio_to", row.ratioTo.empty() ? nlohmann::json(nullptr) : nlohmann::json(row.ratioTo)},
        {"ratio", orNull(row.ratio)},
        {"target", orNull(row.target)},
        {"met", orNull(row.met())}};
}

std::optional<double> optionalNumber(const nlohmann::json& row, const char* name) {
    const auto found = row.find(name);
    return found == row.end() || found->is_null() ? std::nullopt : std::optional<double>(*found);
}

Measurement fromJson(const nlohmann::json& row) {
    const auto ratioTo = row.find("ratio_to");
    return {row.at("name"),
            row.at("value"),
            row.at("unit"),
            ratioTo == row.end() || ratioTo->is_null() ? "" : ratioTo->get<std::string>(),
            optionalNumber(row, "ratio"),
            optionalNumber(row, "target")};
}

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

} // namespace

std::string toJson(const std::vector<Measurement>& rows) {
    auto all = nlohmann::json::array();
    for (const Measurement& row : rows) {
        all.push_back(toJson(row));
    }
    return all.dump(2) + "\n";
}

std::vector<Measurement> rowsOf(const std::string& command) {
    const auto rows = nlohmann::json::parse(outputOf(command), nullptr, false);
    if (!rows.is_array()) {
        throw Error(ErrorCode::Internal, command + " gave no rows");
    }
    std::vector<Measurement> measured;
    for (const auto& row : rows) {
        measured.push_back(fromJson(row));
    }
    return measured;
}

} // namespace laurel::bench
