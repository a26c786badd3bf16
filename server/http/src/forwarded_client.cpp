#include "laurel/server_http/forwarded_client.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>

namespace laurel {

namespace {

/// Cuts the last entry off, and the comma before it.
std::string_view takeLast(std::string_view& list) {
    const std::size_t comma = list.rfind(',');
    const std::size_t start = comma == std::string_view::npos ? 0 : comma + 1;
    std::string_view entry = list.substr(start);
    list = list.substr(0, start == 0 ? 0 : comma);
    entry.remove_prefix(std::min(entry.find_first_not_of(" \t"), entry.size()));
    return entry.substr(0, entry.find_last_not_of(" \t") + 1);
}

} // namespace

IpAddress forwardedClient(const IpAddress& peer, std::string_view list,
                          const std::vector<AddressRange>& trustedProxies) {
    IpAddress client = peer;
    while (!list.empty() && containsAddress(trustedProxies, client)) {
        const std::string_view entry = takeLast(list);
        const std::optional<IpAddress> address = IpAddress::parse(entry);
        if (!address) {
            throw Error(ErrorCode::InvalidArgument,
                        "expected a list of IP addresses in X-Forwarded-For, got " +
                            quotedForMessage(entry));
        }
        client = *address;
    }
    return client;
}

bool isMadeHere(const IpAddress& peer, const std::map<std::string, std::string>& headers,
                const std::vector<AddressRange>& trustedProxies) {
    const auto isForwarding = [](const auto& header) {
        const std::string& name = header.first;
        return name == "forwarded" || name == "via" || name == "x-real-ip" ||
               name.starts_with("x-forwarded-");
    };
    return peer.isLoopback() && !containsAddress(trustedProxies, peer) &&
           std::none_of(headers.begin(), headers.end(), isForwarding);
}

} // namespace laurel
