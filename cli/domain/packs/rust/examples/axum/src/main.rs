use axum::{routing::get, Router};
use sqlx::PgPool;
use std::env;

#[tokio::main]
async fn main() {
    let pool = PgPool::connect(&env::var("DATABASE_URL").expect("DATABASE_URL")).await.unwrap();
    sqlx::migrate!().run(&pool).await.unwrap();
    let port: u16 = env::var("PORT")
        .ok()
        .and_then(|port| port.parse().ok())
        .unwrap_or(3100);
    let sender = env::var("LETTERS_SENDER")
        .unwrap_or_else(|_| "nobody".to_string());
    let key = env::var("LETTERS_KEY").expect("LETTERS_KEY");
    let one = sqlx::query!("select 1 as one").fetch_one(&pool).await.unwrap();
    let app = Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/", get(move || async move { format!("{sender} {key} {:?}", one.one) }));
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", port)).await.unwrap();
    axum::serve(listener, app).await.unwrap();
}
