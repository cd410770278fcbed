require "sinatra/base"
require "sequel"

class Shop < Sinatra::Base
  # set :port, 1234
  configure { set :database, Sequel.connect(ENV.fetch("DATABASE_URL")) }

  get "/healthz" do
    "ok"
  end

  get "/" do
    raise "no token" unless ENV["TOKEN"]
    "#{ENV["GREETING"] || "hello"} #{ENV["OWNER"]}"
  end
end
