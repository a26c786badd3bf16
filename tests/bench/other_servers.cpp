#include "other_servers.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace laurel::bench {

RunningServerProgram::RunningServerProgram(std::vector<std::string> command,
                                           const std::filesystem::path& log) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (std::string& word : command) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    const int failed =
        ::posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        throw Error(ErrorCode::Io, "cannot start " + command.front());
    }
}

RunningServerProgram::~RunningServerProgram() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
}

bool hasNginx() {
    return ::access("/usr/sbin/nginx", X_OK) == 0;
}

std::vector<std::string> nginxCommand(const std::filesystem::path& place,
                                      const std::filesystem::path& files, int port) {
    writeFileAtomically(place / "nginx.conf",
                        "worker_processes auto;\ndaemon off;\nuser root;\npid " +
                            (place / "nginx.pid").string() + ";\nerror_log " +
                            (place / "nginx.log").string() +
                            ";\nevents { worker_connections 1024; }\nhttp {\n  sendfile on;\n"
                            "  access_log off;\n  server {\n    listen 127.0.0.1:" +
                            std::to_string(port) + ";\n    root " + files.string() + ";\n  }\n}\n");
    return {"/usr/sbin/nginx", "-c", place / "nginx.conf", "-p", place};
}

bool hasFastApi() {
    return std::system("/usr/bin/python3 -c 'import fastapi, uvicorn' 2>/dev/null") == 0;
}

std::vector<std::string> fastApiCommand(const std::filesystem::path& place, const std::string& json,
                                        int port) {
    writeFileAtomically(place / "answer.json", json);
    writeFileAtomically(place / "application.py",
                        "import json, pathlib\nfrom fastapi import FastAPI\n"
                        "answer = json.loads((pathlib.Path(__file__).parent / "
                        "'answer.json').read_text())\n"
                        "app = FastAPI()\n\n\n@app.get('/answer')\nasync def get():\n"
                        "    return answer\n");
    return {"/usr/bin/python3",
            "-m",
            "uvicorn",
            "--app-dir",
            place,
            "application:app",
            "--port",
            std::to_string(port),
            "--log-level",
            "critical",
            "--no-access-log",
            "--workers",
            std::to_string(std::max(1U, std::thread::hardware_concurrency()))};
}

} // namespace laurel::bench
