package com.acme

import io.ktor.server.application.Application
import io.ktor.server.response.respondText
import io.ktor.server.routing.get
import io.ktor.server.routing.routing

val redis = System.getenv("REDIS_URL") ?: error("no Redis")
val greeting = System.getenv("GREETING") ?: "hello"
val token = System.getenv("TICKETS_TOKEN")

fun Application.module() {
    val path = "${greeting}/${API_BASE}"
    routing {
        get("/healthz") { call.respondText("ok") }
        get("/") { call.respondText(path) }
    }
}
