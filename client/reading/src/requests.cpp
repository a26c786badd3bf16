#include "requests.h"

#include "json_parts.h"

#include "laurel/base/error.h"
#include "laurel/json/strict_json.h"

#include <array>
#include <string_view>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 3> taskNames{"find", "load", "labels"};

ReaderTask taskFrom(const std::string& name) {
    for (std::size_t i = 0; i < taskNames.size(); ++i) {
        if (taskNames[i] == name) {
            return static_cast<ReaderTask>(i);
        }
    }
    throw Error(ErrorCode::InvalidInput, "a request of no known task");
}

} // namespace

std::string toText(const ReaderRequest& request) {
    nlohmann::json json{{"task", taskNames.at(static_cast<std::size_t>(request.task))},
                        {"path", pathJson(request.image.path)},
                        {"series", request.image.seriesId},
                        {"choose", request.image.howToChoose},
                        {"consent", consentJson(request.image.consent)},
                        {"picture", request.wantsPicture},
                        {"table", pathJson(request.table)},
                        {"pictures", request.pictures == Pictures::MiddleSlice},
                        {"memory", request.memory}};
    if (request.grid) {
        json["grid"] = geometryJson(*request.grid);
    }
    return dumped(json);
}

ReaderRequest requestFrom(const std::string& text) {
    const nlohmann::json json = parseStrictJson(text, "request");
    try {
        ReaderRequest request;
        request.task = taskFrom(json.at("task").get<std::string>());
        request.image.path = pathFrom(json.at("path"));
        request.image.seriesId = json.at("series").get<std::string>();
        request.image.howToChoose = json.at("choose").get<std::string>();
        request.image.consent = consentFrom(json.at("consent"));
        request.pictures = json.at("pictures").get<bool>() ? Pictures::MiddleSlice : Pictures::None;
        request.wantsPicture = json.at("picture").get<bool>();
        request.table = pathFrom(json.at("table"));
        request.memory = json.at("memory").get<std::uint64_t>();
        if (json.contains("grid")) {
            request.grid = geometryFrom(json.at("grid"));
        }
        return request;
    } catch (const nlohmann::json::exception& error) {
        throw Error(ErrorCode::InvalidInput, std::string("request: ") + error.what());
    }
}

} // namespace laurel
