#include "json_parts.h"

#include "laurel/base/error.h"

#include <charconv>
#include <string_view>

namespace laurel {

nlohmann::json pathJson(const std::filesystem::path& path) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : path.string()) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::filesystem::path pathFrom(const nlohmann::json& json) {
    const auto text = json.get<std::string>();
    std::string path;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        unsigned byte = 0;
        const auto [end, status] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
        if (status != std::errc{} || end != text.data() + i + 2 || byte == 0) {
            throw Error(ErrorCode::InvalidInput, "a path of no hexadecimal digits");
        }
        path += static_cast<char>(byte);
    }
    return path;
}

nlohmann::json geometryJson(const Geometry& geometry) {
    const GridSize& size = geometry.size();
    const WorldPoint& origin = geometry.origin();
    return {{"size", {size.x, size.y, size.z}},
            {"spacing", geometry.spacing()},
            {"origin", {origin.x, origin.y, origin.z}},
            {"direction", geometry.direction()}};
}

Geometry geometryFrom(const nlohmann::json& json) {
    const auto size = json.at("size").get<std::array<std::int64_t, 3>>();
    const auto origin = json.at("origin").get<std::array<double, 3>>();
    return Geometry({size[0], size[1], size[2]}, json.at("spacing").get<std::array<double, 3>>(),
                    {origin[0], origin[1], origin[2]}, json.at("direction").get<Matrix3>());
}

nlohmann::json consentJson(const ReadingConsent& consent) {
    return {{"resample", consent.resample}, {"blank_broken", consent.blankBroken}};
}

ReadingConsent consentFrom(const nlohmann::json& json) {
    return {json.at("resample").get<bool>(), json.at("blank_broken").get<bool>()};
}

std::string dumped(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace laurel
