#include "laurel/reading/reader_service.h"

#include <fcntl.h>
#include <unistd.h>

/// laurel-reader: started by Laurel for each file that comes from elsewhere, never by people.
int main() {
    // Libraries that print must not print into the answer.
    const int answers = ::dup(STDOUT_FILENO);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (answers < 0 || nowhere < 0 || ::dup2(nowhere, STDOUT_FILENO) < 0) {
        return 1;
    }
    return laurel::serveOneRequest(STDIN_FILENO, answers);
}
