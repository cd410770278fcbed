pub fn redis() -> String { std::env::var("REDIS_URL").unwrap() }
