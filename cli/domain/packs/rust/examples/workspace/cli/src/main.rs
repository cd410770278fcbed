fn main() { println!("{}", std::env::var("CLI_KEY").unwrap()); }
