#pragma once

#include "allowance.h"
#include "channel.h"

#include "laurel/server_api/http_server.h"
#include "laurel/server_http/request_head.h"

#include <chrono>
#include <httplib.h>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace laurel {

/// One accepted connection: reads heads against the deadlines, and is the stream through which
/// cpp-httplib sees one judged request at a time and nothing of the input behind it. Owns the
/// socket.
class Connection final : public httplib::Stream {
  public:
    /// The client went away, or said nothing for too long.
    struct Ended {};

    /// @param limits outlive the connection
    Connection(int socket, std::unique_ptr<Channel> channel, const HttpLimits& limits) noexcept;
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int descriptor() const noexcept { return socket_; }

    enum class Opening { Opened, Ended, PlainByMistake };
    /// To be called first, once.
    Opening open();
    std::variant<Ended, RequestFault, RequestHead> nextHead();

    enum class Input { Arrived, Ended, TimedOut };
    struct Received {
        Input input = Input::Ended;
        std::size_t bytes = 0; ///< at least 1 where Arrived
    };
    /// The next bytes behind the head. Precondition: `into` is not empty.
    Received receiveBody(std::span<std::byte> into, Allowance& allowance);

    /// What the library will read next: a request line alone. Target and headers are withheld from
    /// it, because it would act on them in its own way.
    void offer(const RequestHead& head);

    /// Writes all of it, or fails when the client keeps it waiting for too long.
    bool writeAll(std::string_view bytes);
    /// What the library wrote is kept until it is worth a system call, or until this one.
    bool flush();
    /// Whether something came that nobody has read.
    bool hasUnreadInput() const;
    /// Sends nothing more, and takes in for a moment what still comes, so that closing does not
    /// destroy the answer on its way.
    void endGently();

    bool is_readable() const override { return offered_.size() > offeredRead_; }
    bool is_writable() const override { return true; }
    ssize_t read(char* into, size_t size) override;
    ssize_t write(const char* bytes, size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override;

  private:
    using Clock = std::chrono::steady_clock;

    Received receive(std::span<char> into, Clock::time_point deadline);
    Input receiveMore(Clock::time_point deadline);
    bool waitFor(Channel::State needed, Clock::time_point deadline) const;
    std::variant<RequestFault, RequestHead> takeHead(std::size_t end);

    const int socket_;
    std::unique_ptr<Channel> channel_;
    const HttpLimits& limits_;
    std::string input_; ///< received and not yet taken
    std::string offered_;
    std::size_t offeredRead_ = 0;
    std::string unsent_; ///< what the library wrote
    Allowance writing_;
};

} // namespace laurel
