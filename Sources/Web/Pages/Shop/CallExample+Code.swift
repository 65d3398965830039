import Domain

extension CallExample {
    /// Every example reads the key from `AIGENERATE_API_KEY`, so that none stands in a text.
    func code(in language: Language) -> String {
        switch language {
        case .curl: curl
        case .python: python
        case .urllib: urllib
        case .javascript: javascript
        case .swift: swift
        case .cli: cli
        }
    }

    /// The prompt first, then the others by name.
    private var fields: [(name: String, value: JSONValue)] {
        input.sorted { ($0.key == "prompt" ? "" : $0.key) < ($1.key == "prompt" ? "" : $1.key) }
            .map { ($0.key, $0.value) }
    }

    private var pictures: [JSONValue] { input["image_urls"]?.arrayValue ?? [] }

    /// JSON's texts, numbers and lists are those of Python, JavaScript and Swift, too.
    private func literal(_ value: JSONValue) -> String { value.text() }

    private func object(_ separator: String, _ name: (String) -> String) -> String {
        fields.map { "\(name($0.name)): \(literal($0.value))" }.joined(separator: separator)
    }

    private func quoted(_ text: String) -> String { JSONValue.string(text).text() }

    private var curl: String {
        // The shell ends a quoted text at an apostrophe.
        let input = object(",\n                ", quoted).replacing("'", with: "'\\''")
        return """
            curl \(base)/api/v1/jobs/createTask \\
              -H "Authorization: Bearer $AIGENERATE_API_KEY" -H "Content-Type: application/json" \\
              -d '{"model":"\(model)",
                   "input":{\(input)}}'
            # {"code":200,"msg":"success","data":{"taskId":"task_…"}}; then, until "state" is "success":
            curl "\(base)/api/v1/jobs/recordInfo?taskId=$TASK_ID" \\
              -H "Authorization: Bearer $AIGENERATE_API_KEY"
            """
    }

    /// What OpenAI's library has a name for; the rest goes into `extra_body`.
    private static let openAINames: Set<String> = [
        "prompt", "n", "size", "quality", "background", "output_format", "output_compression",
        "moderation", "user",
    ]

    private var python: String {
        let known = fields.filter { Self.openAINames.contains($0.name) }
        let rest = fields.filter {
            !Self.openAINames.contains($0.name) && $0.name != "image_urls" && $0.name != "mask_url"
        }
        var lines = ["model=\(quoted(model)),"]
        if !pictures.isEmpty {
            let files = pictures.indices.map { "open(\"reference\($0 + 1).png\", \"rb\")" }
            lines.append("image=[\(files.joined(separator: ", "))],")
            if input["mask_url"] != nil { lines.append("mask=open(\"mask.png\", \"rb\"),") }
        }
        lines += known.map { "\($0.name)=\(python($0.value))," }
        if !rest.isEmpty {
            let members = rest.map { "\(quoted($0.name)): \(python($0.value))" }
            lines.append("extra_body={\(members.joined(separator: ", "))},")
        }
        return """
            # pip install openai
            import base64, os
            from openai import OpenAI

            client = OpenAI(base_url="\(base)/v1", api_key=os.environ["AIGENERATE_API_KEY"])
            answer = client.images.\(pictures.isEmpty ? "generate" : "edit")(
                \(lines.joined(separator: "\n    "))
            )
            with open("picture.png", "wb") as file:
                file.write(base64.b64decode(answer.data[0].b64_json))
            """
    }

    private func python(_ value: JSONValue) -> String {
        switch value {
        case .bool(let flag): flag ? "True" : "False"
        case .null: "None"
        default: literal(value)
        }
    }

    private var urllib: String {
        let input = fields.map { "\(quoted($0.name)): \(python($0.value))" }
        return """
            import json, os, urllib.request

            request = urllib.request.Request(
                "\(base)/api/v1/jobs/createTask",
                data=json.dumps({
                    "model": "\(model)",
                    "input": {\(input.joined(separator: ", "))},
                }).encode(),
                headers={
                    "Authorization": "Bearer " + os.environ["AIGENERATE_API_KEY"],
                    "Content-Type": "application/json",
                    "Prefer": "wait=60",
                },
            )
            with urllib.request.urlopen(request) as answer:
                task = json.load(answer)["data"]
            print(json.loads(task["resultJson"])["resultUrls"][0])
            """
    }

    private var javascript: String {
        """
        const answer = await fetch("\(base)/api/v1/jobs/createTask", {
          method: "POST",
          headers: {
            "Authorization": `Bearer ${process.env.AIGENERATE_API_KEY}`,
            "Content-Type": "application/json",
            "Prefer": "wait=60",
          },
          body: JSON.stringify({
            model: "\(model)",
            input: { \(object(", ") { $0 }) },
          }),
        });
        const { data } = await answer.json();
        console.log(JSON.parse(data.resultJson).resultUrls[0]);
        """
    }

    /// What `ImageInput` has a name for, in the order of its initialiser.
    private static let swiftNames = [
        ("prompt", "prompt"), ("size", "size"), ("n", "n"), ("seed", "seed"),
        ("output_format", "outputFormat"), ("background", "background"),
        ("aspect_ratio", "aspectRatio"), ("resolution", "resolution"),
        ("image_urls", "imageURLs"), ("mask_url", "maskURL"),
    ]

    private var swift: String {
        var arguments = Self.swiftNames.compactMap { name, label in
            input[name].map { "\(label): \(literal($0))" }
        }
        let extra = fields.filter { field in !Self.swiftNames.contains { $0.0 == field.name } }
        if !extra.isEmpty {
            let members = extra.map { "\(quoted($0.name)): \(literal($0.value))" }
            arguments.append("extra: [\(members.joined(separator: ", "))]")
        }
        return """
            import AIGenerateClient
            import Foundation

            let client = try AIGenerateClient(
                server: "\(base)",
                key: ProcessInfo.processInfo.environment["AIGENERATE_API_KEY"] ?? ""
            )
            let task = try await client.createTask(
                model: "\(model)",
                input: ImageInput(\(arguments.joined(separator: ", ")))
            )
            let record = try await client.wait(for: task.taskID)
            try await client.download(record.outputs[0], to: URL(filePath: "picture.png"))
            """
    }

    private static let optionNames = ["size": "--size", "n": "-n", "seed": "--seed"]

    private var cli: String {
        var options = ["--server \(base)", "--model \(model)"]
        for (name, value) in fields where name != "prompt" && name != "image_urls" {
            let text = shell(value.stringValue ?? value.text())
            let option = Self.optionNames[name].map { "\($0) " } ?? "--field \(name)="
            options.append(option + text)
        }
        options += pictures.indices.map { "--image reference\($0 + 1).png" }
        let output = (input["n"]?.intValue ?? 1) > 1 ? "." : "picture.png"
        let prompt = input["prompt"]?.stringValue ?? ""
        return """
            aigenerate generate \(shell(prompt, isQuoted: true)) \\
              \(options.joined(separator: " ")) -o \(output)
            """
    }

    /// As one word of the shell's.
    private func shell(_ text: String, isQuoted: Bool = false) -> String {
        let isPlain = text.utf8.allSatisfy {
            ($0 > 47 && $0 < 58) || ($0 > 64 && $0 < 91) || ($0 > 96 && $0 < 123) || $0 == 45
                || $0 == 46 || $0 == 95
        }
        if isPlain, !isQuoted, !text.isEmpty { return text }
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
