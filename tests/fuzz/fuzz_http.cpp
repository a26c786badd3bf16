// Any bytes as the head of a request, and, so that what stands before them hides nothing, as a
// target, a query and a list of forwarding proxies.
#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/server_http/forwarded_client.h"
#include "laurel/server_http/request_head.h"
#include "laurel/server_http/request_target.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace laurel;

constexpr std::size_t mostHeaders = 16;

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

bool isPrintable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

/// The head again, as another client might write it.
std::string textOf(const RequestHead& head) {
    const bool isHttp11 = head.headers.contains("host");
    std::string text = head.method;
    text.append(" ").append(head.target).append(isHttp11 ? " HTTP/1.1" : " HTTP/1.0");
    for (const auto& [name, value] : head.headers) {
        text.append("\r\n").append(name).append(": ").append(value);
    }
    return text;
}

/// Where a body ends must be beyond doubt, or it could be taken for a request.
void requireSoundBody(const RequestHead& head) {
    require(!head.headers.contains("transfer-encoding"));
    const auto length = head.headers.find("content-length");
    require(length == head.headers.end()
                ? head.bodyLength == 0
                : std::all_of(length->second.begin(), length->second.end(),
                              [](char c) { return c >= '0' && c <= '9'; }) &&
                      std::to_string(head.bodyLength) ==
                          length->second.substr(std::min(length->second.find_first_not_of('0'),
                                                         length->second.size() - 1)));
    require(!head.awaitsContinue || head.bodyLength > 0);
}

/// What was accepted is accepted again as it was understood.
void requireStable(const RequestHead& head) {
    const auto again = parseRequestHead(textOf(head), mostHeaders);
    const auto* const same = std::get_if<RequestHead>(&again);
    require(same != nullptr && same->method == head.method && same->target == head.target &&
            same->headers == head.headers && same->bodyLength == head.bodyLength);
}

void tryHead(std::string_view text) {
    const auto judged = parseRequestHead(text, mostHeaders);
    if (const auto* const fault = std::get_if<RequestFault>(&judged)) {
        require(fault->status >= 400 && fault->status <= 505 && isValidUtf8(fault->got));
        return;
    }
    const auto& head = std::get<RequestHead>(judged);
    require(head.headers.size() <= mostHeaders && head.target.starts_with('/'));
    require(isPrintable(head.method) && isPrintable(head.target));
    for (const auto& [name, value] : head.headers) {
        require(isPrintable(name) && value.find_first_of(std::string("\r\n\0", 3)) == value.npos);
    }
    requireSoundBody(head);
    requireStable(head);
}

std::string encoded(const std::string& text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        result += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return result;
}

void requireSound(const Query& query) {
    std::string text;
    for (const auto& [name, value] : query.parameters()) {
        require(!name.empty() && isValidUtf8(name + value) && !hasControlCharacter(name + value));
        text += (text.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
        query.text(name);
    }
    require(Query::parse(text).parameters() == query.parameters());
}

template <typename Parse>
void tryTo(const Parse& parse) {
    try {
        parse();
    } catch (const Error& error) {
        require(error.code() == ErrorCode::InvalidArgument);
    }
}

void tryNumbers(std::string_view text) {
    tryTo([&] {
        const std::optional<std::int64_t> number =
            Query::parse("n=" + encoded(std::string(text))).integer("n", -1000, 1000);
        require(number && *number >= -1000 && *number <= 1000);
    });
}

void tryForwarded(std::string_view list) {
    static const std::vector<AddressRange> trusted{*AddressRange::parse("127.0.0.1"),
                                                   *AddressRange::parse("10.0.0.0/8"),
                                                   *AddressRange::parse("2001:db8::/32")};
    const IpAddress peer = *IpAddress::parse("127.0.0.1");
    tryTo([&] {
        const IpAddress client = forwardedClient(peer, list, trusted);
        require(IpAddress::parse(client.toString()) == client);
        require(!list.empty() || client == peer);
    });
    if (const std::optional<AddressRange> range = AddressRange::parse(list)) {
        require(range->contains(*IpAddress::parse(list.substr(0, list.find('/')))));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    tryHead(text);
    tryTo([&] {
        const RequestTarget target = parseRequestTarget(text);
        require(isValidUtf8(target.path) && !hasControlCharacter(target.path));
        requireSound(target.query);
    });
    tryTo([&] { requireSound(Query::parse(text)); });
    tryNumbers(text);
    tryForwarded(text);
    return 0;
}
