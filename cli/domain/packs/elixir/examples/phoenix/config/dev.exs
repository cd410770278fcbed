import Config

config :shop, Shop.Repo, username: "postgres", password: "postgres", hostname: "localhost"
config :shop, ShopWeb.Endpoint, http: [ip: {127, 0, 0, 1}, port: 4001]
