import HTTPTypes

extension Routes {
    /// What operators see. To everybody else there is nothing here.
    static func admin(_ house: House) -> [PageRoute] {
        let admin = AdminPage(house: house)
        let lists = AdminLists(house: house)
        let providers = ProvidersPage(house: house)
        let codes = CodesPage(house: house)
        let prices = PricesPage(house: house)
        let queue = QueuePage(house: house)
        let tasks = AllTasksPage(house: house)
        return adminUsers(house) + [
            PageRoute("/admin", use: admin.handler(HealthPage(house: house).callAsFunction)),
            PageRoute("/admin/providers", use: admin.handler(providers.show)),
            PageRoute("/admin/providers", .post, use: admin.handler(providers.add)),
            PageRoute("/admin/providers/rule", .post, use: admin.handler(providers.rule)),
            PageRoute("/admin/providers/act", .post, use: admin.handler(providers.act)),
            PageRoute("/admin/prices", use: admin.handler(prices.show)),
            PageRoute("/admin/prices.csv", use: admin.handler(prices.show)),
            PageRoute("/admin/prices", .post, use: admin.handler(prices.send)),
            PageRoute("/admin/codes", use: admin.handler(codes.show)),
            PageRoute("/admin/codes", .post, use: admin.handler(codes.create)),
            PageRoute("/admin/codes/end", .post, use: admin.handler(codes.end)),
            PageRoute("/admin/queue", use: admin.handler(queue.show)),
            PageRoute("/admin/queue", .post, use: admin.handler(queue.act)),
            PageRoute("/admin/tasks", use: admin.handler(tasks.list)),
            PageRoute("/admin/tasks/:id", use: admin.handler(tasks.show)),
            PageRoute("/admin/webhooks", use: admin.handler(lists.webhooks)),
            PageRoute("/admin/audit", use: admin.handler(lists.log)),
            PageRoute("/admin/settings", use: admin.handler(lists.settings)),
        ]
    }

    private static func adminUsers(_ house: House) -> [PageRoute] {
        let admin = AdminPage(house: house)
        let users = UsersPage(house: house)
        return [
            PageRoute("/admin/users", use: admin.handler(users.list)),
            PageRoute("/admin/users/:id", use: admin.handler(users.show)),
            PageRoute("/admin/users/:id/grant", .post, use: admin.handler(users.grant)),
            PageRoute("/admin/users/:id/:action", .post, use: admin.handler(users.act)),
        ]
    }
}
