package org.acme;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@Path("/items")
public class StockResource {
    @ConfigProperty(name = "stock.warehouse")
    String warehouse;

    @ConfigProperty(name = "stock.limit", defaultValue = "10")
    int limit;

    @GET
    public String items() {
        return warehouse + limit;
    }
}
