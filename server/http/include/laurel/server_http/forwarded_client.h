#pragma once

#include "laurel/server_http/ip_address.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// The client of a request that may have come through proxies. Each proxy appends the address that
/// it was asked from to the list, so the last entry that no trusted proxy stands for is the client;
/// what stands before it is whatever that client wrote, and is not looked at. Where the list says
/// nothing more, the client is the last address that was reached.
/// @param list of the headers X-Forwarded-For, joined by commas; empty where there are none
/// @throws Error InvalidArgument where an entry that a trusted proxy wrote is no address
IpAddress forwardedClient(const IpAddress& peer, std::string_view list,
                          const std::vector<AddressRange>& trustedProxies);

/// Whether a request was made on this machine, as far as can be seen with no proxy between: its
/// peer is a loopback address and no trusted proxy's, and no header says that it was handed on. (A
/// proxy on this machine that is not trusted, and adds no header, cannot be told from a client.)
/// @param headers by their names in lower case
bool isMadeHere(const IpAddress& peer, const std::map<std::string, std::string>& headers,
                const std::vector<AddressRange>& trustedProxies);

} // namespace laurel
