use actix_web::{web, App, HttpServer};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    HttpServer::new(|| App::new().route("/", web::get().to(|| async { shop_core::redis() })))
        .bind(("127.0.0.1", 8082))?
        .run()
        .await
}
