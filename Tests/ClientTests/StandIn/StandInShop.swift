import AIGenerateClient
import Crypto
import Foundation
import NIOHTTP1
import Synchronization

/// A server that speaks the jobs API as far as a client sees it: it keeps tasks by their ids and
/// idempotency keys, lets each run through a script of states, and serves what "was drawn".
final class StandInShop: Sendable {
    /// How the tasks of this shop go.
    struct Script: Sendable {
        /// States and progress as looks find them; the last one stays.
        var looks: [(state: TaskState, progress: Int)] = [(.success, 100)]
        var failClass: String?
        var failMsg: String?
        var outputs = [Data("first picture".utf8)]
        /// The record's hash of every output, where it shall be a wrong one.
        var wrongHash: String?
        /// Advice in the header of every look.
        var lookAgainAfter: String?
    }

    private struct Books {
        var requests: [Request] = []
        var taskIDs: [String: String] = [:]
        var looks: [String: Int] = [:]
        var cancelled: Set<String> = []
        var faults: [String: [Fault]] = [:]
    }

    /// What goes wrong with one request to a path.
    enum Fault: Sendable {
        /// It is answered so, and nothing else happens.
        case instead(Reply)
        /// It is done, but the answer is lost.
        case after(Reply)
    }

    static let balance =
        #"{"available":{"credits":1428.57,"usd":10},"#
        + #""held":{"credits":4,"usd":0.028},"spent":{"credits":0,"usd":0}}"#

    let script: Script
    let arrivals: AsyncStream<Request>
    private let arrived: AsyncStream<Request>.Continuation
    // Requests come on several connections at a time, and tests look into the books meanwhile.
    private let books = Mutex(Books())

    init(_ script: Script = Script(), faults: [String: [Fault]] = [:]) {
        self.script = script
        (arrivals, arrived) = AsyncStream.makeStream()
        books.withLock { $0.faults = faults }
    }

    func requests(_ path: String) -> [Request] {
        books.withLock { books in books.requests.filter { $0.path.hasSuffix(path) } }
    }

    /// Tasks that were accepted.
    var taskCount: Int { books.withLock { Set($0.taskIDs.values).count } }
    var cancelledCount: Int { books.withLock { $0.cancelled.count } }

    func respond(_ request: Request) -> Reply {
        defer { arrived.yield(request) }
        let fault = books.withLock { books -> Fault? in
            books.requests.append(request)
            guard books.faults[request.path]?.isEmpty == false else { return nil }
            return books.faults[request.path]?.removeFirst()
        }
        switch fault {
        case nil: return answer(request)
        case .instead(let reply): return reply
        case .after(let reply):
            _ = answer(request)
            return reply
        }
    }

    private func answer(_ request: Request) -> Reply {
        switch request.path {
        case "/api/v1/jobs/createTask": create(request)
        case "/api/v1/jobs/recordInfo": look(request.query["taskId"] ?? "")
        case "/api/v1/jobs/cancelTask": cancel(request)
        case "/api/v1/jobs/quote":
            .data(#"{"quoteId":"quote_1","max":{"credits":4,"usd":0.028},"rule":"flat"}"#)
        case "/api/v1/account/balance": .data(Self.balance)
        case "/api/v1/chat/credit": .data("1428.57")
        case let path where path.hasPrefix("/files/"): file(path)
        default: .refusal(404, "There is nothing at \(request.path).")
        }
    }

    private func create(_ request: Request) -> Reply {
        guard let body = try? JSONDecoder().decode(JSON.self, from: request.body),
            let prompt = body["input"]?["prompt"]?.stringValue, !prompt.isEmpty
        else { return .refusal(422, "input.prompt is missing.", param: "input.prompt") }
        let names = [body["taskId"]?.stringValue, request.headers.first(name: "idempotency-key")]
            .compactMap { $0 }
        return books.withLock { books in
            if let known = names.compactMap({ books.taskIDs[$0] }).first {
                return .data(#"{"taskId":"\#(known)"}"#, ["Idempotent-Replayed": "true"])
            }
            let id = "task_\(books.looks.count + 1)"
            books.looks[id] = 0
            for name in names + [id] { books.taskIDs[name] = id }
            return .data(
                #"{"taskId":"\#(id)","state":"waiting","credits":4,"usd":0.028,"warnings":[]}"#
            )
        }
    }

    private func look(_ name: String) -> Reply {
        let found = books.withLock { books -> (id: String, look: Int)? in
            guard let id = books.taskIDs[name], let look = books.looks[id] else { return nil }
            books.looks[id] = look + 1
            return (id, look)
        }
        guard let found else { return .refusal(404, "There is no task \(name).") }
        let step = script.looks[min(found.look, script.looks.count - 1)]
        var headers: [String: String] = [:]
        headers["Retry-After"] = script.lookAgainAfter
        return .data(record(found.id, step.state, step.progress), headers)
    }

    private func record(_ id: String, _ state: TaskState, _ progress: Int) -> String {
        let outputs = script.outputs.enumerated().map { index, bytes in
            let hash = script.wrongHash ?? bytes.hash
            return #"{"url":"/files/\#(index)","sha256":"\#(hash)","bytes":\#(bytes.count),"#
                + #""mime":"image/png","width":1024,"height":1536}"#
        }
        let isEnd = state.isEnd
        let members = [
            #""taskId":"\#(id)","model":"sandbox-instant","state":"\#(state.rawValue)""#,
            #""param":"{}","progress":\#(progress),"createTime":1763845207102"#,
            #""failCode":\#(state == .fail ? #""400""# : "null")"#,
            #""failMsg":\#(script.failMsg.map { "\"\($0)\"" } ?? "null")"#,
            #""failClass":\#(script.failClass.map { "\"\($0)\"" } ?? "null")"#,
            #""creditsConsumed":\#(isEnd ? (state == .success ? "4.00" : "0") : "null")"#,
            #""usdConsumed":\#(isEnd ? (state == .success ? "0.028" : "0") : "null")"#,
            #""seed":4211,"outputs":[\#(state == .success ? outputs.joined(separator: ",") : "")]"#,
        ]
        return "{\(members.joined(separator: ","))}"
    }

    private func cancel(_ request: Request) -> Reply {
        let name = (try? JSONDecoder().decode(JSON.self, from: request.body))?["taskId"]
        let id = books.withLock { books -> String? in
            guard let id = name?.stringValue.flatMap({ books.taskIDs[$0] }) else { return nil }
            books.cancelled.insert(id)
            return id
        }
        guard let id else { return .refusal(404, "There is no such task.") }
        return .data(#"{"taskId":"\#(id)"}"#)
    }

    private func file(_ path: String) -> Reply {
        guard let index = Int(path.dropFirst("/files/".count)), script.outputs.indices ~= index
        else { return .refusal(404, "There is no such file.") }
        return .answer(200, ["content-type": "image/png"], script.outputs[index])
    }
}

extension Reply {
    /// A success whose envelope holds `json`.
    static func data(_ json: String, _ headers: [String: String] = [:]) -> Reply {
        .answer(200, headers, Data(#"{"code":200,"msg":"success","data":\#(json)}"#.utf8))
    }

    /// A refusal in the contract's shape.
    static func refusal(
        _ code: Int,
        status: Int? = nil,
        _ message: String,
        param: String? = nil,
        headers: [String: String] = [:]
    ) -> Reply {
        let param = param.map { "\"\($0)\"" } ?? "null"
        let body =
            #"{"code":\#(code),"msg":"\#(message)","data":null,"error":"#
            + #"{"type":"test_refusal","code":"c\#(code)","param":\#(param),"docs":"/docs/errors"}}"#
        let fields = ["x-request-id": "req_1"].merging(headers) { _, own in own }
        return .answer(status ?? code, fields, Data(body.utf8))
    }
}

extension Data {
    var hash: String {
        SHA256.hash(data: self).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
