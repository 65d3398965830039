import HTTPTypes

extension Routes {
    /// Pages of people: signing in, and what is theirs.
    static func people(_ house: House) -> [PageRoute] {
        signingIn(house) + dashboard(house) + keys(house) + secondStep(house)
    }

    private static func signingIn(_ house: House) -> [PageRoute] {
        let signUp = SignUpPage(house: house)
        let verify = VerifyPage(house: house)
        let logIn = LogInPage(house: house)
        let reset = ResetPage(house: house)
        let signOn = SignOnPage(house: house)
        let setUp = SetUpPage(house: house)
        return [
            PageRoute("/signup", use: signUp.show),
            PageRoute("/signup", .post, use: signUp.send),
            PageRoute("/verify", use: verify.show),
            PageRoute("/verify", .post, use: verify.confirm),
            PageRoute("/login", use: logIn.show),
            PageRoute("/login", .post, use: logIn.send),
            PageRoute("/login/code", .post, use: SecondStepPage(house: house).send),
            PageRoute(SignOnPage.path, use: signOn.leave),
            PageRoute(SignOnPage.path + "/return", use: signOn.comeBack),
            PageRoute("/logout", .post, use: logIn.logOut),
            PageRoute("/reset", use: reset.show),
            PageRoute("/reset", .post, use: reset.send),
            PageRoute("/setup", use: setUp.show),
            PageRoute("/setup", .post, use: setUp.send),
        ]
    }

    private static func secondStep(_ house: House) -> [PageRoute] {
        let dashboard = DashboardPage(house: house)
        let page = SecondFactorPage(house: house)
        return [
            PageRoute("/dashboard/settings/second-step", use: dashboard.handler(page.show)),
            PageRoute("/dashboard/settings/second-step", .post, use: dashboard.handler(page.act)),
        ]
    }

    private static func keys(_ house: House) -> [PageRoute] {
        let dashboard = DashboardPage(house: house)
        let keys = KeysPage(house: house)
        let key = KeyPage(house: house)
        let webhooks = WebhooksPage(house: house)
        return [
            PageRoute("/dashboard/keys", use: dashboard.handler(keys.show)),
            PageRoute("/dashboard/keys", .post, use: dashboard.handler(keys.create)),
            PageRoute("/dashboard/keys/:id", use: dashboard.handler(key.show)),
            PageRoute("/dashboard/keys/:id", .post, use: dashboard.handler(key.setCaps)),
            PageRoute("/dashboard/keys/:id/rotate", .post, use: dashboard.handler(key.rotate)),
            PageRoute("/dashboard/keys/:id/revoke", use: dashboard.handler(key.confirm)),
            PageRoute("/dashboard/keys/:id/revoke", .post, use: dashboard.handler(key.revoke)),
            PageRoute("/dashboard/webhooks", use: dashboard.handler(webhooks.show)),
            PageRoute("/dashboard/webhooks", .post, use: dashboard.handler(webhooks.add)),
            PageRoute("/dashboard/webhooks/act", .post, use: dashboard.handler(webhooks.act)),
            PageRoute("/dashboard/webhooks/secret", .post, use: dashboard.handler(webhooks.secret)),
        ]
    }

    private static func dashboard(_ house: House) -> [PageRoute] {
        let dashboard = DashboardPage(house: house)
        let list = dashboard.handler(TaskListPage(house: house).callAsFunction)
        let task = TaskPage(house: house)
        let act = TaskActions(house: house)
        let settings = SettingsPage(house: house)
        let usage = dashboard.handler(UsagePage(house: house).callAsFunction)
        let billing = BillingPage(house: house)
        let topUp = TopUpPage(house: house)
        let webhook = StripeWebhook(house: house)
        return [
            PageRoute(
                "/dashboard",
                use: dashboard.handler(OverviewPage(house: house).callAsFunction)
            ),
            PageRoute("/dashboard/tasks", use: list),
            PageRoute("/dashboard/tasks.csv", use: list),
            PageRoute("/dashboard/tasks/:id", use: dashboard.handler(task.callAsFunction)),
            PageRoute("/dashboard/tasks/:id/cancel", .post, use: dashboard.handler(act.cancel)),
            PageRoute("/dashboard/tasks/:id/again", .post, use: dashboard.handler(act.again)),
            PageRoute("/dashboard/tasks/:id/delete", use: dashboard.handler(act.confirm)),
            PageRoute("/dashboard/tasks/:id/delete", .post, use: dashboard.handler(act.delete)),
            PageRoute("/t/:id", use: dashboard.handler(task.short)),
            PageRoute("/dashboard/usage", use: usage),
            PageRoute("/dashboard/usage.csv", use: usage),
            PageRoute("/dashboard/billing", use: dashboard.handler(billing.show)),
            PageRoute("/dashboard/billing", .post, use: dashboard.handler(billing.setCaps)),
            PageRoute("/dashboard/billing/top-ups", .post, use: dashboard.handler(topUp.order)),
            PageRoute("/dashboard/billing/top-ups/:id", use: dashboard.handler(topUp.show)),
            PageRoute("/stripe/webhook", .post, use: webhook.callAsFunction),
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
                "/dashboard/settings/identities",
                .post,
                use: dashboard.handler(settings.forgetIdentity)
            ),
            PageRoute(
                "/dashboard/settings/letter",
                .post,
                use: dashboard.handler(settings.sendLetter)
            ),
        ]
    }
}
