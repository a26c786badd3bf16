#pragma once

#include "laurel/base/error.h"

namespace laurel {

/// The Error of an answer 4xx in which a server itself gives its reason, so that what a server says
/// no to can be told from what this program finds wrong. The code is the server's.
class ServerRefusal : public Error {
  public:
    ServerRefusal(const Error& told, int httpStatus) : Error(told), httpStatus_(httpStatus) {}

    int httpStatus() const noexcept { return httpStatus_; }

  private:
    int httpStatus_;
};

} // namespace laurel
