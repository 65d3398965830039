package import Domain

extension MicroUSD: SQLBindable {
    package var sqlValue: SQLValue { .integer(rawValue) }
}

extension Timestamp: SQLBindable {
    package var sqlValue: SQLValue { .integer(milliseconds) }
}

extension TaskID: SQLBindable {
    package var sqlValue: SQLValue { .text(text) }
}
