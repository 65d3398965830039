import Domain

/// A document with one member changed.
struct Change {
    /// Of the member, without the places in lists: `outputs.bytes`.
    let name: String
    let what: String
    let document: JSONValue

    /// Every member in turn: another number, another text, null, taken away, one more beside it.
    static func all(of document: JSONValue) -> [Change] {
        changes(of: document, name: "") { $0 }
    }

    private static func changes(
        of value: JSONValue,
        name: String,
        _ whole: @escaping (JSONValue) -> JSONValue
    ) -> [Change] {
        var all: [Change] = []
        func add(_ what: String, _ other: JSONValue) {
            guard other != value, !name.isEmpty else { return }
            all.append(Change(name: name, what: what, document: whole(other)))
        }
        add("another number", 7_777)
        add("another text", "another")
        add("nothing", .null)
        if let flag = value.boolValue { add("the opposite", .bool(!flag)) }
        if let members = value.objectValue {
            let more = members.merging(["more": 1]) { $1 }
            all.append(
                Change(name: join(name, "more"), what: "one more", document: whole(.object(more)))
            )
            for (member, inside) in members {
                var without = members
                without[member] = nil
                let path = join(name, member)
                all.append(
                    Change(name: path, what: "taken away", document: whole(.object(without)))
                )
                all += changes(of: inside, name: path) { other in
                    whole(.object(members.merging([member: other]) { $1 }))
                }
            }
        }
        if let items = value.arrayValue { all += changes(of: items, name: name, whole) }
        if let text = value.stringValue { all += changes(of: text, name: name, whole) }
        return all
    }

    /// The place in a list is not part of a name. An empty list says that images were deleted.
    private static func changes(
        of items: [JSONValue],
        name: String,
        _ whole: @escaping (JSONValue) -> JSONValue
    ) -> [Change] {
        var all: [Change] = []
        for (index, item) in items.enumerated() {
            all += changes(of: item, name: name) { other in
                var list = items
                list[index] = other
                return whole(.array(list))
            }
            var (fewer, more) = (items, items)
            fewer.remove(at: index)
            more.insert(item, at: index)
            if !fewer.isEmpty || name != "outputs" {
                all.append(Change(name: name, what: "fewer", document: whole(.array(fewer))))
            }
            all.append(Change(name: name, what: "more", document: whole(.array(more))))
        }
        if items.count > 1, Set(items.map { $0.text() }).count > 1 {
            let turned = JSONValue.array(items.reversed())
            all.append(Change(name: name, what: "turned round", document: whole(turned)))
        }
        return all
    }

    private static func changes(
        of text: String,
        name: String,
        _ whole: @escaping (JSONValue) -> JSONValue
    ) -> [Change] {
        // Looks the same, and is another: U+212A is canonically the letter K.
        let alike = text.replacing("K", with: "\u{212A}")
        return ["x" + text, String(text.dropLast()), alike]
            .filter { !$0.utf8.elementsEqual(text.utf8) }
            .map { Change(name: name, what: "\($0.prefix(40))", document: whole(.string($0))) }
    }

    /// A record within an envelope has the names that it has alone.
    private static func join(_ name: String, _ member: String) -> String {
        name.isEmpty || name == "data" ? member : name + "." + member
    }
}
