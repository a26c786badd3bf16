#include "laurel/server_http/query.h"

#include "percent_encoding.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <charconv>

namespace laurel {

namespace {

std::string decoded(std::string_view text) {
    std::string withSpaces(text);
    std::replace(withSpaces.begin(), withSpaces.end(), '+', ' ');
    std::optional<std::string> result = percentDecoded(withSpaces);
    if (!result) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected percent-encoded UTF-8 without control characters in the query, got " +
                        quotedForMessage(text));
    }
    return *std::move(result);
}

std::optional<std::int64_t> plainNumber(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, number);
    return fault == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

} // namespace

Query Query::parse(std::string_view text) {
    Query query;
    for (bool more = !text.empty(); more;) {
        const std::string_view pair = text.substr(0, text.find('&'));
        more = pair.size() < text.size();
        text.remove_prefix(pair.size() + (more ? 1 : 0));
        const std::size_t equals = pair.find('=');
        if (equals == 0 || equals == std::string_view::npos) {
            throw Error(ErrorCode::InvalidArgument,
                        "expected a query of \"name=value\" joined by \"&\", got " +
                            quotedForMessage(pair));
        }
        const std::string name = decoded(pair.substr(0, equals));
        if (!query.parameters_.emplace(name, decoded(pair.substr(equals + 1))).second) {
            throw Error(ErrorCode::InvalidArgument,
                        "the query has " + quotedForMessage(name) + " twice");
        }
    }
    return query;
}

std::optional<std::string> Query::text(const std::string& name) const {
    const auto found = parameters_.find(name);
    return found == parameters_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> Query::integer(const std::string& name, std::int64_t least,
                                           std::int64_t most) const {
    const std::optional<std::string> given = text(name);
    if (!given) {
        return std::nullopt;
    }
    const std::optional<std::int64_t> number = plainNumber(*given);
    if (!number || *number < least || *number > most) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected " + quotedForMessage(name) + " from " + std::to_string(least) +
                        " to " + std::to_string(most) + ", got " + quotedForMessage(*given));
    }
    return number;
}

void Query::requireOnly(std::initializer_list<std::string_view> names) const {
    for (const auto& [name, value] : parameters_) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            throw Error(ErrorCode::InvalidArgument,
                        "the query has the unknown parameter " + quotedForMessage(name));
        }
    }
}

} // namespace laurel
