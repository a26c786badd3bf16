#include "server_program.h"

#include "admin_parser.h"
#include "config_reference.h"
#include "exit_code.h"
#include "serve_command.h"

#include "laurel/engine/engine.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

namespace laurel {

namespace {

void addServe(CLI::App& app, ServeOptions& options, std::function<void()>& command) {
    CLI::App* const serveApp = app.add_subcommand("serve", "Serve until SIGTERM or SIGINT");
    serveApp->add_option("--data", options.data, "Folder of the server's data")->required();
    serveApp->add_option("--config", options.config, "TOML file");
    serveApp->add_option("--listen", options.listen,
                         "HOST:PORT; port 0 takes any free one (default 127.0.0.1:8750)");
    serveApp->add_option("--set", options.set,
                         "KEY=VALUE of the configuration, such as merge.policy=median; repeatable");
    serveApp->callback([&] { command = [&] { serve(options); }; });
}

void addConfig(CLI::App& app, std::function<void()>& command) {
    app.add_subcommand("config", "Print every key of the configuration, as Markdown")
        ->callback([&] { command = [] { std::cout << configReference(); }; });
}

int run(const std::function<void()>& command) {
    try {
        command();
        return 0;
    } catch (const Error& error) {
        std::cerr << "laurel-server: " << error.what() << '\n';
        return exitCodeOf(error.code());
    } catch (const std::exception& error) {
        std::cerr << "laurel-server: internal error: " << error.what() << '\n';
        return 1;
    }
}

} // namespace

int runServerProgram(int argc, char** argv, const StepObserver& observer) {
    Engine::prepareProcess();
    CLI::App app("Laurel server: publishes versions of models, signed, and takes contributions");
    app.set_version_flag("--version", LAUREL_VERSION);
    app.require_subcommand(1);
    ServeOptions options;
    options.observer = observer;
    std::function<void()> command;
    addServe(app, options, command);
    addConfig(app, command);
    addAdminCommands(app, command);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& stop) {
        return app.exit(stop) == 0 ? 0 : wrongUsage;
    }
    return run(command);
}

} // namespace laurel
