#pragma once

#include "laurel/proto/admin.h"
#include "laurel/server_api/http_message.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// One of the answers that a route may give, as its documentation says.
struct RouteAnswer {
    int status = 200;
    std::string description;
    std::string contentType = "application/json";
    std::string schema; ///< name of a schema of the API's document; empty where there is none
};

/// One operation: what it answers to, how it is documented, what it does.
struct Route {
    std::string method; ///< GET also answers HEAD where no route of this path does
    std::string path;   ///< "/models/{id}": a name in braces matches one segment that is not empty
    std::string operation; ///< unique name, such as "getModel"
    std::string summary;
    std::vector<RouteAnswer> answers;
    std::function<HttpResponse(const HttpRequest&)> handler{};
    std::uint64_t mostBodyBytes = 0; ///< a request that declares more gets 413, its body unread
    std::string requestSchema{};  ///< name of the schema of a JSON body; empty where there is none
    std::string requestType{};    ///< media type of a body that is no JSON
    std::optional<Role> access{}; ///< of the key that it needs, as its documentation says
};

/// Finds the route of a request. Thread-safe once it is filled.
class Router {
  public:
    void add(Route route) { routes_.push_back(std::move(route)); }

    /// 404 where no path matches, 405 with Allow where only another method does, 413 for too long a
    /// body; what the handler throws is answered by responseToCurrentException. Says in the answer
    /// which operation it was.
    HttpResponse handle(const HttpRequest& request) const;

    const std::vector<Route>& routes() const noexcept { return routes_; }

  private:
    std::vector<Route> routes_;
};

/// The names in braces of a route's path, in order.
std::vector<std::string> parameterNames(const std::string& path);

} // namespace laurel
