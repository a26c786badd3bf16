#include "laurel/sdk/hyperparameters.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace laurel {

namespace {

std::string rangeText(const char* kind, double low, double high) {
    std::ostringstream text;
    text << kind << " from " << low << " to " << high;
    return text.str();
}

std::string shown(const nlohmann::json& value) {
    return quotedForMessage(value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
}

bool isIntegerWithin(const nlohmann::json& value, std::int64_t low, std::int64_t high) {
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        return number <= static_cast<std::uint64_t>(std::max<std::int64_t>(high, 0)) &&
               static_cast<std::int64_t>(number) >= low;
    }
    return value.is_number_integer() && value.get<std::int64_t>() >= low &&
           value.get<std::int64_t>() <= high;
}

} // namespace

HyperparameterReader::HyperparameterReader(const nlohmann::json& json) : json_(json) {
    if (!json.is_object()) {
        throw Error(ErrorCode::InvalidInput,
                    "plugin.hyperparameters: expected an object, not " + shown(json));
    }
}

void HyperparameterReader::refuse(const std::string& field, const std::string& expected,
                                  const std::string& came) {
    throw Error(ErrorCode::InvalidInput,
                "plugin.hyperparameters." + field + ": expected " + expected + ", not " + came);
}

const nlohmann::json* HyperparameterReader::find(const std::string& field) {
    known_.insert(field);
    const auto found = json_.find(field);
    return found == json_.end() ? nullptr : &*found;
}

std::int64_t HyperparameterReader::integer(const std::string& field, std::int64_t fallback,
                                           std::int64_t low, std::int64_t high) {
    const nlohmann::json* value = find(field);
    if (value == nullptr) {
        return fallback;
    }
    if (!isIntegerWithin(*value, low, high)) {
        refuse(field, rangeText("an integer", static_cast<double>(low), static_cast<double>(high)),
               shown(*value));
    }
    return value->get<std::int64_t>();
}

double HyperparameterReader::number(const std::string& field, double fallback, double low,
                                    double high) {
    const nlohmann::json* value = find(field);
    if (value == nullptr) {
        return fallback;
    }
    if (!value->is_number() || !(value->get<double>() >= low && value->get<double>() <= high)) {
        refuse(field, rangeText("a number", low, high), shown(*value));
    }
    return value->get<double>();
}

bool HyperparameterReader::boolean(const std::string& field, bool fallback) {
    const nlohmann::json* value = find(field);
    if (value == nullptr) {
        return fallback;
    }
    if (!value->is_boolean()) {
        refuse(field, "true or false", shown(*value));
    }
    return value->get<bool>();
}

std::string HyperparameterReader::choice(const std::string& field, const std::string& fallback,
                                         const std::vector<std::string>& allowed) {
    const nlohmann::json* value = find(field);
    if (value == nullptr) {
        return fallback;
    }
    if (!value->is_string() ||
        std::find(allowed.begin(), allowed.end(), value->get<std::string>()) == allowed.end()) {
        std::string expected = "one of";
        for (const std::string& name : allowed) {
            expected += " " + name;
        }
        refuse(field, expected, shown(*value));
    }
    return value->get<std::string>();
}

std::vector<std::int64_t> HyperparameterReader::integers(const std::string& field,
                                                         const std::vector<std::int64_t>& fallback,
                                                         std::size_t minCount, std::size_t maxCount,
                                                         std::int64_t low, std::int64_t high) {
    const nlohmann::json* value = find(field);
    if (value == nullptr) {
        return fallback;
    }
    const bool fits = value->is_array() && value->size() >= minCount && value->size() <= maxCount &&
                      std::all_of(value->begin(), value->end(), [&](const nlohmann::json& item) {
                          return isIntegerWithin(item, low, high);
                      });
    if (!fits) {
        refuse(field,
               std::to_string(minCount) + " to " + std::to_string(maxCount) + " integers, each " +
                   std::to_string(low) + " to " + std::to_string(high),
               shown(*value));
    }
    return value->get<std::vector<std::int64_t>>();
}

void HyperparameterReader::refuseOthers() const {
    for (const auto& item : json_.items()) {
        if (!known_.contains(item.key())) {
            throw Error(ErrorCode::InvalidInput,
                        "plugin.hyperparameters: unknown field " + quotedForMessage(item.key()));
        }
    }
}

} // namespace laurel
