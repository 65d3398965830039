import HTTPTypes

extension Routes {
    /// Pages of people: signing in, and what is theirs.
    static func people(_ house: House) -> [PageRoute] {
        signingIn(house) + dashboard(house)
    }

    private static func signingIn(_ house: House) -> [PageRoute] {
        let signUp = SignUpPage(house: house)
        let logIn = LogInPage(house: house)
        let reset = ResetPage(house: house)
        let setUp = SetUpPage(house: house)
        return [
            PageRoute("/signup", use: signUp.show),
            PageRoute("/signup", .post, use: signUp.send),
            PageRoute("/verify", use: signUp.confirm),
            PageRoute("/verify", .post, use: signUp.verify),
            PageRoute("/login", use: logIn.show),
            PageRoute("/login", .post, use: logIn.send),
            PageRoute("/logout", .post, use: logIn.logOut),
            PageRoute("/reset", use: reset.show),
            PageRoute("/reset", .post, use: reset.send),
            PageRoute("/setup", use: setUp.show),
            PageRoute("/setup", .post, use: setUp.send),
        ]
    }

    private static func dashboard(_ house: House) -> [PageRoute] {
        let dashboard = DashboardPage(house: house)
        let list = dashboard.handler(TaskListPage(house: house).callAsFunction)
        let task = TaskPage(house: house)
        let keys = KeysPage(house: house)
        let settings = SettingsPage(house: house)
        let usage = dashboard.handler(UsagePage(house: house).callAsFunction)
        let billing = BillingPage(house: house)
        return [
            PageRoute(
                "/dashboard",
                use: dashboard.handler(OverviewPage(house: house).callAsFunction)
            ),
            PageRoute("/dashboard/tasks", use: list),
            PageRoute("/dashboard/tasks.csv", use: list),
            PageRoute("/dashboard/tasks/:id", use: dashboard.handler(task.callAsFunction)),
            PageRoute("/dashboard/tasks/:id/cancel", .post, use: dashboard.handler(task.cancel)),
            PageRoute("/t/:id", use: dashboard.handler(task.short)),
            PageRoute("/dashboard/keys", use: dashboard.handler(keys.show)),
            PageRoute("/dashboard/keys", .post, use: dashboard.handler(keys.create)),
            PageRoute("/dashboard/keys/:id/revoke", use: dashboard.handler(keys.confirm)),
            PageRoute("/dashboard/keys/:id/revoke", .post, use: dashboard.handler(keys.revoke)),
            PageRoute("/dashboard/usage", use: usage),
            PageRoute("/dashboard/usage.csv", use: usage),
            PageRoute("/dashboard/billing", use: dashboard.handler(billing.show)),
            PageRoute("/dashboard/billing", .post, use: dashboard.handler(billing.setCaps)),
            PageRoute("/dashboard/billing/redeem", .post, use: dashboard.handler(billing.redeem)),
            PageRoute("/dashboard/settings", use: dashboard.handler(settings.show)),
            PageRoute(
                "/dashboard/settings/password",
                .post,
                use: dashboard.handler(settings.setPassword)
            ),
            PageRoute(
                "/dashboard/settings/sessions",
                .post,
                use: dashboard.handler(settings.endSession)
            ),
            PageRoute(
                "/dashboard/settings/letter",
                .post,
                use: dashboard.handler(settings.sendLetter)
            ),
        ]
    }
}
