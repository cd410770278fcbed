package com.acme.lib;

public class Orders {
}
