/// How often a thing may be tried in a quarter of an hour, where nothing else is said.
extension Limits {
    /// From one network (see `ClientNetwork`; what is around it may try as many times its factor).
    static let logInsOfNetwork = 100
    static let codesOfNetwork = 100
    static let signUpsOfNetwork = 20
    static let resetsOfNetwork = 20
    static let signOnsOfNetwork = 100
    static let redeemsOfNetwork = 60
    /// Cells that visitors order in the playground.
    static let cellsOfNetwork = 120

    /// Of one account from one network.
    static let logInsHere = 10
    static let codesHere = 10
    static let passwordsHere = 10
    /// E-mails to one address that one network causes, and all of them.
    static let emailsHere = 3
    static let emails = 9

    /// Log-ins of everybody, where the account never signed in from that network.
    static let logIns = 3_000
    /// Codes of one account in an hour, over all networks that it never signed in from.
    static let codesElsewhere = 30

    /// By the owner of an account, who is signed in.
    static let ownRedeems = 20
    static let ownTopUps = 20
    static let ownPasswords = 10
    static let ownCodes = 20
    /// Looks at one order of credit, each of which asks Stripe.
    static let looksAtTopUp = 200

    /// Passwords that wait to be hashed: of one network, and of the larger ones around it.
    static let passwordsQueued = [5, 8, 12]
}
