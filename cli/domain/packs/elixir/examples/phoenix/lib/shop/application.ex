defmodule Shop.Application do
  use Application

  def start(_type, _args) do
    children = [Shop.Repo, {Redix, {Application.fetch_env!(:shop, :cache)[:url], []}}, ShopWeb.Endpoint]
    Supervisor.start_link(children, strategy: :one_for_one, name: Shop.Supervisor)
  end
end
