package com.acme.shop.core;

public class Prices {
    public static final String CURRENCY = System.getenv("SHOP_CURRENCY");
    public static final String COUNTRY = System.getenv().getOrDefault("SHOP_COUNTRY", "DE");
}
