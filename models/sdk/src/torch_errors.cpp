#include "laurel/sdk/torch_errors.h"

#include <c10/util/Exception.h>
#include <new>

namespace laurel {

void rethrowAsError(const std::string& what) {
    try {
        throw;
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw Error(ErrorCode::LimitExceeded, what + ": not enough memory");
    } catch (const c10::Error& error) {
        throw Error(ErrorCode::Internal, what + ": " + error.what_without_backtrace());
    } catch (const std::exception& error) {
        throw Error(ErrorCode::Internal, what + ": " + error.what());
    } catch (...) {
        throw Error(ErrorCode::Internal, what + ": an exception of unknown type");
    }
}

} // namespace laurel
