/// What the house pays for playground runs in a day: for one account, and for all of them together.
package struct Allowance: Hashable, Sendable {
    package let account: MicroUSD
    package let house: MicroUSD

    package init(account: MicroUSD, house: MicroUSD) {
        self.account = account
        self.house = house
    }
}
