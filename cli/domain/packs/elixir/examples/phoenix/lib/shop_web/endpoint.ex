defmodule ShopWeb.Endpoint do
  use Phoenix.Endpoint, otp_app: :shop

  plug Plug.Static, at: "/", from: :shop
  plug ShopWeb.Router
end
