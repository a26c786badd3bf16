#include "server_program.h"

int main(int argc, char** argv) {
    return laurel::runServerProgram(argc, argv);
}
