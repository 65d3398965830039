import Foundation

/// A program that the server is compared with, or that both work with: started in a folder of its
/// own, which is deleted with it.
final class Neighbour {
    let folder: URL
    let port: UInt16
    /// What it lets in, if it asks for a key at all.
    let key: String
    private let process = Process()

    /// - command: the program and its arguments, made from the folder and a free port.
    init(
        ready path: String,
        within seconds: Int,
        environment: [String: String] = [:],
        key: String = "sk-bench",
        command: (URL, UInt16) throws -> [String]
    ) throws {
        self.key = key
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("aigenerate-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try LoopbackSocket.freePort()
        let command = try command(folder, port)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try Children.start(process)
        try waitUntilReady(path, seconds, name: command[0])
    }

    private func waitUntilReady(_ path: String, _ seconds: Int, name: String) throws {
        let deadline = DispatchTime.now() + .seconds(seconds)
        while DispatchTime.now() < deadline, process.isRunning {
            if (try? LoopbackSocket.get(port, path)) != nil { return }
            usleep(20_000)
        }
        stop()
        throw BenchError("\(name) was not ready within \(seconds) s")
    }

    /// Of all its processes.
    func peakMegabytes() throws -> Double {
        try ProcessMemory.peakOfFamily(process.processIdentifier)
    }

    func stop() {
        if process.isRunning { Children.stop(process) }
        try? FileManager.default.removeItem(at: folder)
    }
}

extension Neighbour {
    /// The upstream that draws in no time: this program again.
    static func upstream() throws -> Neighbour {
        try Neighbour(ready: "/", within: 5) { _, port in
            [
                try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
                "--upstream", String(port),
            ]
        }
    }

    /// nginx as a reverse proxy that does nothing else: one worker, connections kept open, answers
    /// never written to disk.
    static func nginx(to upstream: UInt16) throws -> Neighbour {
        try Neighbour(ready: "/", within: 5) { folder, port in
            let file = folder.appendingPathComponent("nginx.conf")
            try Data(nginxConfiguration(port, upstream, folder).utf8).write(to: file)
            let program = "/usr/sbin/nginx"
            return [program, "-e", "/dev/null", "-p", folder.path, "-c", file.path]
        }
    }

    private static func nginxConfiguration(
        _ port: UInt16,
        _ upstream: UInt16,
        _ folder: URL
    ) -> String {
        """
        daemon off; worker_processes 1; pid nginx.pid;
        events { worker_connections 2048; }
        http {
            access_log off; keepalive_requests 1000000;
            client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            upstream pictures { server 127.0.0.1:\(upstream); keepalive 512; \
        keepalive_requests 1000000; }
            server {
                listen 127.0.0.1:\(port) backlog=1024;
                location / {
                    proxy_pass http://pictures; proxy_http_version 1.1;
                    proxy_set_header Connection ""; proxy_max_temp_file_size 0;
                }
            }
        }
        """
    }

    static let litellm = Command.package.appendingPathComponent(".build/litellm/bin/litellm")

    /// LiteLLM's proxy, one worker, without a database: it keeps nothing.
    static func litellm(to upstream: UInt16, _ drawings: [Drawing]) throws -> Neighbour {
        // It refuses to start with a key that looks guessable.
        let key = "sk-" + UUID().uuidString
        let environment = [
            "LITELLM_MASTER_KEY": key, "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "LITELLM_LOG": "ERROR", "NO_PROXY": "*",
        ]
        return try Neighbour(
            ready: "/health/liveliness",
            within: 90,
            environment: environment,
            key: key
        ) { folder, port in
            let file = folder.appendingPathComponent("config.yaml")
            let models = drawings.map { drawing in
                """
                  - model_name: \(drawing.name)
                    litellm_params:
                      model: openai/gpt-image-1
                      api_base: http://127.0.0.1:\(upstream)/\(drawing.path)/v1
                      api_key: sk-bench

                """
            }
            let settings = "litellm_settings:\n  telemetry: false\n"
            try Data(("model_list:\n" + models.joined() + settings).utf8).write(to: file)
            return [
                litellm.path, "--config", file.path, "--host", "127.0.0.1", "--port", String(port),
            ]
        }
    }
}
