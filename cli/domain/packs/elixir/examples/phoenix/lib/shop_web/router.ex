defmodule ShopWeb.Router do
  use Phoenix.Router

  scope "/", ShopWeb do
    get "/healthz", HealthController, :show
  end
end
