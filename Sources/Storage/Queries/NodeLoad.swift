/// What a node is running, by provider and by account.
struct NodeLoad {
    private var perProvider: [String: Int] = [:]
    private var perAccount: [Int64: Int] = [:]

    /// A provider without a cap of its own has room: the slots are the limit.
    func hasRoom(provider: String, _ limits: ClaimLimits) -> Bool {
        perProvider[provider, default: 0] < limits.perProvider[provider] ?? .max
    }

    func hasRoom(account: Int64, _ limits: ClaimLimits) -> Bool {
        perAccount[account, default: 0] < limits.perAccount
    }

    func admits(provider: String, account: Int64, _ limits: ClaimLimits) -> Bool {
        hasRoom(provider: provider, limits) && hasRoom(account: account, limits)
    }

    func fullAccounts(_ limits: ClaimLimits) -> [Int64] {
        perAccount.keys.filter { !hasRoom(account: $0, limits) }.sorted()
    }

    mutating func add(provider: String, account: Int64, count: Int = 1) {
        perProvider[provider, default: 0] += count
        perAccount[account, default: 0] += count
    }
}

extension Rows {
    borrowing func load(of node: Int64) throws -> NodeLoad {
        var load = NodeLoad()
        try forEach(
            """
            SELECT provider, account_id, COUNT(*) FROM job WHERE owner = \(node)
            GROUP BY provider, account_id
            """
        ) { row in
            load.add(
                provider: try row.text(0),
                account: try row.int(1),
                count: Int(try row.int(2))
            )
        }
        return load
    }
}
