extension Attempt {
    /// The providers that are built in. Any other name is of the operator's own making, for a further
    /// account or address, and no customer's business.
    private static let builtIn: Set<String> = ["openai", "sandbox"]

    /// The provider for a customer: an endpoint of the operator's is of the provider whose API it speaks.
    package var publicProvider: String {
        Self.builtIn.contains(provider) ? provider : "openai"
    }
}
