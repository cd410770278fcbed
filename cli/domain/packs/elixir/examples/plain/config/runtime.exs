import Config

config :echo, greeting: System.get_env("GREETING", "listening")
