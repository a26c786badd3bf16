// A file of its own: <linux/tcp.h>, which has the field, does not go with <netinet/tcp.h>.

#include "request_watch.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace laurel {

std::uint64_t bytesReceived(int socket) noexcept {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) {
        return 0;
    }
    return info.tcpi_bytes_received;
}

} // namespace laurel
