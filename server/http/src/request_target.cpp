#include "laurel/server_http/request_target.h"

#include "percent_encoding.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>

namespace laurel {

RequestTarget parseRequestTarget(std::string_view target) {
    const std::size_t end = std::min(target.find('?'), target.size());
    std::optional<std::string> path = percentDecoded(target.substr(0, end));
    if (!path || target.find('#') != std::string_view::npos) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected a path of percent-encoded UTF-8 without control characters and "
                    "without \"#\", got " +
                        quotedForMessage(target));
    }
    target.remove_prefix(std::min(end + 1, target.size()));
    return {*std::move(path), Query::parse(target)};
}

} // namespace laurel
