#pragma once

#include "messages.h"
#include "requests.h"

#include "laurel/base/error.h"
#include "laurel/reading/image_reader.h"

#include <functional>
#include <string>
#include <sys/types.h>

namespace laurel {

/// One laurel-reader at work on one request. Ends it when destroyed.
class ReaderProcess {
  public:
    /// @throws Error NotFound or Internal when it cannot be started
    ReaderProcess(const ReaderRequest& request, const ReaderLimits& limits);
    ~ReaderProcess();
    ReaderProcess(const ReaderProcess&) = delete;
    ReaderProcess& operator=(const ReaderProcess&) = delete;

    /// Listens until the end, passing progress on and the answer to `take`, which may read samples.
    /// @throws Error as image_reader.h says
    void listen(ProgressSink& progress, const CancellationToken& cancel,
                const std::function<void(const std::string&, MessageReader&)>& take);

  private:
    Error howItEnded(const std::string& stage);
    void sendRequest();

    ReaderRequest request_;
    ReaderLimits limits_;
    pid_t process_ = -1; ///< -1 once it was waited for
    int answers_ = -1;
    int replies_ = -1; ///< and its request
};

} // namespace laurel
