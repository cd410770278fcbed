plugins {
    alias(libs.plugins.kotlin.jvm)
    alias(libs.plugins.ktor)
    id("com.gorylenko.gradle-git-properties") version "2.4.2"
}

application {
    mainClass = "io.ktor.server.netty.EngineMain"
}

kotlin {
    jvmToolchain(libs.versions.java.get().toInt())
}

dependencies {
    implementation(libs.bundles.ktor)
    implementation(libs.lettuce)
    testImplementation(libs.postgres)
}
