public import ArgumentParser
public import Records

extension ShopException.State: ExpressibleByArgument {}
extension ShopException.Severity: ExpressibleByArgument {}
