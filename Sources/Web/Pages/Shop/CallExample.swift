import Domain

/// One request, written out for each way to send it.
struct CallExample: Sendable {
    enum Language: String, CaseIterable, Sendable {
        case curl, python, urllib, javascript, swift, cli

        var title: String {
            switch self {
            case .curl: "curl"
            case .python: "Python"
            case .urllib: "Python, no packages"
            case .javascript: "JavaScript"
            case .swift: "Swift"
            case .cli: "Command line"
            }
        }
    }

    /// `http://host:port`, without a slash at the end.
    let base: String
    let model: String
    let prompt: String

    static let prompt = "a red fox sitting in snow, golden hour, photographic"

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

    /// - path: the page's, for links to its other languages.
    func view(path: String, chosen: String?) -> JSONValue {
        let language = chosen.flatMap(Language.init) ?? .curl
        return [
            "code": .string(code(in: language)),
            "languages": .array(
                Language.allCases.map { other in
                    [
                        "title": .string(other.title), "isCurrent": .bool(other == language),
                        "href": .string(path + "?lang=\(other.rawValue)#call"),
                    ]
                }
            ),
        ]
    }

    private var curl: String {
        """
        curl \(base)/api/v1/jobs/createTask \\
          -H "Authorization: Bearer $AIGENERATE_API_KEY" -H "Content-Type: application/json" \\
          -d '{"model":"\(model)",
               "input":{"prompt":"\(prompt)"}}'
        # {"code":200,"msg":"success","data":{"taskId":"task_…"}}; then, until "state" is "success":
        curl "\(base)/api/v1/jobs/recordInfo?taskId=$TASK_ID" \\
          -H "Authorization: Bearer $AIGENERATE_API_KEY"
        """
    }

    private var python: String {
        """
        # pip install openai
        import base64, os
        from openai import OpenAI

        client = OpenAI(base_url="\(base)/v1", api_key=os.environ["AIGENERATE_API_KEY"])
        answer = client.images.generate(
            model="\(model)",
            prompt="\(prompt)",
        )
        with open("picture.png", "wb") as file:
            file.write(base64.b64decode(answer.data[0].b64_json))
        """
    }

    private var urllib: String {
        """
        import json, os, urllib.request

        request = urllib.request.Request(
            "\(base)/api/v1/jobs/createTask",
            data=json.dumps({
                "model": "\(model)",
                "input": {"prompt": "\(prompt)"},
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
            input: { prompt: "\(prompt)" },
          }),
        });
        const { data } = await answer.json();
        console.log(JSON.parse(data.resultJson).resultUrls[0]);
        """
    }

    private var swift: String {
        """
        import AIGenerateClient
        import Foundation

        let client = try AIGenerateClient(
            server: "\(base)",
            key: ProcessInfo.processInfo.environment["AIGENERATE_API_KEY"] ?? ""
        )
        let task = try await client.createTask(
            model: "\(model)",
            input: ImageInput(prompt: "\(prompt)")
        )
        let record = try await client.wait(for: task.taskID)
        try await client.download(record.outputs[0], to: URL(filePath: "picture.png"))
        """
    }

    private var cli: String {
        """
        aigenerate generate "\(prompt)" \\
          --server \(base) --model \(model) -o picture.png
        """
    }
}
