require "sinatra"
require "redis"

set :bind, "127.0.0.1"

store = Redis.new(url: ENV.fetch("REDIS_URL") { "redis://localhost:6379" })

get("/") { store.incr("visits").to_s }
