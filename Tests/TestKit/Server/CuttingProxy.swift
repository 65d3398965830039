package import Foundation

/// A real nginx before a server, which cuts a connection on which nothing moved for a while, as
/// hosted proxies do after a minute.
package struct CuttingProxy: Sendable {
    package let address: String

    /// Runs it before `upstream` (`http://127.0.0.1:PORT`) while `body` runs.
    package static func run<Value>(
        before upstream: String,
        idleSeconds: Int,
        in folder: URL,
        _ body: (CuttingProxy) async throws -> Value
    ) async throws -> Value {
        let port = try FreePort.take()
        let home = folder.appending(component: "nginx-\(port)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        let settings = home.appending(component: "nginx.conf")
        try text(upstream, port: port, idleSeconds: idleSeconds, home: home.path)
            .write(to: settings, atomically: true, encoding: .utf8)
        let nginx = try ChildProcess(
            "/usr/sbin/nginx",
            ["-p", home.path, "-c", settings.path, "-e", home.path + "/error.log"],
            environment: ["PATH": "/usr/sbin:/usr/bin:/bin"],
            folder: folder
        )
        do {
            let proxy = CuttingProxy(address: "http://127.0.0.1:\(port)")
            _ = try await eventually("nginx answers") { () -> Bool? in
                if nginx.hasEnded {
                    throw CommandFailed(command: ["nginx"], ending: try await nginx.ending())
                }
                return try? await Call.send("GET", proxy.address + "/healthz").status == 200
                    ? true : nil
            }
            let value = try await body(proxy)
            try await end(nginx)
            return value
        } catch {
            try await end(nginx)
            throw error
        }
    }

    private static func end(_ nginx: ChildProcess) async throws {
        nginx.signal(SIGTERM)
        _ = try await nginx.ending()
    }

    private static func text(
        _ upstream: String,
        port: Int,
        idleSeconds: Int,
        home: String
    ) -> String {
        """
        daemon off;
        worker_processes 1;
        pid \(home)/nginx.pid;
        events {}
        http {
            access_log off;
            client_body_temp_path \(home)/body;
            proxy_temp_path \(home)/proxy;
            fastcgi_temp_path \(home)/fastcgi;
            uwsgi_temp_path \(home)/uwsgi;
            scgi_temp_path \(home)/scgi;
            client_max_body_size 0;
            server {
                listen 127.0.0.1:\(port);
                location / {
                    proxy_pass \(upstream);
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_read_timeout \(idleSeconds)s;
                }
            }
        }
        """
    }
}
