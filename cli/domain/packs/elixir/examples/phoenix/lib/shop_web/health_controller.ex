defmodule ShopWeb.HealthController do
  use Phoenix.Controller

  def show(conn, _params), do: text(conn, "ok")
end
