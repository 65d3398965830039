package import Domain

extension Row {
    package func money(_ column: Int32) throws -> MicroUSD {
        MicroUSD(try int(column))
    }

    package func optionalMoney(_ column: Int32) throws -> MicroUSD? {
        try optionalInt(column).map(MicroUSD.init)
    }

    package func time(_ column: Int32) throws -> Timestamp {
        Timestamp(milliseconds: try int(column))
    }

    package func optionalTime(_ column: Int32) throws -> Timestamp? {
        try optionalInt(column).map(Timestamp.init(milliseconds:))
    }

    package func taskID(_ column: Int32) throws -> TaskID {
        let text = try text(column)
        guard let id = TaskID(text) else { throw malformed(column, text) }
        return id
    }

    package func word<T: RawRepresentable>(
        _ column: Int32,
        as type: T.Type
    ) throws -> T where T.RawValue == String {
        let text = try text(column)
        guard let value = T(rawValue: text) else { throw malformed(column, text) }
        return value
    }

    package func optionalWord<T: RawRepresentable>(
        _ column: Int32,
        as type: T.Type
    ) throws -> T? where T.RawValue == String {
        guard let text = try optionalText(column) else { return nil }
        guard let value = T(rawValue: text) else { throw malformed(column, text) }
        return value
    }

    /// null for what cannot be read, where a task must be able to end all the same.
    package func readableJSON(_ column: Int32) -> JSONValue { (try? json(column)) ?? .null }

    package func json(_ column: Int32) throws -> JSONValue {
        let text = try text(column)
        guard let value = try? JSONValue.parse(text, excessMarks: .cut) else {
            throw malformed(column, "not JSON")
        }
        return value
    }
}
