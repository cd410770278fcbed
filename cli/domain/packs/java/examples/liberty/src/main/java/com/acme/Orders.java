package com.acme;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;

@ApplicationPath("/api")
public class Orders extends Application {
  @Path("/orders")
  public static class Resource {
    @GET
    public String list() {
      return System.getenv("ORDERS_GREETING");
    }
  }
}
